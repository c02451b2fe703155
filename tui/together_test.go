package tui

import (
	"strings"
	"testing"

	"gatehouse/model"
	"gatehouse/tui/internal/canned"
)

// beside opens the console of a colleague over the same data as another one.
func (d *driver) beside(email string, width, height int) *driver {
	d.t.Helper()
	_, who := colleague(d.t.(*testing.T), email)
	other := start(d.t, width, height, func(o *Options) { o.Services = d.Options.Services.(*canned.Services).As(who) })
	other.drain(other.Init())
	return other
}

// company tells the console of each change of who looks, as its wait for that would, until
// something is so.
func (d *driver) company(so func() bool) *driver {
	d.t.Helper()
	for known := uint64(0); known == 0 || !so(); {
		now, err := d.Services.Lookers(d.t.Context(), known)
		if err != nil {
			d.t.Fatalf("%v:\n%s", err, d.screen())
		}
		known = now.Version
		d.send(lookersMsg{Presence: now})
	}
	return d
}

func (d *driver) shows(text string) func() bool {
	return func() bool { return strings.Contains(d.screen(), text) }
}

func (d *driver) hides(text string) func() bool {
	return func() bool { return !strings.Contains(d.screen(), text) }
}

// Who opens a session is seen on its page and in the list of the other, until they leave it or
// their window is closed.
func TestColleaguesSeeWhoLooks(t *testing.T) {
	for name, leave := range map[string]func(ada *driver){
		"they leave":           func(ada *driver) { ada.keys("esc") },
		"their window is gone": func(ada *driver) { ada.hangUp() },
	} {
		t.Run(name, func(t *testing.T) {
			paula := drive(t, 100, 24, looker(t, model.Admin)).keys("j j")
			ada := paula.beside("ada@vendor.example", 80, 24).keys("j j enter")
			paula.company(paula.shows("◉ada"))
			paula.keys("enter").sees("◉ ada@vendor.example looks at this, since 18:30")
			ada.company(ada.shows("◉ paula@vendor.example looks at this, since 18:30"))
			ada.keys("5").sees("paula@vendor.example looks at this")
			leave(ada)
			paula.company(paula.hides("ada@vendor.example"))
			paula.keys("esc").missesText("◉")
		})
	}
}

// Who goes on to a note, or to the next session, looks at what they work on.
func TestPresenceFollowsTheScreens(t *testing.T) {
	paula := drive(t, 100, 24, looker(t, model.Admin))
	ada := paula.beside("ada@vendor.example", 80, 24).keys("j j enter W")
	row := func(n int) string { return strings.Split(paula.screen(), "\n")[4+n] }
	looks := func(n int) func() bool { return func() bool { return strings.Contains(row(n), "◉ada") } }
	paula.company(looks(2))
	ada.keys("esc ]")
	paula.company(looks(3)).company(func() bool { return !looks(2)() })
	ada.keys("esc tab")
	paula.company(paula.hides("◉"))
}

// A console that waits is told without asking again.
func TestPresenceRingsTheConsole(t *testing.T) {
	paula := drive(t, 100, 24, looker(t, model.Admin))
	now, err := paula.Services.Lookers(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	told := make(chan model.Presence)
	go func() {
		now, _ := paula.Services.Lookers(t.Context(), now.Version)
		told <- now
	}()
	paula.beside("ada@vendor.example", 80, 24).keys("enter")
	if now := <-told; len(now.Lookers) != 1 {
		t.Errorf("%+v", now)
	}
}
