package webtest

import (
	"bytes"
	"encoding/base64"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"gatehouse/testclient"
)

// FormType is the content type of a form.
const FormType = "application/x-www-form-urlencoded"

func B64(text string) string { return base64.StdEncoding.EncodeToString([]byte(text)) }

// Send makes one request and does not follow a redirect.
func Send(t testing.TB, r *http.Request) *http.Response {
	t.Helper()
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	answer, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { answer.Body.Close() })
	return answer
}

func Get(t testing.TB, address string) *http.Response {
	t.Helper()
	r, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Accept", "text/html")
	return Send(t, r)
}

func PostForm(t testing.TB, address string, form url.Values) *http.Response {
	t.Helper()
	r, err := http.NewRequest(http.MethodPost, address, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded;charset=utf-8")
	return Send(t, r)
}

func Body(t testing.TB, answer *http.Response) string {
	t.Helper()
	var b bytes.Buffer
	if _, err := b.ReadFrom(answer.Body); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// Query reads a parameter of where an answer redirects to.
func Query(t testing.TB, answer *http.Response, name string) string {
	t.Helper()
	to, err := answer.Location()
	if err != nil {
		t.Fatalf("no redirect: %d %s", answer.StatusCode, Body(t, answer))
	}
	return to.Query().Get(name)
}

func NewLog(w io.Writer) *slog.Logger { return slog.New(slog.NewTextHandler(w, nil)) }

// SignIn goes from the app to the test identity provider's sign-in page and
// back, and gives the last page.
func SignIn(t *testing.T, b *testclient.Browser, start string) testclient.Page {
	t.Helper()
	at, err := b.Get(t.Context(), start)
	if err != nil {
		t.Fatal(err)
	}
	for _, field := range []string{"SAMLRequest", "fault", "SAMLResponse"} {
		f, ok := at.FormWith(field)
		if !ok {
			if field == "SAMLRequest" {
				continue // the redirect binding
			}
			t.Fatalf("%s (%d) has no form with %s: %s", at.URL, at.Status, field, at.Text)
		}
		if at, err = b.Submit(t.Context(), f); err != nil {
			t.Fatal(err)
		}
	}
	return at
}

func FormToken(t *testing.T, page string) string {
	t.Helper()
	_, rest, ok := strings.Cut(page, `name="form_token" value="`)
	token, _, closed := strings.Cut(rest, `"`)
	if !ok || !closed {
		t.Fatalf("no form token on the page: %s", page)
	}
	return token
}
