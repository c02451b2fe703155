package saml

import (
	"bytes"
	"strings"
	"unicode"

	"gatehouse/saml/xmldoc"
)

// xmlSpace is the white space of XML (2.3), which the schema collapses around
// URIs, times and names. A no-break space or a line separator is no part of it:
// whoever puts one into a value has another value.
const xmlSpace = " \t\r\n"

// trim is P4: white space around a value is no part of it. It is taken away
// before anything is compared, and never kept inside an id.
func trim(b []byte) []byte { return bytes.Trim(b, xmlSpace) }

func trimString(s string) string { return strings.Trim(s, xmlSpace) }

// trimmed reads an attribute whose schema type collapses white space; one with
// nothing in it counts as absent.
func (t *tree) trimmed(n xmldoc.Node, name string) (value []byte, ok bool) {
	value, _ = t.attr(n, name)
	value = trim(value)
	return value, len(value) > 0
}

// blank tells whether there is nothing in b that can be seen.
func blank(b []byte) bool {
	return bytes.IndexFunc(b, func(r rune) bool { return !unicode.IsSpace(r) && !unicode.Is(unicode.Cf, r) }) < 0
}
