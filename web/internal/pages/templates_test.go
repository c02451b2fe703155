package pages_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"gatehouse/web/internal/pages"
)

// A page that cannot be rendered is an answer without a half of it, and a line in the log.
func TestPageFails(t *testing.T) {
	var log strings.Builder
	set := pages.Load("pages", slog.New(slog.NewTextHandler(&log, nil)))
	w := httptest.NewRecorder()
	set.Write(w, httptest.NewRequest(http.MethodGet, "/x", nil), http.StatusOK, "message", "no message")
	if text := w.Body.String(); w.Code != http.StatusInternalServerError || strings.Contains(text, "<html") {
		t.Errorf("%d %s", w.Code, text)
	}
	if !strings.Contains(log.String(), "level=ERROR") || !strings.Contains(log.String(), "page=message") {
		t.Errorf("the log does not say which page failed: %q", log.String())
	}
}
