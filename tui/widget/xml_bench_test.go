package widget

import "testing"

// The time to colour an XML document of a large response.
func BenchmarkColourXML(b *testing.B) {
	line := `<saml:Attribute Name="email" NameFormat="urn:oasis:names:tc:SAML:2.0:attrname-format:basic">` +
		`value</saml:Attribute>`
	lines := make([]string, 800)
	for i := range lines {
		lines[i] = line
	}
	st := NewStyle(Dark, nil, 4, false)
	for b.Loop() {
		ColourXML(st, lines)
	}
}
