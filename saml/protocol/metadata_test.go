package protocol

import (
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gatehouse/saml/internal/samltest"
)

// Files in the shape of eleven identity providers' own.
func TestParseMetadataGolden(t *testing.T) {
	files, err := filepath.Glob("testdata/metadata/*.xml")
	if err != nil || len(files) < 11 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	var b strings.Builder
	for _, file := range files {
		doc, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		m, err := ParseMetadata(doc, "")
		if err != nil {
			t.Errorf("%s: %v", file, err)
			continue
		}
		fmt.Fprintf(&b, "== %s\n%s\nsso      %s\nbinding  %s\nredirect %s\npost     %s\n", filepath.Base(file),
			m.EntityID, m.SSOURL, m.SSOBinding, m.SSORedirectURL, m.SSOPostURL)
		for _, der := range m.Certificates {
			fmt.Fprintf(&b, "key      %s\n", DescribeCertificate(der))
		}
		if !m.ValidUntil.IsZero() {
			fmt.Fprintf(&b, "until    %s\n", m.ValidUntil.Format(time.RFC3339))
		}
		if m.CacheDuration > 0 {
			fmt.Fprintf(&b, "cache    %s\n", m.CacheDuration)
		}
		fmt.Fprintf(&b, "signed requests %v, formats %d\n\n", m.WantAuthnRequestsSigned, len(m.NameIDFormats))
	}
	samltest.Golden(t, "testdata/metadata.txt", b.String())
}

