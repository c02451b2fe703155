package saml_test

import (
	"bytes"
	"encoding/base64"
	"math/rand/v2"
	"net/url"
	"strings"
	"testing"

	"gatehouse/saml"
)

// T3: base64 is read as encoding/base64 reads it, at every length and with
// every kind of damage, blanks apart.
func TestT3Base64AsTheStandardLibrary(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	damage := []byte("=-_!\x00\x7f\xffA+/")
	for n := range 600 {
		message := make([]byte, 1+n)
		for i := range message {
			message[i] = byte(r.Uint32())
		}
		message[0] = '<'
		value := base64.StdEncoding.EncodeToString(message)
		if r.IntN(2) == 0 && len(value) > 8 {
			i := 8 + r.IntN(len(value)-8)
			value = value[:i] + string(damage[r.IntN(len(damage))]) + value[i+1:]
		}
		want, broken := base64.StdEncoding.DecodeString(value)
		if r.IntN(3) == 0 && len(value) > 20 {
			value = value[:20] + "\r\n" + value[20:]
		}
		body := []byte("SAMLResponse=" + url.QueryEscape(value))
		got, err := saml.Decode(saml.Post{Method: "POST", ContentType: "application/x-www-form-urlencoded", Body: body,
			Size: int64(len(body))})
		if broken != nil {
			if err == nil || !strings.Contains(err.Error(), "base64") {
				t.Errorf("%d bytes, %q: %v, want a refusal as %v", n+1, value, err, broken)
			}
			continue
		}
		if err != nil || !bytes.Equal(got.XML, want) {
			t.Errorf("%d bytes, %q: %q, %v", n+1, value, got.XML, err)
		}
	}
}
