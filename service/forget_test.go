package service_test

import (
	"strings"
	"testing"
	"time"
)

// A slip in an age does not take everything: what began within the last hour is
// kept, whatever is asked.
func TestForgetKeepsTheLastHour(t *testing.T) {
	h := openInstallation(t)
	ctx := t.Context()
	for range 3 {
		h.signIn(t, h.welcome.Connection, ada())
	}
	for name, before := range map[string]time.Time{"all": h.clock.Now(), "the future": h.clock.Now().Add(time.Hour),
		"never": {}, "half an hour": h.clock.Now().Add(-30 * time.Minute)} {
		_, counted := h.Forgettable(ctx, before)
		_, err := h.ForgetSessions(ctx, before)
		if err == nil || counted == nil {
			t.Errorf("%s: %v, %v", name, err, counted)
		}
	}
	h.clock.add(3 * time.Hour)
	h.signIn(t, h.welcome.Connection, ada())
	before := h.clock.Now().Add(-2 * time.Hour)
	if n, err := h.Forgettable(ctx, before); n != 3 || err != nil {
		t.Errorf("%d would go, %v", n, err)
	}
	if n, err := h.ForgetSessions(ctx, before); n != 3 || err != nil {
		t.Errorf("%d went, %v", n, err)
	}
	all, err := h.History(ctx, "")
	if err != nil || !strings.HasPrefix(all[0].Action, "forgot 3 sessions of before ") {
		t.Errorf("the history does not tell of it: %q, %v", all[0].Action, err)
	}
	if n, err := h.CountSessions(ctx, h.staging, time.Time{}); n != 1 || err != nil {
		t.Errorf("%d are left, %v", n, err)
	}
}
