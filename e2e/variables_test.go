package e2e

import (
	"bufio"
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"syscall"
	"testing"
)

// served starts gatehouse serve with variables of the environment, and gives its
// base URL once it listens.
func served(t *testing.T, data string, variables ...string) string {
	t.Helper()
	cmd := exec.Command(build(t), "--data", data, "serve", "--listen", "127.0.0.1:0")
	cmd.Env = append(os.Environ(), variables...)
	logs, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var said struct {
		Msg  string `json:"msg"`
		Base string `json:"base_url"`
	}
	lines := bufio.NewScanner(logs)
	for said.Msg != "listening" && lines.Scan() {
		if err := json.Unmarshal(lines.Bytes(), &said); err != nil {
			t.Errorf("no line of JSON: %s", lines.Text())
		}
	}
	read := make(chan struct{})
	go func() { // until it ends
		defer close(read)
		for lines.Scan() {
		}
	}()
	t.Cleanup(func() {
		cmd.Process.Signal(syscall.SIGTERM)
		<-read
		if err := cmd.Wait(); err != nil {
			t.Errorf("it did not stop cleanly: %v", err)
		}
	})
	if said.Msg != "listening" {
		t.Fatal("it does not listen")
	}
	return said.Base
}

// refused runs gatehouse with variables, which ends with a code and a sentence.
func refused(t *testing.T, code int, says string, variables []string, args ...string) {
	t.Helper()
	cmd := exec.Command(build(t), args...)
	cmd.Env = append(os.Environ(), variables...)
	out, _ := cmd.CombinedOutput()
	if got := cmd.ProcessState.ExitCode(); got != code || !strings.Contains(string(out), says) ||
		strings.Count(string(out), "\n") != 1 {
		t.Errorf("%q %q: exit code %d, want %d and one sentence with %q:\n%s", variables, args, got, code, says, out)
	}
}

// GATEHOUSE_TEST_IDP closes the test identity provider for visitors and for
// commands, which say why.
func TestVariableOfTheTestIdP(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	command(t, data, "test-idp")
	off := []string{"GATEHOUSE_TEST_IDP=off"}
	const why = "the test identity provider is switched off (--test-idp=off)"
	refused(t, 1, why, off, "--data", data, "test-idp")
	refused(t, 2, "use auto, on or off", []string{"GATEHOUSE_TEST_IDP=no"}, "--data", data, "test-idp")
	refused(t, 2, "use auto, on or off", []string{"GATEHOUSE_TEST_IDP=no"}, "--data", data, "serve",
		"--listen", "127.0.0.1:0")

	base := served(t, data, off...)
	for _, path := range []string{"/test-idp/", "/demo"} {
		answer, err := http.Get(base + path)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if answer.StatusCode != http.StatusNotFound {
			t.Errorf("%s is there: %s", path, answer.Status)
		}
	}
	refused(t, 1, why, nil, "--data", data, "test-idp") // of the instance
}

// GATEHOUSE_TRUSTED_PROXIES says whose word counts for where a visitor comes from.
func TestVariableOfTrustedProxies(t *testing.T) {
	t.Parallel()
	refused(t, 2, `--trusted-proxies: "proxy" is not an address`, []string{"GATEHOUSE_TRUSTED_PROXIES=proxy"},
		"--data", t.TempDir(), "serve", "--listen", "127.0.0.1:0")
	for trusted, want := range map[string]string{"127.0.0.1": "203.0.113.9", "10.1.0.0/16": "127.0.0.1",
		"none": "127.0.0.1"} {
		t.Run(trusted, func(t *testing.T) {
			data := t.TempDir()
			base := served(t, data, "GATEHOUSE_TRUSTED_PROXIES="+trusted)
			client := regexp.MustCompile(`client_\w+`).FindString(command(t, data, "env", "show"))
			connection := regexp.MustCompile(`conn_\w+`).FindString(command(t, data, "connection", "list"))
			r, err := http.NewRequestWithContext(t.Context(), http.MethodGet,
				base+"/sso/authorize?response_type=code&client_id="+client+"&connection="+connection+"&redirect_uri="+
					base+"/demo/callback", nil)
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("X-Forwarded-For", "203.0.113.9")
			answer, err := http.DefaultTransport.RoundTrip(r)
			if err != nil {
				t.Fatal(err)
			}
			answer.Body.Close()
			session := regexp.MustCompile(`sess_\w+`).FindString(command(t, data, "sessions", "list"))
			if shown := command(t, data, "sessions", "show",
				session); !regexp.MustCompile(`From: +` + regexp.QuoteMeta(want)).MatchString(shown) {
				t.Errorf("%s, and not from %s:\n%s", answer.Status, want, shown)
			}
		})
	}
}

// Somebody whose working directory is gone, or not theirs to read, is answered all the same:
// whoever becomes another user by sudo stands in such a one.
func TestWithoutAWorkingDirectory(t *testing.T) {
	t.Parallel()
	need(t, "sh")
	cmd := exec.Command("sh", "-c", `mkdir gone && cd gone && rmdir ../gone && exec "$0" --data "$1" org list`,
		build(t), t.TempDir())
	cmd.Dir = t.TempDir()
	if out, err := cmd.CombinedOutput(); !strings.Contains(string(out), "holds no data yet") {
		t.Errorf("%v: %s", err, out)
	}
}
