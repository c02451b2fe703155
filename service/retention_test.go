package service_test

import (
	"strings"
	"testing"
	"time"

	"gatehouse/model"
)

// An environment keeps its sessions for so many days, or so much of them, and for ever if
// nobody says so. Each run that forgets something is told.
func TestRetention(t *testing.T) {
	h := openInstallation(t)
	ctx := t.Context()
	system := h.For(model.TheSystem())
	runs := func(want int) {
		t.Helper()
		if n, err := system.ApplyRetention(ctx); n != want || err != nil {
			t.Errorf("forgot %d, want %d: %v", n, want, err)
		}
	}
	keep := func(changes ...model.EnvironmentChange) {
		t.Helper()
		if _, err := h.UpdateEnvironment(ctx, h.staging, changes...); err != nil {
			t.Fatal(err)
		}
	}
	var all []model.Session
	for range 3 {
		all = append(all, h.signIn(t, h.welcome.Connection, ada()))
		h.clock.add(24 * time.Hour)
	}
	h.clock.add(300 * 24 * time.Hour)
	runs(0)
	keep(model.SetKeepDays(303))
	h.clock.add(time.Hour)
	runs(1)
	runs(0)
	if e := h.last(t, ""); e.Action != "forgot 1 session of Staging (kept: for 303 days)" ||
		e.Actor.Kind != model.System {
		t.Errorf("the audit log tells %q of %+v", e.Action, e.Actor)
	}
	if _, err := h.Session(ctx, all[0].ID); err == nil {
		t.Error("the oldest is there")
	}
	if f, err := h.Facts(ctx); err != nil || f.Forgotten != 1 || !f.ForgottenAt.Equal(h.clock.Now()) {
		t.Errorf("%d forgotten at %v: %v", f.Forgotten, f.ForgottenAt, err)
	}
	keep(model.SetKeepDays(0), model.SetKeepMiB(1))
	runs(0)
	for range 100 { // some 11 KB each
		h.signIn(t, h.welcome.Connection, ada())
	}
	runs(2) // the last hour stays
	for range 40 {
		h.clock.add(time.Minute)
		h.signIn(t, h.welcome.Connection, ada())
	}
	h.clock.add(2 * time.Hour)
	n, err := system.ApplyRetention(ctx)
	if err != nil || n < 20 || n > 100 {
		t.Errorf("forgot %d of 140: %v", n, err)
	}
	runs(0)
	if left, err := h.CountSessions(ctx, h.staging, time.Time{}); err != nil || left != 140-n {
		t.Errorf("%d are left of 140, %d were forgotten: %v", left, n, err)
	}
}

// What is kept less loses sessions, so it takes who may forget them; also by undo.
func TestKeepingLessIsForgetting(t *testing.T) {
	h := openInstallation(t)
	ctx := t.Context()
	developer := h.For(h.member(t, model.Developer))
	for _, step := range []struct {
		change model.EnvironmentChange
		may    bool
	}{
		{model.SetKeepDays(30), false}, {model.SetKeepDays(0), true}, {model.SetKeepMiB(5), false},
		{model.SetSessionTimeout(2 * time.Minute), true},
	} {
		_, err := developer.UpdateEnvironment(ctx, h.staging, step.change)
		if (err == nil) != step.may || err != nil && !strings.Contains(err.Error(), "cannot forget sessions") {
			t.Errorf("%s: %v", step.change.Action, err)
		}
	}
	for _, days := range []int{30, 0} {
		h.clock.add(time.Second)
		if _, err := h.UpdateEnvironment(ctx, h.staging, model.SetKeepDays(days)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := developer.Undo(ctx, h.last(t, h.staging).ID); err == nil {
		t.Error("a Developer took it back")
	}
	for _, change := range []model.EnvironmentChange{
		model.SetKeepDays(-1), model.SetKeepDays(36_526), model.SetKeepMiB(-1), model.SetKeepMiB(1<<30 + 1),
	} {
		if _, err := h.UpdateEnvironment(ctx, h.staging, change); err == nil {
			t.Errorf("%s: it was taken", change.Action)
		}
	}
}
