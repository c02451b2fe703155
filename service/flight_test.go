package service_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"gatehouse/model"
	"gatehouse/storage"
)

func (h *installation) step(t testing.TB, s model.Step) {
	t.Helper()
	if err := h.RecordStep(t.Context(), s); err != nil {
		t.Fatal(err)
	}
}

func TestProgressOfAnOnboarding(t *testing.T) {
	h := openInstallation(t)
	o := h.org(t, "Initech", "initech.example")
	l, _ := h.setupLink(t, o.ID, model.IntentSSO)
	h.clock.add(time.Hour)
	p := must(h.ProgressOf(t.Context(), l))
	if p.Opened != 0 || p.StuckBy(h.clock.Now()) != time.Hour || p.Stuck(h.clock.Now()) {
		t.Errorf("before it is opened: %+v", p)
	}
	for _, s := range []model.Step{
		{What: model.StepOpened, Peer: "203.0.113.9"}, {What: model.StepPage, Page: "Overview"},
		{What: model.StepPage, Page: "Metadata"}, {What: model.StepError, Note: "no certificate"},
		{What: model.StepOpened, Peer: "203.0.113.10"}, {What: model.StepTest, Note: "began", SessionID: "sess_1"},
		{What: model.StepTest, Note: "succeeded",
			SessionID: "sess_1"},
	} {
		s.LinkID = l.ID
		h.step(t, s) // within one millisecond
	}
	h.clock.add(2*24*time.Hour - time.Second)
	p = must(h.ProgressOf(t.Context(), l))
	if p.Opened != 2 || p.Opening.Peer != "203.0.113.10" || p.Reached != "Metadata" || len(p.Errors) != 1 ||
		p.Test == nil || p.Test.Note != "succeeded" ||
		p.Last.Note != "succeeded" || p.Stuck(h.clock.Now()) {
		t.Errorf("%+v", p)
	}
	h.clock.add(time.Second)
	if p = must(h.ProgressOf(t.Context(), l)); !p.Stuck(h.clock.Now()) {
		t.Errorf("after two days it is not stuck: %s", p.StuckBy(h.clock.Now()))
	}
	if l, err := h.RevokeLink(t.Context(), l.ID); err != nil ||
		must(h.ProgressOf(t.Context(), l)).Stuck(h.clock.Now()) {
		t.Errorf("a revoked link is stuck, %v", err)
	}
}

// What outsiders can make a link record is bounded in number and in length.
func TestFlightRecorderIsBounded(t *testing.T) {
	h := openInstallation(t)
	o := h.org(t, "Initech", "initech.example")
	l, _ := h.setupLink(t, o.ID, model.IntentSSO)
	h.step(t, model.Step{LinkID: l.ID, What: model.StepOpened, UserAgent: strings.Repeat("é", 5000),
		Note: strings.Repeat("日", 5000)})
	s := must(h.Steps(t.Context(), l.ID))[0]
	if len(s.UserAgent) > 200 || len(s.Note) > 500 || !utf8.ValidString(s.Note) || strings.Contains(s.Note, "\ufffd") {
		t.Errorf("%d and %d bytes: %q", len(s.UserAgent), len(s.Note), s.Note)
	}
	var changes []storage.Change
	for n := range 999 {
		id := model.ID(fmt.Sprintf("step_%04d", n))
		data, err := json.Marshal(model.Step{ID: id, LinkID: l.ID, What: model.StepPage})
		if err != nil {
			t.Fatal(err)
		}
		changes = append(changes,
			storage.Change{Record: model.Record{Kind: model.KindOpening, ID: id, Parent: l.ID, Data: data}})
	}
	if err := h.Store.Apply(t.Context(), changes...); err != nil {
		t.Fatal(err)
	}
	h.step(t, model.Step{LinkID: l.ID, What: model.StepPage})
	if n := len(must(h.Steps(t.Context(), l.ID))); n != 1000 {
		t.Errorf("%d steps are kept", n)
	}
}

func TestMessagesAboutALink(t *testing.T) {
	h := openInstallation(t)
	o := h.org(t, "Initech", "initech.example")
	if _, err := h.SetBranding(t.Context(), model.Branding{EnvironmentID: h.staging, Name: "Example Cloud",
		Support: "sso@example.com"}); err != nil {
		t.Fatal(err)
	}
	l, url := h.setupLink(t, o.ID, model.IntentSSO, model.IntentDirectorySync)
	says := func(what, text string, want ...string) {
		t.Helper()
		for _, w := range append(want, "\n"+url+"\n", "Initech", "sso@example.com", "Example Cloud",
			l.Expires.Format("2 January 2006")) {
			if !strings.Contains(text, w) {
				t.Errorf("%s lacks %q:\n%s", what, w, text)
			}
		}
	}
	says("invitation", must(h.Invitation(t.Context(), l.ID)), "Single Sign-On and Directory Sync", "30 days from now",
		"IT admin alone")
	h.clock.add(3 * 24 * time.Hour)
	says("nudge before it was opened", must(h.Nudge(t.Context(), l.ID)), "made 3 days ago", "not been opened yet")
	h.step(t, model.Step{LinkID: l.ID, What: model.StepOpened})
	h.step(t, model.Step{LinkID: l.ID, What: model.StepError, Page: "Metadata", Note: "The file holds no certificate"})
	h.clock.add(2*24*time.Hour + time.Hour)
	says("nudge", must(h.Nudge(t.Context(), l.ID)), "2 days ago", `"Metadata"`, "The file holds no certificate",
		"go on where you stopped")

	x := must(h.Onboarding(t.Context(), l.ID))
	want := `It deactivates the current link of Initech, issued 5 days ago, opened once. Whoever works with it is ` +
		`shut out at once; last seen 2 days ago at "Metadata".`
	if got := x.Loss(h.clock.Now()); got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
	if _, err := h.RevokeLink(t.Context(), l.ID); err != nil {
		t.Fatal(err)
	}
	for what, err := range map[string]error{"invitation": second(h.Invitation(t.Context(), l.ID)),
		"nudge": second(h.Nudge(t.Context(), l.ID))} {
		if err == nil {
			t.Errorf("there is an %s for a revoked link", what)
		}
	}
}
