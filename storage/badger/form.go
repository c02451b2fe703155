package badger

import (
	"bytes"
	"encoding/base64"
	"slices"
)

// form is the body of a SAML POST taken apart, because base64 hides from the
// compressor how alike two messages are. It is made only of bodies that
// assemble gives back byte for byte.
type form struct {
	Head  []byte     `cbor:"1,keyasint"` // up to and with "SAMLResponse="
	XML   []byte     `cbor:"2,keyasint"`
	Tail  []byte     `cbor:"3,keyasint"`
	Style formEscape `cbor:"4,keyasint"`
}

// formEscape says how a sender writes base64 in a form.
type formEscape uint8

const (
	escapePlus formEscape = 1 << iota
	escapeSlash
	escapeEquals
	lowerHex
)

var strictBase64 = base64.StdEncoding.Strict()

var formField = []byte("SAMLResponse=")

// takeApart reports whether a body is such a form. Its XML is the scratch's.
func (x *scratch) takeApart(body []byte) (f form, ok bool) {
	at := bytes.Index(body, formField)
	if at < 0 || at > 0 && body[at-1] != '&' {
		return form{}, false
	}
	at += len(formField)
	end := len(body)
	if n := bytes.IndexByte(body[at:], '&'); n >= 0 {
		end = at + n
	}
	text, style, ok := unescape(x.text[:0], body[at:end])
	x.text = text
	if !ok {
		return form{}, false
	}
	x.xml = slices.Grow(x.xml[:0], base64.StdEncoding.DecodedLen(len(text)))
	xml := x.xml[:cap(x.xml)]
	n, err := strictBase64.Decode(xml, text)
	if err != nil {
		return form{}, false
	}
	return form{Head: body[:at], XML: xml[:n], Tail: body[end:], Style: style}, true
}

// assemble is the body.
func (f form) assemble() []byte {
	text := base64.StdEncoding.AppendEncode(nil, f.XML)
	body := make([]byte, 0, len(f.Head)+len(text)*9/8+len(f.Tail))
	body = append(body, f.Head...)
	from := 0
	for i, c := range text {
		if c > '=' || c != '+' && c != '/' && c != '=' {
			continue
		}
		body = append(body, text[from:i]...)
		body = f.Style.appendEscaped(body, c)
		from = i + 1
	}
	return append(append(body, text[from:]...), f.Tail...)
}

// appendEscaped writes one of the bytes of base64 that a form may escape.
func (s formEscape) appendEscaped(b []byte, c byte) []byte {
	e, hex := escapeEquals, "3D3d"
	switch c {
	case '+':
		e, hex = escapePlus, "2B2b"
	case '/':
		e, hex = escapeSlash, "2F2f"
	}
	switch {
	case s&e == 0:
		return append(b, c)
	case s&lowerHex != 0:
		return append(append(b, '%'), hex[2:]...)
	}
	return append(append(b, '%'), hex[:2]...)
}

// unescape reads a value, if one style describes it: a byte that is escaped
// once is escaped everywhere, all hex digits are of one case, and there are no
// line breaks, which a decoder would skip. It appends to text.
func unescape(text, value []byte) (_ []byte, style formEscape, ok bool) {
	upper, lower := false, false
	rest := value
	for {
		n := bytes.IndexByte(rest, '%')
		if n < 0 {
			text = append(text, rest...)
			break
		}
		if len(rest) < n+3 {
			return text, 0, false
		}
		text = append(text, rest[:n]...)
		switch string(rest[n+1 : n+3]) {
		case "2B":
			text, style, upper = append(text, '+'), style|escapePlus, true
		case "2b":
			text, style, lower = append(text, '+'), style|escapePlus, true
		case "2F":
			text, style, upper = append(text, '/'), style|escapeSlash, true
		case "2f":
			text, style, lower = append(text, '/'), style|escapeSlash, true
		case "3D":
			text, style, upper = append(text, '='), style|escapeEquals, true
		case "3d":
			text, style, lower = append(text, '='), style|escapeEquals, true
		default:
			return text, 0, false
		}
		rest = rest[n+3:]
	}
	if lower {
		style |= lowerHex
	}
	mixed := upper && lower ||
		style&escapePlus != 0 && bytes.IndexByte(value, '+') >= 0 ||
		style&escapeSlash != 0 && bytes.IndexByte(value, '/') >= 0 ||
		style&escapeEquals != 0 && bytes.IndexByte(value, '=') >= 0 ||
		bytes.IndexByte(value, '\n') >= 0 || bytes.IndexByte(value, '\r') >= 0
	return text, style, !mixed
}
