package protocol

import (
	"crypto/x509/pkix"
	"encoding/asn1"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// readName reads a distinguished name, to be shown.
func readName(name berValue) (text, commonName string) {
	var all pkix.RDNSequence
	for sets := name.inside(); len(sets.rest) > 0; {
		var set pkix.RelativeDistinguishedNameSET
		for pairs := sets.next().inside(); len(pairs.rest) > 0; {
			pair := pairs.next().inside()
			kind, value := readOID(pair.take(tagOID).content), readString(pair.next())
			if kind == nil || pair.bad {
				continue
			}
			set = append(set, pkix.AttributeTypeAndValue{Type: kind, Value: value})
		}
		if len(set) > 0 {
			all = append(all, set)
		}
	}
	var n pkix.Name
	n.FillFromRDNSequence(&all)
	return n.String(), n.CommonName
}

// readOID reads an object identifier; nil if it holds a number that is too large
// to be shown.
func readOID(b []byte) asn1.ObjectIdentifier {
	const largest = 1 << 31 >> 7
	var arcs asn1.ObjectIdentifier
	arc := 0
	for i, digit := range b {
		if arc >= largest {
			return nil
		}
		if arc = arc<<7 | int(digit&0x7f); digit&0x80 != 0 {
			if i == len(b)-1 {
				return nil
			}
			continue
		}
		if len(arcs) == 0 {
			first := min(arc/40, 2)
			arcs = append(arcs, first)
			arc -= first * 40
		}
		arcs = append(arcs, arc)
		arc = 0
	}
	return arcs
}

// readString reads any of the string types. Their character sets are not
// enforced: what is no UTF-8 is taken for Latin-1.
func readString(v berValue) string {
	const bmpString, universalString = 0x1e, 0x1c
	b := v.content
	var text strings.Builder
	switch {
	case v.tag == bmpString && len(b)%2 == 0:
		units := make([]uint16, 0, len(b)/2)
		for ; len(b) > 0; b = b[2:] {
			units = append(units, uint16(b[0])<<8|uint16(b[1]))
		}
		return string(utf16.Decode(units))
	case v.tag == universalString && len(b)%4 == 0:
		for ; len(b) > 0; b = b[4:] {
			text.WriteRune(rune(b[0])<<24 | rune(b[1])<<16 | rune(b[2])<<8 | rune(b[3]))
		}
	case utf8.Valid(b):
		return string(b)
	default:
		for _, c := range b {
			text.WriteRune(rune(c))
		}
	}
	return text.String()
}
