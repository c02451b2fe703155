package api_test

import (
	"net/http"
	"strings"
	"testing"

	"gatehouse/web/webtest"
)

// A POST with an Idempotency-Key that is sent again gets the same answer, and is done once;
// with another body it is refused in words. An empty key is none: one SDK sends that.
func TestIdempotencyKey(t *testing.T) {
	l := webtest.Open(t)
	about := `{"about":"` + string(l.Welcome.Organization.ID) + `","text":"`
	post := func(key, text string) (int, string) {
		t.Helper()
		r, err := http.NewRequest("POST", l.URL+"/notes", strings.NewReader(about+text+`"}`))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", "Bearer "+l.APIKey)
		r.Header.Set("Idempotency-Key", key)
		answer := webtest.Send(t, r)
		if kind := answer.Header.Get("Content-Type"); !strings.HasPrefix(kind, "application/json") {
			t.Errorf("Content-Type %q", kind)
		}
		return answer.StatusCode, webtest.Body(t, answer)
	}
	status, first := post("retry-1", "rang them")
	if status != 201 {
		t.Fatal(status, first)
	}
	if status, again := post("retry-1", "rang them"); status != 201 || again != first {
		t.Errorf("%d %s, want %s", status, again, first)
	}
	if status, other := post("retry-1", "solved"); status != 422 || !strings.Contains(other,
		"was used for another request") {
		t.Errorf("%d %s", status, other)
	}
	for range 2 {
		if status, text := post("", "no key"); status != 201 {
			t.Error(status, text)
		}
	}
	_, all := ask(t, l.APIKey, "GET", l.URL+"/notes?about="+string(l.Welcome.Organization.ID), "")
	if strings.Count(all, "rang them") != 1 || strings.Count(all, "no key") != 2 {
		t.Error(all)
	}
}

// Under the addresses of resources everybody is answered in JSON, with the id of the request.
func TestRefusalsAreJSON(t *testing.T) {
	l := webtest.Open(t)
	for _, test := range []struct {
		method, path string
		status       int
	}{
		{"PATCH", "/notes", 405}, {"GET", "/notes/note_1/more", 404}, {"GET", "/Notes", 401}, {"POST", "/notes", 401},
	} {
		r, err := http.NewRequest(test.method, l.URL+test.path, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Accept", "text/html")
		answer := webtest.Send(t, r)
		text := webtest.Body(t, answer)
		if answer.StatusCode != test.status || !strings.HasPrefix(text, `{"message":"`) ||
			!strings.HasPrefix(answer.Header.Get("X-Request-ID"), "req_") {
			t.Errorf("%s %s: %d %s", test.method, test.path, answer.StatusCode, text)
		}
	}
}
