package portal_test

import (
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"math/big"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"gatehouse/fetch"
	"gatehouse/internal/testkeys"
	"gatehouse/model"
	"gatehouse/saml/protocol"
	"gatehouse/web/webtest"
)

// The old certificate stays beside the new one until the new one has signed.
func TestPortalRenewsCertificate(t *testing.T) {
	l := webtest.Open(t)
	o := l.Customer(t, "Globex")
	if _, _, err := l.Services.AddDomain(t.Context(), o.ID, "globex.example", model.DomainVerified); err != nil {
		t.Fatal(err)
	}
	c := l.Configured(t, o, func(_, old []byte) []byte { return old })
	p := l.CustomersIdP(t)
	a := l.Invite(t, o, model.PortalLink, model.IntentCertificateRenewal)
	a.At("certificates")
	a.Sees(protocol.Fingerprint(p.Stranger.Cert), protocol.SHA1Fingerprint(p.Stranger.Cert), "Has not signed")

	a.Send("certificates", map[string]string{"certificate": "-----BEGIN CERTIFICATE-----\nMIIB"})
	if a.Page.Status != http.StatusUnprocessableEntity {
		t.Errorf("half a certificate: %d", a.Page.Status)
	}
	a.Sees("Nothing was changed", "cut off")
	a.Send("certificates", map[string]string{"certificate": strings.ReplaceAll(string(p.Metadata()), p.EntityID,
		"https://other.example/idp")})
	a.Sees("another identity provider")
	a.Send("certificates",
		map[string]string{"certificate": string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: p.Cert}))})
	a.OK()
	a.Sees("Added", protocol.Fingerprint(p.Stranger.Cert), protocol.Fingerprint(p.Cert))
	a.Send("certificates", map[string]string{"certificate": string(p.Metadata())})
	a.Sees("no certificate that is not here already")

	a.Open("certificates")
	a.SignIn(map[string]string{"fault": "other-key", "email": "ada@globex.example"}) // signed by the old one
	a.Sees("works")
	a.Open("certificates")
	a.Sees("Not finished yet", "still signed with")
	a.SignIn(map[string]string{"email": "ada@globex.example"})
	a.Sees("works")
	a.Open("certificates")
	a.Sees("Last signed a sign-in", "The new certificate signs")
	a.Send("certificates/remove", map[string]string{"fingerprint": protocol.Fingerprint(p.Stranger.Cert)})
	a.Sees("Nothing was removed")
	a.Send("certificates/remove",
		map[string]string{"fingerprint": protocol.Fingerprint(p.Stranger.Cert), "sure": "yes"})
	a.At("certificates")
	c, err := l.Services.Connection(t.Context(), c.ID)
	if err != nil || len(c.Certificates) != 1 ||
		protocol.Fingerprint(c.Certificates[0].DER) != protocol.Fingerprint(p.Cert) {
		t.Fatalf("%+v %v", c.Certificates, err)
	}
	a.Send("finish", nil)
	a.At("done")
}

// The renewal is finished with any successor, also one whose time has not come
// or whose time is short.
func TestPortalFinishesRenewal(t *testing.T) {
	const day = 24 * time.Hour
	for name, life := range map[string][2]time.Duration{
		"valid from next week":  {7 * day, 400 * day},
		"valid for eight weeks": {-time.Hour, 56 * day},
	} {
		t.Run(name, func(t *testing.T) {
			l := webtest.Open(t)
			o := l.Customer(t, "Globex")
			l.Configured(t, o, func(_, _ []byte) []byte { return certificateOf(t, -day, 20*day) })
			a := l.Invite(t, o, model.PortalLink, model.IntentCertificateRenewal)
			if strings.Contains(a.Page.Text, "Finish") {
				t.Errorf("nothing is renewed yet: %s", a.Page.Text)
			}
			a.Send("certificates",
				map[string]string{"certificate": base64.StdEncoding.EncodeToString(certificateOf(t, life[0], life[1]))})
			a.Sees("Added", "Not finished yet", "Let it sign")
			a.Send("finish", nil)
			if a.Page.Status != http.StatusConflict {
				t.Fatalf("finished before the new certificate has signed: %d", a.Page.Status)
			}
			a.Sees("has not signed a sign-in yet")
			a.Send("finish", map[string]string{"anyway": "yes"})
			a.At("done")
		})
	}
}

