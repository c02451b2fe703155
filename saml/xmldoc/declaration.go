package xmldoc

import (
	"bytes"
	"strings"
)

const byteOrderMark = "\xEF\xBB\xBF"

// encoding refuses what shows itself to be another encoding than UTF-8 by its
// first bytes (XML 1.0, appendix F) and steps over the byte order mark.
func (p *parser) encoding() error {
	if len(p.src) == 0 {
		return p.foreign(0, "the document is empty")
	}
	if p.at(byteOrderMark) {
		p.i = len(byteOrderMark)
		return nil
	}
	for _, start := range [...]struct{ bytes, name string }{
		{"\x00\x00\xFE\xFF", "UTF-32"}, {"\xFF\xFE\x00\x00", "UTF-32"},
		{"\x00\x00\x00<", "UTF-32"}, {"<\x00\x00\x00", "UTF-32"},
		{"\xFE\xFF", "UTF-16"}, {"\xFF\xFE", "UTF-16"},
		{"\x00<", "UTF-16"}, {"<\x00", "UTF-16"},
		{"\x4C\x6F\xA7\x94", "EBCDIC"},
	} {
		if p.at(start.bytes) {
			return p.fail(CauseEncoding, 0, "the document is %s; it must be sent as UTF-8", start.name)
		}
	}
	return nil
}

// declaration is XMLDecl of XML 1.0, section 2.8. It reads bytes that were not
// checked yet, so that a foreign encoding is named as what it is declared to
// be.
func (p *parser) declaration() error {
	if !p.at("<?xml") || class[p.peek(5)]&space == 0 {
		return nil
	}
	start := p.i
	p.i += len("<?xml")
	version, err := p.pseudoAttribute("version")
	if err != nil {
		return err
	}
	if version == nil {
		return p.malformed(start, "the XML declaration has no version")
	}
	if string(version) != "1.0" {
		return p.malformed(start, "the XML version is %s; only \"1.0\" is accepted", quote(version))
	}
	encoding, err := p.pseudoAttribute("encoding")
	if err != nil {
		return err
	}
	if encoding != nil && !bytes.EqualFold(encoding, []byte("UTF-8")) {
		if set := charsets[strings.ToLower(string(encoding))]; set != nil {
			if at := set.invalid(p.src); at >= 0 {
				return p.fail(CauseEncoding, at,
					"the byte 0x%02X is no character of %s, which the document declares to be its encoding", p.src[at],
					quote(encoding))
			}
		}
		return p.fail(CauseEncoding, start, "the document declares the encoding %s; it must be sent as UTF-8",
			quote(encoding))
	}
	standalone, err := p.pseudoAttribute("standalone")
	if err != nil {
		return err
	}
	if standalone != nil && string(standalone) != "yes" && string(standalone) != "no" {
		return p.malformed(start, "standalone is %s in the XML declaration; it can be \"yes\" or \"no\"",
			quote(standalone))
	}
	p.skipSpace()
	if !p.at("?>") {
		return p.malformed(p.i,
			"the XML declaration can hold version, encoding and standalone in this order, and must end with ?>")
	}
	p.i += len("?>")
	return nil
}

// pseudoAttribute reads S name S? = S? "value". If another name stands there
// it reads nothing and returns nil.
func (p *parser) pseudoAttribute(name string) ([]byte, error) {
	back := p.i
	if !p.skipSpace() || !p.at(name) {
		p.i = back
		return nil, nil
	}
	p.i += len(name)
	p.skipSpace()
	if p.peek(0) != '=' {
		return nil, p.malformed(p.i, "%s in the XML declaration needs = and a quoted value", name)
	}
	p.i++
	p.skipSpace()
	q := p.peek(0)
	if q != '"' && q != '\'' {
		return nil, p.malformed(p.i, "the value of %s in the XML declaration is not quoted", name)
	}
	p.i++
	k := bytes.IndexByte(p.src[p.i:], q)
	if k < 0 {
		return nil, p.malformed(p.i, "the value of %s in the XML declaration has no closing quote", name)
	}
	value := p.src[p.i : p.i+k : p.i+k]
	p.i += k + 1
	return value, nil
}
