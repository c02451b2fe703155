package service_test

import (
	"strings"
	"testing"
	"time"

	"gatehouse/model"
	"gatehouse/service"
)

// inUse is the only key of Staging with a name.
func inUse(t *testing.T, d *service.Services, environment model.ID, name string) model.KeyInUse {
	t.Helper()
	all, err := d.KeysInUse(t.Context(), environment)
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range all {
		if k.Name == name {
			return k
		}
	}
	t.Fatalf("there is no key %s among %+v", name, all)
	return model.KeyInUse{}
}

// The last use of a key is known at once, and to the next process once it was written; the key
// itself is not changed by it.
func TestLastUseOfAKey(t *testing.T) {
	h := openInstallation(t)
	key, secret, err := h.CreateKey(t.Context(), h.staging, "CI")
	if err != nil {
		t.Fatal(err)
	}
	if k := inUse(t, h.Services, h.staging, "CI"); !k.Use.At.IsZero() {
		t.Errorf("a new key was used: %+v", k.Use)
	}
	agent := strings.Repeat("é", 100)
	use := func(peer string) {
		t.Helper()
		h.clock.add(time.Second)
		if _, err := h.KeyHolder(t.Context(), secret, model.Visitor{Peer: peer, UserAgent: agent}); err != nil {
			t.Fatal(err)
		}
	}
	use("192.0.2.1")
	use("192.0.2.2")
	k := inUse(t, h.Services, h.staging, "CI")
	if k.Use.Peer != "192.0.2.2" || !k.Use.At.Equal(h.clock.Now()) || k.Use.UserAgent != strings.Repeat("é", 60) {
		t.Errorf("the last use is %+v", k.Use)
	}
	later := service.New(service.Options{Store: h.Store, Secrets: h.Secrets, Clock: h.clock.Now}).For(
		model.LocalOwner(model.ViaCommand, "ada"))
	if k := inUse(t, later, h.staging, "CI"); !k.Use.At.IsZero() {
		t.Errorf("a request has written: %+v", k.Use)
	}
	system := h.For(model.TheSystem())
	system.WriteKeyUses(t.Context())
	use("192.0.2.3")
	system.WriteKeyUses(t.Context())
	if k := inUse(t, later, h.staging, "CI"); k.Use.Peer != "192.0.2.3" || k.Revision != 1 {
		t.Errorf("written was %+v, at revision %d of the key", k.Use, k.Revision)
	}
	use("192.0.2.4")
	if err := h.RevokeKey(t.Context(), key.ID); err != nil {
		t.Fatal(err)
	}
	system.WriteKeyUses(t.Context()) // of a key that is gone
}

// A key that nobody used for 90 days says so; of a key of an earlier version, whose uses were not
// noted, that is only known 90 days later.
func TestIdleKey(t *testing.T) {
	day, made := 24*time.Hour, time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for name, test := range map[string]struct {
		use  model.KeyUse
		now  time.Duration
		idle bool
	}{
		"new":                   {model.KeyUse{}, day, false},
		"never used":            {model.KeyUse{}, 90 * day, true},
		"used since":            {model.KeyUse{At: made.Add(10 * day)}, 99 * day, false},
		"used long ago":         {model.KeyUse{At: made.Add(10 * day)}, 100 * day, true},
		"noted not long enough": {model.KeyUse{Since: made.Add(200 * day)}, 289 * day, false},
		"noted long enough":     {model.KeyUse{Since: made.Add(200 * day)}, 290 * day, true},
	} {
		if got := test.use.Idle(model.APIKey{Created: made}, made.Add(test.now)); got != test.idle {
			t.Errorf("%s: %v", name, got)
		}
	}
}
