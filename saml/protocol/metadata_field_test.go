package protocol_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"gatehouse/saml"
	"gatehouse/saml/diagnose"
	"gatehouse/saml/internal/samltest"
	"gatehouse/saml/protocol"
)

// fieldMetadata is metadata as somebody sent it into a public bug report.
func fieldMetadata(t testing.TB, name string) string {
	t.Helper()
	doc, err := os.ReadFile("testdata/field/metadata-" + name + ".xml")
	if err != nil {
		t.Fatal(err)
	}
	return string(doc)
}

// describedKey is a KeyDescriptor with this use attribute and these texts as certificates,
// each in its X509Data.
func describedKey(use string, certificates ...string) string {
	data := ""
	for _, text := range certificates {
		data += "<X509Data><X509Certificate>" + text + "</X509Certificate></X509Data>"
	}
	return "<KeyDescriptor" + use + `><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#">` + data +
		"</KeyInfo></KeyDescriptor>"
}

// withKeys is sound metadata with other keys.
func withKeys(t *testing.T, descriptors ...string) string {
	return samltest.MetadataBetween(t, "<KeyDescriptor", "</KeyDescriptor>", strings.Join(descriptors, ""))
}

// The metadata of the kinds that people reported is read, or refused in words
// that fit.
func TestMetadataFromTheField(t *testing.T) {
	year := func(n int) time.Time { return samltest.Arrival.AddDate(n, 0, 0) }
	first, issuer, root := samltest.Certificate(t, "idp", "rsa2048-1", year(-1), year(1)), samltest.Certificate(t,
		"issuer", "rsa2048-2", year(-1), year(1)), samltest.Certificate(t, "root", "rsa2048-3", year(-1), year(9))
	bare := base64.StdEncoding.EncodeToString
	joined := bare(slices.Concat(first, issuer, root))
	silent := func(edits ...string) string {
		return strings.NewReplacer(append([]string{` protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"`,
			""}, edits...)...).Replace(samltest.Metadata(t))
	}
	for name, c := range map[string]struct {
		doc  string
		odd  string // a warning that says what is odd; "" for none
		err  string // or the refusal
		want []byte // the signing certificate, if it matters
	}{
		"a negative serial number": {doc: fieldMetadata(t, "negative-serial")},

		"role without protocols": {doc: fieldMetadata(t, "role-without-protocols"),
			odd: "protocolSupportEnumeration is missing"},
		"role without protocols, small": {doc: silent(), odd: "protocolSupportEnumeration is missing"},
		"role without protocols behind SAML 1.1": {doc: silent("<IDPSSODescriptor>",
			`<IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:1.1:protocol"/><IDPSSODescriptor>`),
			odd: "protocolSupportEnumeration is missing"},
		"role without protocols before SAML 2.0": {doc: strings.Replace(samltest.Metadata(t), "<IDPSSODescriptor",
			"<IDPSSODescriptor/><IDPSSODescriptor", 1)},
		"role with empty protocols is none at all": {doc: samltest.ChangedMetadata(t,
			`"urn:oasis:names:tc:SAML:2.0:protocol"`, `" "`), err: "no identity provider"},

		"chain in one element": {doc: fieldMetadata(t, "chain-in-one-element"),
			odd: "run together in one X509Certificate: the first"},
		"chain in one element, in DER": {doc: withKeys(t, describedKey("", joined)),
			odd:  `3 certificates are run together in one X509Certificate: the first, the certificate "idp"`,
			want: first},
		"chain in one element, with pads": {doc: withKeys(t, describedKey("", bare(first)+"\n"+bare(issuer))),
			odd: "2 certificates are run together", want: first},
		"chain in one element, in PEM": {doc: withKeys(t,
			describedKey("", protocol.PEM(first)+protocol.PEM(issuer))), odd: "2 certificates are run together",
			want: first},
		"chain in one element, cut off": {doc: withKeys(t, describedKey("", joined[:len(joined)-400])),
			err: "what stands behind it does not belong to it"},
		"PEM armour": {doc: withKeys(t, describedKey("", protocol.PEM(first))), want: first},
		"PEM armour without blanks": {doc: withKeys(t,
			describedKey("", strings.Join(strings.Fields(protocol.PEM(first)), ""))), want: first},
		"a thousand certificates in one": {doc: withKeys(t, describedKey("", bare(bytes.Repeat(first, 1000)))),
			err: "far too long for a certificate"},
		"sixteen keys of one signature": {doc: withKeys(t, manyKeys(t, 16)...), err: "16 signing certificates"},
		"use, empty": {doc: fieldMetadata(t, "use-empty"),
			err: `use="", which is neither signing nor encryption`},
		"use, in capitals": {doc: samltest.ChangedMetadata(t, `use="signing"`, `use="SIGNING"`),
			err: `use="SIGNING", which is neither`},
		"use, of a person": {doc: samltest.ChangedMetadata(t, `use="signing"`,
			"use=\"sign&#x200B;ing\""), err: `use="sign<U+200B>ing", which is neither`},
		"use, neither beside a signing one": {doc: withKeys(t, describedKey(` use="both"`, bare(issuer)),
			describedKey(` use="signing"`, bare(first))),
			odd: `use="both", which is neither signing nor encryption; its certificate was left out`, want: first},
		"use, neither beside encryption": {doc: withKeys(t, describedKey(` use="encryption"`, bare(issuer)),
			describedKey(` use="sign"`, bare(first))), err: `use="sign", which is neither`},
	} {
		t.Run(name, func(t *testing.T) {
			m, err := protocol.ParseMetadata([]byte(c.doc), "")
			if c.err != "" {
				if err == nil || !strings.Contains(err.Error(), c.err) {
					t.Errorf("got %v, want it to say %q", err, c.err)
				}
				return
			}
			if err != nil || len(m.Certificates) != 1 || c.want != nil && !bytes.Equal(m.Certificates[0], c.want) {
				t.Fatalf("%d certificates, %v", len(m.Certificates), err)
			}
			said := ""
			for _, l := range diagnose.LintMetadata(m, saml.Settings{}, samltest.Arrival) {
				if l.Level == diagnose.LintError && l.Field != "domains" {
					t.Errorf("refused: %+v", l)
				}
				if strings.Contains(l.Message, c.odd) && l.Remedy != "" {
					said = l.Message
				}
			}
			if c.odd != "" && said == "" || c.odd == "" && len(m.Odd) > 0 {
				t.Errorf("want %q in %+v", c.odd, m.Odd)
			}
		})
	}
}

