package xmldoc

// appendText escapes character data as Canonical XML 1.0, section 2.3, says.
func appendText(dst, b []byte) []byte {
	done := 0
	for i, c := range b {
		var escaped string
		switch c {
		case '&':
			escaped = "&amp;"
		case '<':
			escaped = "&lt;"
		case '>':
			escaped = "&gt;"
		case '\r':
			escaped = "&#xD;"
		default:
			continue
		}
		dst = append(append(dst, b[done:i]...), escaped...)
		done = i + 1
	}
	return append(dst, b[done:]...)
}

// appendAttribute escapes an attribute value, likewise.
func appendAttribute[T string | []byte](dst []byte, b T) []byte {
	done := 0
	for i := 0; i < len(b); i++ {
		var escaped string
		switch b[i] {
		case '&':
			escaped = "&amp;"
		case '<':
			escaped = "&lt;"
		case '"':
			escaped = "&quot;"
		case '\t':
			escaped = "&#x9;"
		case '\n':
			escaped = "&#xA;"
		case '\r':
			escaped = "&#xD;"
		default:
			continue
		}
		dst = append(append(dst, b[done:i]...), escaped...)
		done = i + 1
	}
	return append(dst, b[done:]...)
}
