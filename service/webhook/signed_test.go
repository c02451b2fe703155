package webhook_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"testing"
	"time"

	"gatehouse/service/webhook"
)

// The header has milliseconds, a comma, a blank and one signature of the bytes that are sent.
func TestSigned(t *testing.T) {
	const body = `{"id":"event_1","data":{"name":"<Ü>"}}`
	header := map[string][]string(webhook.Signed("whsec_1", []byte(body), time.UnixMilli(1772600767089)))
	got := header[webhook.SignatureHeader][0] // in the case in which it is sent
	mac := hmac.New(sha256.New, []byte("whsec_1"))
	mac.Write([]byte("1772600767089." + body))
	if want := "t=1772600767089, v1=" + hex.EncodeToString(mac.Sum(nil)); got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
