package service_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"gatehouse/model"
	"gatehouse/saml/protocol"
	"gatehouse/storage"
)

// ready sets up what intents are for, as far as a link can be finished with them.
func (h *installation) ready(t testing.TB, organization model.ID, intents ...model.Intent) {
	t.Helper()
	o := must(h.Organization(t.Context(), organization))
	for _, i := range intents {
		switch {
		case i.Requested():
			must(h.RequestFeature(t.Context(), model.FeatureRequest{
				OrganizationID: o.ID, Intent: i, Contact: "ada@initech.example",
				Details: map[string]string{"Notes": "please"},
			}))
		case i == model.IntentDirectorySync:
			h.directory(t, o.ID)
		case i == model.IntentDomainVerification:
			if len(o.VerifiedDomains()) == 0 {
				if _, _, err := h.AddDomain(t.Context(), o.ID, string(o.ID[4:])+".example",
					model.DomainVerified); err != nil {
					t.Fatal(err)
				}
			}
		default:
			h.made(t, o, model.Active, 365)
		}
	}
}

// made makes a configured connection in a state, with a certificate that lasts some
// days.
func (h *installation) made(t testing.TB, o model.Organization, state model.ConnectionState,
	days int) model.Connection {
	t.Helper()
	now := h.clock.Now()
	setup, err := model.ByHand("https://idp.example.com/"+string(o.ID), "https://idp.example.com/sso", model.Redirect,
		certificate(t, "x", now.AddDate(0, 0, -1), now.AddDate(0, 0, days)))
	if err != nil {
		t.Fatal(err)
	}
	c, _, err := h.CreateConnection(t.Context(), model.NewConnection{Organization: o.ID, Type: "OktaSAML", IdP: &setup})
	if err != nil {
		t.Fatal(err)
	}
	c.State = state
	record := must(h.Store.Record(t.Context(), model.KindConnection, c.ID))
	if record.Data, err = json.Marshal(c); err != nil {
		t.Fatal(err)
	}
	if err := h.Store.Apply(t.Context(), storage.Change{Record: record, Based: record.Revision}); err != nil {
		t.Fatal(err)
	}
	return c
}

// A link cannot finish what is not set up, by whatever way it is asked to.
func TestLinkFinishesOnlyWhatIsSetUp(t *testing.T) {
	for name, test := range map[string]struct {
		intent model.Intent
		before func(t *testing.T, h *installation, o model.Organization)
		want   bool
	}{
		"nothing was done": {model.IntentSSO, func(*testing.T, *installation, model.Organization) {}, false},
		"a connection is a draft": {model.IntentSSO, func(t *testing.T, h *installation, o model.Organization) {
			must(first(h.CreateConnection(t.Context(), model.NewConnection{Organization: o.ID, Type: "OktaSAML"})))
		}, false},
		"nobody has signed in yet": {model.IntentSSO, func(t *testing.T, h *installation, o model.Organization) {
			h.made(t, o, model.Validating, 365)
		}, false},
		"it was paused": {model.IntentSSO, func(t *testing.T, h *installation, o model.Organization) {
			h.made(t, o, model.Inactive, 365)
		}, false},
		"it works": {model.IntentSSO, func(t *testing.T, h *installation, o model.Organization) {
			h.made(t, o, model.Active, 365)
		}, true},
		"only the test provider works": {model.IntentSSO, func(t *testing.T, h *installation, o model.Organization) {
			h.connection(t, o, model.TestIdPType)
		}, false},
		"a newer connection does not yet": {model.IntentSSO, func(t *testing.T, h *installation, o model.Organization) {
			h.made(t, o, model.Active, 365)
			h.clock.add(time.Minute)
			must(first(h.CreateConnection(t.Context(), model.NewConnection{Organization: o.ID, Type: "OktaSAML"})))
		}, false},
		"no domain": {model.IntentDomainVerification, func(*testing.T, *installation, model.Organization) {}, false},
		"a domain waits": {model.IntentDomainVerification, func(t *testing.T, h *installation, o model.Organization) {
			_, _, err := h.AddDomain(t.Context(), o.ID, "late.example", model.DomainPending)
			if err != nil {
				t.Fatal(err)
			}
		}, false},
		"a domain is verified": {model.IntentDomainVerification,
			func(t *testing.T, h *installation, o model.Organization) {
				h.ready(t, o.ID, model.IntentDomainVerification)
			}, true},
		"the certificate is running out": {model.IntentCertificateRenewal,
			func(t *testing.T, h *installation, o model.Organization) { h.made(t, o, model.Active, 5) }, false},
		"the certificate lasts": {model.IntentCertificateRenewal,
			func(t *testing.T, h *installation, o model.Organization) { h.made(t, o, model.Active, 365) }, true},
		"not asked for": {model.IntentAuditLogs, func(t *testing.T, h *installation,
			o model.Organization) {
			h.ready(t, o.ID, model.IntentLogStreams)
		}, false},
		"asked for": {model.IntentAuditLogs, func(t *testing.T, h *installation,
			o model.Organization) {
			h.ready(t, o.ID, model.IntentAuditLogs)
		}, true},
	} {
		t.Run(name, func(t *testing.T) {
			h := openInstallation(t)
			o, err := h.CreateOrganization(t.Context(), model.NewOrganization{Environment: h.staging, Name: "Initech"})
			if err != nil {
				t.Fatal(err)
			}
			test.before(t, h, o)
			h.clock.add(time.Minute)
			l, url := h.setupLink(t, o.ID, test.intent)
			after, err := h.visitor(t, model.SetupLink, url).FinishIntent(t.Context(), l.ID, test.intent)
			if test.want {
				if err != nil || after.Completed.IsZero() {
					t.Errorf("%v, complete at %v", err, after.Completed)
				}
				return
			}
			if refused, ok := errors.AsType[*model.NotSetUp](err); !ok || refused.Intent != test.intent {
				t.Errorf("%v", err)
			}
			if left := must(h.Link(t.Context(), l.ID)); len(left.Done) > 0 ||
				h.opens(t, model.SetupLink, url) != model.LinkActive {
				t.Errorf("the link has done %v", left.Done)
			}
		})
	}
}

