package onboarding

import (
	"regexp"
	"strings"
	"testing"

	"gatehouse/model"
	"gatehouse/saml"
	"gatehouse/saml/diagnose"
)

// mailVoice is how one writes to somebody who is not here.
var mailVoice = regexp.MustCompile(
	`(?i)send us|tell us|let us know|have the user|from you\b|we are checking|our setup page|\{`)

// Each cause has a place where an IT admin can act, and words for whoever is
// there: not those of a mail.
func TestEachCauseHasARemedyInThePortal(t *testing.T) {
	settings := saml.Settings{
		EntityID: "https://sp.example/acs_1", ACSURL: "https://sp.example/sso/saml/acs/acs_1",
		ConnectionType: "OktaSAML", IdPEntityID: "http://www.okta.com/exk1", Domains: []string{"foo.example"},
	}
	for _, info := range diagnose.Causes() {
		if _, ok := portalPlaces[info.Cause]; !ok {
			t.Errorf("%s is missing", info.Cause)
			continue
		}
		for _, idp := range []string{"OktaSAML", "GenericSAML", ""} {
			settings.ConnectionType = idp
			v := saml.Verdict{Seen: saml.Seen{Email: "ada@elsewhere.example", KeyInfo: []byte{1},
				Issuer: "https://other.example"}}
			v.Fail("T7", info.Cause, "what was expected", "what was received", "")
			detail := model.SessionDetail{Connection: model.Connection{Type: idp},
				Receipts:    []model.Receipt{{Verdict: v, Settings: settings}},
				Explanation: diagnose.Explain(&v, settings)}
			r := remedyFor(detail)
			if r.Place == "" || len(r.Text) < 40 {
				t.Errorf("%s %s: %+v", idp, info.Cause, r)
			}
			if found := mailVoice.FindString(r.Text); found != "" {
				t.Errorf("%s %s: %q in %q", idp, info.Cause, found, r.Text)
			}
		}
	}
	for cause := range portalPlaces {
		if cause.Title() == string(cause) {
			t.Errorf("%s is no cause", cause)
		}
	}
}

// What can be done depends on what arrived.
func TestRemedyFitsWhatArrived(t *testing.T) {
	for name, test := range map[string]struct {
		cause  saml.Cause
		seen   saml.Seen
		place  model.RemedyPlace
		says   string
		reason saml.Reason
	}{
		"own domain": {saml.DomainNotAllowed, saml.Seen{Email: "ada@Elsewhere.test"},
			model.AtDomain, "an address of elsewhere.test", ""},
		"written domain": {saml.DomainNotAllowed, saml.Seen{Email: "ada@xn--br-via.de"}, model.AtDomain,
			"bär.de (xn--br-via.de)", ""},
		"public mail": {saml.DomainNotAllowed, saml.Seen{Email: "ada@gmail.com"}, model.AtTest,
			"anybody can get one", ""},
		"no domain": {saml.DomainNotAllowed, saml.Seen{Email: "ada"}, model.AtGuideAttributes, "",
			""},
		"certificate": {saml.CertificateMismatch, saml.Seen{KeyInfo: []byte{1}}, model.AtCertificate,
			"Compare the fingerprint", ""},
		"none is shown": {saml.CertificateMismatch, saml.Seen{}, model.AtMetadata,
			"Replace the metadata", ""},
		"of a new version": {"something_new", saml.Seen{}, model.AtDetails, "", ""},
		"another key or damage": {saml.AuthenticationTag, saml.Seen{}, model.AtOurValues,
			"Most likely Okta encrypts for a certificate that is not", saml.KeyUncertain},
		"another key or damage, padding": {saml.BadPadding, saml.Seen{}, model.AtOurValues, "load the metadata below",
			saml.KeyUncertain},
		"another key or damage, no XML": {saml.NotWellFormed, saml.Seen{}, model.AtOurValues,
			"load the metadata below", saml.KeyUncertain},
		"damage": {saml.AuthenticationTag, saml.Seen{}, model.AtOurValues,
			"Look for a proxy or script", ""},
		"neither certificate fits": {saml.CertificateMismatch, saml.Seen{KeyInfo: []byte{1}}, model.AtDetails,
			"Do not use the certificate", saml.ShownFails},
		"the right certificate, damage": {saml.SignatureInvalid, saml.Seen{KeyInfo: []byte{1}}, model.AtDetails,
			"signature value is damaged", saml.ConfiguredShown},
		"a change half made": {saml.KeyInfoCertificateMismatch, saml.Seen{KeyInfo: []byte{1}},
			model.AtMetadata, "finish the change", saml.ShownOtherKey},
		"of another connection": {saml.InResponseTo, saml.Seen{}, model.AtGuideAddresses,
			"ACS URL of your own connection", saml.ForeignConnection},
		"a damaged signature value": {saml.SignatureInvalid, saml.Seen{}, model.AtDetails, "proxy or script",
			saml.ValueUnreadable},
	} {
		v := saml.Verdict{Seen: test.seen, Findings: []saml.Finding{{Cause: test.cause}},
			Checks: []saml.Check{{Reason: test.reason}}}
		detail := model.SessionDetail{Connection: model.Connection{Type: "OktaSAML"},
			Receipts:    []model.Receipt{{Verdict: v}},
			Explanation: diagnose.Explain(&v, saml.Settings{ConnectionType: "OktaSAML"})}
		if r := remedyFor(detail); r.Place != test.place || !strings.Contains(r.Text, test.says) {
			t.Errorf("%s: %+v", name, r)
		}
	}
}
