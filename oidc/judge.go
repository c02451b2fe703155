package oidc

import (
	"cmp"
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
	switch {
	case j.gitHub():
		j.claims = claimsOf(a.UserInfo)
	case a.Token != nil:
		j.claims = claimsOf(a.Token.Claims)
		j.header = headerOf(a.Token.Header)
	}
	j.see()
	steps := []func() bool{j.request, j.redirect, j.steps, j.token, j.times, j.profile}
	if j.gitHub() {
		steps = []func() bool{j.request, j.redirect, j.account, j.profile}
	}
	for _, step := range steps {
		if !step() {
			break
		}
	}
	// The one place that accepts.
	if len(j.v.Findings) == 0 && j.vouched() && j.every() {
		j.v.Accepted, j.v.Profile = true, j.read()
	}
	return j.v
}

// gitHub tells whether the provider is GitHub: our settings say so, never its answer.
func (j *judging) gitHub() bool { return j.settings.ConnectionType == GitHub }

// vouched tells whether the provider itself has said who the user is: by a signature,
// or to the token that came for our code.
func (j *judging) vouched() bool {
	if j.gitHub() {
		return j.answer.Trouble == nil && j.answer.UserInfo != nil
	}
	return j.answer.Token != nil && j.answer.Token.Verified
}

// every tells whether all checks were made, and passed: of GitHub those of an ID token
// are not.
func (j *judging) every() bool {
	for c, x := range j.v.Checks {
		ofToken := check(c) >= checkToken && check(c) <= checkIssued
		if x.Outcome != saml.Passed && x.Outcome != saml.Warning && !(ofToken && j.gitHub()) {
			return false
		}
	}
	return true
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
		Class: found.Cause.Class(), Cause: found.Cause, Check: int(c),
		Follows: len(j.v.Findings) > 0 && c < checkClaims,
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
	case "user_cancelled_authorize": // Apple's
		return saml.OIDCDenied
	case "access_denied", "login_required", "interaction_required", "consent_required", "account_selection_required":
		return saml.OIDCDenied
	case "server_error", "temporarily_unavailable":
		return saml.OIDCProviderError
	}
	return saml.OIDCRequestRefused
}

// account is O4 and O5 of GitHub, and that its API has answered.
func (j *judging) account() bool {
	if j.answer.Trouble == nil && j.answer.UserInfo == nil {
		j.answer.Trouble = &Trouble{Cause: saml.OIDCUserInfo, Reason: saml.Unreadable}
	}
	if j.answer.Provider != nil {
		j.pass(checkProvider)
	}
	t := j.answer.Trouble
	if t == nil {
		j.pass(checkExchange)
		j.v.Verified = true
		return true
	}
	at := stepOf(t)
	if at == checkUserInfo {
		j.pass(checkExchange)
	}
	found := saml.Check{Cause: t.Cause, Reason: t.Reason, Received: cmp.Or(t.Code, t.Address), Detail: t.Text,
		Facts: &saml.Facts{}}
	if t.Cause == saml.OIDCRedirectURI {
		found.Expected = j.settings.ACSURL
	}
	return j.fail(at, found)
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

// TenantID stands in Microsoft's issuer for the tenant of whom a token is of, where
// anybody's are taken.
const TenantID = "{tenantid}"

// tenantOf puts the tenant that an ID token names in its place in an issuer. Microsoft
// signs it, with a key that may be for one issuer alone: see [key.signsFor].
func tenantOf(issuer string, c claims) string {
	tenant := c.text("tid")
	if !isTenant(tenant) {
		tenant = ""
	}
	return strings.ReplaceAll(issuer, TenantID, tenant)
}

func isTenant(id string) bool { return len(id) == 36 && strings.Trim(id, "0123456789abcdef-") == "" }

// token is O10 to O12: who made the ID token, and for what. Behind a wrong issuer the
// other claims are still looked at, since they tell where it came from.
func (j *judging) token() bool {
	j.v.Verified = true
	issuer := j.claims.text("iss")
	switch want := tenantOf(j.settings.IdPEntityID, j.claims); {
	case issuer == want, want == google && "https://"+issuer == want:
		j.passed(checkIssuer, want, issuer)
	default:
		j.fail(checkIssuer, saml.Check{Cause: saml.OIDCIssuer, Reason: notNamed(issuer), Expected: want,
			Received: issuer, Detail: diff.Between(want, issuer)})
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
		Expected: "no later than " + stamp(j.now.Add(j.settings.Policy.Skew)),
		Facts:    &saml.Facts{Bound: bound, Now: j.now}})
}

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }
