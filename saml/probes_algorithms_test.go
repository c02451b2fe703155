package saml_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/pem"
	"strings"
	"testing"

	"gatehouse/saml"
)

func probeAlgorithms(t *testing.T) []probe {
	l := list{t: t}
	disguises := func(uri string) map[string]string {
		return map[string]string{
			"a blank before": " " + uri, "a blank behind": uri + " ", "a line break behind": uri + "&#10;",
			"a tab behind": uri + "&#9;", "mixed case": strings.Replace(uri, "http://www", "http://WWW", 1),
			"upper scheme": strings.Replace(uri, "http:", "HTTP:", 1), "https": strings.Replace(uri, "http:", "https:",
				1), "an escape": strings.Replace(uri, "#", "%23", 1), "a fragment more": uri + "#",
			"a slash more": strings.Replace(uri, "#", "/#", 1), "cut": uri[:len(uri)-1],
			"a zero-width space": uri + "\u200b", "a fragment alone": uri[strings.IndexByte(uri, '#'):],
		}
	}
	for _, a := range []struct {
		element, uri string
		cause        saml.Cause
	}{
		{"SignatureMethod", rsaSHA256, saml.UnknownAlgorithm}, {"DigestMethod", sha256URI, saml.UnknownAlgorithm},
		{"CanonicalizationMethod", exclusive, saml.BadTransform}, {"Transform", enveloped, saml.BadTransform},
	} {
		for name, uri := range disguises(a.uri) {
			m := sound(t) // signed so by the provider: the words alone are wrong
			m.how.signedInfo = replace(t, "<ds:"+a.element+` Algorithm="`+a.uri+`"`,
				"<ds:"+a.element+` Algorithm="`+uri+`"`)
			p := l.attack("S6 "+a.element+" with "+name, m, a.cause)
			if a.cause == saml.UnknownAlgorithm {
				p.class = saml.Malformed
			}
		}
		m := sound(t)
		m.how.signedInfo = replace(t, "<ds:"+a.element+` Algorithm="`+a.uri+`"`, "<ds:"+a.element)
		p := l.attack("S6 "+a.element+" without Algorithm", m, a.cause)
		if a.cause == saml.UnknownAlgorithm {
			p.class = saml.Malformed
		}
		m = sound(t)
		m.how.signedInfo = replace(t, "<ds:"+a.element+` Algorithm="`,
			"<ds:"+a.element+` xmlns:x="urn:x" x:Algorithm="`)
		p = l.attack("S6 "+a.element+" with Algorithm of another namespace", m, a.cause)
		if a.cause == saml.UnknownAlgorithm {
			p.class = saml.Malformed
		}
	}
	// What anyone can make: HMAC keyed with something public, in every method
	// that a verifier might dispatch on.
	cert := certificateOf(t, "rsa2048-1")
	secrets := map[string][]byte{"PEM": pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert}),
		"base64": []byte(base64.StdEncoding.EncodeToString(cert)), "entity ID": []byte(entityID)}
	for name, secret := range secrets {
		for _, method := range []string{moreURI + "hmac-sha256", moreURI + "hmac-sha384",
			"http://www.w3.org/2000/09/xmldsig#hmac-sha1", rsaSHA256} {
			m := sound(t)
			m.how.method = method
			cause, class := saml.UnknownAlgorithm, saml.Malformed
			if method == rsaSHA256 {
				cause = saml.SignatureInvalid
			}
			m.how.value = func([]byte) string {
				mac := hmac.New(sha256.New, secret)
				return base64.StdEncoding.EncodeToString(mac.Sum(nil))
			}
			l.attack("S6 HMAC with the "+name+" as "+method[strings.IndexByte(method, '#'):], m, cause).class = class
		}
	}
	// Digests: named one, made another; and none.
	for _, d := range []struct {
		name, named, made string
		cause             saml.Cause
	}{
		{"sha256 named sha512", sha512URI, sha256URI, saml.DigestMismatch},
		{"sha512 named sha256", sha256URI, sha512URI, saml.DigestMismatch}, {"sha1 named sha256", sha256URI, sha1URI,
			saml.DigestMismatch}, {"sha256 named sha1", sha1URI, sha256URI, saml.WeakAlgorithm},
		{"sha256 named sha384", sha384URI, sha256URI, saml.DigestMismatch},
		{"sha3-256", "http://www.w3.org/2007/05/xmldsig-more#sha3-256", sha256URI, saml.UnknownAlgorithm},
		{"sha224", moreURI + "sha224", sha256URI, saml.UnknownAlgorithm}, {"a signature method", rsaSHA256, sha256URI,
			saml.UnknownAlgorithm}, {"ripemd160", "http://www.w3.org/2001/04/xmlenc#ripemd160", sha256URI,
			saml.WeakAlgorithm}, {"crc", "urn:crc32", sha256URI, saml.UnknownAlgorithm},
	} {
		for _, sign := range []string{"assertion", "response", "both"} {
			m := sound(t)
			m.sign, m.how.digest = sign, d.made
			m.how.signedInfo = replace(t, `DigestMethod Algorithm="`+d.made+`"`, `DigestMethod Algorithm="`+d.named+`"`)
			l.attack("S6 digest: "+d.name+", "+sign, m, d.cause).class = saml.Malformed
		}
	}
	// SHA-1 is an opt-in; the opt-in opens nothing else.
	for _, uri := range []string{moreURI + "rsa-md5", moreURI + "hmac-sha1",
		"http://www.w3.org/2000/09/xmldsig#hmac-sha1", "http://www.w3.org/2000/09/xmldsig#dsa-sha1",
		moreURI + "rsa-ripemd160"} {
		p := l.attack("S6 with SHA-1 allowed: "+uri, tampers(t, rsaSHA256, uri), saml.WeakAlgorithm,
			saml.UnknownAlgorithm)
		p.class, p.with = saml.Malformed, func(s *saml.Settings) { s.Policy.AllowSHA1 = true }
	}
	for name, parameter := range map[string]string{"HMACOutputLength 0": "<ds:HMACOutputLength>0</ds:HMACOutputLength>",
		"RSAPSSParams": `<pss:RSAPSSParams xmlns:pss="http://www.w3.org/2007/05/xmldsig-more#"></pss:RSAPSSParams>`} {
		m := sound(t)
		m.how.signedInfo = replace(t, rsaSHA256+`">`, rsaSHA256+`">`+parameter)
		l.attack("S3 a SignatureMethod with "+name, m, saml.SignatureShape)
		m = sound(t)
		m.how.signedInfo = replace(t, `DigestMethod Algorithm="`+sha256URI+`">`,
			`DigestMethod Algorithm="`+sha256URI+`">`+parameter)
		l.attack("S3 a DigestMethod with "+name, m, saml.SignatureShape)
	}
	return l.all
}