func first[T, U any](v T, _ U, err error) (T, error) { return v, err }

// Each step of the setup is done and leads to the next one as the work goes on.
func TestSSOSetupLeadsOn(t *testing.T) {
	h := openInstallation(t)
	o, err := h.CreateOrganization(t.Context(), model.NewOrganization{Environment: h.staging, Name: "Initech"})
	if err != nil {
		t.Fatal(err)
	}
	steps := []model.SetupStep{
		model.SetupDomain, model.SetupProvider, model.SetupGuide, model.SetupMetadata, model.SetupAttributes,
		model.SetupTest,
	}
	at := func(next model.SetupStep, done, open int) {
		t.Helper()
		s := must(h.SSOSetup(t.Context(), must(h.Organization(t.Context(), o.ID))))
		if s.Next() != next {
			t.Errorf("next is %q, want %q", s.Next(), next)
		}
		for i, step := range steps {
			if s.Done(step) != (i < done) || s.Open(step) != (i < open) {
				t.Errorf("next is %q: %s is done %t and open %t", next, step, s.Done(step), s.Open(step))
			}
		}
	}
	at(model.SetupDomain, 0, 2)
	h.ready(t, o.ID, model.IntentDomainVerification)
	at(model.SetupProvider, 1, 2)
	c := must(first(h.CreateConnection(t.Context(), model.NewConnection{Organization: o.ID, Type: "OktaSAML"})))
	at(model.SetupGuide, 2, 4)
	must(first(h.Configure(t.Context(), c.ID, h.byHand(t))))
	at(model.SetupTest, 4, 6)
	h.clock.add(time.Second)
	h.made(t, o, model.Active, 365)
	at("", 6, 6)
}

func TestSetupIsResumed(t *testing.T) {
	page := func(place string) model.Step { return model.Step{What: model.StepPage, Place: place} }
	for want, recorded := range map[string][]model.Step{
		"":         {page("domains"), page("provider")},
		"guide/3":  {page("guide/1"), page("guide/3"), page("domains"), {What: model.StepError}},
		"metadata": {page("guide/4"), page("metadata"), page("provider")},
		"guide/1":  {page("metadata"), page("provider"), page("guide/1")},
	} {
		if got := (model.SSOSetup{}).Resume(recorded); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// What a metadata file holds is added whole or not at all, as one change.
func TestAddCertificatesIsOneChange(t *testing.T) {
	h := openInstallation(t)
	_, c := h.published(t)
	entries := len(must(h.History(t.Context(), c.ID)))
	now := h.clock.Now()
	a, b := certificate(t, "a", now, now.AddDate(1, 0, 0)), certificate(t, "b", now, now.AddDate(1, 0, 0))
	after := must(first(h.AddCertificates(t.Context(), c.ID,
		metadataOf(c.IdPEntityID, protocol.PEM(c.Certificates[0].DER), string(a), string(b)))))
	if len(after.Certificates) != 3 || len(must(h.History(t.Context(), c.ID))) != entries+1 {
		t.Fatalf("%d certificates by %d changes", len(after.Certificates),
			len(must(h.History(t.Context(), c.ID)))-entries)
	}
	must(h.Undo(t.Context(), h.last(t, c.ID).ID))
	if left := must(h.Connection(t.Context(), c.ID)); len(left.Certificates) != 1 {
		t.Errorf("taken back are not all: %d are left", len(left.Certificates))
	}
	for name, bad := range map[string][]byte{
		"another provider's": metadataOf("https://elsewhere.example/", string(a)),
		"nothing new":        metadataOf(c.IdPEntityID, protocol.PEM(c.Certificates[0].DER)),
		"no metadata":        []byte("<html></html>"),
	} {
		_, _, err := h.AddCertificates(t.Context(), c.ID, bad)
		if _, ok := errors.AsType[*model.FieldError](err); !ok {
			t.Errorf("%s: %v", name, err)
		}
		if left := must(h.Connection(t.Context(), c.ID)); len(left.Certificates) != 1 {
			t.Errorf("%s: %d certificates", name, len(left.Certificates))
		}
	}
}

// metadataOf describes an identity provider with signing certificates, in PEM.
func metadataOf(entityID string, certificates ...string) []byte {
	var b strings.Builder
	b.WriteString(`<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" ` +
		`xmlns:ds="http://www.w3.org/2000/09/xmldsig#" entityID="` +
		entityID + `"><md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">`)
	for _, c := range certificates {
		c = strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(c), "-----BEGIN CERTIFICATE-----"),
			"-----END CERTIFICATE-----")
		b.WriteString(`<md:KeyDescriptor use="signing"><ds:KeyInfo><ds:X509Data><ds:X509Certificate>` + c +
			`</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>`)
	}
	b.WriteString(`<md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" ` +
		`Location="https://idp.example.com/sso"/></md:IDPSSODescriptor></md:EntityDescriptor>`)
	return []byte(b.String())
}
