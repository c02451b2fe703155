package examples

import (
	"bufio"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"gatehouse/testclient"
)

// Each example is an app on an official SDK: gatehouse dev runs it, a user signs in, by SAML and by
// OpenID Connect, and the app greets them; a sign-in that the identity provider spoils is told in words.
func TestExamples(t *testing.T) {
	dir := t.TempDir()
	gatehouse, app := filepath.Join(dir, "gatehouse"), filepath.Join(dir, "app")
	compile(t, "..", gatehouse, ".")
	compile(t, ".", app, "./go")
	for name, command := range map[string][]string{"go": {app}, "node": {"node", "node/app.mjs"}} {
		t.Run(name, func(t *testing.T) {
			if name == "node" {
				needNode(t)
			}
			data := t.TempDir()
			home := start(t, gatehouse, data, command)
			const saml, openID = "Acme", "Acme (OpenID Connect)"
			for _, test := range []struct{ to, fault, sees string }{
				{saml, "", "Hello Ada Lovelace, ada.lovelace@acme.example"},
				{saml, "wrong-audience", "Malformed SAML Response. Trace "},
				{openID, "none", "Hello Ada Lovelace, ada.lovelace@openid-connect.acme.example"},
				{openID, "denied", "Trace "},
			} {
				if test.to == openID && test.fault == "none" {
					playOpenID(t, gatehouse, data)
				}
				if page := signIn(t, home, test.to, test.fault); !strings.Contains(page.Text, test.sees) {
					t.Errorf("at %s with the fault %q the app shows %q", test.to, test.fault, page.Text)
				}
			}
		})
	}
}

// playOpenID has the running instance make its sample connection by OpenID Connect.
func playOpenID(t *testing.T, gatehouse, data string) {
	t.Helper()
	if out, err := exec.Command(gatehouse, "test-idp", "--openid", "--data", data).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}

func compile(t *testing.T, dir, to, what string) {
	t.Helper()
	cmd := exec.Command("go", "build", "-o", to, what)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}

func needNode(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("node"); err != nil {
		t.Skip("NOT TESTED: node is not installed")
	}
	if _, err := os.Stat("node/node_modules"); err != nil {
		t.Skip("NOT TESTED: npm ci --prefix examples/node has not been run")
	}
}

// start runs an app as a developer does, and gives its address once it listens.
func start(t *testing.T, gatehouse, data string, app []string) string {
	t.Helper()
	args := append([]string{"dev", "--data", data, "--listen", "127.0.0.1:" + freePort(t), "--"}, app...)
	cmd := exec.Command(gatehouse, args...)
	cmd.Env = append(os.Environ(), "PORT="+freePort(t))
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stdout, cmd.Stderr = write, write
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	write.Close()
	var said strings.Builder
	lines := bufio.NewScanner(read)
	t.Cleanup(func() {
		cmd.Process.Signal(os.Interrupt)
		for lines.Scan() { // until it has ended
			said.WriteString(lines.Text() + "\n")
		}
		cmd.Wait()
		if t.Failed() {
			t.Logf("it said:\n%s", &said)
		}
	})
	for lines.Scan() {
		said.WriteString(lines.Text() + "\n")
		if _, home, found := strings.Cut(lines.Text(), "open "); found {
			await(t, strings.TrimPrefix(home, "http://"))
			return home
		}
	}
	t.Fatal("it does not listen")
	return ""
}

// await waits until an app that says it listens does.
func await(t *testing.T, address string) {
	t.Helper()
	for begun := time.Now(); ; time.Sleep(10 * time.Millisecond) {
		conn, err := net.Dial("tcp", address)
		if err == nil {
			conn.Close()
			return
		}
		if time.Since(begun) > time.Minute {
			t.Fatal(err)
		}
	}
}

func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return port
}

// signIn walks from the app's home page to the identity provider and back, as a person does.
func signIn(t *testing.T, home, to, fault string) testclient.Page {
	t.Helper()
	base, err := url.Parse(home)
	if err != nil {
		t.Fatal(err)
	}
	b, err := testclient.NewBrowser(base, base.Host)
	if err != nil {
		t.Fatal(err)
	}
	open := func(page testclient.Page, err error) testclient.Page {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return page
	}
	page := open(b.Get(t.Context(), home))
	i := slices.IndexFunc(page.Links, func(l testclient.Link) bool { return l.Text == "Sign in to "+to })
	if i < 0 {
		t.Fatalf("the app shows %q", page.Text)
	}
	page = open(b.Get(t.Context(), page.Links[i].URL.String()))
	form, ok := page.FormWith("fault")
	if !ok {
		t.Fatalf("the sign-in leads to %q", page.Text)
	}
	if err := form.Set("fault", fault); err != nil {
		t.Fatal(err)
	}
	page = open(b.Submit(t.Context(), form))
	if page.URL.Host == base.Host {
		return page // by OpenID Connect the redirects led there
	}
	if form, ok = page.FormWith("SAMLResponse"); !ok {
		t.Fatalf("the identity provider answers %q", page.Text)
	}
	return open(b.Submit(t.Context(), form))
}
