package web

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"

	text "gatehouse/printable"
)

// apiError is how resources refuse.
type apiError struct {
	Message string `json:"message"`
	Code    string `json:"code,omitempty"`
}

// oauthError is how the token endpoint refuses (RFC 6749 section 5.2).
type oauthError struct {
	Error       string `json:"error"`
	Description string `json:"error_description,omitempty"`
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	var b bytes.Buffer
	json.NewEncoder(&b).Encode(v) // of our own types, which can be encoded
	io.WriteString(w, text.JSON(b.String()))
}
