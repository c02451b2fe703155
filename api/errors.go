// Package api holds what programs are told: the nouns, in one shape each, and the
// errors with the codes by which they decide. Everything that speaks JSON takes
// them from here.
package api

import (
	"errors"
	"net/http"
	"strings"
	"time"

	"gatehouse/backupfile"
	"gatehouse/model"
	"gatehouse/storage"
)

// Problem is what is told of a failure: to a program by its code, to a person in
// its words.
type Problem struct {
	Status      int    // of HTTP
	Code        string // for programs; it stays as it is
	Title, Text string
	Retry       time.Duration // when it makes sense to try again, 0 if that is not known

	// How the token endpoint calls it (RFC 6749 section 5.2), and says it if not
	// by the title.
	OAuth, OAuthText string
}

// Message is what happened and what to do about it.
func (p Problem) Message() string {
	text := strings.TrimSuffix(p.Title, ".") + "."
	if p.Text != "" {
		text += " " + p.Text
	}
	return text
}

// problems is the one table of what errors are to those who ask. An error is the
// first of them that it wraps.
var problems = []struct {
	err error
	Problem
}{
	{model.ErrNotFound, Problem{
		Status: http.StatusNotFound, Code: "not_found", Title: "There is nothing at this address",
		Text: "Check that the link is complete, or go back to where it came from.",
	}},
	{model.ErrBadKey, Problem{
		Status: http.StatusUnauthorized, Code: "unauthorized", Title: "Could not authorize the request",
		Text: "Maybe your API key is invalid?", OAuth: "invalid_client", OAuthText: "Invalid client ID or secret.",
	}},
	{storage.ErrCodeSpent, Problem{
		Status: http.StatusBadRequest, Code: "invalid_grant", Title: "The code has expired or has already been used",
		OAuth: "invalid_grant",
	}},
	{model.ErrBadVerifier, Problem{
		Status: http.StatusBadRequest, Code: "invalid_grant",
		Title: "The code_verifier does not fit the code_challenge",
		OAuth: "invalid_grant",
	}},
	{model.ErrCodeBarred, Problem{
		Status: http.StatusBadRequest, Code: "invalid_grant",
		Title: "The connection that the user came through signs nobody in any more", OAuth: "invalid_grant",
	}},
	{model.ErrConflict, Problem{
		Status: http.StatusConflict, Code: "conflict", Title: "Somebody else changed this in the meantime",
		Text: "Look at it again, then repeat your change.",
	}},
	{model.ErrUnderway, Problem{
		Status: http.StatusConflict, Code: "idempotency_key_in_use", Retry: time.Second,
		Title: "A request with this Idempotency-Key is being answered", Text: "Send it again in a moment.",
	}},
	{model.ErrTooManyStreams, Problem{
		Status: http.StatusTooManyRequests, Code: "too_many_streams", Retry: 5 * time.Second,
		Title: "Too many streams are open, with this API key or in all", Text: "Close one, or wait for others to end.",
	}},
	{storage.ErrNoBase, Problem{
		Status: http.StatusConflict, Code: "unknown_backup", Title: "A back-up cannot follow on that one",
	}},
	{backupfile.ErrUnfit, Problem{
		Status: http.StatusUnprocessableEntity, Code: "unfit_backup", Title: "The back-up cannot be used",
	}},
	{storage.ErrLocked, Problem{
		Status: http.StatusConflict, Code: "locked", Title: "The data directory is in use by another process",
	}},
	{storage.ErrBusy, busy},
	{storage.ErrTooMany, busy},
	{storage.ErrNoSpace, Problem{
		Status: http.StatusServiceUnavailable, Code: "read_only", Retry: time.Minute,
		Title: "Nothing can be saved at this moment",
		Text:  "The people who run this service have to make room on its disk first.", OAuth: "temporarily_unavailable",
	}},
}

var busy = Problem{
	Status: http.StatusServiceUnavailable, Code: "busy", Retry: 5 * time.Second,
	Title: "Too many people are signing in at this moment", Text: "Please wait a few seconds and try again.",
	OAuth: "temporarily_unavailable",
}

// Failure is a failure of ours, which the log tells more of.
var Failure = Problem{
	Status: http.StatusInternalServerError, Code: "server_error", Title: "Something went wrong on our side",
	Text:  "It is not your fault. Please try again in a moment.",
	OAuth: "server_error", OAuthText: "The exchange failed on our side; try again.",
}

// ProblemOf is what an error is to those who ask: [Failure], unless the table
// knows better.
func ProblemOf(err error) Problem {
	if field, ok := errors.AsType[*model.FieldError](err); ok {
		return Problem{Status: http.StatusUnprocessableEntity, Code: "invalid_request_parameters", Title: field.Error()}
	}
	if p, ok := refusal(err); ok {
		return p
	}
	for _, known := range problems {
		if errors.Is(err, known.err) {
			return known.Problem
		}
	}
	return Failure
}

// refusal is what an error is that says by itself what is wrong.
func refusal(err error) (Problem, bool) {
	if no, ok := errors.AsType[*model.Forbidden](err); ok {
		return Problem{
			Status: http.StatusForbidden, Code: "forbidden", Title: "This is not allowed",
			Text: capital(no.Error()) + ".", OAuth: "unauthorized_client",
		}, true
	}
	if slow, ok := errors.AsType[*model.RateLimited](err); ok {
		return Problem{
			Status: http.StatusTooManyRequests, Code: "rate_limit_exceeded", Title: capital(slow.Error()),
			Retry: slow.Wait, OAuth: "rate_limit_exceeded",
		}, true
	}
	p := Problem{Title: capital(err.Error())}
	if _, ok := errors.AsType[*model.Unsound](err); ok {
		p.Status, p.Code = http.StatusUnprocessableEntity, "invalid_request_parameters"
	} else if _, ok := errors.AsType[*storage.NameTaken](err); ok {
		p.Status, p.Code = http.StatusConflict, "name_taken"
	} else if _, ok := errors.AsType[*model.NotSetUp](err); ok {
		p.Status, p.Code = http.StatusConflict, "not_set_up"
	} else if _, ok := errors.AsType[*model.DeadLink](err); ok {
		p.Status, p.Code = http.StatusGone, "link_dead"
	}
	return p, p.Code != ""
}

// capital begins a sentence.
func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// Error is how a resource refuses.
type Error struct {
	Message string `json:"message"`
	Code    string `json:"code,omitempty"`
}

// OAuthError is how the token endpoint refuses.
type OAuthError struct {
	Error       string `json:"error"`
	Description string `json:"error_description,omitempty"`
}

// FieldsError is how a resource refuses single fields.
type FieldsError struct {
	Message string       `json:"message"`
	Code    string       `json:"code"`
	Errors  []FieldError `json:"errors"`
}

// FieldError is one of them.
type FieldError struct {
	Field   string `json:"field"`
	Code    string `json:"code"`
	Message string `json:"message,omitempty"`
}

// RefuseField is the refusal of one field.
func RefuseField(field, code, message string) FieldsError {
	return FieldsError{"Validation failed.", "invalid_request_parameters", []FieldError{{field, code, message}}}
}
