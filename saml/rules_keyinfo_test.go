package saml_test

import (
	"encoding/base64"
	"strings"
	"testing"

	"gatehouse/saml"
	"gatehouse/saml/protocol"
)

// shows puts X509Certificates of these texts into the message's KeyInfo.
func shows(texts ...string) func(*testing.T, *made, *saml.Settings) {
	return signed(func(_ *testing.T, how *signing, _ *saml.Settings) {
		how.shown, how.keyInfo = nil, "<ds:X509Data>"
		for _, text := range texts {
			how.keyInfo += "<ds:X509Certificate>" + text + "</ds:X509Certificate>"
		}
		how.keyInfo += "</ds:X509Data>"
	})
}

// byAnother signs with a key that is not configured.
func byAnother(key string, with func(*testing.T, *made, *saml.Settings)) func(*testing.T, *made, *saml.Settings) {
	return func(t *testing.T, m *made, s *saml.Settings) {
		m.how.key = testKey(t, key)
		with(t, m, s)
	}
}

// S9: how a certificate is written in KeyInfo decides nothing.
func TestRulesKeyInfo(t *testing.T) {
	ours, next, other := certificateOf(t, "rsa2048-1"), certificateOf(t, "rsa2048-2"), certificateOf(t, "rsa2048-3")
	bare := base64.StdEncoding.EncodeToString
	pem := func(der []byte) string { return protocol.PEM(der) }
	oneLine := strings.Fields(pem(ours))
	joined := func(ders ...[]byte) string {
		var all []byte
		for _, der := range ders {
			all = append(all, der...)
		}
		return bare(all)
	}
	const form, mismatch = saml.KeyInfoForm, saml.CertificateMismatch
	testRules(t, []rule{
		{name: "S9 PEM", warning: form, detail: "BEGIN and END lines", with: shows(pem(ours))},
		{name: "S9 PEM in one line", warning: form, detail: "BEGIN and END lines",
			with: shows(strings.Join(oneLine, ""))},
		{name: "S9 PEM with words before it", warning: form, detail: "BEGIN and END lines",
			with: shows("subject=CN=idp\n" + pem(ours))},
		{name: "S9 two in PEM", warning: form, detail: "BEGIN and END lines", with: shows(pem(ours) + pem(other))},
		{name: "S9 two run together", warning: form, detail: "2 certificates run together",
			with: shows(joined(ours, other))},
		{name: "S9 three, each with its padding", warning: form, detail: "3 certificates run together",
			with: shows(bare(other) + bare(next) + "\n" + bare(ours))},
		{name: "S9 without padding", with: shows(strings.TrimRight(bare(ours), "="))},
		{name: "S9 cut off", warning: form, detail: "cannot be read, and counts as none: this certificate is cut off",
			with: shows(bare(ours[:400]))},
		{name: "S9 junk", warning: form, detail: "counts as none", with: shows("see attachment")},
		{name: "S9 empty", warning: form, detail: "the text is empty", with: shows(" \n ")},
		{name: "S9 a fingerprint", warning: form, detail: "this is a certificate's fingerprint",
			with: shows(protocol.Fingerprint(ours))},
		{name: "S9 a public key in PEM", warning: form, detail: "this is a public key",
			with: shows("-----BEGIN PUBLIC KEY-----AAAA-----END PUBLIC KEY-----")},
		{name: "S9 junk beside the right one", warning: form, detail: "counts as none",
			with: shows(bare(ours), "junk")},
		{name: "S9 junk, strictly", warning: form, detail: "counts as none",
			with: func(t *testing.T, m *made, s *saml.Settings) {
				shows("junk")(t, m, s)
				s.Policy = saml.StrictPolicy()
			}},
		{name: "S9 ours behind its issuers", with: shows(bare(other), bare(next), bare(ours))},

		{name: "S9 rotation in PEM", cause: mismatch, detail: "does verify", received: protocol.Fingerprint(next),
			with: byAnother("rsa2048-2", shows(pem(next)))},
		{name: "S9 rotation, run together behind another", cause: mismatch, detail: "does verify",
			received: protocol.Fingerprint(next), with: byAnother("rsa2048-2", shows(joined(other, next)))},
		{name: "S9 rotation, the trusted one is shown too", cause: mismatch, detail: "does verify",
			received: protocol.Fingerprint(next), with: byAnother("rsa2048-2", shows(bare(ours), bare(next)))},
		{name: "S9 rotation, last of several", cause: mismatch, detail: "does verify",
			received: protocol.Fingerprint(next),
			with:     byAnother("rsa2048-2", shows(bare(other), bare(certificateOf(t, "rsa1024")), bare(next)))},
		{name: "S7 a new key, and junk in KeyInfo", cause: saml.SignatureInvalid,
			detail: "the certificate in the message cannot be read", with: byAnother("rsa2048-2", shows("junk"))},
		{name: "S7 a new key, and the trusted certificate", cause: saml.SignatureInvalid, detail: "damaged",
			with: byAnother("rsa2048-2", shows(pem(ours)))},
	})
}

// Nothing that is no certificate is given out as one.
func TestNoFingerprintOfJunk(t *testing.T) {
	for _, text := range []string{"junk", "", "MIIC", base64.StdEncoding.EncodeToString([]byte("junk")),
		protocol.Fingerprint([]byte("junk"))} {
		m := sound(t)
		byAnother("rsa2048-2", shows(text))(t, &m, nil)
		v := m.evaluate(t)
		if v.Accepted || v.Seen.KeyInfo != nil {
			t.Errorf("%q: accepted %v, shows % x", text, v.Accepted, v.Seen.KeyInfo)
		}
		for _, c := range v.Checks {
			if c.Rule == "S9" && c.Received != "" && c.Received != "none shown" {
				t.Errorf("%q: %+v", text, c)
			}
		}
	}
}
