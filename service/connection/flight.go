package connection

import (
	"strings"
)

// Cut shortens text to most bytes, at the end of a character.
func Cut(s string, most int) string {
	if len(s) > most {
		return strings.ToValidUTF8(s[:most], "")
	}
	return s
}