// manyKeys are that many descriptors, each of a key of its own.
func manyKeys(t testing.TB, n int) (all []string) {
	for i := range n {
		all = append(all,
			describedKey("", base64.StdEncoding.EncodeToString(samltest.Certificate(t, fmt.Sprint("idp", i),
				"rsa2048-1", samltest.Arrival, samltest.Arrival.AddDate(1, 0, 0)))))
	}
	return all
}

// S10: where the dates of the only certificates refuse, the way in is offered;
// beside a living one they only warn.
func TestMetadataOfExpiredCertificates(t *testing.T) {
	dead := func(from, to time.Duration) string {
		return describedKey("", base64.StdEncoding.EncodeToString(samltest.Certificate(t, "old", "rsa2048-2",
			samltest.Arrival.Add(from), samltest.Arrival.Add(to))))
	}
	const day = 24 * time.Hour
	living := describedKey("", base64.StdEncoding.EncodeToString(samltest.Certificate(t, "idp", "rsa2048-1",
		samltest.Arrival.Add(-day), samltest.Arrival.Add(999*day))))
	for name, c := range map[string]struct {
		doc  string
		want diagnose.LintLevel
	}{
		"from the field":  {fieldMetadata(t, "expired-only"), diagnose.LintError},
		"expired":         {withKeys(t, dead(-20*day, -10*day)), diagnose.LintError},
		"two expired":     {withKeys(t, dead(-20*day, -10*day), dead(-30*day, -20*day)), diagnose.LintError},
		"not yet valid":   {withKeys(t, dead(10*day, 20*day)), diagnose.LintError},
		"beside a living": {withKeys(t, dead(-20*day, -10*day), living), diagnose.LintWarning},
	} {
		t.Run(name, func(t *testing.T) {
			m, err := protocol.ParseMetadata([]byte(c.doc), "")
			if err != nil {
				t.Fatal(err)
			}
			found := 0
			for _, l := range diagnose.LintMetadata(m, saml.Settings{}, samltest.Arrival) {
				if l.Field != "certificates" {
					continue
				}
				found++
				offered := l.Fix == diagnose.OfferIgnoreExpiry &&
					strings.Contains(l.Remedy, "can be allowed for the connection")
				if l.Level != c.want || offered != (c.want == diagnose.LintError) {
					t.Errorf("%+v", l)
				}
			}
			if found == 0 {
				t.Error("nothing is said about the dates")
			}
			allowed := saml.Settings{Policy: saml.Policy{IgnoreExpiry: true}}
			for _, l := range diagnose.LintMetadata(m, allowed, samltest.Arrival) {
				if l.Field == "certificates" && l.Level == diagnose.LintError {
					t.Errorf("refused although it is allowed: %+v", l)
				}
			}
		})
	}
}
