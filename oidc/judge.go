package oidc

import (
	"slices"
	"strings"
	"time"

	"gatehouse/saml"
	"gatehouse/saml/diff"
)

// Expected is what the answer to one request has to fit.
type Expected struct {
	Nonce    string
	IssuedAt time.Time // of the request
}

// judging is a verdict in the making.
type judging struct {
	answer   Answer
	settings saml.Settings
	expected Expected
	now      time.Time

	header header
	claims claims // of the ID token, then with those of the user information
	v      *saml.Verdict
}

// Judge decides about an answer. Of the settings, the EntityID is our client ID, the
// ACSURL our redirect URI, and the IdPEntityID the issuer. It depends on nothing but
// its arguments.
func Judge(a Answer, s saml.Settings, e Expected, now time.Time) *saml.Verdict {
	j := &judging{answer: a, settings: s, expected: e, now: now, v: &saml.Verdict{Reasoned: true}}
	j.v.Checks = make([]saml.Check, allChecks)
	for c := range allChecks {
		j.v.Checks[c] = saml.Check{Rule: checkTable[c].rule, Name: checkTable[c].name}
	}
	if a.Token != nil {
		j.claims = claimsOf(a.Token.Claims)
		j.header = headerOf(a.Token.Header)
	}
	j.see()
	for _, step := range []func() bool{j.request, j.redirect, j.steps, j.token, j.times, j.profile} {
		if !step() {
			break
		}
	}
	// The one place that accepts.
	if len(j.v.Findings) == 0 && a.Token != nil && a.Token.Verified && j.every() {
		j.v.Accepted, j.v.Profile = true, j.read()
	}
	return j.v
}

// every tells whether all checks were made, and passed.
func (j *judging) every() bool {
	return !slices.ContainsFunc(j.v.Checks, func(c saml.Check) bool {
		return c.Outcome != saml.Passed && c.Outcome != saml.Warning
	})
}

func (j *judging) pass(all ...check) {
	for _, c := range all {
		j.v.Checks[c].Outcome = saml.Passed
	}
}

func (j *judging) passed(c check, expected, received string) {
	j.pass(c)
	j.v.Checks[c].Expected, j.v.Checks[c].Received = expected, cut(received)
}

// fail notes why the answer is refused.
func (j *judging) fail(c check, found saml.Check) bool {
	found.Rule, found.Name, found.Outcome = checkTable[c].rule, checkTable[c].name, saml.Failed
	found.Expected, found.Received, found.Detail = cut(found.Expected), cut(found.Received), cut(found.Detail)
	j.v.Checks[c] = found
	j.v.Findings = append(j.v.Findings, saml.Finding{
		Class: found.Cause.Class(), Cause: found.Cause, Check: int(c), Follows: len(j.v.Findings) > 0 && c < checkClaims,
	})
	return false
}

// request is O1.
func (j *judging) request() bool {
	age, most := j.now.Sub(j.expected.IssuedAt), j.settings.Policy.RequestLife
	if age >= most {
		return j.fail(checkRequest, saml.Check{Cause: saml.OIDCRequest, Reason: saml.RequestTooOld,
			Facts: &saml.Facts{Age: age, MaxAge: most}})
	}
	j.pass(checkRequest)
	return true
}

// redirect is O2 and O3.
func (j *judging) redirect() bool {
	r := j.answer.Redirect
	switch {
	case len(r.Twice) > 0:
		return j.fail(checkCode, saml.Check{Cause: saml.OIDCNoCode, Reason: saml.Unreadable,
			Detail: "given more than once: " + strings.Join(r.Twice, ", ")})
	case r.Error != "":
		return j.fail(checkRedirect, saml.Check{Cause: deniedOr(r.Error), Received: r.Error, Detail: r.Description,
			Facts: &saml.Facts{StatusCode: microsoftCode(r.Description)}})
	}
	j.pass(checkRedirect)
	if !r.Code && j.answer.Trouble == nil { // a provider out of reach was never asked for one
		return j.fail(checkCode, saml.Check{Cause: saml.OIDCNoCode, Detail: strings.Join(r.Others, ", ")})
	}
	if r.Code {
		j.pass(checkCode)
	}
	return true
}

// deniedOr tells what an error of a redirect is (RFC 6749 section 4.1.2.1, OpenID
// Connect Core 3.1.2.6).
func deniedOr(code string) saml.Cause {
	switch code {
	case "access_denied", "login_required", "interaction_required", "consent_required", "account_selection_required":
		return saml.OIDCDenied
	case "server_error", "temporarily_unavailable":
		return saml.OIDCProviderError
	}
	return saml.OIDCRequestRefused
}

