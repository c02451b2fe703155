package canned

import (
	"strings"
	"time"

	"gatehouse/model"
	"gatehouse/saml"
	"gatehouse/saml/diagnose"
)

// scene is one session in short.
type scene struct {
	ago      time.Duration
	customer int
	user     string
	state    model.State
	failed   saml.Check // with a cause, if it failed
	class    saml.Class
	at       string // text of the response that the failure points at
	words    diagnose.Explanation
}

// explanation is fixed here, so that the pictures of the console do not change
// with every better word in package saml.
func (x scene) explanation(span saml.Span) diagnose.Explanation {
	e, c := x.words, x.failed
	e.Cause, e.Class, e.Title = c.Cause, x.class, c.Cause.Title()
	e.Expected, e.Received, e.Difference, e.Span = c.Expected, c.Received, c.Detail, span
	return e
}

// scenes are newest first.
var scenes = []scene{
	{ago: 4 * time.Second, customer: 0, state: model.Started},
	{ago: 21 * time.Second, customer: 0, user: "todd@acme.example", state: model.Successful},
	{ago: 48 * time.Second, customer: 1, user: "yuki.tanaka@globex.example", state: model.Failed,
		class: saml.InvalidCertificate, at: "<ds:X509Certificate>",
		failed: saml.Check{Rule: "S7", Name: "Signing key", Cause: saml.CertificateMismatch,
			Expected: "3B:91:5C:0D:7E:24:AA:6F:19:C2:88:41:F0:5D:E3:97:B6:0A:14:7C:2E:55:D8:63:9F:01:BC:4A:E6:72:38:FD",
			Received: "3B:91:5C:0D:7E:24:AA:6F:19:C2:88:41:F0:5D:E3:97:44:0A:14:7C:2E:55:D8:63:9F:01:BC:4A:E6:72:38:FD",
			Detail:   "another key"},
		words: diagnose.Explanation{Fixer: diagnose.FixEither, Fix: diagnose.OfferTrustCertificate,
			FixLabel: "Trust the new certificate, after its fingerprint was confirmed",
			Engineer: "The response verifies with the certificate that it carries, which is not configured here: " +
				"most likely the identity provider has rolled its certificate over. Confirm the fingerprint with " +
				"the customer before you trust it.",
			Admin: "Hello,\nyour identity provider signs with a certificate that we do not have. Please confirm its " +
				"SHA-256 fingerprint, or send us your current metadata: in Okta, under Sign On > SAML Signing " +
				"Certificates > Actions > View IdP metadata."}},
	{ago: 3 * time.Minute, customer: 0, user: "alice@acme.example", state: model.Failed, class: saml.Malformed,
		at: "<saml:Audience>",
		failed: saml.Check{Rule: "P11", Name: "Audience", Cause: saml.Audience, Expected: BaseURL + "/Zk3b0QpWxYaT7c",
			Received: BaseURL + "/Zk3b0QpWxYaT7c/", Detail: "differs in a trailing slash"},
		words: diagnose.Explanation{Fixer: diagnose.FixIdP, Fix: diagnose.OfferCopyEntityID,
			FixLabel: "Copy our entity ID",
			Engineer: "The assertion is meant for another audience than us. It differs from our entity ID in a " +
				"trailing slash.",
			Admin: "Hello,\nplease set the Audience (SP Entity ID) to exactly http://127.0.0.1:4100/Zk3b0QpWxYaT7c, " +
				"without a slash at the end."}},
	{ago: 4 * time.Minute, customer: 2, user: "milton@initech.example", state: model.Authorized},
	{ago: 9 * time.Minute, customer: 2, state: model.TimedOut},
	{ago: 26 * time.Minute, customer: 1, user: "mallory@evil.example\x1b]0;owned\x07\u202e", state: model.Failed,
		class: saml.OutsideOrg, at: "{user}",
		failed: saml.Check{Rule: "P17", Name: "Email domain", Cause: saml.DomainNotAllowed, Expected: "globex.example",
			Received: "evil.example"},
		words: diagnose.Explanation{Fixer: diagnose.FixVendor, Fix: diagnose.OfferAddDomain,
			FixLabel: "Add evil.example\x1b]0;owned\x07\u202e to the organization",
			Engineer: "The user's address is in evil.example\x1b]0;owned\x07\u202e, which is not a verified domain " +
				"of the organization.", Admin: "Is evil.example yours?"}},
	{ago: 2 * time.Hour, customer: 0, user: "bob@acme.example", state: model.Failed, class: saml.InvalidAttributes,
		at: "<saml:AttributeStatement>",
		failed: saml.Check{Rule: "P16", Name: "Required attributes", Cause: saml.MissingAttributes, Expected: "email",
			Received: "mail2, displayName"},
		words: diagnose.Explanation{Fixer: diagnose.FixIdP, Fix: diagnose.OfferMapAttribute,
			FixLabel: "Map mail2 to email", Engineer: "No attribute fills email.",
			Admin: "Please send the attribute email."}},
	{ago: 5 * time.Hour, customer: 2, user: "", state: model.Failed, class: saml.DecryptionFailed,
		failed: saml.Check{Rule: "E4", Name: "Key", Cause: saml.WrongKey},
		words: diagnose.Explanation{Fixer: diagnose.FixEither,
			Engineer: "The assertion is encrypted for a key that we do not hold.",
			Admin:    "Please encrypt for the certificate in our metadata."}},
	{ago: 30 * time.Hour, customer: 0, user: "todd@acme.example", state: model.Successful},
}

