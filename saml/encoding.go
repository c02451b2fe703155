package saml

import (
	"bytes"
	"fmt"

	"gatehouse/saml/xmldoc"
)

// explainEncoding finds out why a SAMLResponse is not base64 of an XML
// document (T3, T4). It reports whether there is something to parse anyway:
// what decoded without an error but is no XML is left to the parser to refuse.
func (e *evaluation) explainEncoding(value []byte, plus int, bad *badBase64) bool {
	if looksLikeXML(value) || bytes.HasPrefix(value, []byte("%3C")) || bytes.HasPrefix(value, []byte("%3c")) {
		e.fail(checkBase64, BadBase64, "SAMLResponse is XML as it stands; it must be base64-encoded").
			got(sample(value))
		e.xml = unescape(value)
		return false
	}
	if format := e.compressed(value, plus, bad); format != "" {
		if plus == 0 {
			e.pass(checkBase64)
		}
		e.fail(checkCompression, DeflateInPost,
			"the message is compressed ("+format+"); in the POST binding it must not be").
			got(format)
		return false
	}
	if plus > 0 && e.readPluses(value, plus) {
		return false
	}
	if bad == nil {
		if twice, _, err := decodeBase64(nil, e.xml, &base64XML); err == nil && looksLikeXML(twice) {
			e.fail(checkBase64, BadBase64,
				"the message is base64-encoded twice").reasoned(EncodedTwice).got(sample(e.xml))
			e.xml = twice
			return false
		}
	}
	if n, message := junkBefore(value); n > 0 {
		e.fail(checkBase64, BadBase64, fmt.Sprintf("%d other characters stand before the base64", n)).got(sample(value))
		e.xml = message
		return false
	}
	if bad != nil {
		e.fail(checkBase64, BadBase64, bad.describe()).got(sample(value[min(bad.offset, len(value)):]))
		return false
	}
	e.pass(checkBase64)
	e.pass(checkCompression)
	return true
}

func (b *badBase64) describe() string {
	if b.char == 0 && b.offset > 0 {
		return b.reason
	}
	return fmt.Sprintf("%s (%q at character %d)", b.reason, b.char, b.offset+1)
}

// readPluses tries what the sender meant by a + in the form, if a digit was
// meant: then all of it can be read. It is refused all the same.
func (e *evaluation) readPluses(value []byte, plus int) bool {
	again, _, bad := decodeBase64(nil, bytes.ReplaceAll(value, []byte("+"), []byte("%2B")), &base64Form)
	if bad != nil || !looksLikeXML(again) || e.posted.Parse(again, xmldoc.Limits{}) != nil {
		return false
	}
	e.fail(checkBase64, BadBase64,
		fmt.Sprintf("%d plus signs were not percent-encoded: in a form + is a space, a plus "+
			"must be sent as %%2B", plus)).
		want("%2B").got("+")
	e.xml = again
	return true
}

// starts are base64 of how responses begin: "<saml", "<?xml", "<Resp", "<ns".
var starts = []string{"PHNhbW", "PD94bW", "PFJlc3", "PG5z"}

// maxJunk bounds how far into the value a start is looked for.
const maxJunk = 4 << 10

// junkBefore looks for the beginning of a response behind other text.
func junkBefore(value []byte) (n int, message []byte) {
	head := value[:min(len(value), maxJunk)]
	n = len(head)
	for _, start := range starts {
		if i := bytes.Index(head, []byte(start)); i >= 0 {
			n = min(n, i)
		}
	}
	if n == 0 || n == len(head) {
		return 0, nil
	}
	out, _, bad := decodeBase64(nil, value[n:], &base64Form)
	if bad != nil || !bytes.Contains(out[:min(len(out), 256)], []byte("Response")) {
		return 0, nil // the start of some element within
	}
	return len(unescape(value[:n])), out
}

// sample cuts a value for display.
func sample(b []byte) string {
	const most = 60
	if len(b) > most {
		return string(b[:most]) + "…"
	}
	return string(b)
}
