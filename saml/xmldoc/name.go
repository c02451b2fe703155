package xmldoc

import "unicode/utf8"

// qname reads a QName of Namespaces in XML 1.0 at p.i.
func (p *parser) qname(what string) (name ref, prefix int32, err error) {
	start, part := p.i, p.i // part: where the NCName begins
	src := p.src
	i := start
	if end, prefix := asciiName(src[i:]); end > 0 && end <= p.limits.NameBytes {
		p.i += end
		return ref{int32(start), int32(end)}, prefix, nil
	}
	for i < len(src) {
		c := src[i]
		switch {
		case class[c]&nameStart != 0 || i > part && class[c]&nameChar != 0:
			for i++; i < len(src) && class[src[i]]&nameChar != 0; i++ {
			}
			continue
		case c >= utf8.RuneSelf:
			r, size := utf8.DecodeRune(src[i:])
			if isNameStart(r) || i > part && isNameChar(r) {
				i += size
				continue
			}
		case c == ':':
			if i == part || part > start {
				return ref{}, 0, p.fail(CauseNamespace, i,
					"a colon is misplaced in the %s name that starts here: a name is local or prefix:local", what)
			}
			prefix = int32(i - start)
			i++
			part = i
			continue
		}
		break
	}
	if i == start {
		return ref{}, 0, p.malformed(start, "%s is no start of an %s name", p.character(start), what)
	}
	if i == part {
		return ref{}, 0, p.fail(CauseNamespace, start, "the %s name %s has no local part", what, quote(src[start:i]))
	}
	if i-start > p.limits.NameBytes {
		return ref{}, 0, p.failLimit(CauseLimitName, start, p.limits.NameBytes,
			"the %s name %s is %d bytes long; at most %d are accepted", what, quote(src[start:i]), i-start,
			p.limits.NameBytes)
	}
	p.i = i
	return ref{int32(start), int32(i - start)}, prefix, nil
}

// asciiName is the common case of a QName: its length, and that of its prefix.
// 0 means that b begins with none, or with something else than ASCII.
func asciiName(b []byte) (end int, prefix int32) {
	for {
		part := end
		if end == len(b) || class[b[end]]&nameStart == 0 {
			return 0, 0
		}
		for end++; end < len(b) && class[b[end]]&nameChar != 0; end++ {
		}
		switch {
		case end == len(b) || b[end] >= utf8.RuneSelf:
			return 0, 0
		case b[end] != ':':
			return end, prefix
		case part > 0:
			return 0, 0
		}
		prefix = int32(end)
		end++
	}
}

// character shows what stands at offset i.
func (p *parser) character(i int) string {
	if i >= len(p.src) {
		return "the end of the document"
	}
	_, size := utf8.DecodeRune(p.src[i:])
	return quote(p.src[i : i+size])
}
