package sso_test

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"gatehouse/model"
	"gatehouse/service"
	"gatehouse/storage"
	"gatehouse/web"
	"gatehouse/web/webtest"
)

func TestTokenErrors(t *testing.T) {
	l, a := webtest.Open(t), webtest.NewApp(t)
	code := l.Code(t, a, nil)
	good := url.Values{
		"client_id": {l.Welcome.Environment.ClientID}, "client_secret": {l.APIKey},
		"grant_type": {"authorization_code"}, "code": {code},
	}
	for _, test := range []struct {
		name, field string
		values      []string
		want        string
	}{
		{"grant type", "grant_type", []string{"password"}, "unsupported_grant_type"},
		{"no grant type", "grant_type", nil, "unsupported_grant_type"},
		{"wrong secret", "client_secret", []string{"sk_test_wrong"}, "invalid_client"},
		{"no secret", "client_secret", nil, "invalid_client"},
		{"wrong client", "client_id", []string{"client_other"}, "invalid_client"},
		{"wrong code", "code", []string{"wrong"}, "invalid_grant"},
		{"no code", "code", nil, "invalid_grant"},
		{"repeated code", "code", []string{code, code}, "invalid_request"},
		{"too large", "code", []string{strings.Repeat("x", 100<<10)}, "invalid_request"},
	} {
		t.Run(test.name, func(t *testing.T) {
			form := url.Values{}
			for name, values := range good {
				form[name] = values
			}
			form[test.field] = test.values
			answer := webtest.PostForm(t, l.URL+"/sso/token", form)
			var refused map[string]string
			if err := json.Unmarshal([]byte(webtest.Body(t, answer)), &refused); err != nil {
				t.Fatal(err)
			}
			if answer.StatusCode != http.StatusBadRequest || refused["error"] != test.want ||
				refused["error_description"] == "" {
				t.Errorf("%d %v, want 400 %s", answer.StatusCode, refused, test.want)
			}
			if !strings.HasPrefix(answer.Header.Get("Content-Type"), "application/json") ||
				answer.Header.Get("X-Request-ID") == "" {
				t.Errorf("headers %v", answer.Header)
			}
		})
	}
	if status, answer := l.Exchange(t, code); status != http.StatusOK {
		t.Fatalf("the code was spent by attempts that failed: %d %v", status, answer)
	}
	if status, answer := l.Exchange(t, code); status != http.StatusBadRequest || answer["error"] != "invalid_grant" {
		t.Errorf("second exchange: %d %v", status, answer)
	}
}

func TestTokenExpires(t *testing.T) {
	l, a := webtest.Open(t), webtest.NewApp(t)
	code := l.Code(t, a, nil)
	l.Clock.Forward(model.CodeLife + time.Second)
	if status, answer := l.Exchange(t, code); status != http.StatusBadRequest || answer["error"] != "invalid_grant" {
		t.Errorf("after the code's life: %d %v", status, answer)
	}
}

func TestTokenPKCE(t *testing.T) {
	l, a := webtest.Open(t), webtest.NewApp(t)
	const verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
	sum := sha256.Sum256([]byte(verifier))
	code := l.Code(t, a, url.Values{
		"code_challenge": {base64.RawURLEncoding.EncodeToString(sum[:])}, "code_challenge_method": {"S256"},
	})
	form := url.Values{
		"client_id": {l.Welcome.Environment.ClientID}, "client_secret": {l.APIKey},
		"grant_type": {"authorization_code"}, "code": {code}, "code_verifier": {"wrong"},
	}
	if answer := webtest.PostForm(t, l.URL+"/sso/token", form); answer.StatusCode != http.StatusBadRequest {
		t.Errorf("wrong verifier: %d", answer.StatusCode)
	}
	form.Set("code_verifier", verifier)
	if answer := webtest.PostForm(t, l.URL+"/sso/token", form); answer.StatusCode != http.StatusOK {
		t.Errorf("right verifier: %d %s", answer.StatusCode, webtest.Body(t, answer))
	}
}

