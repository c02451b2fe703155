package e2e

import (
	"archive/tar"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// earlier unpacks a data directory that the first version with a stable store
// left behind; testdata/earlier/README.md says what is in it.
func earlier(t *testing.T) (data string) {
	t.Helper()
	packed, err := os.Open("testdata/earlier/data.tar.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer packed.Close()
	plain, err := gzip.NewReader(packed)
	if err != nil {
		t.Fatal(err)
	}
	dir, err := os.OpenRoot(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer dir.Close()
	for files := tar.NewReader(plain); ; {
		h, err := files.Next()
		if errors.Is(err, io.EOF) {
			return filepath.Join(dir.Name(), "data")
		}
		if err == nil {
			err = unpack(dir, h, files)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

func unpack(dir *os.Root, h *tar.Header, content io.Reader) error {
	if h.FileInfo().IsDir() {
		return dir.Mkdir(filepath.Clean(h.Name), 0o700)
	}
	f, err := dir.OpenFile(h.Name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, content)
	return errors.Join(err, f.Close())
}

// What an earlier version stored is all there: each noun, and an export that says
// the same.
func TestEarlierStoreIsRead(t *testing.T) {
	t.Parallel()
	data := earlier(t)
	want, err := os.ReadFile("testdata/earlier/export.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if got := command(t, data, "export"); got != string(want) {
		t.Errorf("the export is not testdata/earlier/export.yaml:\n%s", got)
	}
	served(t, data)
	for _, noun := range []struct {
		command string
		says    []string
	}{
		{"env show", []string{"client_01M8KBZDJZS49BTVDFF8YP7TV4"}},
		{"env list", []string{"Production", "client_01M8KBZDJZZ9KST8TRJWE8YHE3", "https://app.example.com/callback"}},
		{"org list", []string{"Foo Corp", "Bar Corp", "Baz Corp", "Acme"}},
		{"org show 42", []string{"foo-corp.example (verified)", "foo-corp.test (", "diamond"}},
		{"domain list", []string{"bar-corp.example", "baz-corp.example", "prod-corp.example"}},
		{"connection show conn_01M8KBZEYZ7SRXEY602B0QCSBN", []string{"Bar Okta", "exk1fcia6d6EMsf331d8",
			"ED:A3:18:52:D6:47", "SHA-1"}},
		{"connection show conn_01M8KBZGTCJPKT4SX64GSRGB0A", []string{"inactive", "http://127.0.0.1:9/metadata.xml",
			"sso/saml2", "dcb1aa5d31e09ba6"}},
		{"connection profiles conn_01M8KBZDJZMH9TEA8WSYENGKAV",
			[]string{"ada.lovelace@acme.example", "00u1ada0lovelace5d7"}},
		{"key list", []string{"Default key", "Billing app"}},
		{"key list --env production", []string{"Prod app"}},
		{"key show key_01M8KBZKBAAPQV0NYVRQACXBEV", []string{earlierKey}},
		{"link list", []string{"revoked", "link_01M8KBZN7HWQY11YW9THVBYMJM", "link_01M8KBZEZQRBDBZMG5TMHGGT6P"}},
		{"branding show", []string{"Hooli Cloud", "help@hooli.example", "#7a2fd0"}},
		{"history", []string{"set up a new installation", "seeded 5 records", "policy.allow_sha1",
			"paused connection Baz Corp"}},
	} {
		got := command(t, data, strings.Fields(noun.command)...)
		for _, text := range noun.says {
			if !strings.Contains(got, text) {
				t.Errorf("%s does not say %q:\n%s", noun.command, text, got)
			}
		}
	}
}

// earlierKey is the API key Billing app of the directory, which opens nothing
// else.
const earlierKey = "sk_test_6T1G2x0Er_Sn88VVwzB1RKanhSkZy7T-"

// Each session of an earlier version has its state, its cause and its messages.
func TestEarlierSessionsAreRead(t *testing.T) {
	t.Parallel()
	type session struct{ ID, State, Cause, Email string }
	const foo, acme = "ada.lovelace@foo-corp.example", "ada.lovelace@acme.example"
	want := map[string]session{}
	for _, s := range []session{
		{"sess_01M8KBZSM91RCA4B5BGZSYKDBR", "successful", "", foo},
		{"sess_01M8KBZT619WPT6TMJ6GBMFJHJ", "successful", "", foo},
		{"sess_01M8KBZTNSDZF9TSCVZBWSX6Q4", "failed", "audience", foo},
		{"sess_01M8KBZV21TMTGZ1SSHBCVCZ4K", "failed", "certificate_mismatch", foo},
		{"sess_01M8KBZVG33PS79FXVQGSJKZEK", "failed", "unsigned", foo},
		{"sess_01M8KBZVXKZN5WPB44NTR8J4QP", "failed", "xml_not_well_formed", ""},
		{"sess_01M8KBZWC4NG5VW84QSAZGJ7JE", "failed", "idp_status", ""},
		{"sess_01M8KBZWR0G1YYRS57HSQNVS4Y", "failed", "replay", acme},
		{"sess_01M8KBZX392YAJV6ZQKJVWTP80", "successful", "", acme},
	} {
		want[s.ID] = s
	}
	// Told by the reason of the refusal, which that version did not note.
	explained := map[string]string{
		"sess_01M8KBZV21TMTGZ1SSHBCVCZ4K": "Identity provider changed its certificate",
		"sess_01M8KBZVXKZN5WPB44NTR8J4QP": "Response is cut off",
	}
	data := earlier(t)
	served(t, data)
	var sessions []session
	if err := json.Unmarshal([]byte(command(t, data, "--json", "sessions", "list")), &sessions); err != nil {
		t.Fatal(err)
	}
	unanswered := 0
	for _, got := range sessions {
		messages := map[string]string{"--response": "p:Response"}
		if judged, ok := want[got.ID]; !ok {
			unanswered++
			messages = map[string]string{"--request": "p:AuthnRequest"}
		} else if got != judged {
			t.Errorf("%+v, want %+v", got, judged)
		}
		for flag, element := range messages {
			if shown := command(t, data, "sessions", "show", got.ID, flag); !strings.Contains(shown, element) {
				t.Errorf("%s %s: %.200q", got.ID, flag, shown)
			}
		}
		shown := command(t, data, "sessions", "show", got.ID)
		if !strings.Contains(shown, got.ID) || !strings.Contains(shown, explained[got.ID]) {
			t.Errorf("%s: %q", got.ID, shown)
		}
		delete(want, got.ID)
	}
	if len(want) > 0 || unanswered != 4 {
		t.Errorf("%d without an answer, want 4; missing: %v", unanswered, want)
	}
}

// What an earlier version stored works: records change and change back, people
// sign in, and apps use their keys.
func TestEarlierStoreIsUsed(t *testing.T) {
	t.Parallel()
	data := earlier(t)
	base := served(t, data)
	const foo = "conn_H9EQ8K1VS2MEB3H2QNZJ1T55WY"
	// The certificate of the stored test identity provider ends; this test does not.
	command(t, data, "connection", "update", foo, "--allow", "expired-certificate", "--name", "Foo again")
	if shown := command(t, data, "connection", "test", foo); !strings.Contains(shown, "Accepted") {
		t.Errorf("a sign-in is not accepted:\n%s", shown)
	}
	waiting := "conn_01M8KBZGTCJPKT4SX64GSRGB0A"
	command(t, data, "connection", "approve", waiting, "dcb1aa5d31e09ba6")
	if shown := command(t, data, "connection", "show",
		waiting); !regexp.MustCompile(`sign-on URL: .*/sso/saml2\n`).MatchString(shown) {
		t.Errorf("the change that waited was not taken over:\n%s", shown)
	}
	command(t, data, "connection", "resume", waiting)
	command(t, data, "org", "delete", "Prod Corp", "--confirm", "Prod Corp")
	if shown := command(t, data, "export"); strings.Contains(shown, "Prod Corp") ||
		!strings.Contains(shown, "Foo again") {
		t.Errorf("the changes are not in the export:\n%s", shown)
	}

	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, base+"/portal/generate_link",
		strings.NewReader(`{"organization":"org_E64K8V2EDBF98Z7Q4FXX323G7H","intent":"sso"}`))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+earlierKey)
	request.Header.Set("Content-Type", "application/json")
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	said, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusCreated || !strings.Contains(string(said), base+"/portal/") {
		t.Errorf("its API key makes no setup link: %s %s (%v)", answer.Status, said, err)
	}
}
