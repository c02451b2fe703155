package tui

import (
	"slices"
	"strings"
	"testing"

	"gatehouse/model"
	"gatehouse/saml"
	"gatehouse/tui/internal/canned"
)

// ] goes on beyond what the list had read when the session was opened.
func TestWalkReadsOn(t *testing.T) {
	const more = 250
	d := drive(t, 80, 24, func(o *setup) { o.Services.(*canned.Services).Fill(more) })
	all, err := d.services.Sessions(t.Context(), model.Query{Environment: d.Environment.ID, Limit: 1000})
	if err != nil || len(all.Sessions) < more {
		t.Fatal(len(all.Sessions), err)
	}
	d.keys("enter").keys(strings.Repeat("] ", len(all.Sessions)-1))
	d.sees("Session " + all.Sessions[len(all.Sessions)-1].Trace())
	d.keys("]").sees("this is the oldest session of the list")
	d.keys(strings.Repeat("[ ", len(all.Sessions)-1))
	d.sees("Session " + all.Sessions[0].Trace())
	d.keys("[").sees("this is the newest session of the list")
}

// ] goes on from the session that is open, though the list follows the newest.
func TestWalkStartsAtTheOpenSession(t *testing.T) {
	d := drive(t, 80, 24)
	all, _ := d.services.Sessions(t.Context(), model.Query{Environment: d.Environment.ID, Limit: 3})
	d.keys("F enter").sees("Session " + all.Sessions[0].Trace())
	d.put(d.services.Again(1, "", canned.Now))
	d.put(d.services.Again(2, saml.WrongKey, canned.Now))
	d.keys("]").sees("Session " + all.Sessions[1].Trace())
}

// What somebody else does meanwhile does not put another change under the cursor.
func TestHistoryKeepsTheCursor(t *testing.T) {
	d := drive(t, 80, 24).keys("tab n").write("Umbrella").keys("ctrl+s :").write("history").keys("enter")
	before := d.line("▌")
	if !strings.Contains(before, "created organization Umbrella") {
		t.Fatalf("under the cursor: %s", before)
	}
	name := "Umbrella Inc"
	all, err := d.services.Organizations(t.Context(), model.OrganizationQuery{Text: "Umbrella"})
	if err != nil || len(all) != 1 {
		t.Fatal(all, err)
	}
	if _, err := d.services.UpdateOrganization(t.Context(), all[0].ID,
		model.OrganizationPatch{Name: &name}); err != nil {
		t.Fatal(err)
	}
	d.news()
	d.sees("changed organization Umbrella Inc")
	if after := d.line("▌"); after != before {
		t.Errorf("the cursor went from\n%s\nto\n%s", before, after)
	}
}

// A test sign-in is offered only where the list would show it.
func TestSignInsAreOfferedWhereTheyAreSeen(t *testing.T) {
	d := drive(t, 80, 24).keys("E j enter")
	d.sees("No sign-in has been seen yet").sees("test users sign in to Staging: E switches to it")
	d.missesText("plays the tour")
	d.missesText("/demo")
	d.keys("t").sees("test sign-in: test users sign in to Staging")
	d = drive(t, 80, 24).keys("tab tab j j enter s t") // at a real provider
	d.sees("sign-ins are tested on the connection's page: esc, then t")
	d = drive(t, 80, 24).keys("tab j j enter s T")
	d.sees("sign-ins are tested on the page of a connection")
}

// From a session t tests its own connection: by its address, if no user can be
// played.
func TestSessionTestsItsOwnConnection(t *testing.T) {
	d := drive(t, 80, 24)
	all, err := d.services.Connections(t.Context(), model.ConnectionQuery{Environment: d.Environment.ID})
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(all, func(c model.Connection) bool {
		return c.Type != model.TestIdPType && c.State == model.Active
	})
	if i < 0 {
		t.Fatal("there is no such connection")
	}
	detail := d.services.Again(1, saml.Audience, canned.Now)
	detail.Connection, detail.Session.ConnectionID = all[i], all[i].ID
	d.put(detail)
	d.drain(d.Nav.Session(detail.Session.ID, nil))
	d.keys("t").sees("Waiting for the answer")
}
