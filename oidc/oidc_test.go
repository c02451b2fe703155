package oidc_test

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"time"

	"gatehouse/fetch"
	"gatehouse/oidc"
	"gatehouse/oidc/idp"
	"gatehouse/saml"
)

func TestSignIn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a := w.signIn(t)
	v := w.judge(a)
	if !v.Accepted || !v.Verified || len(v.Findings) != 0 {
		t.Fatalf("refused: %+v, %+v", v.Findings, v.Checks)
	}
	want := saml.Profile{IdPID: "user-1", NameID: "user-1", Email: "alice@acme.example", FirstName: "Alice",
		LastName: "Adams", Name: "Alice Adams", Groups: []string{"staff", "admins"}, Raw: v.Seen.Attributes}
	if !reflect.DeepEqual(*v.Profile, want) {
		t.Errorf("profile %+v", *v.Profile)
	}
	if a.UserInfo != nil {
		t.Errorf("the user information was read without need: %s", a.UserInfo)
	}
}

// Each fault of the test provider is told by its cause and its reason, and refused.
func TestEachFaultIsNamed(t *testing.T) {
	t.Parallel()
	for _, f := range idp.Faults() {
		t.Run(f.Name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.provider.Fault = f.Name
			v := w.judge(w.signIn(t))
			if v.Accepted || v.Profile != nil || v.Root().Cause != f.Cause || v.RootReason() != f.Reason {
				t.Errorf("%v, %s (%s), want %s (%s): %+v", v.Accepted, v.Root().Cause, v.RootReason(), f.Cause,
					f.Reason, v.Checks)
			}
		})
	}
}

// What is kept of an answer is enough to judge it again, and useless to whoever steals it.
func TestAnswerIsKept(t *testing.T) {
	t.Parallel()
	for _, fault := range []string{"", "wrong-audience", "unknown-key", "wrong-secret", "denied", "email-unverified"} {
		w := newWorld(t)
		w.provider.Fault = fault
		a := w.signIn(t)
		text, err := json.Marshal(a)
		if err != nil {
			t.Fatal(err)
		}
		var again oidc.Answer
		if err := json.Unmarshal(text, &again); err != nil {
			t.Fatal(err)
		}
		if first, second := w.judge(a), w.judge(again); !reflect.DeepEqual(first, second) {
			t.Errorf("%s: judged again it is %+v, not %+v", fault, second, first)
		}
		for _, secret := range []string{clientSecret, "verifier-of", "access_token", `"code":"`} {
			if strings.Contains(string(text), secret) {
				t.Errorf("%s: the answer has %q in it: %s", fault, secret, text)
			}
		}
		if strings.Count(string(text), ".ey") > 0 {
			t.Errorf("%s: the answer has a token in it: %s", fault, text)
		}
	}
}

func TestAuthorizationURL(t *testing.T) {
	t.Parallel()
	s := oidc.Settings{Issuer: "https://idp.example", ClientID: "c", RedirectURI: callback, Scopes: []string{"email"}}
	r := oidc.Request{State: "s", Nonce: "n", Verifier: "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
		LoginHint: "a@acme.example", DomainHint: "acme.example", Prompt: "login",
		Extra: url.Values{"resource": {"x"}, "state": {"other"}, "response_mode": {"form_post"}}}
	address, err := s.URL(oidc.Provider{Authorization: "https://idp.example/authorize?tenant=1"}, r)
	if err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	want := url.Values{
		"tenant": {"1"}, "response_type": {"code"}, "client_id": {"c"}, "redirect_uri": {callback},
		"scope": {"openid email"}, "state": {"s"}, "nonce": {"n"}, "login_hint": {"a@acme.example"},
		"domain_hint": {"acme.example"}, "prompt": {"login"}, "resource": {"x"}, "code_challenge_method": {"S256"},
		"code_challenge": {"E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"}, // RFC 7636, appendix B
	}
	if got := u.Query(); !reflect.DeepEqual(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

// O4: what is at the issuer's address is told apart.
func TestO4Discovery(t *testing.T) {
	t.Parallel()
	page := func(status int, text string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(status)
			_, _ = io.WriteString(w, text)
		}
	}
	for name, test := range map[string]struct {
		answer http.HandlerFunc
		change func(*world)
		cause  saml.Cause
		reason saml.Reason
	}{
		"a missing document": {answer: page(404, "no"), cause: saml.OIDCDiscovery, reason: saml.Unreachable},
		"a page":             {answer: page(200, "<html>"), cause: saml.OIDCNotProvider, reason: saml.Unreadable},
		"no issuer":          {answer: page(200, "{}"), cause: saml.OIDCNotProvider, reason: saml.Unreadable},
		"no endpoints": {answer: page(200, `{"issuer":"x"}`), cause: saml.OIDCNotProvider,
			reason: saml.Unreadable},
		"a local endpoint": {answer: page(200, `{"issuer":"x","authorization_endpoint":"file:///etc/passwd"}`),
			cause: saml.OIDCNotProvider, reason: saml.Unreadable},
		"another issuer": {change: func(w *world) {
			w.settings.Discovery = w.settings.DiscoveryURL()
			w.settings.Issuer += "/"
		}, cause: saml.OIDCDiscoveryIssuer},
		"a private address": {change: func(w *world) { w.settings.Reach = fetch.Public }, cause: saml.OIDCDiscovery,
			reason: saml.PrivateAddress},
		"nobody there": {change: func(w *world) { w.server.Close() }, cause: saml.OIDCDiscovery,
			reason: saml.Unreachable},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			if test.answer != nil {
				w.answers["/.well-known/openid-configuration"] = test.answer
			}
			if test.change != nil {
				test.change(w)
			}
			_, err := w.client.Provider(t.Context(), w.settings)
			trouble, ok := errors.AsType[*oidc.Trouble](err)
			if !ok || trouble.Cause != test.cause || trouble.Reason != test.reason {
				t.Fatalf("%+v, want %s (%s)", err, test.cause, test.reason)
			}
			v := w.judge(oidc.Answer{Trouble: trouble})
			if v.Accepted || v.Root().Cause != test.cause || v.RootReason() != test.reason {
				t.Errorf("judged %+v", v.Findings)
			}
		})
	}
}

