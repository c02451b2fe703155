package service_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"gatehouse/fetch"
	"gatehouse/internal/testkeys"
	"gatehouse/model"
	"gatehouse/saml"
	"gatehouse/saml/diagnose"
	"gatehouse/saml/protocol"
	"gatehouse/service/signin"
)

// certificate makes one that lives from one time to another.
func certificate(t testing.TB, name string, from, to time.Time) []byte {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name},
		NotBefore: from, NotAfter: to}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
}

// connection makes a draft of a type.
func (h *installation) connection(t *testing.T, o model.Organization, kind string) model.Connection {
	t.Helper()
	c, _, err := h.CreateConnection(t.Context(), model.NewConnection{Organization: o.ID, Type: kind, Name: kind})
	if err != nil {
		t.Fatal(err)
	}
	h.clock.add(time.Second)
	return c
}

// byHand is a sound setup.
func (h *installation) byHand(t *testing.T) model.IdPSetup {
	t.Helper()
	now := h.clock.Now()
	s, err := model.ByHand("https://idp.example.com/entity", "https://idp.example.com/sso", model.Redirect,
		certificate(t, "signing", now.Add(-time.Hour), now.AddDate(3, 0, 0)))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestConnectionOfEveryType(t *testing.T) {
	h := openInstallation(t)
	o := h.org(t, "Foo", "foo.example.com")
	types := model.ConnectionTypes()
	if len(types) != 31 {
		t.Fatalf("%d types, want the 26 of SAML, 4 of OpenID Connect and the test identity provider", len(types))
	}
	for _, kind := range types {
		c := h.connection(t, o, kind)
		want, keys := model.Draft, 1
		if kind == model.TestIdPType {
			want = model.Validating
		} else if model.IsOIDC(kind) {
			keys = 0
		}
		if c.State != want || len(c.SPKeys) != keys || c.Policy != saml.DefaultPolicy() ||
			c.EnvironmentID != h.staging {
			t.Errorf("%s: %s, %d keys", kind, c.State, len(c.SPKeys))
		}
		if label := model.TypeLabel(kind); label == "" || strings.HasSuffix(label, "SAML") && kind != "GenericSAML" {
			t.Errorf("%s is labelled %q", kind, label)
		}
		if !model.IsOIDC(kind) && !strings.Contains(string(h.SPMetadata(c)), h.ACSURL(c)) {
			t.Errorf("%s: our metadata lacks the ACS URL", kind)
		}
	}
}

// Metadata as identity providers publish it makes a connection in one step.
func TestImportMetadata(t *testing.T) {
	h := openInstallation(t)
	h.clock.now = time.Date(2026, 12, 15, 12, 0, 0, 0, time.UTC)
	o := h.org(t, "Foo", "foo.example.com")
	files, err := filepath.Glob("../saml/protocol/testdata/metadata/*.xml")
	if err != nil || len(files) < 8 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	imported := 0
	for _, file := range files {
		doc, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		setup, err := model.ReadMetadata(doc, "")
		if err != nil {
			t.Errorf("%s: %v", file, err)
			continue
		}
		c, lints, err := h.CreateConnection(t.Context(), model.NewConnection{Organization: o.ID, Type: "GenericSAML",
			Name: filepath.Base(file), IdP: &setup})
		if err != nil {
			t.Errorf("%s: %v", file, err)
			continue
		}
		if c.State != model.Validating || c.IdPEntityID != setup.EntityID || c.SSOURL == "" ||
			len(c.Certificates) == 0 {
			t.Errorf("%s: %s %s %s, %d certificates", file, c.State, c.IdPEntityID, c.SSOURL, len(c.Certificates))
		}
		if slices.ContainsFunc(lints, func(l diagnose.Lint) bool { return l.Level == diagnose.LintError }) {
			t.Errorf("%s: saved with errors %v", file, lints)
		}
		imported++
	}
	if imported < 8 {
		t.Errorf("only %d identity providers were imported", imported)
	}
}

func TestConnectionRefusals(t *testing.T) {
	h := openInstallation(t)
	o := h.org(t, "Foo", "foo.example.com")
	c, _, err := h.CreateConnection(t.Context(), model.NewConnection{Organization: o.ID, Type: "OktaSAML",
		IdP: new(h.byHand(t))})
	if err != nil {
		t.Fatal(err)
	}
	now := h.clock.Now()
	rsaKey, err := testkeys.Theirs()
	if err != nil {
		t.Fatal(err)
	}
	privateKey := pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(rsaKey)})
	patch := func(p model.ConnectionPatch) error {
		_, _, err := h.UpdateConnection(t.Context(), c.ID, p)
		return err
	}
	create := func(n model.NewConnection) error {
		_, _, err := h.CreateConnection(t.Context(), n)
		return err
	}
	hand := func(entity, sso string, certificates ...[]byte) error {
		s, err := model.ByHand(entity, sso, model.Redirect, certificates...)
		if err != nil {
			return err
		}
		return create(model.NewConnection{Organization: o.ID, Type: "OktaSAML", IdP: &s})
	}
	for name, test := range map[string]struct {
		err         error
		field, want string
	}{
		"unknown type":       {create(model.NewConnection{Organization: o.ID, Type: "MySAML"}), "type", "MySAML"},
		"type of one letter": {patch(model.ConnectionPatch{Type: new("x")}), "type", "no connection type"},
		"control character":  {patch(model.ConnectionPatch{Name: new("a\x00b")}), "name", "U+0000"},
		"name of 10,000":     {patch(model.ConnectionPatch{Name: new(strings.Repeat("x", 10000))}), "name", "10000"},
		"no entity id":       {patch(model.ConnectionPatch{IdPEntityID: new("")}), "idp_entity_id", "missing"},
		"blank in entity id": {patch(model.ConnectionPatch{IdPEntityID: new(" https://idp.example.com/entity")}),
			"idp_entity_id", "blank"},
		"look-alike": {patch(model.ConnectionPatch{IdPEntityID: new("https://idp.exаmple.com/entity")}),
			"idp_entity_id", "look-alike"},
		"our own entity id": {patch(model.ConnectionPatch{IdPEntityID: new(h.EntityID(c))}), "idp_entity_id",
			"our own"},
		"no address": {patch(model.ConnectionPatch{SSOURL: new("idp.example.com/sso")}), "sso_url",
			"no web address"},
		"binding": {patch(model.ConnectionPatch{SSOBinding: new(model.Binding("SOAP"))}), "sso_binding",
			"SOAP"},
		"skew": {patch(model.ConnectionPatch{Policy: &saml.Policy{Skew: 6 * time.Minute}}), "skew",
			"between 0 and 5"},
		"demand": {patch(model.ConnectionPatch{Policy: &saml.Policy{Require: "none"}}), "require",
			"none"},
		"custom attribute": {patch(
			model.ConnectionPatch{Mapping: &saml.Mapping{Custom: map[string]string{"boss": "manager"}}}), "mapping",
			"boss"},
		"empty attribute": {patch(model.ConnectionPatch{Mapping: &saml.Mapping{Email: []string{" "}}}), "mapping",
			"empty"},
		"required": {patch(model.ConnectionPatch{Mapping: &saml.Mapping{Required: []string{"shoe_size"}}}),
			"required", "shoe_size"},
		"certificate is a key": {third(h.AddCertificate(t.Context(), c.ID, privateKey)), "certificate", "private key"},
		"certificate twice": {third(h.AddCertificate(t.Context(), c.ID,
			pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Certificates[0].DER}))), "certificate",
			"there already"},
		"the only certificate": {third(h.RemoveCertificate(t.Context(), c.ID,
			protocol.Fingerprint(c.Certificates[0].DER))), "certificate", "the only one"},
		"no such certificate": {third(h.RemoveCertificate(t.Context(), c.ID, "AA:BB:CC:DD:EE")), "certificate",
			"0 certificates"},
		"expired": {hand("https://idp.example.com/e", "https://idp.example.com/sso",
			certificate(t, "old", now.AddDate(-2, 0, 0), now.AddDate(-1, 0, 0))), "certificates", "expired on"},
		"ACS URL as SSO URL": {patch(model.ConnectionPatch{SSOURL: new(h.ACSURL(c))}), "sso_url", "our own ACS URL"},
		"HTML": {second(model.ReadMetadata([]byte("<!doctype html><html><body>Hello</body></html>"),
			"")), "metadata", "HTML"},
		"service provider": {second(model.ReadMetadata(h.SPMetadata(c), "")), "metadata", "service provider"},
	} {
		if test.err == nil {
			t.Errorf("%s: not refused", name)
			continue
		}
		if f := refused(t, test.err, test.field); !strings.Contains(f.Error(), test.want) {
			t.Errorf("%s: %v, want %q", name, f, test.want)
		}
	}
	if now, _ := h.Connection(t.Context(), c.ID); now.Revision != c.Revision {
		t.Error("a refused change was stored")
	}
	if all, _ := h.Connections(t.Context(), model.ConnectionQuery{Organization: o.ID}); len(all) != 1 {
		t.Errorf("%d connections: a refused one was stored", len(all))
	}
}