// Each SDK asks in its own way.
func TestTokenDialects(t *testing.T) {
	l, a := webtest.Open(t), webtest.NewApp(t)
	client, key := l.Welcome.Environment.ClientID, l.APIKey
	for _, test := range []struct {
		name, contentType, bearer string
		encode                    func(code string) string
	}{
		{"form", webtest.FormType + ";charset=utf-8", "", func(code string) string {
			return url.Values{"client_id": {client}, "client_secret": {key}, "grant_type": {"authorization_code"},
				"code": {code}}.Encode()
		}},
		{"form and bearer", webtest.FormType, key, func(code string) string {
			return url.Values{"client_id": {client}, "client_secret": {key}, "grant_type": {"authorization_code"},
				"code": {code}}.Encode()
		}},
		{"bearer alone", webtest.FormType, key, func(code string) string {
			return url.Values{"client_id": {client}, "grant_type": {"authorization_code"}, "code": {code}}.Encode()
		}},
		{"json", "application/json", "", func(code string) string {
			b, _ := json.Marshal(map[string]string{"client_id": client, "client_secret": key,
				"grant_type": "authorization_code", "code": code, "x": "y"})
			return string(b)
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			r, _ := http.NewRequest(http.MethodPost, l.URL+"/sso/token",
				strings.NewReader(test.encode(l.Code(t, a, nil))))
			r.Header.Set("Content-Type", test.contentType)
			if test.bearer != "" {
				r.Header.Set("Authorization", "Bearer "+test.bearer)
			}
			answer := webtest.Send(t, r)
			var token struct {
				TokenType   string         `json:"token_type"`
				AccessToken string         `json:"access_token"`
				ExpiresIn   int            `json:"expires_in"`
				Profile     map[string]any `json:"profile"`
			}
			if err := json.Unmarshal([]byte(webtest.Body(t, answer)), &token); err != nil {
				t.Fatal(err)
			}
			if answer.StatusCode != http.StatusOK || token.AccessToken == "" || token.ExpiresIn != 600 ||
				token.TokenType != "Bearer" {
				t.Fatalf("%d %+v", answer.StatusCode, token)
			}
			for _, required := range []string{"object", "id", "organization_id", "connection_id", "connection_type",
				"idp_id", "email", "first_name", "last_name", "name", "raw_attributes"} {
				if _, ok := token.Profile[required]; !ok {
					t.Errorf("the profile has no %s", required)
				}
			}
		})
	}
}

// A repeated request, whose first answer was lost, gets the same answer.
func TestTokenIdempotencyKey(t *testing.T) {
	l, a := webtest.Open(t), webtest.NewApp(t)
	code := l.Code(t, a, nil)
	attempt := func(key string) (int, string) {
		r, _ := http.NewRequest(http.MethodPost, l.URL+"/sso/token", strings.NewReader(url.Values{
			"client_id": {l.Welcome.Environment.ClientID}, "client_secret": {l.APIKey},
			"grant_type": {"authorization_code"}, "code": {code},
		}.Encode()))
		r.Header.Set("Content-Type", webtest.FormType)
		r.Header.Set("Idempotency-Key", key)
		answer := webtest.Send(t, r)
		return answer.StatusCode, webtest.Body(t, answer)
	}
	status, first := attempt("retry-1")
	again, second := attempt("retry-1")
	if status != http.StatusOK || again != http.StatusOK || first != second {
		t.Errorf("%d %s\nagain %d %s", status, first, again, second)
	}
	if status, _ := attempt("retry-2"); status != http.StatusBadRequest {
		t.Errorf("another attempt with a spent code: %d", status)
	}
	if status, _ := attempt(""); status != http.StatusBadRequest {
		t.Errorf("an attempt without a key with a spent code: %d", status)
	}
}

func TestProfileNeedsAToken(t *testing.T) {
	l := webtest.Open(t)
	for _, header := range []string{"", "Bearer ", "Bearer wrong", "Basic " + l.APIKey, "Bearer " + l.APIKey} {
		r, _ := http.NewRequest(http.MethodGet, l.URL+"/sso/profile", nil)
		if header != "" {
			r.Header.Set("Authorization", header)
		}
		answer := webtest.Send(t, r)
		if got := strings.TrimSpace(webtest.Body(t, answer)); answer.StatusCode != http.StatusUnauthorized ||
			got != `{"error":"Unauthorized"}` {
			t.Errorf("%q: %d %s", header, answer.StatusCode, got)
		}
	}
}

// withoutReceipts is a store that cannot give what a sign-in was made from.
type withoutReceipts struct{ storage.Store }

func (withoutReceipts) Receipts(context.Context, model.ID) ([]model.Receipt, error) {
	return nil, errors.New("no receipts")
}

// A code whose profile cannot be read gives nobody a token; asked again with the same key,
// it does, once the profile can be.
func TestNoTokenWithoutAProfile(t *testing.T) {
	l, a := webtest.Open(t), webtest.NewApp(t)
	form := url.Values{
		"client_id": {l.Welcome.Environment.ClientID}, "client_secret": {l.APIKey},
		"grant_type": {"authorization_code"}, "code": {l.Code(t, a, nil)},
	}
	broken := service.New(service.Options{Store: withoutReceipts{l.Store}, BaseURL: l.URL, Secrets: l.Secrets})
	exchange := func(h http.Handler) (int, string) {
		r := httptest.NewRequest(http.MethodPost, "/sso/token", strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", webtest.FormType)
		r.Header.Set("Idempotency-Key", "once")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w.Code, w.Body.String()
	}
	if code, body := exchange(web.New(web.Options{Services: broken})); code != http.StatusInternalServerError ||
		strings.Contains(body, "access_token") {
		t.Errorf("%d: %s", code, body)
	}
	whole := service.New(service.Options{Store: l.Store, BaseURL: l.URL, Secrets: l.Secrets})
	if code, body := exchange(web.New(web.Options{Services: whole})); code != http.StatusOK || !strings.Contains(body,
		"access_token") {
		t.Errorf("%d: %s", code, body)
	}
}