// O8: a provider that changes its keys is followed, and one is not asked for keys at
// the pace of those who make tokens up.
func TestO8KeysAreReadAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	if v := w.judge(w.signIn(t)); !v.Accepted {
		t.Fatalf("%+v", v.Findings)
	}
	read := w.documents.Load()
	w.provider.Fault = "unknown-key"
	for range 5 {
		if v := w.judge(w.signIn(t)); v.Root().Cause != saml.OIDCKeyNotFound {
			t.Fatalf("%+v", v.Findings)
		}
	}
	if more := w.documents.Load() - read; more != 0 {
		t.Errorf("keys were read %d times within seconds", more)
	}
	w.clock = w.clock.Add(time.Minute)
	v := w.judge(w.signIn(t))
	if more := w.documents.Load() - read; more != 1 {
		t.Errorf("keys were read %d times a minute later, want once", more)
	}
	if facts := v.Checks[v.Root().Check].Facts; facts == nil || facts.Key != "stranger-key" ||
		!reflect.DeepEqual(facts.Keys, []string{idp.KeyID}) {
		t.Errorf("facts %+v", facts)
	}
	// Now the stranger's key is published.
	w.provider.Fault = ""
	w.provider.Key, w.provider.Stranger = w.provider.Stranger, w.provider.Key
	w.clock = w.clock.Add(2 * time.Hour)
	if v := w.judge(w.signIn(t)); !v.Accepted {
		t.Errorf("after the change of keys: %+v", v.Findings)
	}
}

// A provider whose documents cannot be read for a while still signs people in.
func TestDocumentsOutlastAnOutage(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.signIn(t)
	w.answers["/.well-known/openid-configuration"] = http.NotFound
	w.answers["/jwks"] = http.NotFound
	w.clock = w.clock.Add(2 * time.Hour)
	if v := w.judge(w.signIn(t)); !v.Accepted {
		t.Errorf("two hours later: %+v", v.Findings)
	}
	w.clock = w.clock.Add(24 * time.Hour)
	if _, err := w.client.Provider(t.Context(), w.settings); err == nil {
		t.Error("a day later it still counts")
	}
}

// O15: the user information is read where the ID token is thin, and only then needed.
func TestO15UserInfo(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.provider.Fault = "other-user-info"
	if v := w.judge(w.signIn(t)); v.RootReason() != saml.OtherSubject {
		t.Errorf("somebody else's: %+v", v.Findings)
	}
	w.answers["/userinfo"] = func(out http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(out, `{"sub":"user-1","email":"alice@acme.example","address":{"country":"NZ"},"level":7}`)
	}
	v := w.judge(w.signIn(t))
	if !v.Accepted || v.Profile.Email != "alice@acme.example" {
		t.Fatalf("thin token: %+v", v.Findings)
	}
	var found []string
	for _, a := range v.Profile.Raw {
		if a.Name == "address.country" || a.Name == "level" {
			found = append(found, a.Values...)
		}
	}
	if !reflect.DeepEqual(found, []string{"NZ", "7"}) {
		t.Errorf("claims %v", found)
	}
	w.answers["/userinfo"] = http.NotFound
	if v := w.judge(w.signIn(t)); v.Root().Cause != saml.OIDCUserInfo || v.RootReason() != saml.Unreadable {
		t.Errorf("needed and not there: %+v", v.Findings)
	}
}

