package e2e

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gatehouse/model"
	"gatehouse/service"
	"gatehouse/web/webtest"
)

// A sign-in across sites in a real browser, whose cookies follow its own rules: the
// identity provider posts from another site, so no cookie of ours comes with the
// answer. The app's state goes to the browser that began the login, and to no
// second one that posts the same unverified answer.
func TestStateInABrowserAcrossSites(t *testing.T) {
	t.Parallel()
	need(t, "chromium", "node")
	if _, err := os.Stat("browser/node_modules/puppeteer-core"); err != nil {
		t.Skip("browser/node_modules is missing: npm ci --prefix e2e/browser")
	}
	s := webtest.Listen(t, service.Options{})
	app, idp := localhost(t, nothing), webtest.NewIdP(t, time.Now)
	callback := app + "/callback"
	s.Reconfigure(t, func(c *model.Connection) {
		c.Type, c.IdPEntityID = "GenericSAML", idp.EntityID
		c.SSOURL = strings.Replace(idp.SSOURL, "127.0.0.1", "localhost", 1) // another site than ours
		c.Certificates = []model.Certificate{{DER: idp.Cert}}
	})
	const state = "the-state-of-the-app"
	plan, err := json.Marshal(map[string]any{
		"chromium": path(t, "chromium"), "base": s.URL, "callback": callback, "elsewhere": localhost(t, nothing) + "/",
		"state": state, "authorize": s.AuthorizeURL(url.Values{"redirect_uri": {callback}, "state": {state}}),
		"email": "ada@" + model.DemoDomain, "faults": []string{"unsigned", "other-key", "changed-after-signing"},
	})
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "plan.json")
	if err := os.WriteFile(file, plan, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), "node", "browser/signin.mjs", file).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
}

// localhost serves under that name, which for a browser is another site than
// 127.0.0.1.
func localhost(t *testing.T, h http.HandlerFunc) string {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return strings.Replace(server.URL, "127.0.0.1", "localhost", 1)
}

// nothing is a page without anything.
func nothing(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Write([]byte("<!doctype html><title>Nothing</title><body></body>"))
}
