package service_test

import (
	"encoding/base64"
	"net/url"
	"regexp"
	"testing"

	"gatehouse/model"
	"gatehouse/saml"
	"gatehouse/saml/idp"
)

// TestDecryptionTellsNothing is E7: whatever an encrypted assertion decrypts to
// that no configured key vouches for, the app is told the same. Each of these
// fails at another step, and only the console says at which.
func TestDecryptionTellsNothing(t *testing.T) {
	h := openInstallation(t)
	env, c := h.welcome.Environment, h.welcome.Connection
	p, err := h.TestIdP(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	flip := func(at int) func([]byte) []byte { // a byte of the ciphertext, from its end if negative
		return func(data []byte) []byte {
			data[(at+len(data))%len(data)] ^= 1
			return data
		}
	}
	causes, told := map[saml.Cause]bool{}, map[string]bool{}
	for _, tt := range []struct {
		options idp.Options
		change  func([]byte) []byte
	}{
		{idp.Options{Fault: "encrypted-other-key", Sign: idp.SignAssertion}, nil},
		{idp.Options{Encrypt: true, Sign: idp.SignNone}, nil},
		{idp.Options{Encrypt: true, Sign: idp.SignNone, Fault: "wrong-audience"}, nil},
		{idp.Options{Encrypt: true, Sign: idp.SignAssertion}, flip(0)},
		{idp.Options{Encrypt: true, Sign: idp.SignAssertion}, flip(40)},
		{idp.Options{Encrypt: true, Sign: idp.SignAssertion}, flip(-17)},
		{idp.Options{Encrypt: true, Sign: idp.SignAssertion}, func(b []byte) []byte { return b[:len(b)-16] }},
		{idp.Options{Encrypt: true, Sign: idp.SignAssertion}, func(b []byte) []byte { return b[:len(b)-5] }},
	} {
		begun, err := h.BeginLogin(t.Context(), model.Authorize{
			ClientID: env.ClientID, RedirectURI: env.DefaultRedirect, ResponseType: "code", Connection: string(c.ID),
		})
		if err != nil {
			t.Fatal(err)
		}
		request, err := h.TestIdPRequest(t.Context(), c, begun.Session.ID, string(begun.Session.ID))
		if err != nil {
			t.Fatal(err)
		}
		tt.options.User, tt.options.Now, tt.options.Cipher = idp.DefaultUser(model.DemoDomain),
			h.clock.Now(), idp.AES256CBC
		form, err := p.Respond(request, tt.options)
		if err != nil {
			t.Fatal(err)
		}
		if tt.change != nil {
			form.SAMLResponse = changedCipher(t, form.SAMLResponse, tt.change)
		}
		body := form.Body()
		received, err := h.Receive(t.Context(), model.Delivery{Key: c.Key, Post: saml.Post{
			Method: "POST", ContentType: "application/x-www-form-urlencoded", Body: body, Size: int64(len(body)),
		}})
		if err != nil {
			t.Fatal(err)
		}
		_, back, err := h.ErrorReturn(t.Context(), received.Session.ID, model.Visitor{})
		if err != nil || received.Redirect != "" {
			t.Fatalf("%q, %v", received.Redirect, err)
		}
		to, err := url.Parse(back)
		if err != nil || received.Session.State != model.Failed {
			t.Fatalf("%+v, %v", received.Session, err)
		}
		q := to.Query()
		text := regexp.MustCompile(`Trace .*`).ReplaceAllString(q.Get("error_description"), "")
		told[q.Get("error")+": "+text] = true
		causes[received.Session.Cause] = true
	}
	if len(causes) < 4 {
		t.Errorf("only %v were made: nothing is proved", causes)
	}
	if len(told) != 1 {
		t.Errorf("the app is told %v", told)
	}
}

// changedCipher changes the encrypted data of a response, the last CipherValue.
func changedCipher(t *testing.T, response string, change func([]byte) []byte) string {
	t.Helper()
	doc, err := base64.StdEncoding.DecodeString(response)
	if err != nil {
		t.Fatal(err)
	}
	all := regexp.MustCompile(`CipherValue>([^<]+)</`).FindAllSubmatchIndex(doc, -1)
	if len(all) != 2 {
		t.Fatalf("%d CipherValues", len(all))
	}
	at := all[1][2:4]
	data, err := base64.StdEncoding.DecodeString(string(doc[at[0]:at[1]]))
	if err != nil {
		t.Fatal(err)
	}
	changed := base64.StdEncoding.EncodeToString(change(data))
	return base64.StdEncoding.EncodeToString([]byte(string(doc[:at[0]]) + changed + string(doc[at[1]:])))
}