// O18: the domain is the organization's, unless others are admitted.
func TestO18Domain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a, s := w.signIn(t), w.judged()
	for name, test := range map[string]struct {
		domains  []string
		outside  bool
		accepted bool
	}{
		"of the organization": {[]string{"acme.example"}, false, true},
		"of another":          {[]string{"other.example"}, false, false},
		"of another, allowed": {[]string{"other.example"}, true, true},
		"none":                {nil, false, false},
	} {
		s.Domains, s.AllowOutside = test.domains, test.outside
		v := oidc.Judge(a, s, oidc.Expected{Nonce: "nonce-1", IssuedAt: w.clock}, w.clock)
		if v.Accepted != test.accepted || !test.accepted && v.Root().Cause != saml.DomainNotAllowed {
			t.Errorf("%s: %v %+v", name, v.Accepted, v.Findings)
		}
	}
}

// A mapping chooses other claims, and a field that tells who the user is has one value.
func TestO16Mapping(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a, s := w.signIn(t), w.judged()
	judge := func(m saml.Mapping) *saml.Verdict {
		s.Mapping = m
		return oidc.Judge(a, s, oidc.Expected{Nonce: "nonce-1", IssuedAt: w.clock}, w.clock)
	}
	if v := judge(saml.Mapping{ID: []string{"email"},
		Custom: map[string]string{"first_group": "groups"}}); !v.Accepted ||
		v.Profile.IdPID != "alice@acme.example" || v.Profile.Custom["first_group"] != "staff" {
		t.Errorf("%+v %+v", v.Findings, v.Profile)
	}
	if v := judge(saml.Mapping{ID: []string{"groups"}}); v.Root().Cause != saml.MultipleValues {
		t.Errorf("several ids: %+v", v.Findings)
	}
	if v := judge(saml.Mapping{FirstName: []string{"nick"}, Required: []string{"first_name"}}); v.Root().Cause !=
		saml.OIDCMissingClaims || v.Checks[v.Root().Check].Fields != "first_name" {
		t.Errorf("a required name: %+v", v.Findings)
	}
}

// O1: an answer that comes too late is refused.
func TestO1Age(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a := w.signIn(t)
	e := oidc.Expected{Nonce: "nonce-1", IssuedAt: w.clock.Add(-16 * time.Minute)}
	if v := oidc.Judge(a, w.judged(), e, w.clock); v.Root().Cause != saml.OIDCRequest {
		t.Errorf("%+v", v.Findings)
	}
}

// A verdict without a token, or with one that was not verified, is never accepted.
func TestNothingIsAcceptedUnverified(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a := w.signIn(t)
	a.Token.Verified = false
	if v := w.judge(a); v.Accepted || v.Verified || v.Root().Cause != saml.OIDCSignature {
		t.Errorf("%v %+v", v.Accepted, v.Findings)
	}
	a.Token = nil
	if v := w.judge(a); v.Accepted || v.Verified || v.Root().Cause != saml.OIDCNoIDToken {
		t.Errorf("%v %+v", v.Accepted, v.Findings)
	}
}

// Whatever is kept as an answer is judged without a panic, and not accepted unless it
// says that the provider's key verified it.
func FuzzJudge(f *testing.F) {
	f.Add([]byte(
		`{"redirect":{"code":true},"id_token":{"header":{"alg":"RS256"},"claims":{"iss":"x","aud":["c"],"exp":1e9}}}`))
	f.Add([]byte(`{"trouble":{"cause":"oidc_key_not_found","keys":["a"]}}`))
	s := saml.Settings{EntityID: "c", IdPEntityID: "x", Policy: saml.DefaultPolicy()}
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, text []byte) {
		var a oidc.Answer
		if json.Unmarshal(text, &a) != nil {
			return
		}
		v := oidc.Judge(a, s, oidc.Expected{Nonce: "n", IssuedAt: now}, now)
		if v.Accepted && !a.Token.Verified {
			t.Errorf("accepted: %s", text)
		}
		if v.Accepted == (len(v.Findings) > 0) {
			t.Errorf("accepted %v with %+v", v.Accepted, v.Findings)
		}
	})
}
