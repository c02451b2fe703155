package sso_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/go-jose/go-jose/v4"

	"gatehouse/model"
	"gatehouse/web/webtest"
)

// tokenKeys reads the keys that an environment publishes.
func tokenKeys(t *testing.T, l *webtest.World, client string) (keys jose.JSONWebKeySet) {
	t.Helper()
	answer := webtest.Get(t, l.URL+"/sso/jwks/"+client)
	text := webtest.Body(t, answer)
	if err := json.Unmarshal([]byte(text), &keys); err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("%d %s", answer.StatusCode, text)
	}
	for _, private := range []string{`"d"`, `"p"`, "sealed"} {
		if strings.Contains(text, private) {
			t.Fatalf("the keys have %s", private)
		}
	}
	return keys
}

// An app that sends a nonce gets an ID token, which the published key verifies and which
// answers that nonce; one that sends none gets none.
func TestIDToken(t *testing.T) {
	t.Parallel()
	l, a := webtest.Open(t), webtest.NewApp(t)
	client := l.Welcome.Environment.ClientID
	if keys := tokenKeys(t, l, client); len(keys.Keys) > 0 {
		t.Errorf("asking for keys made some: %v", keys)
	}
	if _, answer := l.Exchange(t, l.Code(t, a, nil)); answer["id_token"] != nil {
		t.Error("an ID token without a nonce")
	}
	code := l.Code(t, a, url.Values{"nonce": {"n-0S6_WzA2Mj é"}})
	before := tokenKeys(t, l, client) // an app may ask before it exchanges the code
	_, answer := l.Exchange(t, code)
	text, _ := answer["id_token"].(string)
	token, err := jose.ParseSignedCompact(text, []jose.SignatureAlgorithm{jose.RS256})
	if err != nil {
		t.Fatalf("%v: %v", err, answer)
	}
	after := tokenKeys(t, l, client)
	keys := after.Key(token.Signatures[0].Header.KeyID)
	if len(keys) != 1 || len(before.Key(keys[0].KeyID)) != 1 || keys[0].Use != "sig" {
		t.Fatalf("the key of the token is not published: %v", keys)
	}
	payload, err := token.Verify(keys[0])
	if err != nil {
		t.Fatal(err)
	}
	var claims map[string]any
	if err := json.Unmarshal(payload, &claims); err != nil {
		t.Fatal(err)
	}
	profile, now := answer["profile"].(map[string]any), float64(l.Clock.Now().Unix())
	for name, want := range map[string]any{
		"iss": l.URL, "aud": client, "sub": profile["id"], "nonce": "n-0S6_WzA2Mj é", "email": profile["email"],
		"given_name": profile["first_name"], "family_name": profile["last_name"], "name": profile["name"],
		"organization_id": profile["organization_id"], "connection_id": profile["connection_id"],
		"connection_type": profile["connection_type"], "iat": now, "exp": now + model.TokenLife.Seconds(),
	} {
		if claims[name] != want || want == nil {
			t.Errorf("%s is %v, want %v", name, claims[name], want)
		}
	}
	if strings.Contains(l.Log.String(), text) || strings.Contains(l.Log.String(), "n-0S6") {
		t.Error("the token or its nonce is in the log")
	}
}

// A nonce that cannot stand in a token is refused before anybody signs in.
func TestNonceOutOfBounds(t *testing.T) {
	t.Parallel()
	l, a := webtest.Open(t), webtest.NewApp(t)
	for name, nonce := range map[string]string{"too long": strings.Repeat("n", 1025), "no UTF-8": "\xff"} {
		answer := webtest.Get(t, l.AuthorizeURL(url.Values{"redirect_uri": {a.Callback()}, "nonce": {nonce}}))
		if webtest.Query(t, answer, "error") != "invalid_request" {
			t.Errorf("%s: %d %s", name, answer.StatusCode, answer.Header.Get("Location"))
		}
	}
}

// An environment keeps its key, and no other one has it.
func TestTokenKeyIsOfOneEnvironment(t *testing.T) {
	t.Parallel()
	l, a := webtest.Open(t), webtest.NewApp(t)
	envs, err := l.Services.Environments(t.Context())
	if err != nil || len(envs) < 2 {
		t.Fatal(err, len(envs))
	}
	var keys []string
	for range 2 {
		l.Code(t, a, url.Values{"nonce": {"n"}})
		for _, env := range envs {
			for _, k := range tokenKeys(t, l, env.ClientID).Keys {
				keys = append(keys, string(env.ID)+" "+k.KeyID)
			}
		}
	}
	if len(keys) != 2 || keys[0] != keys[1] {
		t.Errorf("%q", keys)
	}
}
