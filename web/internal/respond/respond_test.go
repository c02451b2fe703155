package respond_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"gatehouse/api"
	"gatehouse/model"
	"gatehouse/service"
	"gatehouse/storage"
	"gatehouse/web/internal/reqctx"
	"gatehouse/web/internal/respond"
)

// ask has an error answered, and gives what was logged of it.
func ask(t *testing.T, accept string, answer func(*respond.Responder, http.ResponseWriter,
	*http.Request)) (*httptest.ResponseRecorder, string) {
	t.Helper()
	var log strings.Builder
	x := respond.New(service.New(service.Options{}), slog.New(reqctx.LogHandler(slog.NewTextHandler(&log, nil))))
	w, r := httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/x", nil)
	r.Header.Set("Accept", accept)
	answer(x, w, r.WithContext(reqctx.With(r.Context(), reqctx.Request{ID: "req_1"})))
	return w, log.String()
}

// An error has one status, a page for people and JSON for programs; who asks is not
// told what failed inside, and the log is, once and under the request's id.
func TestErrorIsAnsweredOnce(t *testing.T) {
	secret := errors.New("disk /dev/sda is gone")
	own := respond.Words{For: model.ErrNotFound, Title: "There is no such thing", Text: "Choose another."}
	for _, test := range []struct {
		name   string
		err    error
		status int
		says   string
		level  string // of the log, "" for no line
		retry  string
	}{
		{"no fault of ours", model.ErrBadKey, http.StatusUnauthorized, "API key", "", ""},
		{"in own words", fmt.Errorf("it: %w", model.ErrNotFound), http.StatusNotFound,
			"There is no such thing. Choose another.", "", ""},
		{"in the table's words", model.ErrConflict, http.StatusConflict, "Somebody else", "", ""},
		{"too much at once", storage.ErrBusy, http.StatusServiceUnavailable, "wait", "WARN", "5"},
		{"no space", storage.ErrNoSpace, http.StatusServiceUnavailable, "disk", "WARN", "60"},
		{"a failure of ours", secret, http.StatusInternalServerError, "not your fault", "ERROR", ""},
	} {
		for _, accept := range []string{"text/html", "application/json"} {
			t.Run(test.name+" to "+accept, func(t *testing.T) {
				w, log := ask(t, accept, func(x *respond.Responder, w http.ResponseWriter, r *http.Request) {
					x.Error(w, r, "it was tried", test.err, own)
				})
				text := w.Body.String()
				if w.Code != test.status || strings.Contains(text, "/dev/sda") ||
					w.Header().Get("Retry-After") != test.retry {
					t.Errorf("%d, again after %q: %s", w.Code, w.Header().Get("Retry-After"), text)
				}
				if accept == "text/html" {
					if !strings.Contains(text, "<html") || !strings.Contains(text, "req_1") {
						t.Errorf("no page that names the request: %s", text)
					}
				} else if e := (api.Error{}); json.Unmarshal([]byte(text), &e) != nil ||
					!strings.Contains(e.Message, test.says) || e.Code == "" {
					t.Errorf("does not say %q: %s", test.says, text)
				}
				lines := strings.Count(log, "\n")
				if test.level == "" && lines != 0 || test.level != "" &&
					(lines != 1 || !strings.Contains(log, "level="+test.level) ||
						!strings.Contains(log, "request_id=req_1")) {
					t.Errorf("the log, which wants a line of level %q: %s", test.level, log)
				}
			})
		}
	}
}

// The token endpoint's callers decide by the codes of RFC 6749.
func TestErrorOAuth(t *testing.T) {
	for _, test := range []struct {
		err    error
		status int
		code   string
	}{
		{model.ErrBadKey, http.StatusBadRequest, "invalid_client"},
		{storage.ErrCodeSpent, http.StatusBadRequest, "invalid_grant"},
		{&model.FieldError{Field: "code", Reason: "is missing"}, http.StatusBadRequest, "invalid_request"},
		{storage.ErrNoSpace, http.StatusServiceUnavailable, "temporarily_unavailable"},
		{errors.New("disk"), http.StatusInternalServerError, "server_error"},
	} {
		w, _ := ask(t, "", func(x *respond.Responder, w http.ResponseWriter, r *http.Request) {
			x.ErrorOAuth(w, r, "x", test.err)
		})
		var e api.OAuthError
		if err := json.Unmarshal(w.Body.Bytes(), &e); err != nil || w.Code != test.status || e.Error != test.code ||
			e.Description == "" {
			t.Errorf("%v: %d %s, want %d %s", test.err, w.Code, w.Body, test.status, test.code)
		}
	}
}
