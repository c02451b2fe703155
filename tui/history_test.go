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
		if _, err := j.real.UpdateOrganization(t.Context(), all[0].ID,
			model.OrganizationPatch{Name: &name}); err != nil {
			t.Fatal(err)
		}
	}
	for i := range 250 {
		rename(i)
	}
	j.drain(j.Nav.AuditLog(""))
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

// The audit log is searched for who did it, what was done, of which kind, and when, as one types.
func TestAuditLogIsSearched(t *testing.T) {
	j := newJourney(t)
	all, err := j.real.Organizations(t.Context(), model.OrganizationQuery{Text: "acme"})
	if err != nil || len(all) == 0 {
		t.Fatal(err)
	}
	for _, name := range []string{"Umbrella", "Initech", "Acme Corp"} {
		if _, err := j.real.UpdateOrganization(t.Context(), all[0].ID,
			model.OrganizationPatch{Name: &name}); err != nil {
			t.Fatal(err)
		}
	}
	j.keys(":").write("audit").keys("enter").sees("Audit log")
	j.keys("/").write("organization initech").keys("enter").sees("/ organization initech (esc clears)")
	j.sees("Initech").missesText("set up a new installation")
	j.keys("esc").sees("set up a new installation")
	j.keys("/").write("only:sign-ins").keys("enter").sees("Nothing fits this search")
	j.keys("esc /").write("when:now").keys("enter").sees("there is no field").keys("esc")
	j.keys("/").write("who:operator o").keys("tab").sees("/ who:operator only: ").keys("esc")
	j.keys("q :").write("audit who:nobody").keys("enter").sees("/ who:nobody (esc clears)")
	j.sees("Nothing fits this search")
	j.keys("esc q :").write("audit who:").keys("enter enter").sees("needs a value behind the colon")
}
