package tui

import (
	"strings"
	"testing"

	"gatehouse/saml"
	"gatehouse/tui/internal/canned"
)

func TestFilterWhileTyping(t *testing.T) {
	d := drive(t, 120, 24).keys("/").write("error:audience")
	d.sees("1 found of 10")
	d.sees("alice@acme.example")
	d.write(" \"")
	d.keys("enter").sees("the quotation mark is not closed")
	d.sees("alice@acme.example")                             // the last valid filter still holds
	d.keys("enter").sees("the quotation mark is not closed") // and the text stays to be mended
	d.keys("esc")
	d.sees("1/10")
}

func TestFilterHistoryAndSwitch(t *testing.T) {
	d := drive(t, 120, 24).keys("/").write("state:failed").keys("enter")
	d.sees("5 found")
	d.keys("\\")
	d.sees("1/10")
	d.keys("\\")
	d.sees("5 found")
	d.keys("esc")
	d.sees("1/10")
	d.keys("/ up enter")
	d.sees("5 found")
}

func TestFilterFindsOrganizationByName(t *testing.T) {
	d := drive(t, 120, 24).keys("/").write("org:initech").keys("enter")
	d.sees("3 found")
}

func TestLiveRowsPassTheFilter(t *testing.T) {
	d := drive(t, 120, 24).keys("f")
	d.sees("5 found")
	d.put(d.services.Again(1, "", canned.Now))
	d.sees("5 found")
	d.put(d.services.Again(2, saml.Audience, canned.Now))
	d.sees("6 found")
}

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
