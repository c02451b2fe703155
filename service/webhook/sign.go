package webhook

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"time"
)

// SignatureHeader proves to an app that we sent what it got.
const SignatureHeader = "WorkOS-Signature"

// Signed are the headers of a body that is sent at a time. Official SDKs read exactly one
// signature, and one of them cuts it out by its place: the blank counts.
func Signed(secret string, body []byte, at time.Time) http.Header {
	ms := at.UnixMilli()
	mac := hmac.New(sha256.New, []byte(secret))
	fmt.Fprintf(mac, "%d.%s", ms, body)
	return http.Header{
		SignatureHeader: {fmt.Sprintf("t=%d, v1=%s", ms, hex.EncodeToString(mac.Sum(nil)))},
		"Content-Type":  {"application/json"},
	}
}
