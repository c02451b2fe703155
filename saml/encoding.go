package saml

import (
	"bytes"
	"compress/flate"
	"fmt"
	"io"
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
	if bad == nil && isDeflated(e.xml) {
		e.pass(checkBase64)
		e.fail(checkCompression, DeflateInPost, "the message is compressed with DEFLATE, as the Redirect binding has it; in the POST binding it must not be").
			got("DEFLATE")
		return false
	}
	if plus > 0 {
		if again, _, err := decodeBase64(nil, bytes.ReplaceAll(value, []byte("+"), []byte("%2B")), &base64Form); err == nil && looksLikeXML(again) {
			e.fail(checkBase64, BadBase64, fmt.Sprintf("%d plus signs were not percent-encoded: in a form + is a space, a plus must be sent as %%2B", plus)).
				got("+").want("%2B")
			e.xml = again
			return false
		}
	}
	if bad == nil {
		if twice, _, err := decodeBase64(nil, e.xml, &base64XML); err == nil && looksLikeXML(twice) {
			e.fail(checkBase64, BadBase64, "the message is base64-encoded twice").got(sample(e.xml))
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
		return "base64: " + b.reason
	}
	return fmt.Sprintf("base64: %s (%q at character %d)", b.reason, b.char, b.offset+1)
}

// junkBefore looks for the base64 of <saml, <?xml or < and a prefix behind
// other text, at every of the first characters.
func junkBefore(value []byte) (n int, message []byte) {
	for _, start := range []string{"PHNhbWw", "PD94bWw", "PFJlc3Bvb", "PG5zMDpS", "PFNBTUwt"} {
		i := bytes.Index(value[:min(len(value), 4<<10)], []byte(start))
		if i <= 0 {
			continue
		}
		if out, _, bad := decodeBase64(nil, value[i:], &base64Form); bad == nil {
			return i, out
		}
	}
	return 0, nil
}

// isDeflated tells whether b is a compressed document. It inflates the first
// bytes alone, to name the mistake: a message is never read this way (T4).
func isDeflated(b []byte) bool {
	for _, r := range []io.Reader{bytes.NewReader(b), bytes.NewReader(b[min(2, len(b)):])} { // raw, or behind a zlib header
		var head [64]byte
		n, _ := io.ReadFull(flate.NewReader(r), head[:])
		if n > 1 && looksLikeXML(head[:n]) && head[0] == '<' {
			return true
		}
	}
	return false
}

// sample cuts a value for display.
func sample(b []byte) string {
	const most = 60
	if len(b) > most {
		return string(b[:most]) + "…"
	}
	return string(b)
}
