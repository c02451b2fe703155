package tui

import (
	"strings"
	"testing"

	"gatehouse/model"
	"gatehouse/tui/internal/canned"
	"gatehouse/tui/widget"
)

// beside opens the console of a colleague over the same data as another one.
func (d *driver) beside(email string, width, height int) *driver {
	d.t.Helper()
	_, who := colleague(d.t.(*testing.T), email)
	other := start(d.t, width, height, func(o *setup) { o.Services = d.console.services.(*canned.Services).As(who) })
	other.drain(other.Init())
	return other
}

// company tells the console of each change of who looks, as its wait for that would, until
// something is so.
func (d *driver) company(so func() bool) *driver {
	d.t.Helper()
	for known := uint64(0); known == 0 || !so(); {
		now, err := d.console.services.Lookers(d.t.Context(), known)
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
	now, err := paula.console.services.Lookers(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	told := make(chan model.Presence)
	go func() {
		now, _ := paula.console.services.Lookers(t.Context(), now.Version)
		told <- now
	}()
	paula.beside("ada@vendor.example", 80, 24).keys("enter")
	if now := <-told; len(now.Lookers) != 1 {
		t.Errorf("%+v", now)
	}
}

// A session that one console takes in hand is theirs on the other, on its page and in the list, and
// free again once it is released.
func TestColleaguesSeeWhoHasASession(t *testing.T) {
	paula := drive(t, 100, 24, looker(t, model.Admin)).keys("j j")
	zoe := paula.beside("zoe@vendor.example", 80, 24).keys("j j I")
	zoe.sees("in hand  (u takes it back)").sees("you now")
	paula.news()
	if line := paula.line("yuki"); !strings.Contains(line, "zoe now") {
		t.Error(line)
	}
	paula.keys("enter").sees("zoe@vendor.example took it in hand just now").sees("I take over")
	zoe.keys("enter").sees("you took it in hand just now").keys("I").sees("released session TWCD-JKGK")
	paula.news()
	paula.missesText("zoe@vendor.example took")
}

// Taking over asks from whom, and says so in the history of both.
func TestTakingOverAsks(t *testing.T) {
	paula := drive(t, 100, 24, looker(t, model.Admin)).keys("j j enter")
	zoe := paula.beside("zoe@vendor.example", 80, 24).keys("j j enter I")
	paula.news()
	paula.keys("I").sees("Take it over from zoe@vendor.example?").keys("n").sees("zoe@vendor.example took it in hand")
	paula.keys("I y").sees("took session TWCD-JKGK over from zoe@vendor.example").sees("you took it in hand just now")
	zoe.news()
	zoe.sees("paula@vendor.example took it in hand just now")
}

// Who is slower is told who has it.
func TestClaimThatComesTooLate(t *testing.T) {
	paula := drive(t, 120, 24, looker(t, model.Admin)).keys("j j enter")
	paula.beside("zoe@vendor.example", 80, 24).keys("j j I")
	act, _ := widget.LookupName(paula.Actions(), "take in hand") // as it was before the news
	paula.drain(paula.act(act))
	paula.sees("zoe@vendor.example has session TWCD-JKGK in hand")
}

// What somebody had in hand whose access ended says so, and is free.
func TestClaimOfWhoIsGone(t *testing.T) {
	paula := drive(t, 100, 24, looker(t, model.Admin)).keys("j j enter")
	zoe := paula.beside("zoe@vendor.example", 80, 24).keys("j j I")
	if _, err := paula.console.services.RevokeMember(t.Context(), zoe.Who.ID); err != nil {
		t.Fatal(err)
	}
	paula.news()
	paula.sees("zoe@vendor.example had it in hand until their access ended: it is free")
	paula.keys("I").sees("you took it in hand just now")
}

// The filter follows who has what in hand, in this console and in others.
func TestFilterByWhoHasASession(t *testing.T) {
	paula := drive(t, 100, 24, looker(t, model.Admin)).keys("/").write("claimed:any").keys("enter")
	paula.sees("No session matches this filter")
	zoe := paula.beside("zoe@vendor.example", 80, 24).keys("j j I")
	paula.news()
	paula.sees("yuki.tanaka").sees("zoe now").sees("1 found")
	zoe.keys("I")
	paula.news()
	paula.sees("No session matches this filter")
	paula.keys("esc /").write("claimed:none").keys("enter").sees("10 found")
	zoe.keys("I")
	paula.news()
	paula.sees("9 found")
}

// Who may change nothing is told why.
func TestReadOnlyTakesNothingInHand(t *testing.T) {
	d := drive(t, 100, 24).beside("ada@vendor.example", 100, 24).keys("j j I")
	d.sees("take in hand: a member who is limited to read_only cannot take a session in hand")
}
