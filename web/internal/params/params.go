// Package params reads what programs send: within bounds, and so that no two
// readers could take two different values.
package params

import (
	"fmt"
	"io"
	"net/http"
	"strings"
)

// MaxBody bounds a request of a program; real ones have a few hundred bytes.
const MaxBody = 64 << 10

// Body reads the body of a request.
func Body(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, MaxBody))
	if err != nil {
		return nil, fmt.Errorf("the body could not be read, or has more than %d bytes", MaxBody)
	}
	return body, nil
}

// Bearer is the secret in the Authorization header.
func Bearer(r *http.Request) string {
	scheme, secret, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return strings.TrimSpace(secret)
}
