package service_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"gatehouse/model"
	"gatehouse/saml"
	"gatehouse/saml/diagnose"
)

// lapsed is a connection whose only certificate has expired since it was made.
func (h *installation) lapsed(t *testing.T, organization string) model.Connection {
	t.Helper()
	c, _, err := h.CreateConnection(t.Context(), model.NewConnection{
		Organization: h.org(t, organization, strings.ToLower(organization)+".example.com").ID, Type: "OktaSAML",
		Name: organization + " Okta", IdP: new(h.byHand(t)),
	})
	if err != nil {
		t.Fatal(err)
	}
	h.clock.add(30 * 365 * 24 * time.Hour)
	lints, err := h.Lint(t.Context(), c.ID)
	if err != nil || len(lints) == 0 || lints[0].Level != diagnose.LintError ||
		!strings.Contains(lints[0].Message, "expired on") {
		t.Fatalf("%+v, %v", lints, err)
	}
	return c
}

// An error that time brought in refuses no change; one that the change brings in
// does.
func TestExpiredCertificateLocksNothing(t *testing.T) {
	h := openInstallation(t)
	c := h.lapsed(t, "Foo")
	ctx := t.Context()
	update := func(p model.ConnectionPatch) error {
		_, _, err := h.UpdateConnection(ctx, c.ID, p)
		return err
	}
	policy := saml.DefaultPolicy()
	policy.Skew = time.Minute
	for name, change := range map[string]func() error{
		"rename": func() error { return update(model.ConnectionPatch{Name: new("Bar")}) },
		"policy": func() error { return update(model.ConnectionPatch{Policy: &policy}) },
		"mapping": func() error {
			return update(model.ConnectionPatch{Mapping: &saml.Mapping{Email: []string{"mail"}}})
		},
		"type":    func() error { return update(model.ConnectionPatch{Type: new("AzureSAML")}) },
		"signing": func() error { return update(model.ConnectionPatch{SignRequests: new(true)}) },
		"sign-on URL": func() error {
			return update(model.ConnectionPatch{SSOURL: new("https://idp.example.com/new")})
		},
		"begin new key": func() error { _, err := h.RotateSPKey(ctx, c.ID); return err },
	} {
		if err := change(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, change := range map[string]func(context.Context, model.ID) (model.Connection,
		error){"pause": h.PauseConnection, "retire the key": h.RetireSPKey} {
		if _, err := change(ctx, c.ID); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if paused, err := h.Connection(ctx, c.ID); err != nil || paused.State != model.Inactive {
		t.Errorf("%s, %v", paused.State, err)
	}
	if _, err := h.ResumeConnection(ctx, c.ID); err != nil {
		t.Errorf("resume: %v", err)
	}
}

func TestLapsedConnectionTakesNoNewError(t *testing.T) {
	h := openInstallation(t)
	c := h.lapsed(t, "Foo")
	now := h.clock.Now()
	update := func(p model.ConnectionPatch) error {
		_, _, err := h.UpdateConnection(t.Context(), c.ID, p)
		return err
	}
	add := func(der []byte) error {
		_, _, err := h.AddCertificate(t.Context(), c.ID, der)
		return err
	}
	again := h.byHand(t)
	again.Certificates = [][]byte{c.Certificates[0].DER}
	_, _, imported := h.Configure(t.Context(), c.ID, again)
	for _, test := range []struct {
		name, field string
		err         error
	}{
		{"another expired certificate", "certificates",
			add(certificate(t, "older", now.AddDate(-3, 0, 0), now.AddDate(-1, 0, 0)))},
		{"no sign-on URL", "sso_url", update(model.ConnectionPatch{SSOURL: new("")})},
		{"a sign-on URL that is none", "sso_url", update(model.ConnectionPatch{SSOURL: new("idp.example.com")})},
		{"our entity ID as theirs", "idp_entity_id", update(model.ConnectionPatch{IdPEntityID: new(h.EntityID(c))})},
		{"an import of the expired certificate", "certificates", imported},
	} {
		if test.err == nil {
			t.Errorf("%s: not refused", test.name)
			continue
		}
		refused(t, test.err, test.field)
	}
	if err := add(certificate(t, "current", now.AddDate(0, -1, 0), now.AddDate(1, 0, 0))); err != nil {
		t.Errorf("the way out: %v", err)
	}
}

// What cannot be stored any more, as a mapping to a custom attribute that is
// gone, keeps nobody from pausing, and is refused where it is brought in.
func TestRemovedAttributeLocksNothing(t *testing.T) {
	h := openInstallation(t)
	ctx := t.Context()
	if _, err := h.UpdateEnvironment(ctx, h.staging,
		model.SetCustomAttribute(model.CustomAttribute{Name: "team"})); err != nil {
		t.Fatal(err)
	}
	o := h.org(t, "Foo", "")
	mapped, other := h.connection(t, o, "OktaSAML"), h.connection(t, o, "AzureSAML")
	team := saml.Mapping{Custom: map[string]string{"team": "department"}}
	if _, _, err := h.UpdateConnection(ctx, mapped.ID, model.ConnectionPatch{Mapping: &team}); err != nil {
		t.Fatal(err)
	}
	if _, err := h.UpdateEnvironment(ctx, h.staging, model.RemoveCustomAttribute("team")); err != nil {
		t.Fatal(err)
	}
	if c, err := h.PauseConnection(ctx, mapped.ID); err != nil || c.State != model.Inactive {
		t.Errorf("%s, %v", c.State, err)
	}
	if _, _, err := h.UpdateConnection(ctx, other.ID, model.ConnectionPatch{Mapping: &team}); err == nil {
		t.Error("a mapping to an attribute that is not there was accepted")
	}
	team.Required = []string{"shoe_size"} // beside what was there
	_, _, err := h.UpdateConnection(ctx, mapped.ID, model.ConnectionPatch{Mapping: &team})
	refused(t, err, "required")
}

// A backup is restored whole, into an empty store and over itself, whatever has
// expired since.
func TestSeedRestoresWhatHasExpired(t *testing.T) {
	h := openInstallation(t)
	h.lapsed(t, "Foo")
	fresh := h.org(t, "Bar", "bar.example.com")
	if _, _, err := h.CreateConnection(t.Context(), model.NewConnection{Organization: fresh.ID, Type: "OktaSAML",
		Name: "Bar Okta", IdP: new(h.byHand(t))}); err != nil {
		t.Fatal(err)
	}
	file := h.export(t)
	elsewhere := openInstallation(t)
	elsewhere.clock.now = h.clock.now
	for name, at := range map[string]*installation{"over itself": h, "into an empty store": elsewhere} {
		report := at.seed(t, file)
		if len(report.Warnings) != 1 || !strings.Contains(report.Warnings[0], "Foo Okta") ||
			!strings.Contains(report.Warnings[0], "expired on") {
			t.Errorf("%s: warnings %q", name, report.Warnings)
		}
		all, err := at.Connections(t.Context(), model.ConnectionQuery{Text: "okta"})
		if err != nil || len(all) != 2 {
			t.Errorf("%s: %d connections, %v", name, len(all), err)
		}
	}
}
