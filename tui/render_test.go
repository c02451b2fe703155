package tui

import (
	"strings"
	"testing"
)

// What is half typed is no error; what is left so is, and the text stays in
// sight from its beginning.
func TestFilterIsNoErrorWhileItIsTyped(t *testing.T) {
	for _, text := range []string{"state:", "state:purple", "since:", "colour:red", `"open`,
		"state:failed error:audience since:soon"} {
		d := drive(t, 80, 24).keys("/")
		for _, r := range text {
			d.write(string(r))
			if l := d.line("/ "); strings.Contains(l, "✗") || strings.Contains(l, "use ") {
				t.Fatalf("%q is an error while it is typed: %s", text, l)
			}
		}
		if l := d.line("/ "); !strings.Contains(l, "/ "+text) {
			t.Errorf("%q has lost its beginning: %s", text, l)
		}
		d.keys("enter").sees("✗ ")
		d.keys("backspace").sees("/ " + text[:3])
		if strings.Contains(d.line("/ "), "✗") {
			t.Errorf("%q: the error stays", text)
		}
	}
}
