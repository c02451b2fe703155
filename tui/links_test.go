package tui

import (
	"encoding/base64"
	"strings"
	"testing"

	"gatehouse/model"
	"gatehouse/tui/internal/canned"
)

// stuckLink is the canned link that stands still.
func (d *driver) stuckLink() (model.Link, string) {
	d.t.Helper()
	all, err := d.services.SetupLinks(d.t.Context(), model.LinkQuery{Environment: "env_staging", Text: "initech"})
	if err != nil {
		d.t.Fatal(err)
	}
	url, err := d.services.LinkURL(d.t.Context(), all[0])
	if err != nil {
		d.t.Fatal(err)
	}
	return all[0], url
}

// copied is what was last sent to the terminal's clipboard.
func (d *driver) copied() string {
	d.t.Helper()
	if len(d.raw) == 0 {
		d.t.Fatalf("nothing was copied:\n%s", d.screen())
	}
	_, rest, _ := strings.Cut(d.raw[len(d.raw)-1], "]52;c;")
	text, _, _ := strings.Cut(rest, "\a")
	value, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		d.t.Fatal(err)
	}
	return string(value)
}

func TestStepOfThePortalAppearsWithoutAKey(t *testing.T) {
	services := canned.NewServices()
	x := run(t, 120, 30, services, console_)
	x.until(0, "1/10")
	mark := x.mark()
	x.press("\x1b[Z\x1b[Z") // shift+tab
	x.until(mark, "Metadata")
	mark = x.mark()
	links, err := services.SetupLinks(t.Context(), model.LinkQuery{Environment: "env_staging", Text: "globex"})
	if err != nil {
		t.Fatal(err)
	}
	services.Step(links[0].ID, model.Step{What: model.StepPage, Page: "Choose a provider"})
	x.until(mark, "Choose a provider")
	mark = x.mark()
	x.press("jjj\r")
	x.until(mark, "What happened")
	mark = x.mark()
	services.Step(links[0].ID, model.Step{What: model.StepError, Page: "Metadata", Note: "This is a login page"})
	x.until(mark, "login page")
}

func TestRegenerateSaysWhatBreaksAndAsks(t *testing.T) {
	d := drive(t, 80, 24).keys("shift+tab shift+tab j R")
	old, url := d.stuckLink()
	d.sees("issued 9 days ago, opened twice")
	d.sees("[x] Domain verification") // as the old one
	d.sees("[ ] Audit Logs")
	d.keys("space enter")
	d.sees("Generate a new one?")
	d.keys("enter") // the default is no
	if l, _ := d.stuckLink(); l.ID != old.ID {
		t.Fatal("enter generated a link")
	}
	d.sees("[ ] Single Sign-On") // what was ticked stays
	d.keys("enter y")
	l, fresh := d.stuckLink()
	if l.ID == old.ID || fresh == url || l.Allows(model.IntentSSO) || !l.Allows(model.IntentDirectorySync) {
		t.Fatalf("%+v", l)
	}
	if lines := strings.Split(d.screen(), "\n"); lines[0] != fresh {
		t.Errorf("the first line is %q, want %q", lines[0], fresh)
	}
}

func TestLinkIsGeneratedForAChosenOrganization(t *testing.T) {
	d := drive(t, 80, 24).keys("shift+tab shift+tab n")
	d.sees("for which organization?")
	d.keys("enter space enter") // Acme, nothing ticked
	d.sees("feature: is missing; choose at least one")
	d.keys("tab space enter")
	d.sees("https://sso.example.com/setup/")
	d.keys("esc")
	d.missesText("for which organization?") // back in the list of links
	d.keys("r")
	d.sees("5 setup links")
	d.keys("esc / ").write("acme")
	d.sees("2 setup links")
}

func TestRevokeAsksWithDefaultNo(t *testing.T) {
	d := drive(t, 80, 24).keys("shift+tab shift+tab j d")
	old, _ := d.stuckLink()
	d.sees("It deactivates the current link of Initech")
	d.keys("enter")
	if l, _ := d.stuckLink(); l.StateAt(canned.Now) != model.LinkActive {
		t.Fatal("enter revoked it")
	}
	d.keys("enter d y")
	d.sees("revoked: the link opens nothing any more")
	d.news()
	if x, _ := d.services.Onboarding(t.Context(), old.ID); x.Link.StateAt(canned.Now) != model.LinkRevoked {
		t.Fatal("it is not revoked")
	}
	d.sees("✗ revoked")
	d.keys("u").sees("not taken back: a revoked link stays revoked; make a new one")
	d.keys("b")
	d.sees("the link is revoked; R makes a new one")
}

func TestNudgeIsForWhoIsStuck(t *testing.T) {
	d := drive(t, 80, 24).keys("shift+tab shift+tab j enter a")
	if got := d.copied(); !strings.HasPrefix(got, "Please go on: ") {
		t.Errorf("copied %q", got)
	}
	l, _ := d.stuckLink()
	d.services.Step(l.ID, model.Step{What: model.StepPage, Page: "Test"})
	d.news()
	d.keys("a")
	d.sees("it moves on")
}

func TestTestSignInLeadsToItsSession(t *testing.T) {
	drive(t, 80, 24).keys("shift+tab shift+tab j enter v").sees("1 Verdict")
	drive(t, 80, 24).keys("shift+tab shift+tab enter v").sees("no test sign-in was made yet")
}

// Whoever has a link can change a customer's sign-in: who may only read does not
// get it.
func TestReadOnlyConsoleGivesNoLink(t *testing.T) {
	for _, keys := range []string{"b", "m", "a", "y", "R", "d", "n", "enter b", "enter y", "enter m"} {
		d := drive(t, 80, 24, func(o *setup) { o.ReadOnly = true }).keys("shift+tab shift+tab j " + keys)
		_, url := d.stuckLink()
		d.missesText(url[:len("https://sso.example.com/setup/")])
		if len(d.raw) > 0 {
			t.Errorf("%s: something was copied", keys)
		}
	}
}

// Bytes written for the change to each screen and for a step of the cursor, at
// 200×50.
func TestByteBudgetOfLinks(t *testing.T) {
	services := canned.NewServices()
	o, err := services.Organizations(t.Context(), model.OrganizationQuery{Environment: "env_staging", Text: "initech"})
	if err != nil {
		t.Fatal(err)
	}
	for range 4 {
		if _, _, err := services.CreateLink(t.Context(),
			model.LinkRequest{Kind: model.SetupLink, Organization: o[0].ID, Intents: model.Intents()[:1]}); err != nil {
			t.Fatal(err)
		}
	}
	x := run(t, 200, 50, services, console_)
	x.until(0, "1/10")
	for _, step := range []struct {
		keys, seen string
		most       int
	}{
		{"\x1b[Z\x1b[Z", "✗ Metadata", 12 << 10},
		{"j", "Initech", 1 << 10}, // from an active to a revoked one: the key bar changes
		{"j", "Initech", 600},
		{"k", "Initech", 600},
		{"k", "Initech", 1 << 10},
		{"\r", "What happened", 12 << 10},
		{"b", "sso.example.com", 12 << 10},
		{"y", "sent to", 600},
	} {
		mark := x.mark()
		x.press(step.keys)
		n := len(x.until(mark, step.seen))
		t.Logf("%q: %d bytes", step.keys, n)
		if n > step.most {
			t.Errorf("%q writes %d bytes, more than %d", step.keys, n, step.most)
		}
	}
}
