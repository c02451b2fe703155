package tui

import (
	"strings"
	"testing"

	"gatehouse/tui/widget"
)

// Production is not to be taken for Staging: by its badge, its rule, its words
// and its own count.
func TestProductionLooksLikeNothingElse(t *testing.T) {
	for _, theme := range []widget.Theme{widget.Dark, widget.Light, widget.Safe, widget.Mono} {
		for _, size := range [][2]int{{60, 20}, {80, 24}, {160, 45}} {
			d := drive(t, size[0], size[1], func(o *setup) { o.Theme = theme })
			if size[0] > 60 { // at that width what waits leaves no room for it
				d.sees("10 sessions")
			}
			d.missesText("PRODUCTION")
			staging := d.Style.Chip.Render("x")
			d.keys("E j enter").sees("! PRODUCTION !").sees("0 sessions")
			if d.Style.Alarm.Render("x") == staging {
				t.Errorf("%s: the badges look alike", theme)
			}
			for i, l := range strings.Split(d.screen(), "\n") {
				if !strings.HasPrefix(l, "│") {
					t.Errorf("%v: line %d has no rule: %q", size, i, l)
				}
			}
			checkSize(t, d, size[0], size[1])
		}
	}
}

// What never was is not said to be shown no more.
func TestKeyThatNeverWas(t *testing.T) {
	d := drive(t, 100, 30).keys("E j enter shift+tab").sees("there is no API key")
	d.missesText("not shown again")
	d.to("+ add one").keys("n").write("backend").keys("ctrl+s esc").sees("not shown again")
}