// Each broken file gets one sentence that says what it is and what to do.
func TestParseMetadataBroken(t *testing.T) {
	sound := samltest.Metadata(t)
	key := pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: samltest.PEM(t, "rsa2048-1")})
	certificate := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: samltest.Certificate(t, "idp", "rsa2048-1",
		samltest.Arrival, samltest.Arrival.AddDate(1, 0, 0))})
	bareKey := base64.StdEncoding.EncodeToString(samltest.PEM(t, "rsa2048-1"))
	entity := sound[strings.Index(sound, "<EntityDescriptor"):]
	group := func(entities string) string {
		return `<EntitiesDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata">` + entities + `</EntitiesDescriptor>`
	}
	tests := []struct{ name, doc, want string }{
		{"empty", "", "this file is empty"},
		{"blank", " \n\t ", "this file is empty"},
		{"too large", strings.Repeat("<a/>", MaxMetadata/4+1), "larger than 64 MiB"},
		{"many elements", `<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata">` + strings.Repeat("<a/>",
			60_000) + `</EntityDescriptor>`, "larger than an identity provider's can be"},
		{"HTML", "<!DOCTYPE html><html><body>Welcome</body></html>", "this is a web page (HTML)"},
		{"HTML without DOCTYPE", "<HTML><body>Not found</body></HTML>", "this is a web page (HTML)"},
		{"XHTML", `<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><body/></html>`,
			"this is a web page (HTML)"},
		{"sign-in page", `<!doctype html><html><form><input type="password"></form></html>`, "this is a sign-in page"},
		{"JSON", `{"hello":1}`, "this is JSON"},
		{"OpenID Connect", `{"issuer":"https://idp.test","authorization_endpoint":"https://idp.test/authorize"}`,
			"OpenID Connect discovery document"},
		{"a private key", string(key), "this is a private key"},
		{"a certificate", string(certificate), "this is a certificate, not metadata"},
		{"a URL", "https://idp.test/metadata.xml\n", "the address of metadata"},
		{"ZIP", "PK\x03\x04rest", "ZIP archive"},
		{"gzip", "\x1f\x8b\x08rest", "gzip"},
		{"PDF", "%PDF-1.7", "PDF"},
		{"base64 of metadata", base64.StdEncoding.EncodeToString([]byte(sound)), "metadata in base64"},
		{"base64 of a key", bareKey, "this is base64, not metadata"},
		{"prose", "Dear colleague, here it is.", `this is not XML: it begins with "Dear`},
		{"prose in front", "Here it is: " + sound, `begins with "Here it is`},
		{"out of a browser", "This XML file does not appear to have any style information associated with it.\n" +
			sound, "copied out of a browser window"},
		{"UTF-16", "\xff\xfe<\x00?\x00", "UTF-16"},
		{"Latin-2", strings.Replace(sound, `"1.0"?>`, `"1.0" encoding="ISO-8859-2"?>`, 1), "not in UTF-8"},
		{"US-ASCII with others", strings.Replace(samltest.ChangedMetadata(t, "https://idp.test/saml",
			"https://idp.test/\xe4"), `"1.0"?>`, `"1.0" encoding="US-ASCII"?>`, 1), "not in UTF-8"},
		{"broken UTF-8", samltest.ChangedMetadata(t, "https://idp.test/saml", "https://idp.test/\xe4"), "not in UTF-8"},
		{"DTD", strings.Replace(sound, "<EntityDescriptor",
			"<!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]><EntityDescriptor", 1), "DOCTYPE"},
		{"cut off", sound[:len(sound)/2], "is cut off at line"},
		{"cut off behind a tag", sound[:strings.LastIndex(sound, "</Ent")], "is cut off at line"},
		{"damaged", samltest.ChangedMetadata(t, "</KeyInfo>", "</KeyInf>"), "is damaged at line 4"},
		{"unescaped &", samltest.ChangedMetadata(t, "https://idp.test/sso", "https://idp.test/sso?a=1&b=2"),
			"is damaged at line 5"},
		{"prefix lost", samltest.ChangedMetadata(t, ` xmlns="urn:oasis:names:tc:SAML:2.0:metadata"`, ""),
			`has the namespace ""`},
		{"SAML 1 metadata", samltest.ChangedMetadata(t, "SAML:2.0:metadata", "SAML:1.0:metadata"),
			"ask for SAML 2.0 metadata"},
		{"a response", `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol"/>`,
			"this is a SAML response"},
		{"a request", string(testRequest().XML()), "this is a SAML request"},
		{"an S3 error", `<Error><Code>AccessDenied</Code></Error>`, `an error message, not metadata ("AccessDenied")`},
		{"other XML", `<rss/>`, `its root is "rss"`},
		{"SP metadata", string(SPMetadata{EntityID: "urn:vendor", ACSURL: "https://v.test/acs"}.XML()),
			"the metadata of a service provider (urn:vendor)"},
		{"WS-Federation only", samltest.MetadataBetween(t, "<IDPSSODescriptor", "</IDPSSODescriptor>",
			`<RoleDescriptor xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" `+
				`xsi:type="fed:SecurityTokenServiceType"/>`), "WS-Federation only"},
		{"no role", samltest.MetadataBetween(t, "<IDPSSODescriptor", "</IDPSSODescriptor>", ""),
			"no identity provider"},
		{"SAML 1.1 only", samltest.ChangedMetadata(t, "SAML:2.0:protocol", "SAML:1.1:protocol"),
			"does not offer SAML 2.0"},
		{"no entityID", samltest.ChangedMetadata(t, ` entityID="https://idp.test/saml"`, ""), "has no entityID"},
		{"blank entityID", samltest.ChangedMetadata(t, `"https://idp.test/saml"`, `" "`), "has no entityID"},
		{"no sign-on service", samltest.MetadataBetween(t, "<SingleSignOnService", "/>", ""), "no sign-on URL"},
		{"only SOAP", samltest.ChangedMetadata(t, "bindings:HTTP-Redirect", "bindings:SOAP"), "sign-on only by SOAP"},
		{"relative sign-on URL", samltest.ChangedMetadata(t, "https://idp.test/sso", "/sso"),
			`"/sso", which is no web address`},
		{"no certificate", samltest.MetadataBetween(t, "<KeyDescriptor", "</KeyDescriptor>", ""),
			"no signing certificate"},
		{"encryption only", samltest.ChangedMetadata(t, `use="signing"`, `use="encryption"`),
			"for encryption and none for signing"},
		{"key without certificate", samltest.MetadataBetween(t, "<X509Data>", "</X509Data>", "<KeyName>k1</KeyName>"),
			"names a signing key without its certificate"},
		{"certificate is a key", samltest.MetadataBetween(t, "<X509Certificate>", "</X509Certificate>",
			"<X509Certificate>"+bareKey+"</X509Certificate>"), "this is a private key, not a certificate"},
		{"certificate is empty", samltest.MetadataBetween(t, "<X509Certificate>", "</X509Certificate>",
			"<X509Certificate/>"), "the text is empty"},
		{"certificate cut off", samltest.MetadataBetween(t, "<X509Certificate>", "</X509Certificate>",
			"<X509Certificate>MIIDBTCCAe2gAwIBAgIQ</X509Certificate>"), "this certificate is cut off"},
		{"validUntil", samltest.ChangedMetadata(t, ` entityID=`, ` validUntil="soon" entityID=`),
			`the validUntil "soon"`},
		{"empty group", group(""), "holds no entity"},
		{"group of service providers",
			group(`<EntityDescriptor entityID="urn:a"><SPSSODescriptor/></EntityDescriptor>`),
			"no identity provider (of its 1 entities none has that role)"},
		{"federation", group(entity + strings.ReplaceAll(entity, "idp.test", "other.test")),
			"2 identity providers (https://idp.test/saml, https://other.test/saml): choose one"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			m, err := ParseMetadata([]byte(test.doc), "")
			if err == nil {
				t.Fatalf("read as %+v", m)
			}
			text := err.Error()
			if !strings.Contains(text, test.want) {
				t.Errorf("got %q\nwant it to say %q", text, test.want)
			}
			if strings.ContainsAny(text, "\n\r\t") || len(text) > 500 || !strings.Contains(text, ":") &&
				!strings.Contains(text, ";") {
				t.Errorf("not one sentence with a remedy: %q", text)
			}
		})
	}
}

