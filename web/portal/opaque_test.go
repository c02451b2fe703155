package portal_test

import (
	"encoding/base64"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"gatehouse/model"
	"gatehouse/saml"
	"gatehouse/saml/idp"
	"gatehouse/web/webtest"
)

// E7: whatever an encrypted assertion decrypts to that no configured key vouches
// for, the pages of the Admin Portal and the answer of the ACS are the same. Each
// of these fails at another step, and only the console says at which.
func TestPortalTellsNothingOfADecryption(t *testing.T) {
	l := webtest.Open(t)
	a := l.Tester(t, "Globex", "globex.example")
	c := a.Connection()
	flip := func(at int) func([]byte) []byte { // a bit of the ciphertext, from its end if negative
		return func(data []byte) []byte {
			data[(at+len(data))%len(data)] ^= 1
			return data
		}
	}
	causes, pages := map[saml.Cause]bool{}, map[string]string{}
	for _, test := range []struct {
		name    string
		options idp.Options
		to      []byte // nil for the connection's key
		change  func([]byte) []byte
		by      *webtest.IdP // nil for the customer's
	}{
		{name: "encrypted for another key", to: l.CustomersIdP(t).Stranger.Cert},
		{name: "no signature inside", options: idp.Options{Sign: idp.SignNone}},
		{name: "another provider signed inside", by: webtest.NewIdP(t, l.Clock.Now)},
		{name: "wrong audience, not signed", options: idp.Options{Sign: idp.SignNone, Fault: "wrong-audience"}},
		{name: "decrypts to what is no XML", change: flip(0)},
		{name: "decrypts to other XML", change: flip(40)},
		{name: "wrong padding", change: flip(-17)},
		{name: "a block is missing", change: func(b []byte) []byte { return b[:len(b)-16] }},
		{name: "half a block is missing", change: func(b []byte) []byte { return b[:len(b)-5] }},
		{name: "authentication tag, bound data changed", options: idp.Options{Cipher: idp.AES256GCM}, change: flip(60)},
	} {
		t.Run(test.name, func(t *testing.T) {
			a.Open("test")
			a.Send("test", nil)
			begun := l.Sessions(t)[0]
			if test.to == nil {
				test.to = c.SPKeys[0].DER
			}
			o := test.options
			if o.User, o.Now, o.Encrypt = idp.DefaultUser("globex.example"), l.Clock.Now(), true; o.Cipher == "" {
				o.Cipher = idp.AES256CBC
			}
			if o.Sign == 0 {
				o.Sign = idp.SignAssertion
			}
			if test.by == nil {
				test.by = l.CustomersIdP(t)
			}
			form, err := test.by.Respond(idp.Request{
				ID: string(begun.ID), RelayState: string(begun.ID), ACSURL: l.Services.ACSURL(c),
				Audience: l.Services.EntityID(c), EncryptTo: test.to,
			}, o)
			if err != nil {
				t.Fatal(err)
			}
			if test.change != nil {
				form.SAMLResponse = changedCipher(t, form.SAMLResponse, test.change)
			}
			posted := webtest.PostForm(t, l.URL+"/sso/saml/acs/"+c.Key, url.Values{"SAMLResponse": {form.SAMLResponse},
				"RelayState": {form.RelayState}})
			failed := l.Sessions(t)[0]
			if failed.State != model.Failed || failed.Claims != begun.ID {
				t.Fatalf("%+v after %d", failed, posted.StatusCode)
			}
			causes[failed.Cause] = true
			for _, path := range []string{"test", "test/" + string(begun.ID), "events/" + string(failed.ID), "events",
				"test/" + string(failed.ID) + "/certificate", "connection"} {
				a.Open(path)
				name := regexp.MustCompile(`sess_\w+`).ReplaceAllString(path, "…")
				text := withoutTheMessage(a.Page.Text, failed.Trace())
				if name == "events" || name == "connection" { // the newest row
					text, _, _ = strings.Cut(text, "Test sign-in")
				}
				if first, seen := pages[name]; !seen {
					pages[name] = text
				} else if text != first {
					t.Errorf("%s tells it apart:\n%s\nfrom:\n%s", name, text, first)
				}
			}
			a.Open("test/" + string(begun.ID))
			a.Sees("The encrypted assertion could not be used", "Load the metadata of this connection into Okta",
				failed.Trace())
		})
	}
	if len(causes) < 6 {
		t.Errorf("only %v were made: nothing is proved", causes)
	}
}

// What everybody can read around the ciphertext, and what a configured key has
// signed, is told as ever.
func TestPortalTellsWhatIsNoSecretOfEncryption(t *testing.T) {
	for name, test := range map[string]struct {
		options   idp.Options
		otherKey  bool
		decrypted bool
		say       string
	}{
		"encrypted and signed":                 {idp.Options{}, false, true, "The test sign-in works"},
		"encrypted and signed, wrong audience": {idp.Options{Fault: "wrong-audience"}, false, true, "audience"},
		"response signed by another key": {idp.Options{Sign: idp.SignResponse}, true, false,
			"signed with a certificate that is not saved here"},
	} {
		t.Run(name, func(t *testing.T) {
			l := webtest.Open(t)
			a := l.Tester(t, "Globex", "globex.example")
			c := a.Connection()
			a.Open("test")
			a.Send("test", nil)
			begun := l.Sessions(t)[0]
			test.options.User, test.options.Now, test.options.Encrypt = idp.DefaultUser("globex.example"),
				l.Clock.Now(), true
			provider := l.CustomersIdP(t)
			if test.otherKey {
				provider = webtest.NewIdP(t, l.Clock.Now)
				provider.EntityID = l.CustomersIdP(t).EntityID
			}
			form, err := provider.Respond(idp.Request{
				ID: string(begun.ID), RelayState: string(begun.ID), ACSURL: l.Services.ACSURL(c),
				Audience: l.Services.EntityID(c), EncryptTo: c.SPKeys[0].DER,
			}, test.options)
			if err != nil {
				t.Fatal(err)
			}
			webtest.PostForm(t, l.URL+"/sso/saml/acs/"+c.Key, url.Values{"SAMLResponse": {form.SAMLResponse},
				"RelayState": {form.RelayState}})
			a.Open("test/" + string(begun.ID))
			a.Sees(test.say)
			a.Open("events/" + string(l.Sessions(t)[0].ID))
			if got := strings.Contains(a.Page.Text, "Decrypted assertion"); got != test.decrypted {
				t.Errorf("decrypted assertion shown: %v, want %v", got, test.decrypted)
			}
		})
	}
}

// withoutTheMessage leaves out what differs at each sign-in: the message itself,
// which the IT admin sent, and the code and time of the session.
func withoutTheMessage(page, trace string) string {
	page = strings.ReplaceAll(page, trace, "…")
	page = regexp.MustCompile(`\d+ \w+ \d{4}, [\d:]+ UTC`).ReplaceAllString(page, "…")
	return regexp.MustCompile(`(?s)(Response|Request) <.*?Download the re(sponse|quest)`).ReplaceAllString(page, "…")
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
