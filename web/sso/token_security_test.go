package sso_test

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"gatehouse/model"
	"gatehouse/web/webtest"
)

const verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"

func challengeOf(verifier string) string {
	sum := sha256.Sum256([]byte(verifier))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// RFC 7636, and RFC 9700 2.1.1: a verifier without a challenge is refused, since
// somebody may have taken the challenge out of the request.
func TestPKCEIsNotDowngraded(t *testing.T) {
	l, a := webtest.Open(t), webtest.NewApp(t)
	s256 := url.Values{"code_challenge": {challengeOf(verifier)}, "code_challenge_method": {"S256"}}
	long := strings.Repeat("aA0-._~", 19)[:129]
	for _, test := range []struct {
		name     string
		asked    url.Values
		verifier string
		want     int
	}{
		{"a verifier without a challenge", nil, verifier, http.StatusBadRequest},
		{"a challenge without a verifier", s256, "", http.StatusBadRequest},
		{"another verifier", s256, verifier[1:] + "x", http.StatusBadRequest},
		{"the challenge as verifier", s256, challengeOf(verifier), http.StatusBadRequest},
		{"a verifier of 42 characters", url.Values{"code_challenge": {challengeOf(verifier[:42])},
			"code_challenge_method": {"S256"}}, verifier[:42], http.StatusBadRequest},
		{"a verifier of 129 characters", url.Values{"code_challenge": {challengeOf(long)},
			"code_challenge_method": {"S256"}}, long, http.StatusBadRequest},
		{"a verifier of 128 characters", url.Values{"code_challenge": {challengeOf(long[:128])},
			"code_challenge_method": {"S256"}}, long[:128], http.StatusOK},
		{"a verifier with a blank", url.Values{"code_challenge": {challengeOf(verifier + " ")},
			"code_challenge_method": {"S256"}}, verifier + " ", http.StatusBadRequest},
		{"the right one", s256, verifier, http.StatusOK},
		{"neither", nil, "", http.StatusOK},
	} {
		code := l.Code(t, a, test.asked)
		status, answer := l.Redeem(t, code, func(f url.Values) {
			if test.verifier != "" {
				f.Set("code_verifier", test.verifier)
			}
		})
		if status != test.want || status != http.StatusOK && answer["error"] != "invalid_grant" {
			t.Errorf("%s: %d %v", test.name, status, answer["error"])
		}
	}
	for name, asked := range map[string]url.Values{
		"S256 with an empty challenge": {"code_challenge": {""}, "code_challenge_method": {"S256"}},
		"S256 without a challenge":     {"code_challenge_method": {"S256"}},
		"plain":                        {"code_challenge": {verifier}, "code_challenge_method": {"plain"}},
		"no method, which means plain": {"code_challenge": {verifier}},
		"a challenge of 42 characters": {"code_challenge": {challengeOf(verifier)[:42]},
			"code_challenge_method": {"S256"}},
		"a challenge of 44 characters": {"code_challenge": {challengeOf(verifier) + "A"},
			"code_challenge_method": {"S256"}},
		"a padded challenge": {"code_challenge": {challengeOf(verifier) + "="},
			"code_challenge_method": {"S256"}},
		"the alphabet of plain base64": {"code_challenge": {strings.Repeat("+", 42) + "A"},
			"code_challenge_method": {"S256"}},
		"bits beyond the last byte": {"code_challenge": {strings.Repeat("A", 42) + "B"},
			"code_challenge_method": {"S256"}},
		"a method in another case": {"code_challenge": {challengeOf(verifier)},
			"code_challenge_method": {"s256"}},
		"the verifier of 43 as it is, +": {"code_challenge": {verifier[:42] + "+"}, "code_challenge_method": {"S256"}},
	} {
		address := l.AuthorizeURL(asked)
		if asked.Get("code_challenge") == "" && asked.Has("code_challenge") {
			address += "&code_challenge="
		}
		if got := webtest.Query(t, webtest.Get(t, address), "error"); got != "invalid_request" {
			t.Errorf("%s: error %q", name, got)
		}
	}
}

// RFC 6749 4.1.2: a second use of a code ends the token of the first.
func TestSecondUseEndsTheToken(t *testing.T) {
	l, a := webtest.Open(t), webtest.NewApp(t)
	profile := func(token string) int {
		r, _ := http.NewRequest(http.MethodGet, l.URL+"/sso/profile", nil)
		r.Header.Set("Authorization", "Bearer "+token)
		return webtest.Send(t, r).StatusCode
	}
	code := l.Code(t, a, nil)
	_, answer := l.Redeem(t, code, nil)
	token, _ := answer["access_token"].(string)
	if status := profile(token); status != http.StatusOK {
		t.Fatalf("before: %d", status)
	}
	for range 2 {
		if status, answer := l.Redeem(t, code, nil); status != http.StatusBadRequest ||
			answer["error"] != "invalid_grant" {
			t.Errorf("a second use: %d %v", status, answer)
		}
		if status := profile(token); status != http.StatusUnauthorized {
			t.Errorf("after it the token still works: %d", status)
		}
	}
	// Who cannot prove to be the app has not used it.
	code = l.Code(t, a, nil)
	_, answer = l.Redeem(t, code, nil)
	token, _ = answer["access_token"].(string)
	for name, change := range map[string]func(url.Values){
		"wrong secret": func(f url.Values) { f.Set("client_secret", "sk_test_wrong") },
		"a verifier":   func(f url.Values) { f.Set("code_verifier", verifier) },
		"no grant":     func(f url.Values) { f.Del("grant_type") },
	} {
		if status, _ := l.Redeem(t, code, change); status != http.StatusBadRequest || profile(token) != http.StatusOK {
			t.Errorf("%s: %d, the token %d", name, status, profile(token))
		}
	}
}

// An app of another environment gets nothing for a code, and the session says that it
// tried. The code is not used up by that.
func TestCodeOfAnotherEnvironment(t *testing.T) {
	l, a := webtest.Open(t), webtest.NewApp(t)
	environments, err := l.Services.Environments(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	other := environments[1]
	if other.ID == l.Welcome.Environment.ID {
		t.Fatal("it is the same environment")
	}
	_, secret, err := l.Services.CreateKey(t.Context(), other.ID, "App")
	if err != nil {
		t.Fatal(err)
	}
	code := l.Code(t, a, nil)
	status, answer := l.Redeem(t, code, func(f url.Values) {
		f.Set("client_id", other.ClientID)
		f.Set("client_secret", secret)
	})
	if status != http.StatusBadRequest || answer["error"] != "invalid_grant" || answer["access_token"] != nil {
		t.Errorf("%d %v", status, answer)
	}
	detail, err := l.Services.SessionDetail(t.Context(), l.Sessions(t)[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(detail.Events, func(e model.Event) bool {
		return e.What == "code_refused" && strings.Contains(e.Note, "another environment")
	}) {
		t.Errorf("the session does not say so: %+v", detail.Events)
	}
	if status, answer := l.Redeem(t, code, nil); status != http.StatusOK {
		t.Errorf("its own app: %d %v", status, answer)
	}
}

// Of 32 that redeem one code at once one wins.
func TestCodeRace(t *testing.T) {
	l, a := webtest.Open(t), webtest.NewApp(t)
	code := l.Code(t, a, nil)
	const n = 32
	var won [n]bool
	var group sync.WaitGroup
	for i := range n {
		group.Go(func() {
			status, _ := l.Exchange(t, code)
			won[i] = status == http.StatusOK
		})
	}
	group.Wait()
	count := 0
	for _, w := range won {
		if w {
			count++
		}
	}
	if count != 1 {
		t.Errorf("%d of %d", count, n)
	}
}

// A code waits while its connection is paused, and gives nothing once it is gone.
func TestCodeOfAPausedConnection(t *testing.T) {
	l, a := webtest.Open(t), webtest.NewApp(t)
	code := l.Code(t, a, nil)
	id := l.Welcome.Connection.ID
	if _, err := l.Services.PauseConnection(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	if status, answer := l.Redeem(t, code, nil); status != http.StatusBadRequest || answer["error"] != "invalid_grant" {
		t.Errorf("paused: %d %v", status, answer)
	}
	if _, err := l.Services.ResumeConnection(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	if status, answer := l.Redeem(t, code, nil); status != http.StatusOK {
		t.Errorf("resumed: %d %v", status, answer)
	}
	code = l.Code(t, a, nil)
	if _, err := l.Services.DeleteOrganization(t.Context(), l.Welcome.Organization.ID); err != nil {
		t.Fatal(err)
	}
	if status, answer := l.Redeem(t, code, nil); status != http.StatusBadRequest || answer["error"] != "invalid_grant" {
		t.Errorf("deleted: %d %v", status, answer)
	}
}

// A secret in a URL stands in the log of every proxy: it is refused there, also if
// it is right, while the other parameters may stand there.
func TestSecretIsNotReadFromAQuery(t *testing.T) {
	l, a := webtest.Open(t), webtest.NewApp(t)
	code := l.Code(t, a, nil)
	q := url.Values{"client_id": {l.Welcome.Environment.ClientID}, "grant_type": {"authorization_code"}, "code": {code}}
	secret := "&client_secret=" + url.QueryEscape(l.APIKey)
	ask := func(query, contentType, content, bearer string) (int, string) {
		r, err := http.NewRequest(http.MethodPost, l.URL+"/sso/token?"+query, strings.NewReader(content))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", contentType)
		r.Header.Set("Authorization", bearer)
		answer := webtest.Send(t, r)
		return answer.StatusCode, webtest.Body(t, answer)
	}
	asJSON, _ := json.Marshal(map[string]string{"client_id": q.Get("client_id"), "client_secret": l.APIKey,
		"grant_type": "authorization_code", "code": code})
	for name, try := range map[string][4]string{
		"alone":                      {q.Encode() + secret, "", "", ""},
		"beside a form":              {secret[1:], webtest.FormType, q.Encode() + secret, ""},
		"beside JSON":                {secret[1:], "application/json", string(asJSON), ""},
		"beside a header":            {q.Encode() + secret, "", "", "Bearer " + l.APIKey},
		"empty":                      {q.Encode() + "&client_secret=", "", "", "Bearer " + l.APIKey},
		"with an escape in its name": {q.Encode() + "&client%5Fsecret=x", "", "", "Bearer " + l.APIKey},
	} {
		if status, answer := ask(try[0], try[1], try[2], try[3]); status != http.StatusBadRequest ||
			!strings.Contains(answer, "invalid_request") {
			t.Errorf("%s: %d %s", name, status, answer)
		}
	}
	if status, answer := ask(q.Encode(), "", "", "Bearer "+l.APIKey); status != http.StatusOK {
		t.Errorf("the secret in the header, the rest in the query: %d %s", status, answer)
	}
}

// The names of a JSON object count to the letter and come once.
func TestJSONNamesAreExact(t *testing.T) {
	l, a := webtest.Open(t), webtest.NewApp(t)
	code := l.Code(t, a, nil)
	client, key := l.Welcome.Environment.ClientID, l.APIKey
	good := `"client_id":"` + client + `","client_secret":"` + key + `","grant_type":"authorization_code"`
	post := func(path, content string) (int, string) {
		r, err := http.NewRequest(http.MethodPost, l.URL+path, strings.NewReader(content))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Authorization", "Bearer "+key)
		answer := webtest.Send(t, r)
		return answer.StatusCode, webtest.Body(t, answer)
	}
	for name, content := range map[string]string{
		"a name in capitals":      `{` + good + `,"CODE":"` + code + `"}`,
		"a name half in capitals": `{` + good + `,"Code":"x","code":"` + code + `"}`,
		"a name twice":            `{` + good + `,"code":"x","code":"` + code + `"}`,
		"twice, once escaped":     `{` + good + `,"code":"` + code + `","\u0063ode":"x"}`,
		"an unknown name twice":   `{` + good + `,"code":"` + code + `","x":1,"x":2}`,
		"a number":                `{` + good + `,"code":5}`,
		"a list":                  `{` + good + `,"code":["` + code + `"]}`,
		"two objects":             `{` + good + `,"code":"` + code + `"}{}`,
		"something behind":        `{` + good + `,"code":"` + code + `"} x`,
		"a list of objects":       `[{` + good + `,"code":"` + code + `"}]`,
		"cut off":                 `{` + good + `,"code":"` + code + `"`,
		"nothing but a text":      `"code"`,
	} {
		if status, answer := post("/sso/token", content); status != http.StatusBadRequest || !strings.Contains(answer,
			"invalid_request") {
			t.Errorf("%s: %d %s", name, status, answer)
		}
	}
	if status, answer := post("/sso/token", `{`+good+`,"code":"`+code+
		`","code_verifier":null,"extra":{"code":"x"},"list":[1,{"code":2}]} `); status != http.StatusOK {
		t.Errorf("null and unknown names: %d %s", status, answer)
	}
	organization := string(l.Welcome.Organization.ID)
	for name, test := range map[string]struct {
		content string
		want    int
	}{
		"as it should": {`{"organization":"` + organization +
			`","intent":"sso","return_url":"","success_url":null,"it_contact_emails":["it@acme.example"]}`,
			http.StatusCreated},
		"capitals": {`{"Organization":"` + organization + `"}`, http.StatusBadRequest},
		"twice": {`{"organization":"org_other","organization":"` + organization + `"}`,
			http.StatusBadRequest},
		"twice in two ways": {`{"organization":"` + organization + `","ORGANIZATION":"org_other"}`,
			http.StatusBadRequest},
		"a number": {`{"organization":7}`, http.StatusUnprocessableEntity},
	} {
		if status, answer := post("/portal/generate_link", test.content); status != test.want {
			t.Errorf("%s: %d %s", name, status, answer)
		}
	}
}

// No parameter that counts may come twice, in any way of asking.
func TestFormParametersComeOnce(t *testing.T) {
	l, a := webtest.Open(t), webtest.NewApp(t)
	code := l.Code(t, a, nil)
	for _, name := range []string{"client_id", "client_secret", "grant_type", "code", "code_verifier"} {
		status, answer := l.Redeem(t, code, func(f url.Values) {
			if f.Get(name) == "" {
				f.Add(name, "x")
			}
			f.Add(name, f.Get(name))
		})
		if status != http.StatusBadRequest || answer["error"] != "invalid_request" {
			t.Errorf("%s: %d %v", name, status, answer)
		}
	}
	for _, name := range []string{"client_id", "redirect_uri", "response_type", "connection", "state", "prompt",
		"login_hint", "code_challenge", "code_challenge_method"} {
		answer := webtest.Get(t, l.AuthorizeURL(url.Values{name: {"a", "a"}}))
		if answer.StatusCode != http.StatusBadRequest || answer.Header.Get("Location") != "" {
			t.Errorf("%s: %d", name, answer.StatusCode)
		}
	}
}
