package xmldoc

import "bytes"

// markup reads what begins with <! or <? at p.i. Whether the document may hold
// it is decided here (X2, X4).
func (p *parser) markup() (node, error) {
	switch {
	case p.at("<!--"):
		if !p.limits.AllowComments {
			return node{}, p.fail(CauseComment, p.i,
				"comments are not allowed: they can hide where a signed value ends")
		}
		return p.comment()
	case p.at("<![CDATA["):
		if !p.limits.AllowCDATA {
			return node{}, p.fail(CauseCDATA, p.i, "CDATA sections are not allowed; write the text with &lt; and &amp;")
		}
		return p.cdata()
	case p.at("<?"):
		return p.instruction()
	}
	if c := p.peek(2); class[c]&nameStart != 0 || c == '[' {
		return node{}, p.fail(CauseDTD, p.i, "document type declarations and other <! markup are not allowed")
	}
	return node{}, p.malformed(p.i, "<! does not begin anything that XML knows")
}

// comment is XML 1.0, section 2.5: no -- inside.
func (p *parser) comment() (node, error) {
	start := p.i
	p.i += len("<!--")
	k := bytes.Index(p.src[p.i:], []byte("--"))
	if k < 0 {
		return node{}, p.malformed(start, "the comment is not closed")
	}
	from, to := p.i, p.i+k
	p.i = to + len("--")
	if p.peek(0) != '>' {
		return node{}, p.malformed(to, "-- must not stand in a comment")
	}
	p.i++
	value := p.lines(from, to)
	return node{kind: comment, start: int32(start), stop: int32(p.i), value: value}, nil
}

// cdata is XML 1.0, section 2.7. It becomes text.
func (p *parser) cdata() (node, error) {
	start := p.i
	p.i += len("<![CDATA[")
	k := bytes.Index(p.src[p.i:], []byte("]]>"))
	if k < 0 {
		return node{}, p.malformed(start, "the CDATA section is not closed")
	}
	if k > p.limits.TextBytes {
		return node{}, p.failLimit(CauseLimitText, start, p.limits.TextBytes,
			"the CDATA section is %d bytes long; at most %d are accepted", k, p.limits.TextBytes)
	}
	value := p.lines(p.i, p.i+k)
	p.i += k + len("]]>")
	return node{kind: text, start: int32(start), stop: int32(p.i), value: value}, nil
}

// instruction is XML 1.0, section 2.6, with a target that is an NCName
// (Namespaces in XML 1.0, section 7).
func (p *parser) instruction() (node, error) {
	start := p.i
	p.i += len("<?")
	target, prefix, err := p.qname("instruction")
	if err != nil {
		return node{}, err
	}
	if bytes.EqualFold(p.d.bytes(target), []byte(xmlPrefix)) {
		return node{}, p.malformed(start,
			"an XML declaration can only stand at the very start of the document, before any white space")
	}
	if !p.limits.AllowPIs {
		return node{}, p.fail(CauseInstruction, start, "processing instructions are not allowed")
	}
	if prefix > 0 {
		return node{}, p.fail(CauseNamespace, start, "the instruction target %s must not have a colon",
			quote(p.d.bytes(target)))
	}
	spaced := p.skipSpace()
	k := bytes.Index(p.src[p.i:], []byte("?>"))
	if k < 0 {
		return node{}, p.malformed(start, "the processing instruction is not closed")
	}
	if k > 0 && !spaced {
		return node{}, p.malformed(p.i, "white space is missing behind the instruction target")
	}
	value := p.lines(p.i, p.i+k)
	p.i += k + len("?>")
	return node{kind: instruction, start: int32(start), stop: int32(p.i), name: target, value: value}, nil
}

// lines normalizes line ends and nothing else.
func (p *parser) lines(start, end int) ref {
	d := p.d
	run := p.src[start:end]
	if bytes.IndexByte(run, '\r') < 0 {
		return ref{int32(start), int32(len(run))}
	}
	d.work += len(run)
	side := len(d.side)
	for i, c := range run {
		switch {
		case c != '\r':
			d.side = append(d.side, c)
		case i+1 == len(run) || run[i+1] != '\n':
			d.side = append(d.side, '\n')
		}
	}
	return ref{^int32(side), int32(len(d.side) - side)}
}