func third[T, U any](_ T, _ U, err error) error { return err }

// A draft can be filled field by field; the last one makes it ready.
func TestConfigureByHandStepByStep(t *testing.T) {
	h := openInstallation(t)
	c := h.connection(t, h.org(t, "Foo", ""), "GenericSAML")
	ctx := t.Context()
	c, _, err := h.UpdateConnection(ctx, c.ID, model.ConnectionPatch{IdPEntityID: new("https://idp.example.com/e")})
	if err != nil || c.State != model.Draft {
		t.Fatalf("%s, %v", c.State, err)
	}
	if c, _, err = h.UpdateConnection(ctx, c.ID,
		model.ConnectionPatch{SSOURL: new("http://idp.example.com/sso")}); err != nil || c.State != model.Draft {
		t.Fatalf("%s, %v", c.State, err)
	}
	now := h.clock.Now()
	c, lints, err := h.AddCertificate(ctx, c.ID, certificate(t, "x", now.Add(-time.Hour), now.AddDate(0, 1, 0)))
	if err != nil || c.State != model.Validating || c.SSOBinding != model.Redirect {
		t.Fatalf("%s, %v", c.State, err)
	}
	var text []string
	for _, l := range lints {
		text = append(text, l.Field+": "+l.Message)
	}
	for _, word := range []string{"http, not https", "expires on", "no verified domain"} {
		if !strings.Contains(strings.Join(text, "\n"), word) {
			t.Errorf("warnings %q, want %q", text, word)
		}
	}
}