// certificateOf makes a certificate (DER) that is valid between two times from
// now.
func certificateOf(t *testing.T, from, until time.Duration) []byte {
	t.Helper()
	key, err := testkeys.Theirs()
	if err != nil {
		t.Fatal(err)
	}
	template := x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "idp.globex.example"},
		NotBefore: time.Now().Add(from), NotAfter: time.Now().Add(until),
	}
	der, err := x509.CreateCertificate(rand.Reader, &template, &template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return der
}

// A link for certificates leads nowhere that it does not open.
func TestPortalRenewalLeadsWhereItMay(t *testing.T) {
	l := webtest.Open(t)
	o := l.Customer(t, "Globex")
	l.Configured(t, o, func(cert, _ []byte) []byte { return cert })
	a := l.Invite(t, o, model.PortalLink, model.IntentCertificateRenewal)
	_, cookie := l.CookieOf(t, o.ID, model.PortalLink, model.IntentCertificateRenewal)
	a.SignIn(map[string]string{"email": "ada@globex.example"})
	a.Sees("The test sign-in failed") // no domain is verified
	result := strings.TrimPrefix(a.Page.URL.Path, "/admin-portal/")
	for _, path := range []string{"certificates", "test", result, strings.Replace(result, "test/", "events/", 1)} {
		page := webtest.Body(t, l.With(t, cookie, path, nil))
		for _, found := range regexp.MustCompile(`href="/admin-portal/([^"]*)"`).FindAllStringSubmatch(page, -1) {
			if got := l.With(t, cookie, found[1], nil).StatusCode; got == http.StatusNotFound {
				t.Errorf("%s leads to %q, which is not part of the link", path, found[1])
			}
		}
		if path != "certificates" && !strings.Contains(page, `href="/admin-portal/certificates"`) {
			t.Errorf("no way back from %s", path)
		}
	}
}

// A change that the metadata shows is approved by the IT admin.
func TestPortalApprovesMetadata(t *testing.T) {
	l := webtest.Open(t)
	o := l.Customer(t, "Globex")
	p := l.CustomersIdP(t)
	const address = "https://idp.example/metadata"
	old := *p.Provider
	old.Cert = p.Stranger.Cert
	l.Docs.Put(address, old.Metadata())
	setup, err := l.Services.FetchMetadata(t.Context(), address, fetch.Public, "")
	if err != nil {
		t.Fatal(err)
	}
	c, _, err := l.Services.CreateConnection(t.Context(), model.NewConnection{Organization: o.ID,
		Type: "OktaSAML", IdP: &setup})
	if err != nil {
		t.Fatal(err)
	}
	l.Docs.Put(address, p.Metadata())
	if _, err := l.Services.RefreshMetadata(t.Context(), c.ID); err != nil {
		t.Fatal(err)
	}
	a := l.Invite(t, o, model.PortalLink, model.IntentCertificateRenewal)
	a.Sees("Found in your metadata", protocol.Fingerprint(p.Cert))
	form := a.Form("certificates")
	if form.Value("approve") == "" {
		t.Fatal("nothing to approve")
	}
	if a.Page, err = a.Submit(t.Context(), form); err != nil {
		t.Fatal(err)
	}
	a.Sees("Added")
	if c, err = l.Services.Connection(t.Context(), c.ID); err != nil ||
		protocol.Fingerprint(c.Certificates[0].DER) != protocol.Fingerprint(p.Cert) {
		t.Errorf("%+v %v", c.Certificates, err)
	}
}

// Without single sign-on there is nothing to renew.
func TestPortalRenewsNothing(t *testing.T) {
	l := webtest.Open(t)
	_, c := l.CookieOf(t, l.Customer(t, "Globex").ID, model.PortalLink, model.IntentCertificateRenewal)
	answer := l.With(t, c, "certificates", nil)
	if answer.StatusCode != http.StatusNotFound || !strings.Contains(webtest.Body(t, answer),
		"no certificate to renew") {
		t.Errorf("%d", answer.StatusCode)
	}
}
