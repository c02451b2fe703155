package widget

import (
	"bytes"
	"encoding/json"
)

// Indented is JSON with a line for each member, and what is none as it is.
func Indented(text string) string {
	var b bytes.Buffer
	if json.Indent(&b, []byte(text), "", "  ") != nil {
		return text
	}
	return b.String()
}
