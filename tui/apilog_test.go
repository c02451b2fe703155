package tui

import (
	"testing"

	"gatehouse/model"
	"gatehouse/tui/internal/canned"
	"gatehouse/tui/screen"
)

func TestAPILogListsWhatComes(t *testing.T) {
	d := drive(t, 120, 30).keys(": a p i l o g enter").sees("4 requests")
	err := d.services.For(model.Anybody()).NoteAPICall(t.Context(), model.APICall{ID: "req_NEW", At: canned.Now,
		EnvironmentID: "env_staging", Method: "DELETE", Path: "/connections/conn_1", Status: 204})
	if err != nil {
		t.Fatal(err)
	}
	d.send(screen.Tick(canned.Now))
	d.sees("5 requests").sees("/connections/conn_1")
}

func TestARequestLeadsToItsSession(t *testing.T) {
	for _, keys := range []string{"s", "enter enter"} {
		d := drive(t, 120, 30).keys(": a p i l o g enter").keys("/").write("token").keys("enter " + keys)
		if got := d.sees("todd@acme.example").Stack.Top().Title(); got != "Session ZFHF-PN7P" {
			t.Errorf("%s leads to %s", keys, got)
		}
	}
}

// Bodies are personal data: the history tells who looked, and who may not is shown the rest.
func TestBodiesOfARequestAreShownByRole(t *testing.T) {
	for role, may := range map[model.TeamRole]bool{model.Developer: true, model.Support: false} {
		d := drive(t, 120, 40, looker(t, role)).keys(": a p i l o g enter j enter").sees("198.51.100.7")
		page, err := d.services.History(t.Context(), model.HistoryQuery{Content: model.AuditViews, Limit: 10})
		if err != nil || (len(page.Entries) == 1) != may {
			t.Errorf("%s: %+v %v", role, page.Entries, err)
		}
		if may {
			d.sees("entity_not_found")
		} else {
			d.missesText("entity_not_found")
		}
	}
}
