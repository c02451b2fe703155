package service_test

import (
	"errors"
	"testing"
	"time"

	"gatehouse/model"
	"gatehouse/service"
)

// rated are services over an installation whose API keys may make so many requests a minute.
func (h *installation) rated(perMinute int) *service.Services {
	return service.New(service.Options{Store: h.Store, Secrets: h.Secrets, Clock: h.clock.Now,
		BaseURL: "http://127.0.0.1:4100", RateLimit: perMinute}).For(tester)
}

// until counts how often something is done before it is refused, and how long one has to wait then.
func until(t *testing.T, most int, do func() error) (times int, wait time.Duration) {
	t.Helper()
	for times < most {
		err := do()
		if slow, ok := errors.AsType[*model.RateLimited](err); ok {
			return times, slow.Wait
		}
		if err != nil && !errors.Is(err, model.ErrBadKey) {
			t.Fatal(err)
		}
		times++
	}
	return times, 0
}

// Each party has its own account: it is refused when that is full, and let in again as soon as it
// was told.
func TestRates(t *testing.T) {
	h := openInstallation(t)
	d := h.rated(120)
	_, secret, err := h.CreateKey(t.Context(), h.staging, "CI")
	if err != nil {
		t.Fatal(err)
	}
	_, second, err := h.CreateKey(t.Context(), h.staging, "other")
	if err != nil {
		t.Fatal(err)
	}
	client, from := h.welcome.Environment.ClientID, model.Visitor{Peer: "192.0.2.1"}
	use := func(secret string, v model.Visitor) func() error {
		return func() error { _, err := d.KeyHolder(t.Context(), secret, v); return err }
	}
	exchange := func() error { _, err := d.Authenticate(t.Context(), client, secret, from); return err }
	begin := func(peer string) func() error {
		return func() error {
			_, err := d.BeginLogin(t.Context(), model.Authorize{ClientID: client, ResponseType: "code",
				Connection: string(h.welcome.Connection.ID), Visitor: model.Visitor{Peer: peer}})
			return err
		}
	}
	for _, test := range []struct {
		name  string
		do    func() error
		times int
		wait  time.Duration
	}{
		{"requests of a key", use(secret, from), 120, time.Second / 2},
		{"requests of another key", use(second, from), 120, time.Second / 2},
		{"exchanges of codes", exchange, 1200, time.Second / 20},
		{"an address without a good key", use("sk_test_no", from), 12, 5 * time.Second},
		{"another address without one", use("sk_test_no", model.Visitor{Peer: "192.0.2.2"}), 12, 5 * time.Second},
		{"the same address of IPv6", use("", model.Visitor{Peer: "2001:db8::1"}), 12, 5 * time.Second},
		{"its neighbour", use("", model.Visitor{Peer: "2001:db8::2"}), 0, 5 * time.Second},
		{"sign-ins at a connection", begin("192.0.2.3"), 60, 3 * time.Second},
		{"the same from elsewhere", begin("192.0.2.4"), 0, 3 * time.Second},
		{"sign-ins from this machine", begin("127.0.0.1"), 100, 0},
	} {
		most := test.times
		if test.wait > 0 {
			most++
		}
		if times, wait := until(t, most, test.do); times != test.times || wait != test.wait {
			t.Errorf("%s: refused after %d for %v, want %d and %v", test.name, times, wait, test.times, test.wait)
		}
	}
	h.clock.add(5 * time.Second)
	for name, test := range map[string]struct {
		do    func() error
		times int
	}{"a key": {use(secret, from), 10}, "an address": {use("", from), 1}, "a connection": {begin("192.0.2.3"), 1}} {
		if times, wait := until(t, 100, test.do); times != test.times || wait == 0 {
			t.Errorf("5 seconds later %s may %d times, want %d", name, times, test.times)
		}
	}
}

// An app deletes organizations more slowly than people do.
func TestRateOfDeletions(t *testing.T) {
	h := openInstallation(t)
	d := h.rated(240)
	_, secret, err := h.CreateKey(t.Context(), h.staging, "CI")
	if err != nil {
		t.Fatal(err)
	}
	app, err := d.KeyHolder(t.Context(), secret, model.Visitor{})
	if err != nil {
		t.Fatal(err)
	}
	remove := func(d *service.Services) func() error {
		return func() error {
			o, err := h.CreateOrganization(t.Context(), model.NewOrganization{Environment: h.staging,
				Name: "Short-lived"})
			if err == nil {
				_, err = d.DeleteOrganization(t.Context(), o.ID)
			}
			return err
		}
	}
	if times, wait := until(t, 5, remove(d.For(app))); times != 2 || wait != 30*time.Second {
		t.Errorf("refused after %d for %v", times, wait)
	}
	if times, _ := until(t, 5, remove(d)); times != 5 {
		t.Errorf("a person is refused after %d", times)
	}
}

// The usual rate does not stand in the way of an app that 200 people a second sign in to, nor does
// the rate 0 of anybody.
func TestUsualRateIsWide(t *testing.T) {
	h := openInstallation(t)
	_, secret, err := h.CreateKey(t.Context(), h.staging, "App")
	if err != nil {
		t.Fatal(err)
	}
	app := model.Visitor{Peer: "192.0.2.1"}
	d := h.rated(model.UsualRate)
	for range 3 * 60 * 200 {
		if _, err := d.Authenticate(t.Context(), h.welcome.Environment.ClientID, secret, app); err != nil {
			t.Fatal(err)
		}
		h.clock.add(time.Second / 200)
	}
	d = h.rated(0)
	for range 2 * model.UsualRate {
		if _, err := d.KeyHolder(t.Context(), secret, app); err != nil {
			t.Fatal(err)
		}
	}
}

func TestParseRate(t *testing.T) {
	for text, want := range map[string]int{"": 0, "0": 0, "1": 1, "6000": 6000, "1000000": 1000000, "-1": -1,
		"1000001": -1, "many": -1, "1.5": -1} {
		if got, err := model.ParseRate(text); (err != nil) != (want < 0) || err == nil && got != want {
			t.Errorf("%q: %d, %v", text, got, err)
		}
	}
}
