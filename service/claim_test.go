package service_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"gatehouse/model"
	"gatehouse/service"
	"gatehouse/storage"
)

// holder says who has a session in hand, "" for nobody.
func (h *installation) holder(t *testing.T, session model.ID) string {
	t.Helper()
	c, err := h.ClaimOf(t.Context(), session)
	if err != nil {
		t.Fatal(err)
	}
	if !c.Holds() {
		return ""
	}
	return c.By.Name
}

// A session is taken in hand, released, and taken over; the history says from whom.
func TestSessionsAreClaimed(t *testing.T) {
	h := openInstallation(t)
	session, trace := h.testSession(t), ""
	trace = model.Session{ID: session}.Trace()
	ada, bob := h.For(h.member(t, model.Support)), h.For(h.member(t, model.Developer))
	for _, step := range []struct {
		name, holder, done string
		do                 func() error
	}{
		{"claimed", "support@team.example", "took session " + trace + " in hand",
			func() error { return second(ada.ClaimSession(t.Context(), session)) }},
		{"claimed again", "support@team.example", "took session " + trace + " in hand",
			func() error { return second(ada.ClaimSession(t.Context(), session)) }},
		{"taken over", "developer@team.example", "took session " + trace + " over from support@team.example",
			func() error {
				return second(bob.TakeOverSession(t.Context(), session, model.Actor{Kind: model.Member,
					ID: ada.Principal().ID, Name: ada.Principal().Name}))
			}},
		{"released", "", "released session " + trace,
			func() error { return second(bob.ReleaseSession(t.Context(), session)) }},
	} {
		if err := step.do(); err != nil {
			t.Fatalf("%s: %v", step.name, err)
		}
		if got := h.holder(t, session); got != step.holder {
			t.Errorf("%s: %q has it", step.name, got)
		}
		if got := h.last(t, session).Action; got != step.done {
			t.Errorf("%s: the history says %q", step.name, got)
		}
		h.clock.add(time.Minute)
	}
}

