package e2e

import (
	"io"
	"net/http"
	"strings"
	"testing"
)

// A developer starts it without any set-up: an app of the same machine gets in with the key that is
// printed, each sign-in is told, and ctrl+c ends all.
func TestDevelop(t *testing.T) {
	t.Parallel()
	need(t, "tmux")
	address, data := freeAddress(t), t.TempDir()
	screen := start(t, 160, 45, build(t)+" dev --data "+data+" --listen "+address)
	screen.sees("export WORKOS_API_KEY=sk_test_default", "export WORKOS_BASE_URL=http://"+address, "Acme")
	ask, err := http.NewRequestWithContext(t.Context(), "GET", "http://"+address+"/notes?about=org_none", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		host, key string
		code      int
	}{
		{address, "sk_test_default", http.StatusNotFound},
		{address, "sk_test_other", http.StatusUnauthorized},
		{"a.page.example", "sk_test_default", http.StatusMisdirectedRequest}, // whose DNS leads here
	} {
		ask.Host = test.host
		ask.Header.Set("Authorization", "Bearer "+test.key)
		answer, err := http.DefaultClient.Do(ask)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(answer.Body)
		answer.Body.Close()
		if answer.StatusCode != test.code || !strings.HasPrefix(string(body), "{") {
			t.Errorf("%s with %s: %s %s", test.host, test.key, answer.Status, body)
		}
	}
	signIn(t, "http://"+address, "wrong-audience")
	screen.sees("Failed       audience")
	screen.press("C-c")
	screen.sees("ended: 0")

	open := start(t, 160, 45, build(t)+" dev --data "+data+" --listen 0.0.0.0:0")
	open.sees("strangers may reach the listener", "ended: 2")
}
