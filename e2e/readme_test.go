package e2e

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"gatehouse/internal/testkeys"
	"gatehouse/oidc/idp"
)

// Every command in the README works as it stands there, in its order, on a
// fresh data directory.
func TestREADME(t *testing.T) {
	t.Parallel()
	need(t, "bash", "tmux")
	text, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	commands := readmeCommands(string(text))
	if len(commands) < 10 {
		t.Fatalf("found only %d commands in README.md: %q", len(commands), commands)
	}
	home := t.TempDir()
	for name, content := range map[string]string{
		"client-secret.txt": "the secret of Foo Corp\n", "AuthKey_F6G7H8J9K0.p8": appleKey(t),
		"people.csv": "Email,First name,Last name,Groups\nada@globex.example,Ada,Lovelace,Staff\n",
	} {
		if err := os.WriteFile(filepath.Join(home, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	env := append(os.Environ(), "HOME="+home, "XDG_DATA_HOME="+home+"/share", "XDG_STATE_HOME="+home+"/state",
		"GATEHOUSE_DATA=", "PATH="+filepath.Dir(build(t))+":"+os.Getenv("PATH"))
	// The Go tool keeps its caches: the home directory is fresh for gatehouse alone.
	for _, name := range []string{"GOCACHE", "GOMODCACHE", "GOPATH"} {
		value, err := exec.Command("go", "env", name).Output()
		if err != nil {
			t.Fatal(err)
		}
		env = append(env, name+"="+strings.TrimSpace(string(value)))
	}
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	for _, command := range commands {
		t.Run(command, func(t *testing.T) {
			switch {
			case command == "go test ./...":
				// This very test is part of it; .ci/run runs it by itself.
			case command == "go run .":
				address := freeAddress(t)
				screen := start(t, 80, 24, "cd "+root+" && XDG_DATA_HOME="+t.TempDir()+" XDG_STATE_HOME="+t.TempDir()+
					" go run . --listen "+address)
				screen.sees("Sessions", "t signs a test user in")
				screen.press("t")
				screen.sees("ada.lovel", "Success")
			case strings.HasPrefix(command, "go "):
				run(t, env, root, command)
			case strings.HasPrefix(command, "gatehouse dev "):
				run(t, append(env, "GATEHOUSE_LISTEN="+freeAddress(t)), home, command)
			case command == "gatehouse serve":
				serveAndStop(t, env)
			case strings.Contains(command, foreignIssuer):
				run(t, env, home, strings.ReplaceAll(command, foreignIssuer, openIDProvider(t))+" --allow-private")
			default:
				run(t, env, home, command)
			}
		})
	}
}

// appleKey is a private key in the form that Apple gives.
func appleKey(t *testing.T) string {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
}

// readmeCommands gives what stands behind "$ " in the console blocks.
func readmeCommands(text string) []string {
	var commands []string
	inside := false
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\n")
		switch {
		case line == "```console":
			inside = true
		case strings.HasPrefix(line, "```"):
			inside = false
		case inside && strings.HasPrefix(line, "$ "):
			commands = append(commands, strings.TrimPrefix(line, "$ "))
		}
	}
	return commands
}

func run(t *testing.T, env []string, dir, command string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "bash", "-o", "pipefail", "-ec", command)
	cmd.Env, cmd.Dir = env, dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// serveAndStop runs the server until it listens, and stops it as a service
// manager does.
func serveAndStop(t *testing.T, env []string) {
	t.Helper()
	cmd := exec.Command(build(t), "serve", "--listen", freeAddress(t))
	cmd.Env = env
	logs, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(logs)
	for lines.Scan() {
		if strings.Contains(lines.Text(), `"msg":"listening"`) {
			cmd.Process.Signal(syscall.SIGTERM)
		}
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("it did not stop cleanly: %v", err)
	}
}

// foreignIssuer stands in the README for a provider of somebody else's.
const foreignIssuer = "https://foo.okta.com"

// openIDProvider runs one, and gives its issuer.
func openIDProvider(t *testing.T) string {
	t.Helper()
	server := httptest.NewUnstartedServer(nil)
	key, err := testkeys.Theirs()
	if err != nil {
		t.Fatal(err)
	}
	provider := idp.New("http://"+server.Listener.Addr().String(), key, key, [32]byte{})
	server.Config.Handler = http.HandlerFunc(provider.ServeDocument)
	server.Start()
	t.Cleanup(server.Close)
	return provider.Issuer
}
