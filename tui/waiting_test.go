package tui

import (
	"strings"
	"testing"

	"gatehouse/model"
	"gatehouse/tui/internal/canned"
	"gatehouse/tui/screen"
)

// A change of metadata that waits for a decision shows in the list and in the
// header, until it is decided.
func TestChangesThatWaitAreShown(t *testing.T) {
	for _, x := range []struct {
		columns            int
		state, badge, less string
	}{
		{60, "! ", "change", "1 metadata change waits"}, {80, "! ", "change waits", ""},
		{160, "! change", "1 metadata change waits", ""},
	} {
		d := drive(t, x.columns, 24)
		d.sees(x.badge)
		if x.less != "" {
			d.missesText(x.less)
		}
		d.keys("tab tab")
		waiting := false
		for _, c := range connectionsOf(t, d) {
			l := d.line(c.Name[:min(len(c.Name), 8)])
			if marked := strings.Contains(l, x.state); marked != (c.Pending != nil) {
				t.Errorf("%d columns: %q is marked: %v", x.columns, l, marked)
			}
			waiting = waiting || c.Pending != nil
		}
		if !waiting {
			t.Fatal("none waits")
		}
	}
	d := drive(t, 160, 24)
	for _, c := range connectionsOf(t, d) {
		if c.Pending != nil {
			if _, err := d.services.DeclineMetadata(t.Context(), c.ID, c.Pending.Digest()); err != nil {
				t.Fatal(err)
			}
		}
	}
	d.news()
	d.send(screen.Tick(canned.Now))
	d.missesText("change waits")
}

func connectionsOf(t *testing.T, d *driver) []model.Connection {
	t.Helper()
	all, err := d.services.Connections(t.Context(), model.ConnectionQuery{Environment: "env_staging"})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// What lies under a dialog does not stick out of it as if it were chosen.
func TestNothingIsMarkedBesideADialog(t *testing.T) {
	for _, ascii := range []bool{false, true} {
		for _, keys := range []string{"j j j j j j j j j j j x", "j j enter y", "tab j E", "tab tab j j enter C"} {
			d := drive(t, 80, 24, func(o *setup) { o.ASCII = ascii }).keys(keys)
			for _, l := range strings.Split(d.screen(), "\n")[2:22] {
				if strings.HasPrefix(l, "▌") || strings.HasPrefix(l, ">") {
					t.Errorf("%s: %q", keys, l)
				}
			}
		}
	}
}
