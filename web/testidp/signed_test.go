package testidp_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"gatehouse/internal/testkeys"
	"gatehouse/model"
	"gatehouse/saml/protocol"
	"gatehouse/web/webtest"
)

// The test identity provider refuses a request whose signature does not verify
// with our metadata, and says so: a real one would refuse it at a customer.
func TestSignatureOfARequest(t *testing.T) {
	l := webtest.Open(t)
	l.Reconfigure(t, func(c *model.Connection) { c.SignRequests = true })
	sent := webtest.Get(t, l.AuthorizeURL(nil)).Header.Get("Location")
	address, query, _ := strings.Cut(sent, "?")
	if !strings.Contains(query, "&Signature=") {
		t.Fatalf("the request is not signed: %s", sent)
	}
	unsigned, _, _ := strings.Cut(query, "&SigAlg=")
	altered := func(name, value string) string {
		var pairs []string
		for pair := range strings.SplitSeq(query, "&") {
			if strings.HasPrefix(pair, name+"=") {
				pair = name + "=" + url.QueryEscape(value)
			}
			pairs = append(pairs, pair)
		}
		return strings.Join(pairs, "&")
	}
	for name, c := range map[string]struct{ query, says string }{
		"ours":                     {query, ""},
		"ours, with more beside":   {query + "&utm_source=mail", ""},
		"without its signature":    {unsigned, "says that it signs its requests"},
		"with another RelayState":  {altered("RelayState", "another"), "does not verify with this certificate"},
		"with another algorithm":   {altered("SigAlg", "urn:none"), "does not go with this certificate"},
		"with a signature of none": {altered("Signature", "AAAA"), "does not verify with this certificate"},
		"with a damaged signature": {altered("Signature", "#"), "is not base64"},
		"with a stranger's":        {strangers(t, l, address), "does not verify with this certificate"},
	} {
		t.Run(name, func(t *testing.T) {
			answer := webtest.Get(t, address+"?"+c.query)
			text := webtest.Body(t, answer)
			if sound := c.says == ""; sound != (answer.StatusCode == http.StatusOK) || !strings.Contains(text, c.says) {
				t.Errorf("%d, want it to say %q: %s", answer.StatusCode, c.says, text)
			}
		})
	}

	// Where requests are not signed, one that is signed has to be so by us.
	l.Reconfigure(t, func(c *model.Connection) { c.SignRequests = false })
	for query, want := range map[string]int{
		unsigned: http.StatusOK, query: http.StatusOK, strangers(t, l, address): http.StatusBadRequest,
	} {
		if answer := webtest.Get(t, address+"?"+query); answer.StatusCode != want {
			t.Errorf("%d, want %d for %s", answer.StatusCode, want, query)
		}
	}
	l.Reconfigure(t, func(c *model.Connection) { c.SPKeys = nil })
	answer := webtest.Get(t, address+"?"+query)
	if text := webtest.Body(t, answer); answer.StatusCode != http.StatusBadRequest ||
		!strings.Contains(text, "no certificate for that") {
		t.Errorf("without a certificate: %d %s", answer.StatusCode, text)
	}
}

// strangers is the query of a request in our name that another key signed.
func strangers(t *testing.T, l *webtest.World, address string) string {
	t.Helper()
	key, err := testkeys.Theirs()
	if err != nil {
		t.Fatal(err)
	}
	c := l.Welcome.Connection
	r := protocol.AuthnRequest{
		ID: "_1", Issuer: l.Services.EntityID(c), ACSURL: l.Services.ACSURL(c), Destination: address,
		IssueInstant: l.Services.Clock(),
	}
	location, err := r.Redirect("state", key)
	if err != nil {
		t.Fatal(err)
	}
	_, query, _ := strings.Cut(location, "?")
	return query
}
