package pages_test

import (
	"strings"
	"testing"

	"gatehouse/web/internal/pages"
)

// What is printable of ASCII stays, its first and last character too; a text of the limit is whole.
func TestPrintable(t *testing.T) {
	for text, want := range map[string]string{
		" ~":                    " ~",
		"\x1f\x7f\né":           "????",
		strings.Repeat("a", 8):  strings.Repeat("a", 8),
		strings.Repeat("a", 9):  strings.Repeat("a", 8) + "…",
		"<b>\"quoted\"</b>"[:8]: `<b>"quot`,
	} {
		if got := pages.Printable(text, 8); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
