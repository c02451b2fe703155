package limit_test

import (
	"testing"
	"time"

	"gatehouse/limit"
)

func TestLimiter(t *testing.T) {
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	l := limit.New[string](3, 10*time.Second, 2, func() time.Time { return now })
	take := func(party string, want ...bool) {
		t.Helper()
		for i, w := range want {
			if got := l.Take(party); got != w {
				t.Fatalf("%s, %d: %v", party, i, got)
			}
		}
	}
	take("a", true, true, true, false, false)
	take("b", true)
	if w := l.Wait("a"); w != 10*time.Second {
		t.Errorf("a waits for %v", w)
	}
	now = now.Add(10 * time.Second)
	take("a", true, false)

	// A clock that was ahead locks nobody out for longer than a burst takes.
	now = now.Add(1000 * time.Hour)
	take("a", true, true, true, false)
	now = now.Add(-1000 * time.Hour)
	for range 100 {
		l.Note("a")
	}
	now = now.Add(30 * time.Second)
	take("a", true)

	// A third and fourth party push the first ones out, and not the memory's bound.
	take("c", true)
	take("d", true)
	take("e", true)
	take("f", true)
	take("a", true, true, true, false)
}

func TestNetwork(t *testing.T) {
	for address, want := range map[string]string{
		"192.0.2.7": "192.0.2.7/32", "::ffff:192.0.2.7": "192.0.2.7/32", "2001:db8::1": "2001:db8::/64",
		"2001:db8:0:0:ffff::1": "2001:db8::/64", "fe80::1%eth0": "fe80::/64", "@": "invalid Prefix",
		"": "invalid Prefix",
	} {
		if got := limit.Network(address).String(); got != want {
			t.Errorf("%q is in %s, want %s", address, got, want)
		}
	}
}
