package service_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"gatehouse/model"
	"gatehouse/service/signin"
)

// waiting begins a sign-in that nobody answers.
func (h *installation) waiting(t *testing.T) model.Session {
	t.Helper()
	env := h.welcome.Environment
	begun, err := h.BeginLogin(t.Context(), model.Authorize{
		ClientID: env.ClientID, RedirectURI: env.DefaultRedirect, ResponseType: "code",
		Connection: string(h.welcome.Connection.ID), Visitor: model.Visitor{Peer: "192.0.2.7", UserAgent: "agent"},
	})
	if err != nil {
		t.Fatal(err)
	}
	return begun.Session
}

// A session that runs out of time is told once, also when the process ended in between and
// when nothing ran for days; one that was answered, or tested, is not told.
func TestTimeoutsAreToldOnce(t *testing.T) {
	h := openInstallation(t)
	ctx := t.Context()
	tell := func() error { return h.TellTimeouts(ctx) }
	if got := h.told(t, tell); len(got) != 0 {
		t.Errorf("before anything: %s", namesOf(got))
	}
	first := h.waiting(t)
	if _, err := h.Rehearse(ctx, signin.Rehearsal{}); err != nil {
		t.Fatal(err)
	}
	if _, err := h.BeginTest(ctx, h.welcome.Connection.ID, model.Visitor{}); err != nil {
		t.Fatal(err)
	}
	h.clock.add(model.DefaultSessionTimeout - time.Second)
	if got := h.told(t, tell); len(got) != 0 {
		t.Errorf("in time: %s", namesOf(got))
	}
	h.clock.add(time.Second)
	got := h.told(t, tell)
	if namesOf(got) != string(model.SSOTimedOut) {
		t.Fatalf("told %q", namesOf(got))
	}
	data := shapeOf(t, got[0])["data"].(map[string]any)
	if data["status"] != "timed_out" || data["ip_address"] != "192.0.2.7" || data["user_agent"] != "agent" ||
		data["sso"].(map[string]any)["session_id"] != string(first.ID) ||
		data["error"].(map[string]any)["code"] != "no_response" {
		t.Errorf("%v", data)
	}

	h.waiting(t)
	h.log(slog.New(slog.DiscardHandler)) // the process begins anew
	h.clock.add(3 * 24 * time.Hour)
	for i, want := range []string{string(model.SSOTimedOut), "", ""} {
		if got := h.told(t, tell); namesOf(got) != want {
			t.Errorf("%d after three days: %q, want %q", i, namesOf(got), want)
		}
		h.clock.add(time.Hour)
	}
}

// The job ends with its context.
func TestRunEventsEnds(t *testing.T) {
	h := openInstallation(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for name, run := range map[string]func(context.Context) error{"timeouts": h.RunTimeouts, "events": h.RunEvents} {
		if err := run(ctx); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Apps are told that a certificate has to be renewed on certain days before its end and
// every week after it, once each; not if another one of the connection lives on.
func TestRenewalsAreTold(t *testing.T) {
	h := openInstallation(t)
	ctx := t.Context()
	idp, err := model.ByHand("https://idp.example.com/ends", "https://idp.example.com/sso", model.Post,
		certificate(t, "ends", h.clock.Now(), h.clock.Now().Add(100*24*time.Hour)))
	if err != nil {
		t.Fatal(err)
	}
	o := h.welcome.Organization
	c, _, err := h.CreateConnection(ctx, model.NewConnection{Organization: o.ID, Type: "OktaSAML",
		Name: "Okta", IdP: &idp})
	if err != nil {
		t.Fatal(err)
	}
	trust := func(step func() error) string { return namesOf(h.told(t, step)) }
	days := 100
	for _, x := range []struct {
		left int // days
		due  bool
	}{
		{91, false}, {90, true}, {89, false}, {45, true}, {14, true}, {13, false}, {6, true}, {1, true}, {0, false},
		{-6, false}, {-7, true}, {-8, false}, {-30, true}, {-34, false}, {-35, true},
	} {
		h.clock.add(time.Duration(days-x.left) * 24 * time.Hour)
		days = x.left
		want := ""
		if x.due {
			want = string(model.CertificateRenewalDue)
		}
		for range 2 {
			got := h.told(t, func() error { return h.TellRenewals(ctx) })
			if namesOf(got) != want {
				t.Errorf("%d days before: told %q, want %q", x.left, namesOf(got), want)
			}
			if want != "" {
				data := shapeOf(t, got[0])["data"].(map[string]any)
				if data["days_until_expiry"] != float64(x.left) ||
					data["connection"].(map[string]any)["id"] != string(c.ID) ||
					data["certificate"].(map[string]any)["is_expired"] != (x.left <= 0) {
					t.Errorf("%d days before: %v", x.left, data)
				}
			}
			want = ""
		}
	}
	h.clock.add(14 * 24 * time.Hour)
	renew := func() error {
		_, _, err := h.AddCertificate(ctx, c.ID,
			certificate(t, "next", h.clock.Now(), h.clock.Now().Add(1000*24*time.Hour)))
		return err
	}
	if got := trust(renew); got != string(model.CertificateRenewed) {
		t.Errorf("told %q", got)
	}
	if got := trust(func() error { return h.TellRenewals(ctx) }); got != "" {
		t.Errorf("although another one lives on: %q", got)
	}
}

// Events are kept for 90 days; where an app was still is a cursor then.
func TestEventsAreForgotten(t *testing.T) {
	h := openInstallation(t)
	h.org(t, "Old", "")
	all := h.events(t, "")
	last := all[len(all)-1].ID
	h.clock.add(89 * 24 * time.Hour)
	if n, err := h.ForgetAppEvents(t.Context()); n != 0 || err != nil {
		t.Fatal(n, err)
	}
	h.clock.add(24*time.Hour + time.Minute)
	h.org(t, "New", "")
	if n, err := h.ForgetAppEvents(t.Context()); n != len(all) || err != nil {
		t.Fatal(n, err)
	}
	if got := h.events(t, last); namesOf(got) != string(model.OrganizationCreated) {
		t.Errorf("behind what was forgotten: %q", namesOf(got))
	}
}