// steps are O4 to O9: what was asked of the provider.
func (j *judging) steps() bool {
	p, t := j.answer.Provider, j.answer.Trouble
	if p != nil {
		j.pass(checkProvider)
		if iss := j.answer.Redirect.Issuer; iss != "" && iss != p.Issuer {
			return j.fail(checkIssuer, saml.Check{Cause: saml.OIDCIssuer, Reason: saml.FromRedirect, Expected: p.Issuer,
				Received: iss, Detail: diff.Between(p.Issuer, iss)})
		}
	}
	switch {
	case t == nil && j.answer.Token == nil:
		t = &Trouble{Cause: saml.OIDCNoIDToken}
	case t == nil && !j.answer.Token.Verified:
		t = &Trouble{Cause: saml.OIDCSignature, Keys: j.answer.Token.Keys}
	}
	if t == nil {
		j.pass(checkExchange, checkToken, checkAlgorithm, checkKey, checkSignature)
		j.v.Checks[checkAlgorithm].Received = j.header.Algorithm
		j.v.Checks[checkKey].Received = clean(j.header.KeyID, 200)
		return true
	}
	at := stepOf(t)
	for c := checkExchange; c < at; c++ {
		j.pass(c)
	}
	found := saml.Check{Cause: t.Cause, Reason: t.Reason, Received: t.Code, Detail: t.Text,
		Facts: &saml.Facts{StatusCode: microsoftCode(t.Text), Keys: t.Keys}}
	switch t.Cause {
	case saml.OIDCDiscoveryIssuer:
		found.Expected, found.Received = j.settings.IdPEntityID, t.Text
		found.Detail = diff.Between(found.Expected, found.Received)
	case saml.OIDCAlgorithm:
		found.Expected = "RS256, or another that needs the provider's private key"
	case saml.OIDCKeyNotFound, saml.OIDCSignature:
		found.Facts.Key = t.Code
		found.Expected = strings.Join(t.Keys, ", ")
	case saml.OIDCRedirectURI:
		found.Expected = j.settings.ACSURL
	case saml.OIDCDiscovery, saml.OIDCNotProvider, saml.OIDCTokenEndpoint, saml.OIDCKeys:
		if found.Received == "" {
			found.Received = t.Address
		}
	}
	return j.fail(at, found)
}

// google is an issuer that some of its tokens name without the scheme.
const google = "https://accounts.google.com"

// token is O10 to O12: who made the ID token, and for what. Behind a wrong issuer the
// other claims are still looked at, since they tell where it came from.
func (j *judging) token() bool {
	j.v.Verified = true
	issuer := j.claims.text("iss")
	switch want := j.settings.IdPEntityID; {
	case issuer == want, want == google && "https://"+issuer == want:
		j.passed(checkIssuer, want, issuer)
	default:
		j.fail(checkIssuer, saml.Check{Cause: saml.OIDCIssuer, Reason: notNamed(issuer), Expected: want, Received: issuer,
			Detail: diff.Between(want, issuer)})
	}
	j.audience()
	nonce := j.claims.text("nonce")
	if nonce == j.expected.Nonce && nonce != "" {
		j.pass(checkNonce)
	} else {
		j.fail(checkNonce, saml.Check{Cause: saml.OIDCNonce, Reason: notNamed(nonce)})
	}
	return len(j.v.Findings) == 0
}

func notNamed(value string) saml.Reason {
	if value == "" {
		return saml.NotNamed
	}
	return ""
}

// audience is O11: the token is for us, and was made for us if it is for others too
// (Core 1.0, section 3.1.3.7).
func (j *judging) audience() {
	want, all, party := j.settings.EntityID, j.claims.audiences(), j.claims.text("azp")
	found := saml.Check{Cause: saml.OIDCAudience, Expected: want, Received: strings.Join(all, ", ")}
	switch {
	case len(all) == 0:
		found.Reason = saml.NotNamed
	case !slices.Contains(all, want):
		found.Detail = diff.Between(want, all[0])
	case party != "" && party != want, party == "" && len(all) > 1:
		found.Reason, found.Received = saml.AuthorizedParty, party
	default:
		j.passed(checkAudience, want, want)
		return
	}
	j.fail(checkAudience, found)
}

// times are O13 and O14. The ID token came straight from the provider: its date of
// issue tells how its clock differs from ours.
func (j *judging) times() bool {
	skew := j.settings.Policy.Skew
	issued, dated := j.claims.time("iat")
	until, ends := j.claims.time("exp")
	begin, begins := j.claims.time("nbf")
	if dated {
		j.v.ClockOffset = issued.Sub(j.now)
	}
	switch {
	case !ends:
		j.fail(checkExpiry, saml.Check{Cause: saml.OIDCMissingClaims, Fields: "exp", Expected: "exp"})
	case !j.now.Before(until.Add(skew)):
		found := saml.Check{Cause: saml.OIDCExpired, Received: stamp(until), Expected: "later than " + stamp(j.now),
			Facts: &saml.Facts{Bound: until, Now: j.now}}
		if dated && issued.Before(j.expected.IssuedAt.Add(-time.Minute)) {
			found.Reason = saml.SlowClock
		}
		j.fail(checkExpiry, found)
	default:
		j.passed(checkExpiry, "", stamp(until))
	}
	switch {
	case !dated:
		j.fail(checkIssued, saml.Check{Cause: saml.OIDCMissingClaims, Fields: "iat", Expected: "iat"})
	case issued.After(j.now.Add(skew)):
		j.ahead(issued)
	case begins && begin.After(j.now.Add(skew)):
		j.ahead(begin)
	default:
		j.passed(checkIssued, "", stamp(issued))
	}
	return len(j.v.Findings) == 0
}

func (j *judging) ahead(bound time.Time) {
	j.fail(checkIssued, saml.Check{Cause: saml.OIDCIssuedAhead, Received: stamp(bound),
		Expected: "no later than " + stamp(j.now.Add(j.settings.Policy.Skew)), Facts: &saml.Facts{Bound: bound, Now: j.now}})
}

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }
