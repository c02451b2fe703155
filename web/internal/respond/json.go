package respond

import (
	"bytes"
	"encoding/json"
	"net/http"

	"gatehouse/api"
	"gatehouse/model"
	"gatehouse/printable"
)

// JSON writes one of our own types.
func JSON(w http.ResponseWriter, status int, v any) {
	var b bytes.Buffer
	json.NewEncoder(&b).Encode(v) // of our own types, which can be encoded
	WriteJSON(w, status, []byte(printable.JSON(b.String())))
}

// WriteJSON writes an answer that is JSON already, or nothing.
func WriteJSON(w http.ResponseWriter, status int, body []byte) {
	if len(body) > 0 {
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
	}
	w.WriteHeader(status)
	w.Write(body)
}

// ErrorJSON answers a program with what the table says of an error.
func (x *Responder) ErrorJSON(w http.ResponseWriter, r *http.Request, doing string, err error) {
	refuseJSON(w, x.Problem(r, doing, err))
}

// NotFoundJSON answers a program where there is nothing.
func NotFoundJSON(w http.ResponseWriter, _ *http.Request) {
	refuseJSON(w, api.ProblemOf(model.ErrNotFound))
}

// WrongMethodJSON answers a program that uses a method which an address does not take.
func WrongMethodJSON(allowed string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Allow", allowed)
		refuseJSON(w, wrongMethod(allowed))
	}
}

func refuseJSON(w http.ResponseWriter, p api.Problem) {
	RetryAfter(w, p)
	JSON(w, p.Status, api.Error{Message: p.Message(), Code: p.Code})
}

// ErrorOAuth answers the token endpoint's callers in the words of RFC 6749, to
// which whatever is not our failure is a bad request.
func (x *Responder) ErrorOAuth(w http.ResponseWriter, r *http.Request, doing string, err error) {
	p := x.Problem(r, doing, err)
	if p.OAuth == "" {
		p.OAuth = "invalid_request"
	}
	status := http.StatusBadRequest
	if p.Status >= http.StatusInternalServerError || p.Status == http.StatusTooManyRequests {
		status = p.Status
	}
	RetryAfter(w, p)
	if p.OAuthText == "" {
		p.OAuthText = p.Message()
	}
	JSON(w, status, api.OAuthError{Error: p.OAuth, Description: p.OAuthText})
}
