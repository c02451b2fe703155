package api_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"gatehouse/web/webtest"
)

// ask sends a request of an app.
func ask(t *testing.T, key, method, url, body string) (status int, text string) {
	t.Helper()
	r, err := http.NewRequest(method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	if key != "" {
		r.Header.Set("Authorization", "Bearer "+key)
	}
	answer := webtest.Send(t, r)
	return answer.StatusCode, webtest.Body(t, answer)
}

// A note is written, listed newest first and removed.
func TestNotes(t *testing.T) {
	l := webtest.Open(t)
	org := string(l.Welcome.Organization.ID)
	var first struct {
		Object, ID, About, Text string
		Author                  struct{ Name, Via string }
		CreatedAt               time.Time `json:"created_at"`
	}
	status, text := ask(t, l.APIKey, "POST", l.URL+"/notes", `{"about":"`+org+`","text":"rang them <b>\ntomorrow"}`)
	if err := json.Unmarshal([]byte(text), &first); err != nil || status != 201 {
		t.Fatal(status, text, err)
	}
	if first.Object != "note" || first.About != org || first.Text != "rang them <b>\ntomorrow" ||
		!strings.HasPrefix(first.Author.Name, "API key ") || first.Author.Via != "API" || first.CreatedAt.IsZero() {
		t.Errorf("%s", text)
	}
	l.Clock.Forward(time.Second)
	if status, text := ask(t, l.APIKey, "POST", l.URL+"/notes", `{"about":"`+org+`","text":"solved"}`); status != 201 {
		t.Fatal(status, text)
	}
	status, text = ask(t, l.APIKey, "GET", l.URL+"/notes?about="+org, "")
	solved, rang := strings.Index(text, "solved"), strings.Index(text, "rang them")
	if status != 200 || solved < 0 || rang < solved ||
		!strings.Contains(text, `"list_metadata":{"before":null,"after":null}`) ||
		!strings.HasPrefix(text, `{"object":"list","data":[{"object":"note"`) {
		t.Errorf("%d %s", status, text)
	}
	if status, text := ask(t, l.APIKey, "DELETE", l.URL+"/notes/"+first.ID, ""); status != 204 || text != "" {
		t.Errorf("%d %s", status, text)
	}
	if _, text := ask(t, l.APIKey, "GET", l.URL+"/notes?about="+org, ""); strings.Contains(text, "rang them") ||
		!strings.Contains(text, "solved") {
		t.Errorf("after the removal: %s", text)
	}
	if status, text := ask(t, l.APIKey, "DELETE", l.URL+"/notes/"+first.ID, ""); status != 404 {
		t.Errorf("removed twice: %d %s", status, text)
	}
}

// An app leaves the notes of people alone.
func TestNoteOfAPersonStays(t *testing.T) {
	l := webtest.Open(t)
	n, err := l.Services.AddNote(t.Context(), l.Welcome.Organization.ID, "theirs")
	if err != nil {
		t.Fatal(err)
	}
	status, text := ask(t, l.APIKey, "DELETE", l.URL+"/notes/"+string(n.ID), "")
	if status != 403 || !strings.Contains(text, "somebody else's note") {
		t.Errorf("%d %s", status, text)
	}
	if all, err := l.Services.Notes(t.Context(), n.About); err != nil || len(all) != 1 {
		t.Errorf("%d are left, %v", len(all), err)
	}
}

func TestNotesRefused(t *testing.T) {
	l := webtest.Open(t)
	org := string(l.Welcome.Organization.ID)
	for name, test := range map[string]struct {
		key, method, path, body string
		status                  int
		says                    string
	}{
		"no key":           {"", "GET", "/notes?about=" + org, "", 401, "message"},
		"wrong key":        {"sk_test_nope", "POST", "/notes", `{"about":"` + org + `","text":"x"}`, 401, "message"},
		"no key to remove": {"", "DELETE", "/notes/note_1", "", 401, "message"},
		"list of nothing":  {l.APIKey, "GET", "/notes", "", 422, `{"field":"about","code":"required"`},
		"list of two": {l.APIKey, "GET", "/notes?about=" + org + "&about=x", "", 422,
			`{"field":"about","code":"required"`},
		"unknown":        {l.APIKey, "GET", "/notes?about=org_nope", "", 404, "entity_not_found"},
		"on the unknown": {l.APIKey, "POST", "/notes", `{"about":"sess_nope","text":"x"}`, 404, "entity_not_found"},
		"on nothing":     {l.APIKey, "POST", "/notes", `{"text":"x"}`, 422, `{"field":"about","code":"required"`},
		"without a text": {l.APIKey, "POST", "/notes", `{"about":"` + org + `"}`, 422,
			`{"field":"text","code":"invalid"`},
		"a long text": {l.APIKey, "POST", "/notes", `{"about":"` + org + `","text":"` + strings.Repeat("x",
			2001) + `"}`, 422, "2001"},
		"no text": {l.APIKey, "POST", "/notes", `{"about":"` + org + `","text":7}`, 422,
			`{"field":"text","code":"invalid"`},
		"twice":    {l.APIKey, "POST", "/notes", `{"about":"` + org + `","text":"x","text":"y"}`, 400, "twice"},
		"not JSON": {l.APIKey, "POST", "/notes", `about=` + org, 400, "JSON"},
		"a body of 100 kB": {l.APIKey, "POST", "/notes", `{"text":"` + strings.Repeat("x", 100_000) + `"}`, 400,
			"message"},
		"another method": {l.APIKey, "PUT", "/notes", `{}`, 405, ""},
		"by GET":         {l.APIKey, "GET", "/notes/note_1", "", 405, ""},
	} {
		t.Run(name, func(t *testing.T) {
			status, text := ask(t, test.key, test.method, l.URL+test.path, test.body)
			if status != test.status || !strings.Contains(text, test.says) {
				t.Errorf("status %d, want %d with %q: %s", status, test.status, test.says, text)
			}
		})
	}
	if _, text := ask(t, l.APIKey, "GET", l.URL+"/notes?about="+org, ""); !strings.Contains(text, `"data":[]`) {
		t.Errorf("something was written: %s", text)
	}
}
