package xmldoc

import "strings"

// hasScheme tells whether uri is absolute: ALPHA *( ALPHA / DIGIT / "+" / "-" /
// "." ) ":" (RFC 3986, section 3.1).
func hasScheme(uri []byte) bool {
	for i, c := range uri {
		switch {
		case c|0x20 >= 'a' && c|0x20 <= 'z':
		case i > 0 && (c >= '0' && c <= '9' || c == '+' || c == '-' || c == '.'):
		default:
			return i > 0 && c == ':'
		}
	}
	return false
}

// invalidURI finds the first byte that RFC 3986 does not allow where it
// stands, -1 if there is none.
func invalidURI(uri []byte) int {
	for i, c := range uri {
		switch {
		case c == '%':
			if i+2 >= len(uri) || !isHex(uri[i+1]) || !isHex(uri[i+2]) {
				return i
			}
		case class[c]&nameChar == 0 && strings.IndexByte(":/?#[]@!$&'()*+,;=~", c) < 0:
			return i
		}
	}
	return -1
}

func isHex(c byte) bool {
	return c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'f'
}
