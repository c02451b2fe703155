package testidp_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"gatehouse/model"
	"gatehouse/saml/protocol"
	"gatehouse/service"
	"gatehouse/storage"
	"gatehouse/web"
	"gatehouse/web/webtest"
)

// A form that cannot be read is refused once, with the reason.
func TestTestIdPReadsFormsWithinBounds(t *testing.T) {
	l := webtest.Open(t)
	for body, says := range map[string]string{
		"SAMLRequest=%zz": "not URL-encoded",
		"SAMLRequest=" + strings.Repeat("A", protocol.MaxBody): "too large",
	} {
		answer, err := http.Post(l.URL+"/test-idp/sso", webtest.FormType, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		text := webtest.Body(t, answer)
		if answer.StatusCode != http.StatusBadRequest || !strings.Contains(text, says) ||
			strings.Count(text, "<html") != 1 {
			t.Errorf("%d, which is to say %q once: %s", answer.StatusCode, says, text)
		}
	}
}

// noConnections is a store whose connections cannot be read.
type noConnections struct{ storage.Store }

func (s noConnections) Record(ctx context.Context, kind model.Kind, id model.ID) (model.Record, error) {
	if kind == model.KindConnection {
		return model.Record{}, errors.New("the disk is gone")
	}
	return s.Store.Record(ctx, kind, id)
}

// A store that does not answer is our failure, and no empty page.
func TestTestIdPWithoutAStore(t *testing.T) {
	l := webtest.Open(t)
	handler := web.New(web.Options{Services: service.New(service.Options{
		Store: noConnections{l.Store}, BaseURL: l.URL, Secrets: l.Secrets,
	})})
	r := httptest.NewRequest(http.MethodGet, "/test-idp/start?connection="+string(l.Welcome.Connection.ID), nil)
	r.RemoteAddr, r.Host = "127.0.0.1:5000", strings.TrimPrefix(l.URL, "http://")
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, r)
	if text := w.Body.String(); w.Code != http.StatusInternalServerError || text == "" ||
		strings.Contains(text, "disk") {
		t.Errorf("%d %q", w.Code, text)
	}
}
