package session

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"
	"time"

	"gatehouse/model"
	"gatehouse/oidc"
	"gatehouse/saml"
	"gatehouse/saml/diagnose"
	"gatehouse/tui/internal/canned"
	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

// samlWords are those that mean nothing for OpenID Connect.
var samlWords = regexp.MustCompile(`SAML|ACS|[Aa]ssertion|NameID|AuthnRequest|XML`)

// openIDDetail is a session by OpenID Connect whose ID token is for another client.
func openIDDetail(t *testing.T) model.SessionDetail {
	t.Helper()
	now := canned.Now
	token := oidc.Token{
		Header: json.RawMessage(`{"alg":"RS256","kid":"key-1"}`),
		Claims: json.RawMessage(`{"iss":"https://idp.acme.example","aud":"another-client","nonce":"n","sub":"user-1",` +
			`"email":"alice@acme.example","exp":4102444800,"iat":1700000000}`),
		Keys: []string{"key-1"}, Verified: true,
	}
	a := oidc.Answer{Redirect: oidc.Redirect{Code: true}, Provider: &oidc.Provider{Issuer: "https://idp.acme.example"},
		Token: &token}
	s := saml.Settings{EntityID: "client-1", ACSURL: "https://sso.example/sso/oidc/callback",
		ConnectionType: "OktaOIDC", IdPEntityID: "https://idp.acme.example", Policy: saml.DefaultPolicy()}
	v := oidc.Judge(a, s, oidc.Expected{Nonce: "n", IssuedAt: now.Add(-time.Minute)}, now)
	body, err := json.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	d := model.SessionDetail{
		Session: model.Session{ID: "sess_01KH0000000000000000000000", State: model.Failed, Class: v.Root().Class,
			Cause: v.Root().Cause, CreatedAt: now.Add(-time.Minute), Email: "alice@acme.example", Receipts: 1},
		State:      model.Failed,
		Connection: model.Connection{ID: "conn_1", Type: "OktaOIDC", Name: "Acme"},
		Request: &model.Request{Binding: model.OIDCBinding,
			URL: "https://idp.acme.example/authorize?client_id=client-1&scope=openid+email&state=s"},
		Receipts:    []model.Receipt{{Body: body, Size: int64(len(body)), Settings: s, Verdict: *v, At: now}},
		Explanation: diagnose.Explain(v, s),
	}
	return d
}

// Each tab of a session by OpenID Connect fits 80 columns, and speaks of nothing that
// is SAML's alone.
func TestOpenIDSession(t *testing.T) {
	w := &screen.World{Style: widget.NewStyle(widget.Mono, nil, 0, false), Now: canned.Now}
	s := newSession(w, nil, "sess_01KH0000000000000000000000", nil)
	s.detail = new(openIDDetail(t))
	s.Resize(80, 400)
	for tab, want := range map[int][]string{
		tabVerdict: {"Invalid OIDC Response", "The ID token is for another client", "oidc_audience",
			"another-client", "client-1"},
		tabChecks:     {"OpenID Connect", "Audience", "O11"},
		tabAttributes: {"Subject", "user-1", "email", "alice@acme.example"},
		tabRequest:    {"https://idp.acme.example/authorize", "  scope = openid email"},
		tabResponse:   {`"id_token"`, `"kid": "key-1"`, `"verified": true`},
		tabTimeline:   {"The ID token is for another client"},
	} {
		s.tab = tab
		s.layOut()
		text := s.View()
		for _, words := range want {
			if !strings.Contains(text, words) {
				t.Errorf("tab %d lacks %q:\n%s", tab, words, text)
			}
		}
		if found := samlWords.FindString(text); found != "" {
			t.Errorf("tab %d speaks of %s:\n%s", tab, found, text)
		}
		for line := range strings.Lines(text) {
			if n := widget.Width(strings.TrimRight(line, "\n")); n > 80 {
				t.Errorf("tab %d: a line of %d cells: %q", tab, n, line)
			}
		}
	}
	if words := strings.Join(copyNames(documentsOf(s.detail, func(string) string {
		return ""
	})), ", "); words != "answer.json, authorization request" {
		t.Errorf("documents: %s", words)
	}
}

func copyNames(all []screen.Copyable) (names []string) {
	for _, c := range all {
		names = append(names, c.What)
	}
	return names
}
