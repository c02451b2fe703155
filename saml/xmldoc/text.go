package xmldoc

import (
	"bytes"
	"unicode/utf8"
)

// text reads character data from p.i up to end, where a tag begins.
func (p *parser) text(end int) error {
	start := p.i
	run := p.src[start:end]
	if len(run) > p.limits.TextBytes {
		if open := &p.d.nodes[p.cur]; !UnlimitedText(p.d.local(open.name, open.prefix)) {
			return p.failLimit(CauseLimitText, start, p.limits.TextBytes,
				"the text in the element %s is %d bytes long; at most %d are accepted",
				quote(p.d.bytes(open.name)), len(run), p.limits.TextBytes)
		}
	}
	n := p.newChild()
	n.kind, n.start, n.stop, n.value = text, int32(start), int32(end), ref{int32(start), int32(len(run))}
	if p.literal(end) {
		n.verbatim = bytes.IndexByte(run, '>') < 0
	} else {
		n.verbatim = !signals(run)
	}
	if !n.verbatim {
		if k := bytes.Index(run, []byte("]]>")); k >= 0 {
			return p.malformed(start+k, "]]> must not stand in text; write ]]&gt;")
		}
		var err error
		if n.value, err = p.decode(start, end, false); err != nil {
			return err
		}
	}
	p.i = end
	return nil
}

// signals tells whether a run of text needs decoding, escaping or a check.
func signals(run []byte) bool {
	if len(run) >= 64 {
		return bytes.IndexByte(run, '&') >= 0 || bytes.IndexByte(run, '>') >= 0 || bytes.IndexByte(run, '\r') >= 0
	}
	for _, c := range run {
		if class[c]&textSignal != 0 {
			return true
		}
	}
	return false
}

// attributeValue normalizes an attribute value (X7; XML 1.0, section 3.3.3).
func (p *parser) attributeValue(start, end int) (value ref, err error) {
	if k := bytes.IndexByte(p.src[start:end], '<'); k >= 0 {
		return ref{}, p.malformed(start+k, "< must not stand in an attribute value; write &lt;")
	}
	return p.decode(start, end, true)
}

// decode resolves references and normalizes line ends (XML 1.0, section 2.11)
// and, in an attribute, white space. A run that needs neither stays where it
// is.
func (p *parser) decode(start, end int, inAttribute bool) (ref, error) {
	d := p.d
	d.work += end - start
	side := len(d.side)
	copied := start // what is before it was decoded
	for i := start; i < end; {
		c := p.src[i]
		if class[c]&(attrSignal|textSignal) == 0 || c != '&' && c != '\r' && (!inAttribute || c != '\t' && c != '\n') {
			i++
			continue
		}
		d.side = append(d.side, p.src[copied:i]...)
		switch c {
		case '&':
			r, next, err := p.reference(i, end)
			if err != nil {
				return ref{}, err
			}
			d.side = utf8.AppendRune(d.side, r)
			i = next
		default:
			if c == '\r' && i+1 < end && p.src[i+1] == '\n' {
				i++
			}
			i++
			if inAttribute {
				d.side = append(d.side, ' ')
			} else {
				d.side = append(d.side, '\n')
			}
		}
		copied = i
	}
	if copied == start {
		return ref{int32(start), int32(end - start)}, nil
	}
	d.side = append(d.side, p.src[copied:end]...)
	return ref{^int32(side), int32(len(d.side) - side)}, nil
}

// reference reads &name; or &#number; at i (X2; XML 1.0, section 4.1).
func (p *parser) reference(i, end int) (r rune, next int, err error) {
	const longest = 32 // of a reference; anything longer is none of ours
	k := bytes.IndexByte(p.src[i:min(end, i+longest)], ';')
	if k < 0 {
		return 0, 0, p.malformed(i, "& does not begin a reference; write &amp; for the character itself")
	}
	name := p.src[i+1 : i+k]
	next = i + k + 1
	switch string(name) {
	case "amp":
		return '&', next, nil
	case "lt":
		return '<', next, nil
	case "gt":
		return '>', next, nil
	case "quot":
		return '"', next, nil
	case "apos":
		return '\'', next, nil
	}
	if len(name) > 0 && name[0] == '#' {
		r, ok := number(name[1:])
		if !ok {
			return 0, 0, p.malformed(i, "%s is no character reference", quote(p.src[i:next]))
		}
		if !isChar(r) {
			return 0, 0, p.fail(CauseForbiddenCharacter, i, "%s refers to a character that is not allowed in XML",
				quote(p.src[i:next]))
		}
		return r, next, nil
	}
	if !isName(name) {
		return 0, 0, p.malformed(i, "& does not begin a reference; write &amp; for the character itself")
	}
	return 0, 0, p.fail(CauseUndefinedEntity, i, "the entity %s is not defined: only amp, lt, gt, quot and apos are",
		quote(name))
}

// number reads the digits of a character reference. A number too large is
// returned as one that is no Char.
func number(digits []byte) (r rune, ok bool) {
	base := rune(10)
	if len(digits) > 0 && digits[0] == 'x' {
		base, digits = 16, digits[1:]
	}
	for _, c := range digits {
		var v rune
		switch {
		case c >= '0' && c <= '9':
			v = rune(c - '0')
		case base == 16 && isHex(c):
			v = rune(c|0x20) - 'a' + 10
		default:
			return 0, false
		}
		r = min(r*base+v, utf8.MaxRune+1)
	}
	return r, len(digits) > 0
}

func isName(b []byte) bool {
	for i, r := range string(b) {
		ascii := r < utf8.RuneSelf
		switch {
		case ascii && class[r]&nameStart != 0, ascii && r == ':', !ascii && isNameStart(r):
		case i > 0 && (ascii && class[r]&nameChar != 0 || !ascii && isNameChar(r)):
		default:
			return false
		}
	}
	return len(b) > 0
}