func TestPauseResumeReset(t *testing.T) {
	h := openInstallation(t)
	ctx := t.Context()
	c := h.welcome.Connection
	if _, err := h.Rehearse(ctx, signin.Rehearsal{User: ada()}); err != nil {
		t.Fatal(err)
	}
	paused, err := h.PauseConnection(ctx, c.ID)
	if err != nil || paused.State != model.Inactive {
		t.Fatalf("%s, %v", paused.State, err)
	}
	if _, err := h.Rehearse(ctx, signin.Rehearsal{User: ada()}); err == nil {
		t.Error("a sign-in begins through a paused connection")
	}
	resumed, err := h.ResumeConnection(ctx, c.ID)
	if err != nil || resumed.State != model.Active {
		t.Errorf("an active connection is resumed as %s, %v", resumed.State, err)
	}
	o := h.org(t, "Foo", "foo.example.com")
	d, _, err := h.CreateConnection(ctx, model.NewConnection{Organization: o.ID, Type: "OktaSAML",
		IdP: new(h.byHand(t))})
	if err != nil {
		t.Fatal(err)
	}
	h.clock.add(time.Second)
	reset, err := h.ResetConnection(ctx, d.ID)
	if err != nil || reset.State != model.Draft || reset.SSOURL != "" || len(reset.Certificates) != 0 ||
		reset.Key != d.Key || reset.SPKeys[0].ID != d.SPKeys[0].ID || reset.Type != d.Type {
		t.Errorf("%+v, %v", reset, err)
	}
	history, err := h.History(ctx, d.ID)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.Undo(ctx, history[0].ID); err != nil {
		t.Fatal(err)
	}
	if back, _ := h.Connection(ctx, d.ID); back.State != model.Validating || back.SSOURL != d.SSOURL ||
		len(back.Certificates) != 1 {
		t.Errorf("taken back: %+v", back)
	}
	if paused, err = h.PauseConnection(ctx, d.ID); err != nil {
		t.Fatal(err)
	}
	if resumed, err = h.ResumeConnection(ctx, d.ID); err != nil || resumed.State != model.Validating {
		t.Errorf("a validating connection is resumed as %s, %v", resumed.State, err)
	}
}

