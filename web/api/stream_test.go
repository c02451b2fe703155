package api_test

import (
	"bufio"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"gatehouse/model"
	"gatehouse/web/api"
	"gatehouse/web/internal/respond"
	"gatehouse/web/internal/route"
	"gatehouse/web/webtest"
)

// reader follows a stream.
type reader struct {
	*bufio.Scanner
	close func()
	last  string // the newest id
}

// follow opens a stream behind a position, "" for now.
func follow(t *testing.T, base, key, query, last string) *reader {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	t.Cleanup(cancel)
	r, err := http.NewRequestWithContext(ctx, "GET", base+own+"/sessions/stream"+query, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+key)
	if last != "" {
		r.Header.Set("Last-Event-ID", last)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { answer.Body.Close() })
	if answer.StatusCode != 200 || answer.Header.Get("Content-Type") != "text/event-stream" {
		t.Fatalf("%d %s", answer.StatusCode, webtest.Body(t, answer))
	}
	x := &reader{Scanner: bufio.NewScanner(answer.Body), close: cancel}
	for x.Scan() && x.Text() != "" { // the head, after which nothing is missed
		x.note()
	}
	return x
}

func (x *reader) note() {
	if id, ok := strings.CutPrefix(x.Text(), "id: "); ok {
		x.last = id
	}
}

// next is the next session of a stream.
func (x *reader) next(t *testing.T) (told struct{ ID, State string }) {
	t.Helper()
	for x.Scan() {
		x.note()
		if data, ok := strings.CutPrefix(x.Text(), "data: "); ok {
			if err := json.Unmarshal([]byte(data), &told); err != nil {
				t.Fatal(err)
			}
			return told
		}
	}
	t.Fatalf("the stream ended: %v", x.Err())
	return told
}

// until reads up to a state of a session.
func (x *reader) until(t *testing.T, id model.ID, state string) {
	t.Helper()
	for {
		if told := x.next(t); told.ID == string(id) && told.State == state {
			return
		}
	}
}

// A stream tells of each session that changes and fits, and goes on behind the last that was read.
func TestStream(t *testing.T) {
	l := webtest.Open(t)
	s := follow(t, l.URL, l.APIKey, "?filter=state:failed+org:"+string(l.Welcome.Organization.ID), "")
	first := refusedSession(t, l)
	if told := s.next(t); told.ID != string(first) || told.State != "failed" {
		t.Fatalf("%+v", told)
	}
	s.close()
	second := refusedSession(t, l)
	again := follow(t, l.URL, l.APIKey, "", s.last)
	again.until(t, second, "failed")

	_, other := otherKey(t, l)
	foreign := follow(t, l.URL, other, "", s.last)
	mine := refusedSession(t, l)
	again.until(t, mine, "failed")
	foreign.close()
	for foreign.Scan() {
		if strings.HasPrefix(foreign.Text(), "data:") {
			t.Errorf("another environment's key is told %s", foreign.Text())
		}
	}
}

// A stream ends with its key.
func TestStreamEndsWithTheKey(t *testing.T) {
	l := webtest.Open(t)
	k, secret, err := l.Services.CreateKey(t.Context(), l.Welcome.Environment.ID, "SIEM", model.KeySessions)
	if err != nil {
		t.Fatal(err)
	}
	s := follow(t, l.URL, secret, "", "")
	if err := l.Services.RevokeKey(t.Context(), k.ID); err != nil {
		t.Fatal(err)
	}
	for s.Scan() { // to its end
	}
}

// A stream ends when the listener does.
func TestStreamEndsWithTheListener(t *testing.T) {
	l := webtest.Open(t)
	stopping := make(chan struct{})
	anybody := l.Services.For(model.Anybody())
	out := respond.New(anybody, slog.New(slog.DiscardHandler))
	table := route.New(out)
	api.New(anybody, out, stopping).Mount(table)
	server := httptest.NewServer(table)
	defer server.Close()
	s := follow(t, server.URL, l.APIKey, "", "")
	close(stopping)
	for s.Scan() { // to its end
	}
}

// Of streams that are open there is a bound, and a place that was left is free again; who reads
// nothing delays nobody.
func TestStreamsAreBounded(t *testing.T) {
	l := webtest.Open(t)
	for range 4 {
		follow(t, l.URL, l.APIKey, "", "")
	}
	a := call(t, l, l.APIKey, "GET", own+"/sessions/stream", "")
	if a.status != http.StatusTooManyRequests || a.fields["code"] != "too_many_streams" {
		t.Errorf("%d %s", a.status, a.text)
	}
	for range 20 {
		refusedSession(t, l)
	}
	_, other := otherKey(t, l)
	follow(t, l.URL, other, "", "")
}

// A position that was never reached, or a filter that cannot be followed, is refused.
func TestStreamRefuses(t *testing.T) {
	l := webtest.Open(t)
	for _, last := range []string{"999999999", "-1", "x"} {
		r, err := http.NewRequestWithContext(t.Context(), "GET", l.URL+own+"/sessions/stream", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", "Bearer "+l.APIKey)
		r.Header.Set("Last-Event-ID", last)
		answer := webtest.Send(t, r)
		if text := webtest.Body(t, answer); answer.StatusCode != 422 ||
			!strings.Contains(text, "list the sessions anew") {
			t.Errorf("%s: %d %s", last, answer.StatusCode, text)
		}
	}
	if a := call(t, l, l.APIKey, "GET", own+"/sessions/stream?filter=claimed:any", ""); a.status != 422 {
		t.Errorf("%d %s", a.status, a.text)
	}
}
