package webtest

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// App is a customer's app: it waits for codes at its callback.
type App struct {
	*httptest.Server
	Answers chan url.Values
}

// NewApp runs an app until the test ends. Answers that no test reads do not keep
// it from ending.
func NewApp(t testing.TB) *App {
	t.Helper()
	a := &App{Answers: make(chan url.Values, 1)}
	ended := make(chan struct{})
	a.Server = httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		select {
		case a.Answers <- r.URL.Query():
		case <-ended:
		}
	}))
	t.Cleanup(func() {
		close(ended)
		a.Close()
	})
	return a
}

// Callback is the app's redirect URI.
func (a *App) Callback() string { return a.URL + "/callback" }

// AuthorizeURL is where an app sends a person; overrides replace parameters, an
// empty one removes it.
func (s *Server) AuthorizeURL(overrides url.Values) string {
	q := url.Values{
		"client_id": {s.Welcome.Environment.ClientID}, "redirect_uri": {"http://127.0.0.1:3999/callback"},
		"response_type": {"code"}, "connection": {string(s.Welcome.Connection.ID)}, "state": {"as it was"},
	}
	for name, values := range overrides {
		q[name] = values
		if len(values) == 1 && values[0] == "" {
			delete(q, name)
		}
	}
	return s.URL + "/sso/authorize?" + q.Encode()
}

// Exchange redeems a code as an SDK does.
func (s *Server) Exchange(t testing.TB, code string) (status int, answer map[string]any) {
	t.Helper()
	form := url.Values{
		"client_id": {s.Welcome.Environment.ClientID}, "client_secret": {s.APIKey},
		"grant_type": {"authorization_code"}, "code": {code},
	}
	r, err := http.Post(s.URL+"/sso/token", "application/x-www-form-urlencoded;charset=utf-8",
		strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	if err := json.NewDecoder(r.Body).Decode(&answer); err != nil {
		t.Fatalf("token endpoint: %d, %v", r.StatusCode, err)
	}
	return r.StatusCode, answer
}
