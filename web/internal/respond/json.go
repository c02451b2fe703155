package respond

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"

	"gatehouse/api"
	"gatehouse/printable"
)

// JSON writes one of our own types.
func JSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	var b bytes.Buffer
	json.NewEncoder(&b).Encode(v) // of our own types, which can be encoded
	io.WriteString(w, printable.JSON(b.String()))
}

// ErrorJSON answers a program with what the table says of an error.
func (x *Responder) ErrorJSON(w http.ResponseWriter, r *http.Request, doing string, err error) {
	p := x.Problem(r, doing, err)
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
	if p.Status >= http.StatusInternalServerError {
		status = p.Status
	}
	if p.OAuthText == "" {
		p.OAuthText = p.Message()
	}
	JSON(w, status, api.OAuthError{Error: p.OAuth, Description: p.OAuthText})
}
