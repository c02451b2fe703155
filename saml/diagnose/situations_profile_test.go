package diagnose

import (
	"time"

	"gatehouse/saml"
	"gatehouse/saml/protocol"
)

// profileSituations are about what a message says of itself and its sender.
func profileSituations() []situation {
	return []situation{
		{
			cause: saml.RootElement,
			check: checked("samlp:Response", "samlp:LogoutRequest",
				"a logout message was sent to the address for logins"),
		},
		{
			name: "no namespace", cause: saml.RootElement,
			check: because(saml.NoNamespace, checked("samlp:Response", "Response", "a Response without a namespace")),
		},
		{
			name: "another namespace", cause: saml.RootElement,
			check: because(saml.OtherNamespace, checked("samlp:Response", "samlp:Response",
				"a Response of another namespace")),
		},
		{cause: saml.BadVersion, check: checked("2.0", "1.1", "")},
		{
			name: "AuthnFailed", cause: saml.IdPStatus,
			seen: status("Responder", "AuthnFailed", "Authentication failed for user todd"),
		},
		{name: "RequestDenied", cause: saml.IdPStatus, seen: status("Responder", "RequestDenied", "")},
		{name: "NoPassive", cause: saml.IdPStatus, seen: status("Responder", "NoPassive", "")},
		{name: "InvalidNameIDPolicy", cause: saml.IdPStatus, seen: status("Requester", "InvalidNameIDPolicy", "")},
		{name: "RequestUnsupported", cause: saml.IdPStatus, seen: status("Responder", "RequestUnsupported", "")},
		{
			name: "InvalidNameIDPolicy, asked for", cause: saml.IdPStatus,
			seen: status("Requester", "InvalidNameIDPolicy", ""),
			v:    asks(protocol.Asked{NameIDFormat: protocol.FormatPersistent}),
		},
		{name: "NoAuthnContext", cause: saml.IdPStatus, seen: status("Responder", "NoAuthnContext", "")},
		{
			name: "NoAuthnContext, asked for", cause: saml.IdPStatus, seen: status("Responder", "NoAuthnContext", ""),
			v: asks(protocol.Asked{AuthnContexts: []string{"urn:oasis:names:tc:SAML:2.0:ac:classes:SmartcardPKI"},
				Comparison: protocol.Minimum}),
		},
		{
			name: "RequestUnsupported, forced by the app", cause: saml.IdPStatus,
			seen: status("Responder", "RequestUnsupported", ""), v: asks(protocol.Asked{ForceAuthn: true}),
		},
		{
			name: "RequestUnsupported, forced by the connection", cause: saml.IdPStatus,
			seen: status("Responder", "RequestUnsupported", ""), with: func(s *saml.Settings) {
				s.Requests.ForceAuthn = true
			},
		},
		{
			name: "Requester, signed", cause: saml.IdPStatus, seen: status("Requester", "", ""),
			with: func(s *saml.Settings) { s.SignsRequests = true },
		},
		{
			name: "AADSTS75011", cause: saml.IdPStatus,
			seen: status("Responder", "", "AADSTS75011: Authentication method 'X509, MultiFactor' by which the user "+
				"authenticated with the service doesn't match requested authentication method 'Password, "+
				"ProtectedTransport'."),
		},
		{name: "no Status", cause: saml.IdPStatus,
			check: because(saml.NoStatus, checked("", "", "the response has no Status"))},
		{
			name: "no StatusCode", cause: saml.IdPStatus, check: because(saml.NoStatusCode,
				checked("", "", "the Status has no StatusCode")),
		},
		{
			name: "two StatusCodes", cause: saml.IdPStatus,
			check: because(saml.SeveralStatuses, checked("", "", "the Status has more than one StatusCode")),
		},
		{name: "Requester", cause: saml.IdPStatus, seen: status("Requester", "", "")},
		{
			name: "AADSTS50105", cause: saml.IdPStatus,
			seen: status("Responder", "",
				"AADSTS50105: The signed in user is not assigned to a role for the application."),
		},
		{
			name: "AADSTS700016", cause: saml.IdPStatus,
			seen: status("Requester", "", "AADSTS700016: Application with identifier 'https://x' was not found in the "+
				"directory."),
		},
		{name: "unknown code", cause: saml.IdPStatus, seen: status("Responder", "urn:acme:closed",
			"We are closed\u202e.")},
		{
			name: "trailing slash", cause: saml.Destination,
			check: checked("https://sso.vendor.test/sso/saml/acs/k1", "https://sso.vendor.test/sso/saml/acs/k1/", ""),
		},
		{
			name: "other", cause: saml.Destination,
			check: checked("https://sso.vendor.test/sso/saml/acs/k1", "https://elsewhere.test/acs", ""),
		},
		{
			name: "missing", cause: saml.Destination,
			check: because(saml.NotNamed, checked("https://sso.vendor.test/sso/saml/acs/k1", "", "")),
		},
		{cause: saml.Issuer, check: checked("https://idp.acme.test/saml", "https://idp.other.test/saml", "")},
		{name: "blank", cause: saml.Issuer, check: checked("https://idp.acme.test/saml",
			"https://idp.acme.test/saml\u00a0", "")},
		{name: "missing", cause: saml.Issuer,
			check: because(saml.NotNamed, checked("https://idp.acme.test/saml", "", ""))},
		{
			name: "format", cause: saml.Issuer,
			check: because(saml.IssuerFormat, checked("urn:oasis:names:tc:SAML:2.0:nameid-format:entity",
				protocol.FormatPersistent, "the Format of an Issuer must be entity")),
		},
		{cause: saml.NoAssertion, check: checked("1", "0", "")},
		{cause: saml.MultipleAssertions, check: checked("1", "2", "")},
		{
			cause: saml.SubjectConfirmation,
			check: checked("urn:oasis:names:tc:SAML:2.0:cm:bearer", "",
				"there is no SubjectConfirmation of the method bearer"),
		},
		{
			name: "trailing slash", cause: saml.Recipient,
			check: checked("https://sso.vendor.test/sso/saml/acs/k1", "https://sso.vendor.test/sso/saml/acs/k1/", ""),
		},
		{
			name: "missing", cause: saml.Recipient,
			check: because(saml.NotNamed, checked("https://sso.vendor.test/sso/saml/acs/k1", "", "")),
		},
		{
			name: "stale", cause: saml.Expired, v: clock(-2*time.Hour, ""),
			check: ended("NotOnOrAfter passed 1h55m0s ago; the message was issued 2h0m0s ago: it is stale, or the " +
				"identity provider's clock is slow"),
		},
		{
			name: "slow clock", cause: saml.Expired, v: clock(-2*time.Hour, "_r1"),
			check: because(saml.SlowClock, ended("NotOnOrAfter passed 1h55m0s ago; the message was issued 1h59m0s "+
				"before the request that it answers: the identity provider's clock is slow")),
		},
		{
			name: "short life", cause: saml.Expired, v: clock(-2*time.Second, "_r1"),
			check: ended("NotOnOrAfter passed 1h55m0s ago"),
		},
		{name: "no issue instant", cause: saml.Expired, check: ended("NotOnOrAfter passed 1h55m0s ago")},
		{name: "fast clock", cause: saml.NotYetValid, v: clock(4*time.Minute, "_r1"), check: early(4 * time.Minute)},
		{name: "very fast clock", cause: saml.NotYetValid, v: clock(2*time.Hour, "_r1"), check: early(2 * time.Hour)},
		{name: "dated ahead", cause: saml.NotYetValid, v: clock(0, "_r1"), check: early(time.Hour)},
		{name: "no issue instant", cause: saml.NotYetValid, check: early(2 * time.Hour)},
		{name: "unknown", cause: saml.InResponseTo,
			check: checked("", "_f00", "we sent no such request, or have forgotten it")},
		{
			name: "never ours", cause: saml.InResponseTo,
			check: because(saml.NeverOurs, checked("", "id-4711", "no request of ours was ever called like this")),
		},
		{
			name: "missing", cause: saml.InResponseTo,
			check: because(saml.NamesNoRequest, checked("_r1", "", "the message answers our request, as its "+
				"RelayState shows, but does not say so")),
		},
		{
			name: "unsigned part", cause: saml.InResponseTo,
			check: because(saml.NamesNoRequest, checked("", "_r1", "only the unsigned response says which request it "+
				"answers; the signed assertion does not")),
		},
		{
			name: "two requests", cause: saml.InResponseTo,
			check: because(saml.DifferentRequests,
				checked("_r1", "_r2", "the response and its assertion answer different requests")),
		},
		{
			name: "another connection", cause: saml.InResponseTo,
			check: because(saml.ForeignConnection,
				checked("", "_r1", "the request was sent through another connection")),
		},
		{
			name: "late", cause: saml.InResponseTo,
			check: because(saml.RequestTooOld,
				measuring(saml.Facts{Age: 47*time.Minute + 12*time.Second, MaxAge: 15 * time.Minute},
					checked("a request less than 15m0s old", "_r1", "the request was sent 47m12s ago"))),
		},
		{cause: saml.Unsolicited, check: checked("", "", "")},
		{name: "suffix", cause: saml.Audience, check: checked("https://sso.vendor.test/k1",
			"https://sso.vendor.test/k1/", "")},
		{name: "other", cause: saml.Audience, check: checked("https://sso.vendor.test/k1", "urn:other:service", "")},
		{
			name: "ACS URL", cause: saml.Audience,
			check: because(saml.AudienceIsACS,
				checked("https://sso.vendor.test/k1", "https://sso.vendor.test/sso/saml/acs/k1", "")),
		},
		{name: "missing", cause: saml.Audience,
			check: because(saml.NotNamed, checked("https://sso.vendor.test/k1", "", ""))},
		{cause: saml.UnknownCondition, check: checked("", "acme:OnlyOnTuesdays", "")},
		{
			name: "issued ahead", cause: saml.NotYetValid, v: clock(2*time.Hour, "_r1"),
			check: ahead(saml.IssuedAhead, 2*time.Hour, "IssueInstant is 2h0m0s ahead"),
		},
		{
			name: "signed in ahead", cause: saml.NotYetValid, v: clock(0, "_r1"),
			check: ahead(saml.AuthenticatedAhead, 2*time.Hour, "AuthnInstant is 2h0m0s ahead"),
		},
		{cause: saml.NoAuthnStatement},
		{
			cause: saml.NotReauthenticated, v: asks(protocol.Asked{ForceAuthn: true}),
			check: measuring(saml.Facts{Age: 179 * time.Minute},
				checked("from 2026-01-31T11:59:00Z − 3m0s skew", "2026-01-31T09:00:00Z",
					"the user was authenticated 2h59m0s before our request, which asked to do so anew")),
		},
		{
			name: "each time", cause: saml.NotReauthenticated, with: func(s *saml.Settings) {
				s.Requests.ForceAuthn = true
			},
			check: checked("from 2026-01-31T11:59:00Z", "",
				"the assertion does not say when the user was authenticated"),
		},
		{cause: saml.SessionExpired, v: clock(0, ""), check: ended("SessionNotOnOrAfter passed 1h55m0s ago")},
		{cause: saml.BadTime, check: checked("2006-01-02T15:04:05Z", "31.01.2026 12:00",
			"NotBefore is no time in UTC")},
		{cause: saml.Replay, check: checked("", "", "used by session sess_01")},
		{
			name: "second response", cause: saml.Replay,
			check: because(saml.RequestAnswered, checked("", "_r1", "the request was answered before: this is the "+
				"same response again, or a second one")),
		},
	}
}
