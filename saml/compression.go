package saml

import (
	"bytes"
	"compress/flate"
	"compress/zlib"
	"io"
)

// compressed names the format in which a SAMLResponse is compressed, "" if it is
// not. A + that was not percent-encoded is read as the digit: compression makes
// many, and the mistake to tell is the compression.
func (e *evaluation) compressed(value []byte, plus int, bad *badBase64) string {
	data := e.xml
	if plus > 0 {
		data, _, bad = decodeBase64(nil, bytes.ReplaceAll(value, []byte("+"), []byte("%2B")), &base64Form)
	}
	if bad != nil {
		return ""
	}
	return compression(data)
}

// isStored tells whether a DEFLATE stream begins with a block that is stored as
// it is: its zero byte is also how UTF-32 begins.
func isStored(b []byte) bool { return b[0] == 0 && compression(b) != "" }

// headSize is how much is inflated, at most, to see what is inside.
const headSize = 64

// compression names the format of a compressed document. It inflates the first
// bytes alone, to name the mistake: a message is never read this way (T4). gzip
// and Zstandard are told by their magic numbers (RFC 1952, RFC 8878); zlib and
// raw DEFLATE have none to rely on, so a document has to begin inside.
func compression(b []byte) string {
	switch {
	case bytes.HasPrefix(b, []byte("\x1f\x8b\x08")):
		return "gzip"
	case bytes.HasPrefix(b, []byte("\x28\xb5\x2f\xfd")):
		return "Zstandard"
	}
	if r, err := zlib.NewReader(bytes.NewReader(b)); err == nil && beginsXML(r) {
		return "zlib"
	}
	if beginsXML(flate.NewReader(bytes.NewReader(b))) {
		return "DEFLATE"
	}
	return ""
}

// beginsXML tells whether what r yields begins like a document, in UTF-16 too.
func beginsXML(r io.Reader) bool {
	var head [headSize]byte
	n, _ := io.ReadFull(r, head[:])
	text := head[:n]
	for _, mark := range []string{"\xef\xbb\xbf", "\xff\xfe", "\xfe\xff\x00"} {
		text = bytes.TrimPrefix(text, []byte(mark))
	}
	text = bytes.TrimLeft(text, " \t\r\n")
	return len(text) > 1 && text[0] == '<' &&
		(text[1] == '?' || text[1] == 0 || text[1]|0x20 >= 'a' && text[1]|0x20 <= 'z')
}