func TestParseMetadataVariants(t *testing.T) {
	parse := func(doc string) IdPMetadata {
		t.Helper()
		m, err := ParseMetadata([]byte(doc), "")
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	if m := parse(samltest.ChangedMetadata(t, ` use="signing"`, "")); len(m.Certificates) != 1 {
		t.Error("S11: a KeyDescriptor without use is a signing key")
	}
	descriptor := samltest.Metadata(t)[strings.Index(samltest.Metadata(t),
		"<KeyDescriptor"):strings.Index(samltest.Metadata(t), "<SingleSignOn")]
	if m := parse(samltest.ChangedMetadata(t, descriptor, descriptor+descriptor)); len(m.Certificates) != 1 {
		t.Errorf("the same certificate twice counts %d times", len(m.Certificates))
	}
	chain := samltest.ChangedMetadata(t, "</X509Certificate>",
		"</X509Certificate><X509Certificate>"+base64.StdEncoding.EncodeToString(samltest.Certificate(t, "issuer",
			"rsa2048-2", samltest.Arrival, samltest.Arrival.AddDate(1, 0, 0)))+"</X509Certificate>")
	if m := parse(chain); len(m.Certificates) != 1 {
		t.Errorf("an issuer's certificate in the same X509Data is trusted: %d", len(m.Certificates))
	}
	broken := strings.Replace(descriptor, "<X509Certificate>", "<X509Certificate>AAAA", 1)
	if m := parse(samltest.ChangedMetadata(t, descriptor, descriptor+broken)); len(m.Certificates) != 1 ||
		len(m.Unreadable) != 1 {
		t.Errorf("one sound and one broken certificate: %d, %q", len(m.Certificates), m.Unreadable)
	}
	if m := parse("\ufeff" + samltest.Metadata(t)); m.EntityID != "https://idp.test/saml" {
		t.Error("a byte order mark disturbs")
	}
	entity := samltest.Metadata(t)[strings.Index(samltest.Metadata(t), "<EntityDescriptor"):]
	nested := `<EntitiesDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" validUntil="2026-02-01T00:00:00Z">` +
		`<EntitiesDescriptor>` + entity + `</EntitiesDescriptor></EntitiesDescriptor>`
	if m := parse(nested); !m.ValidUntil.Equal(time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC)) {
		t.Errorf("the group's validUntil: %v", m.ValidUntil)
	}
	old := samltest.ChangedMetadata(t, "<IDPSSODescriptor",
		`<IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:1.1:protocol"/><IDPSSODescriptor`)
	if m := parse(old); m.SSOURL != "https://idp.test/sso" {
		t.Error("a SAML 1.1 role in front of the SAML 2.0 one disturbs")
	}
	post := parse(samltest.ChangedMetadata(t, "HTTP-Redirect", "HTTP-POST"))
	if post.SSOURL != "https://idp.test/sso" || post.SSOBinding != BindingPost || post.SSORedirectURL != "" {
		t.Errorf("POST only: %+v", post)
	}
	if m := parse(samltest.ChangedMetadata(t, " entityID=",
		` validUntil="2026-03-01T01:00:00+01:00" cacheDuration="P1DT2H" entityID=`)); m.CacheDuration != 26*time.Hour ||
		m.ValidUntil.Hour() != 0 {
		t.Errorf("life: %v, %v", m.CacheDuration, m.ValidUntil)
	}
}

func TestParseDuration(t *testing.T) {
	tests := map[string]time.Duration{
		"PT6H": 6 * time.Hour, "P1D": 24 * time.Hour, "PT604800S": 168 * time.Hour,
		"P0Y0M30DT0H0M0.000S": 720 * time.Hour, "PT1.5S": 1500 * time.Millisecond, "": 0, "1h": 0, "-PT1H": 0, "P": 0,
		"P999999Y": 1<<63 - 1,
	}
	for text, want := range tests {
		if got := parseDuration(text); got != want {
			t.Errorf("%q: got %v, want %v", text, got, want)
		}
	}
}