// What somebody else has stays theirs, and the refusal says whose it is.
func TestClaimsOfOthersStay(t *testing.T) {
	h := openInstallation(t)
	session := h.testSession(t)
	ada, bob := h.For(h.member(t, model.Support)), h.For(h.member(t, model.Developer))
	if err := second(ada.ClaimSession(t.Context(), session)); err != nil {
		t.Fatal(err)
	}
	owner := h.Principal().Actor()
	for name, do := range map[string]func() error{
		"claim":               func() error { return second(bob.ClaimSession(t.Context(), session)) },
		"release":             func() error { return second(bob.ReleaseSession(t.Context(), session)) },
		"take over from else": func() error { return second(bob.TakeOverSession(t.Context(), session, owner)) },
	} {
		if err := do(); !errors.Is(err, model.ErrConflict) ||
			!strings.Contains(err.Error(), "support@team.example has session") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if got := h.holder(t, session); got != "support@team.example" {
		t.Error(got)
	}
}

// Of several who claim at once exactly one has it, and the others are told who.
func TestOneOfManyClaims(t *testing.T) {
	h := openInstallation(t)
	session := h.testSession(t)
	var all []*service.Services
	for i := range 8 {
		all = append(all, h.as(h.joined(t, fmt.Sprintf("m%d@team.example", i), model.Support, "")))
	}
	refused := make([]error, len(all))
	var running sync.WaitGroup
	for i, d := range all {
		running.Go(func() { _, refused[i] = d.ClaimSession(t.Context(), session) })
	}
	running.Wait()
	holder, won := h.holder(t, session), 0
	for i, err := range refused {
		switch {
		case err == nil && all[i].Principal().Name == holder:
			won++
		case err == nil || !strings.Contains(err.Error(), holder+" has session"):
			t.Errorf("%s: %v", all[i].Principal().Name, err)
		}
	}
	if won != 1 {
		t.Errorf("%d have it, %q", won, holder)
	}
}

// With the access of a member what they had in hand ends: it says who that was, and is free.
func TestClaimsEndWithTheAccess(t *testing.T) {
	h := openInstallation(t)
	session := h.testSession(t)
	m := h.joined(t, "ada@team.example", model.Support, "")
	if err := second(h.as(m).ClaimSession(t.Context(), session)); err != nil {
		t.Fatal(err)
	}
	h.clock.add(time.Hour)
	if _, err := h.RevokeMember(t.Context(), m.ID); err != nil {
		t.Fatal(err)
	}
	c, err := h.ClaimOf(t.Context(), session)
	if err != nil || c.Holds() || c.By.Name != m.Email || !c.Ended.Equal(h.clock.Now()) {
		t.Errorf("%+v, %v", c, err)
	}
	if err := second(h.as(m).ClaimSession(t.Context(), session)); !forbidden(err) {
		t.Error(err)
	}
	if c, err = h.ClaimSession(t.Context(), session); err != nil || !c.Holds() || c.By.Kind != model.Owner {
		t.Errorf("%+v, %v", c, err)
	}
}

// Who may change nothing takes nothing in hand, but sees who has it.
func TestReadOnlyMembersClaimNothing(t *testing.T) {
	h := openInstallation(t)
	session := h.testSession(t)
	rita := h.as(h.joined(t, "rita@team.example", model.Support, model.ReadOnly))
	if err := second(rita.ClaimSession(t.Context(), session)); !forbidden(err) {
		t.Error(err)
	}
	if err := second(h.ClaimSession(t.Context(), session)); err != nil {
		t.Fatal(err)
	}
	if err := second(rita.TakeOverSession(t.Context(), session, h.Principal().Actor())); !forbidden(err) {
		t.Error(err)
	}
	if c, err := rita.ClaimOf(t.Context(), session); err != nil || c.By.Name != tester.Name {
		t.Errorf("%+v, %v", c, err)
	}
}

// Undo gives a session back to whom it was taken from.
func TestTakingOverIsTakenBack(t *testing.T) {
	h := openInstallation(t)
	session := h.testSession(t)
	ada := h.For(h.member(t, model.Support))
	for _, err := range []error{
		second(ada.ClaimSession(t.Context(), session)),
		second(h.TakeOverSession(t.Context(), session, ada.Principal().Actor())),
	} {
		if err != nil {
			t.Fatal(err)
		}
		h.clock.add(time.Second)
	}
	if _, err := h.Undo(t.Context(), h.last(t, session).ID); err != nil {
		t.Fatal(err)
	}
	if got := h.holder(t, session); got != "support@team.example" {
		t.Error(got)
	}
}

// A filter finds sessions by who has them in hand, and for those of somebody reads no further than
// the oldest of them.
func TestClaimedSessionsAreFound(t *testing.T) {
	h := openInstallation(t)
	var sessions []model.ID
	names := map[model.ID]string{}
	for _, name := range []string{"old", "ada's", "mine", "free"} {
		id := h.testSession(t)
		sessions, names[id] = append(sessions, id), name
		h.clock.add(time.Minute)
	}
	ada := h.For(h.member(t, model.Support))
	for _, err := range []error{second(ada.ClaimSession(t.Context(), sessions[1])),
		second(h.ClaimSession(t.Context(), sessions[2]))} {
		if err != nil {
			t.Fatal(err)
		}
	}
	for filter, want := range map[string]struct {
		found   string
		scanned int
	}{
		"claimed:me":               {"mine", 2},
		"claimed:support@":         {"ada's", 3},
		"claimed:any":              {"mine, ada's", 3},
		"claimed:none":             {"free, old", 4},
		"-claimed:me":              {"free, ada's, old", 4},
		"claimed:nobody":           {"", 0},
		"claimed:any -claimed:me":  {"ada's", 3},
		"claimed:me state:success": {"", 2},
	} {
		f, err := model.ParseFilter(filter, h.clock.Now())
		if err != nil {
			t.Fatal(err)
		}
		page, err := h.Sessions(t.Context(), f.Query(nil, h.clock.Now()))
		if err != nil {
			t.Fatal(err)
		}
		var found []string
		for _, s := range page.Sessions {
			found = append(found, names[s.ID])
		}
		if got := strings.Join(found, ", "); got != want.found || page.Scanned != want.scanned {
			t.Errorf("%s: %q of %d rows, want %+v", filter, got, page.Scanned, want)
		}
	}
}

// A claim goes with its session.
func TestClaimsGoWithTheirSession(t *testing.T) {
	h := openInstallation(t)
	session := h.testSession(t)
	if err := second(h.ClaimSession(t.Context(), session)); err != nil {
		t.Fatal(err)
	}
	h.clock.add(100 * 24 * time.Hour)
	if _, err := h.ForgetSessions(t.Context(), h.clock.Now().Add(-24*time.Hour)); err != nil {
		t.Fatal(err)
	}
	if _, err := h.PurgeDeleted(t.Context()); err != nil {
		t.Fatal(err)
	}
	left, err := h.Store.Records(t.Context(), storage.Selection{Kind: model.KindClaim})
	if err != nil || len(left) != 0 {
		t.Errorf("%d claims, %v", len(left), err)
	}
}

// Nobody takes everything in hand.
func TestClaimsOfOneAreBounded(t *testing.T) {
	h := openInstallation(t)
	for i := range model.MaxClaims + 1 {
		err := second(h.ClaimSession(t.Context(), h.testSession(t)))
		if full := i == model.MaxClaims; (refusedField(err) == "session") != full {
			t.Fatalf("%d: %v", i, err)
		}
	}
}
