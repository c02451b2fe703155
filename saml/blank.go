package saml

import (
	"bytes"
	"unicode"

	"gatehouse/saml/xmldoc"
)

// trimmed reads an attribute whose schema type collapses white space; one with
// nothing in it counts as absent.
func (t *tree) trimmed(n xmldoc.Node, name string) (value []byte, ok bool) {
	value, _ = t.attr(n, name)
	value = xmldoc.TrimSpace(value)
	return value, len(value) > 0
}

// blank tells whether there is nothing in b that can be seen.
func blank(b []byte) bool {
	return bytes.IndexFunc(b, func(r rune) bool { return !unicode.IsSpace(r) && !unicode.Is(unicode.Cf, r) }) < 0
}
