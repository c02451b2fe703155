package contract

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// An app on the SDK for Node signs users in, and keeps organizations, domains and connections:
// what it checks stands in node/app.mjs.
func TestNode(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("NOT TRIED: node is missing: .ci/install")
	}
	for _, sdk := range []string{"workos-7", "workos-10", "workos-11"} {
		t.Run(sdk, func(t *testing.T) {
			if _, err := os.Stat("node/node_modules/" + sdk); err != nil {
				t.Skip("NOT TRIED: node/node_modules is missing: npm ci --prefix contract/node")
			}
			w := open(t)
			w.delivers(t)
			host, port := w.hostPort(t)
			organization := string(w.Welcome.Organization.ID)
			_, openid := w.OpenID(t)
			w.OAuth(t, "google")
			w.OAuth(t, "microsoft")
			w.GitHub(t)
			w.Apple(t)
			configuration, err := json.Marshal(map[string]string{
				"host": host, "port": port, "client": w.Welcome.Environment.ClientID, "key": w.APIKey,
				"live": w.live(t), "organization": organization, "connection": string(w.Welcome.Connection.ID),
				"openid": string(openid.ID), "directory": string(w.provisioned(t).ID),
				"draft": w.connection(t, organization), "callback": w.app.Callback(),
			})
			if err != nil {
				t.Fatal(err)
			}
			app := exec.CommandContext(t.Context(), node, "app.mjs", sdk, string(configuration))
			app.Dir = "node"
			w.run(t, app, string(openid.ID), 13)
		})
	}
}

// run runs an app that checks so many rules, and signs in where it sends a user: through
// SAML, or at once: through the connection by OpenID Connect, or a provider by OAuth.
func (w world) run(t *testing.T, app *exec.Cmd, openid string, rules int) {
	t.Helper()
	var told bytes.Buffer
	app.Stderr = &told
	in, err := app.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := app.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := app.Start(); err != nil {
		t.Fatal(err)
	}
	for lines := bufio.NewScanner(out); lines.Scan(); {
		got := map[string]string{}
		signIn := w.signIn
		if strings.Contains(lines.Text(), openid) || strings.Contains(lines.Text(), "provider=") {
			signIn = w.signInByOpenID
		}
		for name, values := range signIn(t, lines.Text()) {
			got[name] = values[0]
		}
		answer, err := json.Marshal(got)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := in.Write(append(answer, '\n')); err != nil {
			t.Fatalf("the app has ended: %v\n%s", err, told.String())
		}
	}
	if err := app.Wait(); err != nil || strings.Count(told.String(), "\n") < rules {
		t.Errorf("%v\n%s", err, told.String())
	}
}
