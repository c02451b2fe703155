package service_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"gatehouse/model"
)

// The log keeps the newest calls of each environment within its bounds, and tells who looked at
// what was sent.
func TestAPILog(t *testing.T) {
	h := openInstallation(t)
	listener := h.For(model.Anybody())
	note := func(c model.APICall) {
		t.Helper()
		c.At = h.clock.Now()
		if err := listener.NoteAPICall(t.Context(), c); err != nil {
			t.Fatal(err)
		}
	}
	list := func(q model.APICallQuery) (ids string) {
		t.Helper()
		all, err := h.APICalls(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range all {
			if ids += " " + string(c.ID); c.Request+c.Answer != "" {
				t.Errorf("the list of calls has bodies: %+v", c)
			}
		}
		return strings.TrimSpace(ids)
	}
	note(model.APICall{ID: "req_1", EnvironmentID: h.staging, Status: 200, Path: "/organizations",
		Request: "sent", Answer: "got"})
	note(model.APICall{ID: "req_2", Status: 401, Path: "/organizations"})
	h.clock.add(time.Hour)
	note(model.APICall{ID: "req_3", EnvironmentID: "env_other", Status: 404, Path: "/sso/token"})
	for want, q := range map[string]model.APICallQuery{
		"req_1 req_2 req_3": {}, "req_1 req_2": {Environment: h.staging}, "req_2 req_3": {Status: "4xx"},
		"req_3": {Path: "token"}, "req_2": {Limit: 1, Path: "org"}, "": {After: 3},
	} {
		if got := list(q); got != want {
			t.Errorf("%+v: %q, want %q", q, got, want)
		}
	}
	if c, err := h.APICall(t.Context(), "req_1"); err != nil || c.Request != "sent" || c.Answer != "got" {
		t.Errorf("%+v, %v", c, err)
	}
	if entries, err := h.History(t.Context(), ""); err != nil ||
		entries[0].Action != "looked at the request  /organizations and its answer" {
		t.Errorf("%v: the history does not tell who looked: %+v", err, entries[0])
	}
	if _, err := h.APICall(t.Context(), "req_9"); !errors.Is(err, model.ErrNotFound) {
		t.Error(err)
	}
	h.clock.add(23*time.Hour + time.Minute)
	if got := list(model.APICallQuery{}); got != "req_3" {
		t.Errorf("a day later there is %q", got)
	}
	body := strings.Repeat("x", model.MaxLoggedBody)
	for i := range 5001 {
		note(model.APICall{ID: model.ID(fmt.Sprint("new_", i)), EnvironmentID: h.staging, Answer: body})
	}
	all, err := h.APICalls(t.Context(), model.APICallQuery{Environment: h.staging})
	if most := 16 << 20 / len(body); err != nil || len(all) > most || len(all) < most-20 ||
		all[len(all)-1].ID != "new_5000" {
		t.Errorf("%d calls are kept, %v", len(all), err)
	}
}
