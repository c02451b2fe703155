package badger

import (
	"bytes"
	"encoding/base64"
)

// form is the body of a SAML POST taken apart, because base64 hides from the
// compressor how alike two messages are. It is made only if assemble gives the
// body back byte for byte.
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

var formField = []byte("SAMLResponse=")

// takeApart reports whether a body is such a form.
func takeApart(body []byte) (f form, ok bool) {
	at := bytes.Index(body, formField)
	if at < 0 || at > 0 && body[at-1] != '&' {
		return form{}, false
	}
	at += len(formField)
	end := len(body)
	if n := bytes.IndexByte(body[at:], '&'); n >= 0 {
		end = at + n
	}
	value := body[at:end]
	for _, e := range [...]struct {
		style        formEscape
		upper, lower string
	}{{escapePlus, "%2B", "%2b"}, {escapeSlash, "%2F", "%2f"}, {escapeEquals, "%3D", "%3d"}} {
		switch {
		case bytes.Contains(value, []byte(e.upper)):
			f.Style |= e.style
		case bytes.Contains(value, []byte(e.lower)):
			f.Style |= e.style | lowerHex
		}
	}
	text := value
	for _, e := range f.Style.escapes() {
		text = bytes.ReplaceAll(text, e.to, e.from)
	}
	xml := make([]byte, base64.StdEncoding.DecodedLen(len(text)))
	n, err := base64.StdEncoding.Decode(xml, text)
	if err != nil {
		return form{}, false
	}
	f.Head, f.XML, f.Tail = body[:at], xml[:n], body[end:]
	return f, bytes.Equal(f.assemble(), body)
}

// assemble is the body.
func (f form) assemble() []byte {
	text := base64.StdEncoding.AppendEncode(nil, f.XML)
	for _, e := range f.Style.escapes() {
		text = bytes.ReplaceAll(text, e.from, e.to)
	}
	return bytes.Join([][]byte{f.Head, text, f.Tail}, nil)
}

type formReplacement struct{ from, to []byte }

func (s formEscape) escapes() (all []formReplacement) {
	for _, e := range [...]struct {
		style formEscape
		from  string
		to    string
	}{{escapePlus, "+", "%2B"}, {escapeSlash, "/", "%2F"}, {escapeEquals, "=", "%3D"}} {
		if s&e.style == 0 {
			continue
		}
		to := []byte(e.to)
		if s&lowerHex != 0 {
			to = bytes.ToLower(to)
		}
		all = append(all, formReplacement{[]byte(e.from), to})
	}
	return all
}