// played is the scene of a session, or -1.
func played(session model.ID) int {
	for i, x := range scenes {
		if id("sess", Now.Add(-x.ago), i) == session {
			return i
		}
	}
	return -1
}

// verdict is what judging the scene's response would say, in short.
func (x scene) verdict(s saml.Settings, body string) *saml.Verdict {
	v := &saml.Verdict{Accepted: true, Verified: true,
		Seen: saml.Seen{Issuer: s.IdPEntityID, NameID: x.user, Email: x.user,
			NameIDFormat: "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress", Destination: s.ACSURL,
			Attributes: []saml.Attribute{
				{Name: "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress", Values: []string{x.user}},
				{Name: "firstName", Values: []string{"Todd"}}, {Name: "lastName", Values: []string{"Rundgren"}},
				{Name: "groups", Values: []string{"Engineering", "Support"}},
				{Name: "costCenter", Values: []string{""}},
			}}}
	for _, c := range []saml.Check{
		{Rule: "T1", Name: "Size", Received: "4.1 KB"}, {Rule: "T3", Name: "Base64"},
		{Rule: "X3", Name: "No document type"}, {Rule: "X5", Name: "Well-formed"},
		{Rule: "S1", Name: "Signed", Received: "response"},
		{Rule: "S6", Name: "Signature algorithm", Received: "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"},
		{Rule: "S7", Name: "Signing key"}, {Rule: "P3", Name: "Destination", Received: s.ACSURL},
		{Rule: "P4", Name: "Issuer", Received: s.IdPEntityID},
		{Rule: "P8", Name: "InResponseTo"}, {Rule: "P10", Name: "Time", Received: "within 5 minutes"},
		{Rule: "P11", Name: "Audience", Received: s.EntityID},
		{Rule: "P16", Name: "Required attributes"}, {Rule: "P17", Name: "Email domain"},
	} {
		if c.Rule == x.failed.Rule {
			continue
		}
		c.Outcome = saml.Passed
		if x.failed.Cause != "" && c.Rule == "P8" {
			c.Outcome = saml.NotEvaluated
		}
		v.Checks = append(v.Checks, c)
	}
	if x.failed.Cause == "" {
		v.Profile = &saml.Profile{IdPID: x.user, Email: x.user, FirstName: "Todd", LastName: "Rundgren",
			Groups: []string{"Engineering", "Support"}}
		return v
	}
	c := x.failed
	c.Outcome = saml.Failed
	if i := strings.Index(body, strings.ReplaceAll(x.at, "{user}", x.user)); x.at != "" && i >= 0 {
		c.Span = saml.Span{Start: i, End: i + len(x.at)}
	}
	v.Checks = append(v.Checks, c)
	v.Accepted = false
	v.Findings = []saml.Finding{{Class: x.class, Cause: c.Cause, Check: len(v.Checks) - 1}}
	return v
}

// Again is a copy of one of the scenes as it would happen now: what the
// storybook plays as a sign-in. With fault "" it succeeds.
func (d *Services) Again(n int, fault saml.Cause, now time.Time) model.SessionDetail {
	x := scenes[1]
	for _, other := range scenes {
		if fault != "" && other.failed.Cause == fault {
			x = other
		}
	}
	x.ago = Now.Sub(now)
	return d.detail(1000+n, x)
}
