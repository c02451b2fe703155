package e2e

import (
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"gatehouse/interop/foreignidp"
	"gatehouse/testclient"
)

// A customer with an identity provider by other hands is onboarded with one
// command, and the login is seen on the console in each of its states, with both
// XML documents.
func TestForeignLoginOnTheConsole(t *testing.T) {
	t.Parallel()
	need(t, "tmux")
	screen, base, data := gatehouse(t, 160, 45) // wide enough for the organization
	const user, password = "alice", "correct horse"
	provider := foreignidp.Start(t, user, password, user+"@foreign.example")

	file := filepath.Join(t.TempDir(), "metadata.xml")
	if err := os.WriteFile(file, provider.Metadata(t), 0o600); err != nil {
		t.Fatal(err)
	}
	connection := regexp.MustCompile(`conn_\w+`).FindString(command(t, data, "setup-org", "Foreign", "--domain",
		"foreign.example", "--metadata", file))
	shown := command(t, data, "connection", "show", connection)
	provider.Trust(t, fetch(t, regexp.MustCompile(`http://\S+/sso/saml/metadata/\S+`).FindString(shown)))
	client := regexp.MustCompile(`client_\w+`).FindString(command(t, data, "env", "show"))

	address, err := url.Parse(base)
	if err != nil {
		t.Fatal(err)
	}
	browser, err := testclient.NewBrowser(address, address.Host)
	if err != nil {
		t.Fatal(err)
	}
	at, err := browser.Get(t.Context(), base+"/sso/authorize?"+url.Values{
		"client_id": {client}, "redirect_uri": {base + "/demo/callback"}, "response_type": {"code"},
		"connection": {connection},
	}.Encode())
	if err != nil {
		t.Fatal(err)
	}
	screen.sees("In progress", "no response yet", "Foreign") // Started

	answer := foreignidp.LogIn(t, browser, at, map[string]string{"user": user, "password": password})
	if at, err = browser.SubmitAndStay(t.Context(), answer); err != nil {
		t.Fatal(err)
	}
	screen.sees("In progress", "alice@") // Authorized: the code waits in the redirect

	if _, err = browser.Get(t.Context(), at.Location.String()); err != nil {
		t.Fatal(err)
	}
	screen.sees("Success", "alice@")
	screen.press("Enter")
	screen.sees("Response", "Request")
	screen.press("4")
	screen.sees("AuthnRequest")
	screen.press("5")
	screen.sees("samlp:Response")
}

// command runs gatehouse against the running instance.
func command(t *testing.T, data string, args ...string) string {
	t.Helper()
	out, err := exec.Command(build(t), append([]string{"--data", data}, args...)...).CombinedOutput()
	if err != nil {
		t.Fatalf("gatehouse %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

func fetch(t *testing.T, address string) []byte {
	t.Helper()
	answer, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	document, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("%s: %d, %v", address, answer.StatusCode, err)
	}
	return document
}