// Both keys decrypt while one takes the place of the other, and the old one
// signs until it is retired.
func TestRotateSPKey(t *testing.T) {
	h := openInstallation(t)
	ctx := t.Context()
	c := h.welcome.Connection
	old := c.SPKeys[0]
	c, err := h.RotateSPKey(ctx, c.ID)
	if err != nil || len(c.SPKeys) != 2 || c.SPKeys[1].ID != old.ID {
		t.Fatalf("%+v, %v", c.SPKeys, err)
	}
	if strings.Count(string(h.SPMetadata(c)), "X509Certificate>") != 8 { // two keys, two uses, two tags
		t.Errorf("our metadata does not show both keys:\n%s", h.SPMetadata(c))
	}
	_, err = h.RotateSPKey(ctx, c.ID)
	refused(t, err, "sp_keys")
	if s, err := h.Rehearse(ctx, signin.Rehearsal{User: ada(), Fault: "encrypted"}); err != nil ||
		s.State != model.Successful {
		t.Errorf("encrypted sign-in during the rotation: %s %s, %v", s.State, s.Cause, err)
	}
	if c, err = h.RetireSPKey(ctx, c.ID); err != nil || len(c.SPKeys) != 1 || c.SPKeys[0].ID == old.ID {
		t.Errorf("%+v, %v", c.SPKeys, err)
	}
	_, err = h.RetireSPKey(ctx, c.ID)
	refused(t, err, "sp_keys")
}

func TestFetchedMetadata(t *testing.T) {
	h := openInstallation(t)
	_, err := h.FetchMetadata(t.Context(), "https://idp.example.com/gone", fetch.Public, "")
	if f := refused(t, err, "metadata_url"); !strings.Contains(f.Reason, "404") {
		t.Error(f)
	}
	h.documents.put("https://idp.example.com/page", []byte("<html></html>"))
	_, err = h.FetchMetadata(t.Context(), "https://idp.example.com/page", fetch.Public, "")
	refused(t, err, "metadata")
}

// A connection cannot outlive its organization, whatever happens at once.
func TestConnectionNeedsItsOrganization(t *testing.T) {
	h := openInstallation(t)
	o := h.org(t, "Foo", "")
	if _, err := h.DeleteOrganization(t.Context(), o.ID); err != nil {
		t.Fatal(err)
	}
	_, _, err := h.CreateConnection(t.Context(), model.NewConnection{Organization: o.ID, Type: "OktaSAML"})
	if !errors.Is(err, model.ErrNotFound) {
		t.Errorf("%v, want ErrNotFound", err)
	}
	for i := range 5 {
		o := h.org(t, "Race", "")
		done := make(chan error, 2)
		go func() { done <- second(h.DeleteOrganization(t.Context(), o.ID)) }()
		go func() {
			_, _, err := h.CreateConnection(t.Context(), model.NewConnection{Organization: o.ID, Type: "OktaSAML"})
			done <- err
		}()
		for range 2 {
			if err := <-done; err != nil && !errors.Is(err, model.ErrNotFound) {
				t.Fatal(i, err)
			}
		}
		if all, _ := h.Connections(t.Context(), model.ConnectionQuery{Organization: o.ID}); len(all) != 0 {
			t.Fatalf("round %d: an orphan connection is left", i)
		}
	}
}
