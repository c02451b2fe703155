package protocol

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/url"
	"reflect"
	"strings"
	"testing"

	"gatehouse/saml/internal/samltest"
)

// T5: what is read from a Redirect is bounded, and refused in words.
func TestReadRedirectRefuses(t *testing.T) {
	packed := func(xml []byte) string {
		return "SAMLRequest=" + url.QueryEscape(base64.StdEncoding.EncodeToString(deflate(xml)))
	}
	tests := []struct{ name, query, want string }{
		{"nothing", "", "no SAMLRequest"},
		{"only RelayState", "RelayState=x", "no SAMLRequest"},
		{"escape", "SAMLRequest=%zz", "not URL-encoded"},
		{"base64", "SAMLRequest=%23%23", "not base64"},
		{"not deflated",
			"SAMLRequest=" + url.QueryEscape(base64.StdEncoding.EncodeToString([]byte("<samlp:AuthnRequest/>"))),
			"not a DEFLATE stream"},
		{"truncated",
			"SAMLRequest=" + url.QueryEscape(base64.StdEncoding.EncodeToString(deflate(testRequest().XML())[:150])),
			"DEFLATE"},
		{"bomb", packed(bytes.Repeat([]byte("a"), maxInflated+1)), "more than 256 KiB"},
		{"long query", "SAMLRequest=" + strings.Repeat("A", maxQuery), "longer than 64 KiB"},
		{"twice", "SAMLRequest=a&SAMLRequest=b", "more than one SAMLRequest"},
		{"relay state twice", "SAMLRequest=a&RelayState=b&RelayState=c", "more than one RelayState"},
		{"relay state escape", packed([]byte("<a/>")) + "&RelayState=%zz", "RelayState is not URL-encoded"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if _, _, err := ReadRedirect(test.query); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want it to say %q", err, test.want)
			}
		})
	}
	if xml, _, err := ReadRedirect(packed(bytes.Repeat([]byte("a"), maxInflated))); err != nil ||
		len(xml) != maxInflated {
		t.Errorf("just at the limit: %d bytes, %v", len(xml), err)
	}
}

func TestReadPostRequest(t *testing.T) {
	if xml, err := ReadPostRequest(" PGEv\r\nPg== "); err != nil || string(xml) != "<a/>" {
		t.Errorf("white space in base64: %q, %v", xml, err)
	}
	if _, err := ReadPostRequest(strings.Repeat("AAAA", MaxBody/4)); err != nil {
		t.Errorf("just at the limit: %v", err)
	}
	for _, bad := range []string{"<a/>", "PGEvP", strings.Repeat("A", MaxBody+4)} {
		if _, err := ReadPostRequest(bad); err == nil {
			t.Errorf("%.20q is taken", bad)
		}
	}
}

// T5: the signature covers the octets as they came, however they are escaped.
func TestVerifyRedirectOverOriginalOctets(t *testing.T) {
	key := samltest.Key(t, "p256").(*ecdsa.PrivateKey)
	certificate := samltest.Certificate(t, "idp", "p256", samltest.Arrival, samltest.Arrival.AddDate(1, 0, 0))
	// Lower-case escapes and an escaped letter: Go would write neither.
	octets := "SAMLRequest=%41bc%2b&RelayState=x%2fy" +
		"&SigAlg=http%3a%2f%2fwww.w3.org%2f2001%2f04%2fxmldsig-more%23ecdsa-sha256"
	sum := sha256.Sum256([]byte(octets))
	signature, err := ecdsa.SignASN1(rand.Reader, key, sum[:])
	if err != nil {
		t.Fatal(err)
	}
	signed := "&Signature=" + url.QueryEscape(base64.StdEncoding.EncodeToString(signature))
	if err := VerifyRedirect(octets+signed, certificate); err != nil {
		t.Errorf("sound signature: %v", err)
	}
	reordered := "utm=1&" + strings.TrimPrefix(signed, "&") + "&" + octets
	if err := VerifyRedirect(reordered, certificate); err != nil {
		t.Errorf("the order of arrival matters: %v", err)
	}
	if err := VerifyRedirect(strings.Replace(octets, "%2b", "%2B", 1)+signed, certificate); err == nil {
		t.Error("the octets were escaped again before they were verified")
	}
	if err := VerifyRedirect(octets, certificate); !errors.Is(err, ErrUnsignedRedirect) {
		t.Errorf("unsigned: %v", err)
	}
	for _, without := range []string{signed[1:] + "&SigAlg=x", "RelayState=x%2fy" + signed + "&SigAlg=x"} {
		if err := VerifyRedirect(without, certificate); err == nil || !strings.Contains(err.Error(), "no SAMLRequest") {
			t.Errorf("a signature of nothing: %v", err)
		}
	}
	if err := VerifyRedirect(octets+signed, []byte("no certificate")); err == nil {
		t.Error("verified without a certificate")
	}
	if err := VerifyRedirect(strings.Replace(octets, "ecdsa-sha256", "hmac-sha256", 1)+signed,
		certificate); err == nil || !strings.Contains(err.Error(), "does not go with") {
		t.Errorf("HMAC: %v", err)
	}
}

func FuzzReadRedirect(f *testing.F) {
	f.Add("SAMLRequest=" + url.QueryEscape(base64.StdEncoding.EncodeToString(deflate(testRequest().XML()))) +
		"&RelayState=x")
	f.Add("SAMLRequest=AA%3D%3D&SigAlg=x&Signature=y")
	f.Add("SAMLRequest&RelayState=%00")
	certificate := samltest.Certificate(f, "idp", "rsa2048-1", samltest.Arrival, samltest.Arrival.AddDate(1, 0, 0))
	f.Fuzz(func(t *testing.T, query string) {
		xml, _, err := ReadRedirect(query)
		if err != nil && len(xml) > 0 {
			t.Errorf("an error and %d bytes", len(xml))
		}
		if len(xml) > maxInflated {
			t.Errorf("%d bytes", len(xml))
		}
		if VerifyRedirect(query, certificate) == nil {
			t.Error("a signature without the key")
		}
	})
}

func FuzzAuthnRequest(f *testing.F) {
	f.Add(testRequest().XML())
	f.Add([]byte(`<AuthnRequest xmlns="urn:oasis:names:tc:SAML:2.0:protocol" ID="a" Version="2.0" ` +
		`IssueInstant="2026-01-31T12:00:00Z"><Issuer xmlns="urn:oasis:names:tc:SAML:2.0:assertion">x</Issuer>` +
		`</AuthnRequest>`))
	f.Fuzz(func(t *testing.T, xml []byte) {
		r, err := ParseAuthnRequest(xml)
		if err != nil {
			return
		}
		// What was read can be written, and is read the same.
		r.IssueInstant = r.IssueInstant.UTC().Truncate(1e6)
		again, err := ParseAuthnRequest(r.XML())
		if err != nil {
			t.Fatalf("%v in %s", err, r.XML())
		}
		if !again.IssueInstant.Equal(r.IssueInstant) {
			t.Errorf("time %v became %v", r.IssueInstant, again.IssueInstant)
		}
		again.IssueInstant = r.IssueInstant
		if !reflect.DeepEqual(again, r) {
			t.Errorf("%+v became %+v", r, again)
		}
	})
}
