package tui

import (
	"encoding/base64"
	"errors"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/saml"
	"gatehouse/tui/internal/canned"
	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

func TestNewSessionsKeepTheCursor(t *testing.T) {
	d := drive(t, 80, 24).keys("j j j")
	before := d.line("▌")
	d.put(d.services.Again(1, "", canned.Now))
	d.put(d.services.Again(2, saml.WrongKey, canned.Now.Add(time.Millisecond)))
	if after := d.line("▌"); after != before {
		t.Errorf("the cursor went from\n%s\nto\n%s", before, after)
	}
	d.sees("6/12")
}

func TestScrolledListStaysAndTellsOfNewRows(t *testing.T) {
	d := drive(t, 80, 24, func(o *setup) { o.Services.(*canned.Services).Fill(200) }).keys("G")
	shown := d.screen()
	d.put(d.services.Again(1, "", canned.Now))
	d.sees("1 new ↑")
	if got, want := body(d.screen()), body(shown); got != want {
		t.Errorf("rows moved:\n%s\nwas:\n%s", got, want)
	}
	d.keys("g")
	d.missesText("new ↑")
	if !strings.Contains(strings.Split(d.screen(), "\n")[4], "▌") {
		t.Errorf("g does not go to the newest:\n%s", d.screen())
	}
}

// body is the part of the screen that lists rows.
func body(screen string) string { return strings.Join(strings.Split(screen, "\n")[4:22], "\n") }

func TestFollowStaysOnTheNewest(t *testing.T) {
	d := drive(t, 80, 24).keys("j j F")
	detail := d.services.Again(1, "", canned.Now)
	d.put(detail)
	if l := d.line("▌"); !strings.Contains(l, detail.Session.Trace()) {
		t.Errorf("under the cursor: %s, want %s", l, detail.Session.Trace())
	}
	d.sees("following")
}

func TestStateChangesInPlace(t *testing.T) {
	d := drive(t, 80, 24)
	started, _ := d.services.Sessions(t.Context(), model.Query{Limit: 1})
	s := started.Sessions[0]
	detail, _ := d.services.SessionDetail(t.Context(), s.ID)
	detail.Session.State = model.Successful
	d.put(detail)
	if l := d.line(s.Trace()); !strings.Contains(l, "✓ Success") {
		t.Errorf("row is %q", l)
	}
	d.sees("1/10")
}

func TestWaitingSessionTimesOutByTheClock(t *testing.T) {
	d := drive(t, 80, 24)
	d.send(screen.Tick(canned.Now.Add(6 * time.Minute)))
	if l := d.line("3YPH-TPPT"); !strings.Contains(l, "◌ Timed out") {
		t.Errorf("row is %q", l)
	}
}

func TestBackgroundChangeDuringARead(t *testing.T) {
	d := start(t, 80, 24)
	envs := d.readEnvironments()().(environmentsMsg)
	read := answers(d.begin(envs)) // the first page, not delivered yet
	detail := d.services.Again(1, "", canned.Now)
	d.put(detail) // happens while the page is on its way
	for _, msg := range read {
		d.send(msg)
	}
	d.sees(detail.Session.Trace())
	d.sees("/11")
}

// answers runs a command and gives what it says, without handing it on.
func answers(cmd tea.Cmd) []tea.Msg {
	if cmd == nil {
		return nil
	}
	msg := cmd()
	batch, ok := msg.(tea.BatchMsg)
	if !ok {
		return []tea.Msg{msg}
	}
	var all []tea.Msg
	for _, c := range batch {
		all = append(all, answers(c)...)
	}
	return all
}

func TestEscGoesOneLevelUpAndQLeaves(t *testing.T) {
	d := drive(t, 80, 24).keys("enter")
	d.sees("Session 3YPH-TPPT")
	d.keys("esc")
	d.sees("Sessions  Organizations")
	d.keys("esc")
	if d.end {
		t.Fatal("esc at the root quits")
	}
	d.keys("enter q")
	if d.end {
		t.Fatal("q on a detail quits")
	}
	d.keys("q")
	if !d.end {
		t.Fatal("q at the root does not quit")
	}
}

func TestNeighboursWithoutGoingBack(t *testing.T) {
	d := drive(t, 80, 24).keys("j j enter 2 ]")
	d.sees("Session PH6V-EJ1F")
	d.sees("Not passed") // on the same tab
	d.keys("[ [")
	d.sees("Session ZFHF-PN7P")
	d.keys("esc")
	if l := d.line("▌"); !strings.Contains(l, "ZFHF-PN7P") {
		t.Errorf("the list did not go along: %q", l)
	}
}

func TestDisabledActionSaysWhy(t *testing.T) {
	d := drive(t, 80, 24).keys("j enter m")
	d.sees("nothing failed")
	d = drive(t, 80, 24, func(o *setup) { o.ReadOnly = true }).keys("t")
	d.sees("read-only")
	d.sees("this console is read-only")
}

func TestEvidencePointsIntoTheResponse(t *testing.T) {
	d := drive(t, 80, 24).keys("j j j enter v")
	d.sees("<saml:Audience>")
}

func TestPaletteJumpsWithAFilter(t *testing.T) {
	d := drive(t, 120, 24).keys("j j enter :").write("sessions acme error:audience").keys("enter")
	d.sees("1 found")
	d.sees("/ acme error:audience")
	d.keys(":").write("organizations glob").keys("enter")
	d.sees("Globex")
	d.missesText("Initech")
	d.keys(":").write("session sess_01M8289X60HGGZYWQDTWCDJKGK").keys("enter")
	d.sees("Invalid X509 Certificate")
}

func TestReadErrorIsShown(t *testing.T) {
	d := drive(t, 80, 24)
	d.services.Err = errors.New("the store is damaged")
	d.keys("r")
	d.sees("read sessions: the store is damaged")
	d.keys("tab")
	d.sees("This list cannot be read: the store is damaged")
}

func TestSlowWorkIsShownAfterAWhile(t *testing.T) {
	d := drive(t, 80, 24)
	var slow tea.Msg
	d.Timer = func(_ time.Duration, msg tea.Msg) tea.Cmd { slow = msg; return nil }
	cmd := d.Run("signing in", func() tea.Msg { return nil })
	d.missesText("signing in")
	d.send(slow)
	d.sees("signing in")
	d.drain(cmd)
	d.missesText("signing in")
}

func TestTooSmall(t *testing.T) {
	d := drive(t, 59, 15)
	d.sees("It is 59×15; at least 60×16.")
	d.keys("tab enter d").write("acme").keys("enter") // nothing is done unseen
	d.send(tea.WindowSizeMsg{Width: 80, Height: 24})
	d.sees("todd@acme").keys("tab enter e")
	d.send(tea.WindowSizeMsg{Width: 80, Height: 10})
	if d.keys("q"); !d.end {
		t.Error("q does not quit, as the screen says")
	}
}

func TestAbsurdWindowIsNotBelieved(t *testing.T) {
	d := drive(t, 60000, 60000)
	if n := strings.Count(d.screen(), "\n"); n >= maxHeight {
		t.Errorf("%d lines are drawn", n)
	}
}

func TestASCII(t *testing.T) {
	for _, v := range views {
		d := drive(t, 80, 24, func(o *setup) { o.ASCII = true }).keys(v.keys).write(v.text)
		for _, r := range d.screen() {
			if r >= 0x80 {
				t.Errorf("%s shows %q", v.name, r)
			}
		}
		checkSize(t, d, 80, 24)
	}
}

func TestNoColourMeansNoColour(t *testing.T) {
	d := drive(t, 80, 24, func(o *setup) { o.Theme = widget.Mono }).keys("j j enter")
	if strings.Contains(d.View().Content, "\x1b[38") || strings.Contains(d.View().Content, "\x1b[48") {
		t.Error("a colour is set")
	}
}

func TestEnvironmentSwitch(t *testing.T) {
	d := drive(t, 80, 24).keys("E j enter")
	d.sees(" Production ")
	d.sees("No sign-in has been seen yet.")
}

func TestMouseIsOffUntilAsked(t *testing.T) {
	d := drive(t, 80, 24)
	if d.View().MouseMode != tea.MouseModeNone {
		t.Error("the mouse is on")
	}
	d.keys("M")
	if d.View().MouseMode == tea.MouseModeNone {
		t.Error("M does not switch it on")
	}
	d.send(tea.MouseClickMsg{X: 10, Y: 6})
	if l := d.line("▌"); !strings.Contains(l, "TWCD-JKGK") {
		t.Errorf("clicked: %q", l)
	}
}

func TestPastedTextIsCleaned(t *testing.T) {
	d := drive(t, 120, 24).keys("/")
	d.send(tea.PasteMsg{Content: "user:\x1b]0;x\x07todd\u202e"})
	for _, r := range d.screen() {
		if r == 0x1b || r == 0x07 || r == 0x202e {
			t.Fatalf("%q reached the screen", r)
		}
	}
}

func TestWayOut(t *testing.T) {
	d := drive(t, 80, 24).keys("j j j enter a")
	want := base64.StdEncoding.EncodeToString([]byte(canned.BaseURL + "/Zk3b0QpWxYaT7c"))
	if len(d.raw) != 1 || !strings.Contains(d.raw[0], want) {
		t.Errorf("written: %q", d.raw)
	}
	d.sees("our entity ID sent")
	d.keys("] ] ] ] ] a") // what cannot be decrypted
	d.sees("the verdict offers none")
}
