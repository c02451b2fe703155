package api_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"gatehouse/api"
	"gatehouse/model"
	"gatehouse/storage"
)

// Each error that the services can give has one meaning for those who ask.
func TestProblemOf(t *testing.T) {
	for _, test := range []struct {
		err    error
		status int
		code   string
		oauth  string
	}{
		{model.ErrNotFound, http.StatusNotFound, "not_found", ""},
		{fmt.Errorf("connection x: %w", model.ErrNotFound), http.StatusNotFound, "not_found", ""},
		{model.ErrBadKey, http.StatusUnauthorized, "unauthorized", "invalid_client"},
		{storage.ErrCodeSpent, http.StatusBadRequest, "invalid_grant", "invalid_grant"},
		{model.ErrBadVerifier, http.StatusBadRequest, "invalid_grant", "invalid_grant"},
		{model.ErrCodeBarred, http.StatusBadRequest, "invalid_grant", "invalid_grant"},
		{model.ErrConflict, http.StatusConflict, "conflict", ""},
		{storage.ErrBusy, http.StatusServiceUnavailable, "busy", "temporarily_unavailable"},
		{storage.ErrTooMany, http.StatusServiceUnavailable, "busy", "temporarily_unavailable"},
		{fmt.Errorf("write: %w", storage.ErrNoSpace), http.StatusServiceUnavailable, "read_only",
			"temporarily_unavailable"},
		{&model.FieldError{Field: "name", Reason: "is empty"}, http.StatusUnprocessableEntity,
			"invalid_request_parameters", ""},
		{fmt.Errorf("x: %w", &model.Forbidden{}), http.StatusForbidden, "forbidden", "unauthorized_client"},
		{&model.RateLimited{Wait: time.Second}, http.StatusTooManyRequests, "rate_limit_exceeded",
			"rate_limit_exceeded"},
		{&storage.NameTaken{Name: "domain/x.example"}, http.StatusConflict, "name_taken", ""},
		{fmt.Errorf("link x: %w", &model.NotSetUp{Intent: model.IntentSSO}), http.StatusConflict, "not_set_up", ""},
		{&model.DeadLink{State: model.LinkRevoked}, http.StatusGone, "link_dead", ""},
		{fmt.Errorf("open: %w", storage.ErrLocked), http.StatusConflict, "locked", ""},
		{storage.ErrClosed, http.StatusInternalServerError, "server_error", "server_error"},
		{model.ErrDamaged, http.StatusInternalServerError, "server_error", "server_error"},
		{errors.New("of somebody else"), http.StatusInternalServerError, "server_error", "server_error"},
	} {
		p := api.ProblemOf(test.err)
		if p.Status != test.status || p.Code != test.code || p.OAuth != test.oauth {
			t.Errorf("%v: %d %s %s, want %d %s %s", test.err, p.Status, p.Code, p.OAuth, test.status,
				test.code, test.oauth)
		}
		if (p.Retry > 0) != (p.Status == http.StatusServiceUnavailable || p.Status == http.StatusTooManyRequests) {
			t.Errorf("%v: %d may be tried again in %v", test.err, p.Status, p.Retry)
		}
		if p.Status >= 500 && strings.Contains(p.Message(), test.err.Error()) {
			t.Errorf("%v: outsiders are told of it: %s", test.err, p.Message())
		}
	}
}

func TestMessageIsSentences(t *testing.T) {
	for want, p := range map[string]api.Problem{
		"It is gone.":                {Title: "It is gone"},
		"It is gone. Make it again.": {Title: "It is gone", Text: "Make it again."},
		"name: is empty.":            api.ProblemOf(&model.FieldError{Field: "name", Reason: "is empty"}),
		"Could not authorize the request. Maybe your API key is invalid?": api.ProblemOf(model.ErrBadKey),
	} {
		if got := p.Message(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
