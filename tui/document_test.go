package tui

import (
	"testing"

	"gatehouse/tui/internal/canned"
	"gatehouse/tui/screen"
)

// A page that is drawn anew each second, for its ages, does not lose the match.
func TestSearchKeepsItsPlaceOverTicks(t *testing.T) {
	d := drive(t, 80, 24).keys("tab tab enter /").write("metadata").keys("enter n n")
	at := d.line("match 3 of")
	if at == "" {
		t.Fatalf("not at the third match:\n%s", d.screen())
	}
	d.send(screen.Tick(canned.Now))
	if d.line("match 3 of") != at {
		t.Errorf("the match in focus is another one after a second:\n%s", d.screen())
	}
}

// G goes to the last line of a page and g to the first one, from anywhere.
func TestEndsOfADocument(t *testing.T) {
	d := drive(t, 80, 24).keys("tab tab enter")
	first := d.screen()
	if d.keys("j j G"); d.screen() == first {
		t.Fatal("the page has no more than its window: this test sees nothing")
	}
	if last := d.screen(); d.keys("g").screen() != first || d.keys("G").screen() != last ||
		d.keys("home").screen() != first {
		t.Errorf("not at an end:\n%s", d.screen())
	}
}

// esc ends a search before it leaves the page, on every page.
func TestEscEndsASearchFirst(t *testing.T) {
	for _, keys := range []string{"enter", "tab j j enter", "tab tab enter", "tab tab tab enter"} {
		d := drive(t, 80, 24).keys(keys + " /").write("a").keys("enter")
		d.sees("match 1 of").keys("esc")
		d.missesText("match 1 of")
		d.sees("›").keys("esc")
		d.missesText("›")
	}
}
