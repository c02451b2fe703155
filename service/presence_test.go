package service_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"gatehouse/model"
	"gatehouse/service"
)

// lookers are who else looks at a session, as somebody sees it.
func lookers(t *testing.T, d *service.Services, session model.ID) string {
	t.Helper()
	now, err := d.Lookers(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, x := range now.Lookers {
		if x.Session == session {
			names = append(names, x.Who.Name+" "+x.Since.Format("15:04"))
		}
	}
	return strings.Join(names, ", ")
}

// look lets somebody look until the function is called that it gives.
func look(t *testing.T, d *service.Services, session model.ID) context.CancelFunc {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	t.Cleanup(stop)
	if err := d.LookAt(ctx, session); err != nil {
		t.Fatal(err)
	}
	return stop
}

// awaitChange waits for presence to be another than it is.
func awaitChange(t *testing.T, d *service.Services, change func()) model.Presence {
	t.Helper()
	before, err := d.Lookers(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	change()
	after, err := d.Lookers(t.Context(), before.Version)
	if err != nil {
		t.Fatal(err)
	}
	return after
}

// Whoever looks is seen by the others, once however many consoles they have, and not by
// themselves; they are gone with the context of their last console.
func TestLookersAreSeenByTheOthers(t *testing.T) {
	h := openInstallation(t)
	session, other := h.testSession(t), h.testSession(t)
	ada, bob := h.For(h.member(t, model.Support)), h.For(h.member(t, model.Developer))
	begun := h.clock.Now().Format("15:04")
	first := look(t, ada, session)
	h.clock.add(10 * time.Minute)
	second := look(t, ada, session)
	for name, seen := range map[string]string{
		"others":     lookers(t, bob, session),
		"the owner":  lookers(t, h.Services, session),
		"themselves": lookers(t, ada, session),
		"elsewhere":  lookers(t, bob, other),
	} {
		ada := "support@team.example " + begun
		want := map[string]string{"others": ada, "the owner": ada}
		if seen != want[name] {
			t.Errorf("%s: %q", name, seen)
		}
	}
	for i, stop := range []context.CancelFunc{first, second} {
		if now := awaitChange(t, bob, stop); len(now.Lookers) != 1-i {
			t.Errorf("after %d consoles ended: %+v", i+1, now)
		}
	}
}

// Each who looks rings the others, who wait for it.
func TestLookersRing(t *testing.T) {
	h := openInstallation(t)
	session := h.testSession(t)
	ada, bob := h.For(h.member(t, model.Support)), h.For(h.member(t, model.Developer))
	now := awaitChange(t, bob, func() { look(t, ada, session) })
	if len(now.Lookers) != 1 || now.Lookers[0].Session != session || now.Lookers[0].Who.Role != model.Support {
		t.Errorf("%+v", now)
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if _, err := bob.Lookers(ctx, now.Version); err == nil {
		t.Error("it waits on, though nobody asks any more")
	}
}

// Who is revoked is seen no more, even while their console still ends; nor do they look again.
func TestRevokedMembersLookAtNothing(t *testing.T) {
	h := openInstallation(t)
	session := h.testSession(t)
	m := h.joined(t, "ada@team.example", model.Support, "")
	ada, bob := h.as(m), h.For(h.member(t, model.Developer))
	look(t, ada, session)
	if seen := lookers(t, bob, session); !strings.HasPrefix(seen, "ada@") {
		t.Fatal(seen)
	}
	if _, err := h.RevokeMember(t.Context(), m.ID); err != nil {
		t.Fatal(err)
	}
	if seen := lookers(t, bob, session); seen != "" {
		t.Error(seen)
	}
	if err := ada.LookAt(t.Context(), session); !forbidden(err) {
		t.Error(err)
	}
}

// One person's consoles fill nothing up for the others.
func TestPresenceIsBoundedByPerson(t *testing.T) {
	h := openInstallation(t)
	session := h.testSession(t)
	ada, bob := h.For(h.member(t, model.Support)), h.For(h.member(t, model.Developer))
	for range 5000 {
		look(t, ada, session)
	}
	look(t, bob, session)
	if seen := lookers(t, h.Services, session); !strings.Contains(seen, "developer@") {
		t.Error(seen)
	}
	if seen, err := h.Lookers(t.Context(), 0); err != nil || seen.Version > 100 {
		t.Errorf("version %d: every one of them was remembered; %v", seen.Version, err)
	}
}
