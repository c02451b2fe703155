package scim_test

import (
	"slices"
	"testing"

	"gatehouse/model"
	"gatehouse/service"
	"gatehouse/web/webtest"
)

// What a request would come to now is found out without storing anything, or telling anybody: one that is mended would
// be done, one that is not is refused as it was, and one that was done changes nothing.
func TestARequestAgain(t *testing.T) {
	l := webtest.Listen(t, service.Options{})
	d := l.NewDirectory(t, "okta")
	ada := addUser(t, d, "ada@example.com")
	group := addGroup(t, d, "Staff", ada)
	last := func() model.ID { return d.Log(t)[0].ID }
	d.Want(t, 409, "POST", "/Users", `{`+userSchema+`,"userName":"ADA@example.com"}`)
	taken := last()
	d.Want(t, 409, "POST", "/Groups", `{`+groupSchema+`,"displayName":"staff"}`)
	takenGroup := last()
	d.Want(t, 204, "PATCH", "/Groups/"+group, patch(`{"op":"add","path":"members","value":[{"value":"nobody"}]}`))
	unknown := last()
	d.Want(t, 200, "PATCH", "/Users/"+ada, patch(`{"op":"replace","value":{"title":"Countess"}}`))
	done := last()
	d.Want(t, 404, "DELETE", "/Users/none", "")
	missing := last()
	d.Want(t, 204, "DELETE", "/Groups/"+group, "")
	deleted := last()
	d.Want(t, 200, "GET", `/Users?filter=userName+eq+"ada@example.com"`, "")
	asked := last()

	before, _ := d.Events(t)
	logged := len(d.Log(t))
	again := func(id model.ID, verdict model.DirectoryVerdict, cause model.DirectoryCause) {
		t.Helper()
		r, err := l.Services.DirectoryRequestAgain(t.Context(), d.ID, id)
		if err != nil || r.Verdict != verdict || r.Cause != cause || r.ID != id {
			t.Errorf("%s %s: %s %s, want %s %s: %v", r.Method, r.Path, r.Verdict, r.Cause, verdict, cause, err)
		}
	}
	again(taken, model.DirectoryRefused, "username_taken")
	again(takenGroup, model.DirectoryDone, "")          // the other one is deleted
	again(unknown, model.DirectoryRefused, "not_found") // with the group
	again(done, model.DirectoryUnchanged, "")
	again(missing, model.DirectoryRefused, "not_found")
	again(deleted, model.DirectoryRefused, "not_found")
	again(asked, model.DirectoryDone, "")

	d.Want(t, 204, "DELETE", "/Users/"+ada, "")
	again(taken, model.DirectoryDone, "")
	again(done, model.DirectoryRefused, "not_found")
	if a := d.Want(t, 200, "GET", "/Users", ""); a.At("totalResults") != 0.0 {
		t.Errorf("a user was made: %s", a.Text)
	}
	if after, _ := d.Events(t); !slices.Equal(after[:len(before)], before) || len(after) != len(before)+1 {
		t.Errorf("events %q behind %q", after, before)
	}
	if n := len(d.Log(t)); n != logged+2 {
		t.Errorf("%d requests are logged, and there were %d", n, logged)
	}

	wrong := *d
	wrong.Token = "never-issued"
	wrong.Want(t, 401, "POST", "/Users", `{`+userSchema+`,"userName":"eve"}`)
	if _, err := l.Services.DirectoryRequestAgain(t.Context(), d.ID, last()); err == nil {
		t.Error("a request without a good token is judged, though nothing of it is kept")
	}
}
