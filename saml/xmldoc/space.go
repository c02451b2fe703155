package xmldoc

import (
	"bytes"
	"strings"
)

// whiteSpace is the white space of XML (2.3), which a schema collapses around URIs,
// times and names. A no-break space or a line separator is no part of it: whoever
// puts one into a value has another value.
const whiteSpace = " \t\r\n"

// TrimSpace takes the white space of XML away around a value.
func TrimSpace(b []byte) []byte { return bytes.Trim(b, whiteSpace) }

// TrimSpaceString is TrimSpace for text.
func TrimSpaceString(s string) string { return strings.Trim(s, whiteSpace) }
