package e2e

import (
	"encoding/json"
	"io"
	"net/http"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// killable is an instance that is killed and started again.
type killable struct {
	t             *testing.T
	data, address string
	server        *exec.Cmd
}

func (x *killable) serve() {
	x.t.Helper()
	x.server = exec.Command(build(x.t), "--data", x.data, "serve", "--listen", x.address, "--rate-limit", "0")
	if err := x.server.Start(); err != nil {
		x.t.Fatal(err)
	}
	for x.t.Context().Err() == nil {
		if answer, err := http.Get("http://" + x.address + "/readyz"); err == nil {
			answer.Body.Close()
			if answer.StatusCode == http.StatusOK {
				return
			}
		}
		time.Sleep(10 * time.Millisecond) // the next look
	}
}

func (x *killable) kill() {
	x.server.Process.Kill() // SIGKILL
	x.server.Wait()
}

func (x *killable) run(args ...string) string {
	x.t.Helper()
	out, err := exec.Command(build(x.t), append([]string{"--data", x.data}, args...)...).Output()
	if err != nil {
		x.t.Fatalf("%q: %v", args, err)
	}
	return string(out)
}

// send makes a request with a bearer token. An error is that nobody answered, or not to the end.
func send(method, address, token, body string) (status int, answer []byte, err error) {
	r, err := http.NewRequest(method, address, strings.NewReader(body))
	if err != nil {
		return 0, nil, err
	}
	r.Header.Set("Authorization", "Bearer "+token)
	if body != "" {
		r.Header.Set("Content-Type", "application/scim+json")
	}
	a, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0, nil, err
	}
	defer a.Body.Close()
	answer, err = io.ReadAll(a.Body)
	return a.StatusCode, answer, err
}

// read is what stands at an address.
func read[T any](t *testing.T, address, token string) (x T) {
	t.Helper()
	status, answer, err := send(http.MethodGet, address, token, "")
	if err != nil || status != http.StatusOK {
		t.Fatalf("%s: %d %s %v", address, status, answer, err)
	}
	if err := json.Unmarshal(answer, &x); err != nil {
		t.Fatalf("%s: %v", address, err)
	}
	return x
}

// readAll is what stands on all pages of a list of the API, behind an entry if after is not "".
func readAll(t *testing.T, address, key, after string) (all []map[string]any) {
	t.Helper()
	for {
		page := read[struct {
			Data []map[string]any
			List struct{ After string } `json:"list_metadata"`
		}](t, address+"&limit=100&order=asc&after="+after, key)
		all = append(all, page.Data...)
		if after = page.List.After; after == "" {
			return all
		}
	}
}
