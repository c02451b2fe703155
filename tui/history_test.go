package tui

import (
	"fmt"
	"testing"

	"gatehouse/model"
)

// A long history is read as far as one goes down in it; what is done meanwhile
// comes in at its top, and the cursor stays where it is.
func TestHistoryIsReadAsOneGoesDown(t *testing.T) {
	j := newJourney(t)
	all, err := j.real.Organizations(t.Context(), model.OrganizationQuery{Text: "acme"})
	if err != nil || len(all) == 0 {
		t.Fatal(err)
	}
	rename := func(i int) {
		t.Helper()
		name := fmt.Sprintf("Acme %03d", i)
		if _, err := j.real.UpdateOrganization(t.Context(), all[0].ID, model.OrganizationPatch{Name: &name}); err != nil {
			t.Fatal(err)
		}
	}
	for i := range 250 {
		rename(i)
	}
	j.drain(j.Nav.History("", ""))
	j.sees("1/100")
	j.keys("G").sees("set up a new installation")
	j.sees("251/251")
	rename(250)
	j.news()
	j.sees("252/252")
	j.keys("g").sees("Acme 250")
	connections, err := j.real.Connections(t.Context(), model.ConnectionQuery{Organization: all[0].ID})
	if err != nil || len(connections) == 0 {
		t.Fatal(len(connections), err)
	}
	begun, err := j.real.BeginTest(t.Context(), connections[0].ID, model.Visitor{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := j.real.SessionDetail(t.Context(), begun.Session.ID); err != nil {
		t.Fatal(err)
	}
	j.keys("f").sees("changes 1/100")
	j.keys("f").sees("looked at the messages of session " + begun.Session.Trace())
	j.sees("views 1/1")
	j.keys("u").sees("undo: nothing was changed")
	j.keys("f").sees("Nobody signed in over SSH yet.").keys("f").sees("1/100")
}
