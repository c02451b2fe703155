package portal_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"gatehouse/model"
	"gatehouse/web"
	"gatehouse/web/webtest"
)

// Nothing tells how near a guess came, and after a few there is no answer at
// all, right or wrong. GATEHOUSE_SLOW=1 guesses a hundred thousand times.
func TestPortalGuesses(t *testing.T) {
	l := webtest.Open(t)
	link, address, err := l.Services.CreateLink(t.Context(), model.LinkRequest{Kind: model.SetupLink,
		Organization: l.Welcome.Organization.ID, Intents: []model.Intent{model.IntentSSO}})
	if err != nil {
		t.Fatal(err)
	}
	token := address[strings.LastIndex(address, "/")+1:]
	handler := l.Config.Handler
	ask := func(peer, path string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodGet, path, nil)
		r.RemoteAddr = peer + ":4000"
		r.Header.Set("Accept", "text/html")
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		return w
	}
	var first string
	for _, guess := range []string{"x", token[:len(token)-1], token + "x", strings.ToLower(token), string(link.ID),
		strings.Repeat("x", 5000), "portal"} {
		w := ask("192.0.2.1", "/setup/"+guess)
		if first == "" {
			first = w.Body.String()
		}
		if w.Code != http.StatusNotFound || w.Body.String() != first || len(w.Result().Cookies()) > 0 {
			t.Errorf("guess %.40q: %d %s", guess, w.Code, w.Body)
		}
	}
	if w := ask("192.0.2.1", "/portal/"+token); w.Code != http.StatusNotFound || w.Body.String() != first {
		t.Errorf("a setup link as a portal link: %d", w.Code)
	}
	answered, guesses := 0, 5_000
	if os.Getenv("GATEHOUSE_SLOW") != "" {
		guesses = 100_000
	}
	for i := range guesses {
		w := ask("192.0.2.2", fmt.Sprintf("/setup/guess-%d", i))
		switch w.Code {
		case http.StatusNotFound:
			answered++
		case http.StatusTooManyRequests:
			if w.Header().Get("Retry-After") == "" {
				t.Fatal("refused without saying how long")
			}
		default:
			t.Fatalf("%d", w.Code)
		}
	}
	if answered > 40 {
		t.Errorf("%d of %d guesses were answered", answered, guesses)
	}
	if w := ask("192.0.2.2", "/setup/"+token); w.Code != http.StatusTooManyRequests {
		t.Errorf("the right token after too many wrong ones: %d", w.Code)
	}
	if w := ask("192.0.2.3", "/setup/"+token); w.Code != http.StatusSeeOther {
		t.Errorf("somebody else with the right token: %d", w.Code)
	}
	l.Clock.Forward(time.Hour)
	if w := ask("192.0.2.2", "/setup/"+token); w.Code != http.StatusSeeOther {
		t.Errorf("the right token an hour later: %d", w.Code)
	}
}

// Behind a trusted proxy, whoever guesses locks out nobody else; without one, the
// header is not believed.
func TestPortalGuessesBehindProxy(t *testing.T) {
	for _, test := range []struct {
		name, trusted, peer, guesser, visitor string
		want                                  int // for the right token of the visitor
	}{
		{"a proxy on this machine", "127.0.0.1,::1", "127.0.0.1", "198.51.100.1", "198.51.100.2", http.StatusSeeOther},
		{"a proxy in this network", "10.0.0.0/24", "10.0.0.7", "198.51.100.1", "198.51.100.2", http.StatusSeeOther},
		{"who guesses", "127.0.0.1", "127.0.0.1", "198.51.100.1", "198.51.100.1", http.StatusTooManyRequests},
		{"who guesses and adds others before", "127.0.0.1", "127.0.0.1", "198.51.100.1", "198.51.100.9, 198.51.100.1",
			http.StatusTooManyRequests},
		{"a proxy that names nobody", "127.0.0.1", "127.0.0.1", "", "", http.StatusTooManyRequests},
		{"a proxy that is not named", "", "127.0.0.1", "198.51.100.1", "198.51.100.2", http.StatusTooManyRequests},
		{"a neighbour of the same /64", "127.0.0.1", "127.0.0.1", "2001:db8::1", "2001:db8::2",
			http.StatusTooManyRequests},
		{"no proxy", "127.0.0.1", "198.51.100.1", "198.51.100.2", "198.51.100.3", http.StatusTooManyRequests},
	} {
		t.Run(test.name, func(t *testing.T) {
			l := webtest.Open(t)
			_, address, err := l.Services.CreateLink(t.Context(), model.LinkRequest{Kind: model.SetupLink,
				Organization: l.Welcome.Organization.ID, Intents: []model.Intent{model.IntentSSO}})
			if err != nil {
				t.Fatal(err)
			}
			proxies, err := web.ParseProxies(test.trusted)
			if err != nil {
				t.Fatal(err)
			}
			handler := web.New(web.Options{Services: l.Services, Proxies: proxies})
			ask := func(path, forwarded string) int {
				r := httptest.NewRequest(http.MethodGet, path, nil)
				r.RemoteAddr = test.peer + ":4000"
				if forwarded != "" {
					r.Header.Set("X-Forwarded-For", forwarded)
				}
				w := httptest.NewRecorder()
				handler.ServeHTTP(w, r)
				return w.Code
			}
			for range 100 {
				ask("/setup/guess", test.guesser)
			}
			if got := ask(strings.TrimPrefix(address, l.URL), test.visitor); got != test.want {
				t.Errorf("%d, want %d", got, test.want)
			}
		})
	}
}
