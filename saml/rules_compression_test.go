package saml_test

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"encoding/base64"
	"io"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"gatehouse/saml"
)

// packer compresses what is written into w.
type packer func(w io.Writer) (io.WriteCloser, error)

func deflated(level int) packer {
	return func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, level) }
}

func inZlib(level int) packer {
	return func(w io.Writer) (io.WriteCloser, error) { return zlib.NewWriterLevel(w, level) }
}

func inGzip(header gzip.Header) packer {
	return func(w io.Writer) (io.WriteCloser, error) {
		z := gzip.NewWriter(w)
		z.Header = header
		return z, nil
	}
}

func inZstd(w io.Writer) (io.WriteCloser, error) { return zstd.NewWriter(w) }

// pack compresses a document.
func pack(t testing.TB, how packer, doc string) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := how(&b)
	check(t, err)
	_, err = io.WriteString(w, doc)
	check(t, err)
	check(t, w.Close())
	return b.Bytes()
}

// packed posts the message compressed, changed before.
func packed(t *testing.T, how packer, edits ...func(string) string) func(*testing.T, *made, *saml.Settings) {
	return valued(func(value string) string {
		doc, err := base64.StdEncoding.DecodeString(value)
		check(t, err)
		text := string(doc)
		for _, edit := range edits {
			text = edit(text)
		}
		return base64.StdEncoding.EncodeToString(pack(t, how, text))
	})
}

// T4: a compressed message is told as such, and never read.
func TestRulesCompression(t *testing.T) {
	const cause = saml.DeflateInPost
	before := func(what string) func(string) string { return func(doc string) string { return what + doc } }
	wide := func(doc string) string { return "\xff\xfe" + strings.Join(strings.Split(doc, ""), "\x00") + "\x00" }
	unescaped := func(next func(*testing.T, *made, *saml.Settings)) func(*testing.T, *made, *saml.Settings) {
		return func(t *testing.T, m *made, s *saml.Settings) {
			next(t, m, s)
			m.posted = func(p *saml.Post) { p.Body = bytes.ReplaceAll(p.Body, []byte("%2B"), []byte("+")) }
		}
	}
	lines := func(next func(*testing.T, *made, *saml.Settings)) func(*testing.T, *made, *saml.Settings) {
		return func(t *testing.T, m *made, s *saml.Settings) {
			next(t, m, s)
			post := m.post
			m.post = func(v string) string { v = post(v); return v[:76] + "\r\n" + v[76:] }
		}
	}
	testRules(t, []rule{
		{name: "T4 not compressed"},
		{name: "T4 DEFLATE", cause: cause, received: "DEFLATE", with: packed(t, deflated(flate.BestCompression))},
		{name: "T4 DEFLATE, Huffman codes alone", cause: cause, received: "DEFLATE",
			with: packed(t, deflated(flate.HuffmanOnly))},
		{name: "T4 DEFLATE, stored", cause: cause, received: "DEFLATE", with: packed(t, deflated(flate.NoCompression))},
		{name: "T4 DEFLATE, a declaration", cause: cause, received: "DEFLATE",
			with: packed(t, deflated(flate.BestSpeed), before(`<?xml version="1.0"?>`))},
		{name: "T4 DEFLATE, a BOM and a line before", cause: cause, received: "DEFLATE",
			with: packed(t, deflated(flate.BestSpeed), before("\ufeff\r\n"))},
		{name: "T4 DEFLATE, UTF-16", cause: cause, received: "DEFLATE", with: packed(t, deflated(flate.BestSpeed),
			wide)},
		{name: "T4 DEFLATE, in lines", cause: cause, received: "DEFLATE",
			with: lines(packed(t, deflated(flate.BestSpeed)))},
		{name: "T4 DEFLATE, pluses not encoded", cause: cause, received: "DEFLATE",
			with: unescaped(packed(t, deflated(flate.BestCompression)))},
		{name: "T4 zlib", cause: cause, received: "zlib", with: packed(t, inZlib(zlib.DefaultCompression))},
		{name: "T4 zlib, best", cause: cause, received: "zlib", with: packed(t, inZlib(zlib.BestCompression))},
		{name: "T4 zlib, stored", cause: cause, received: "zlib", with: packed(t, inZlib(zlib.NoCompression))},
		{name: "T4 zlib, pluses not encoded", cause: cause, received: "zlib",
			with: unescaped(packed(t, inZlib(zlib.BestCompression)))},
		{name: "T4 gzip", cause: cause, received: "gzip", with: packed(t, inGzip(gzip.Header{}))},
		{name: "T4 gzip with a file name", cause: cause, received: "gzip",
			with: packed(t, inGzip(gzip.Header{Name: "response.xml", Comment: "<saml>"}))},
		{name: "T4 gzip, pluses not encoded", cause: cause, received: "gzip",
			with: unescaped(packed(t, inGzip(gzip.Header{})))},
		{name: "T4 Zstandard", cause: cause, received: "Zstandard", with: packed(t, inZstd)},

		{name: "X1 a compressed text that is no document", cause: saml.ForbiddenCharacter,
			with: packed(t, deflated(flate.BestSpeed), func(string) string { return "hello, hello, hello" })},
	})
}

// What is compressed is not kept as the message either: it is shown as it came.
func TestCompressedIsNotInflated(t *testing.T) {
	for name, how := range map[string]packer{"DEFLATE": deflated(flate.BestCompression), "zlib": inZlib(6),
		"gzip": inGzip(gzip.Header{}), "Zstandard": inZstd} {
		bomb := pack(t, how, "<samlp:Response>"+strings.Repeat(" ", 16<<20))
		m := sound(t)
		m.post = func(string) string { return base64.StdEncoding.EncodeToString(bomb) }
		in := m.input(t)
		v := m.evaluate(t)
		if v.Root().Cause != saml.DeflateInPost {
			t.Errorf("%s: %+v", name, v.Findings)
		}
		if message, err := saml.Decode(in.Post); err == nil || !bytes.Equal(message.XML, bomb) {
			t.Errorf("%s: %d bytes of %d, %v", name, len(message.XML), len(bomb), err)
		}
	}
}
