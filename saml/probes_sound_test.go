package saml_test

import (
	"encoding/base64"
	"strings"
	"testing"

	"gatehouse/saml"
)

// probeSound are messages that other software makes and nobody should refuse.
func probeSound(t *testing.T) []probe {
	l := list{t: t}
	for name, m := range modes(t) {
		l.sound("S1 "+name, m)
	}
	each := func(name string, change func(string) string) {
		for mode, m := range modes(t) {
			m.edit = change
			l.sound(name+", "+mode, m)
		}
	}
	// Pretty-printed, before and after the signature was made.
	pretty := func(d string) string {
		return strings.NewReplacer("><", ">\n  <").Replace(strings.NewReplacer("></saml:SubjectConfirmationData", "/",
			"></samlp:StatusCode", "/").Replace(d))
	}
	each("X7 pretty-printed", pretty)
	each("X7 CRLF", func(d string) string { return strings.ReplaceAll(pretty(d), "\n", "\r\n") })
	each("X7 a lone CR", func(d string) string { return strings.ReplaceAll(pretty(d), "\n", "\r") })
	each("X7 references", func(d string) string {
		return strings.Replace(d, "Lovelace", "L&#246;we&amp;&lt;&gt;&quot;&apos;&#xd;", 1)
	})
	each("X7 astral characters", func(d string) string {
		return strings.Replace(d, "Lovelace", "\U0001f600\u4e2d\u0301", 1)
	})
	each("X9 what the schema allows", func(d string) string {
		return strings.NewReplacer(
			"<samlp:Status>", `<samlp:Extensions><x:y xmlns:x="urn:x" x:z="1"></x:y></samlp:Extensions><samlp:Status>`,
			"</saml:AudienceRestriction>", `</saml:AudienceRestriction><saml:OneTimeUse></saml:OneTimeUse>`+
				`<saml:ProxyRestriction Count="1"><saml:Audience>urn:x</saml:Audience></saml:ProxyRestriction>`,
			"<saml:AuthnStatement ", `<saml:Advice><saml:AssertionIDRef>_x</saml:AssertionIDRef>`+
				`<saml:AssertionURIRef>urn:x</saml:AssertionURIRef></saml:Advice><saml:AuthnStatement `,
			"<saml:AuthnContext>",
			`<saml:SubjectLocality Address="127.0.0.1" DNSName="x"></saml:SubjectLocality><saml:AuthnContext>`,
			"</saml:AuthnContextClassRef>", "</saml:AuthnContextClassRef>"+
				"<saml:AuthnContextDeclRef>urn:x</saml:AuthnContextDeclRef>"+
				"<saml:AuthenticatingAuthority>urn:a</saml:AuthenticatingAuthority>"+
				"<saml:AuthenticatingAuthority>urn:b</saml:AuthenticatingAuthority>",
			"cm:bearer\">", `cm:bearer"><saml:NameID>proxy</saml:NameID>`, "<saml:NameID Format",
			`<saml:NameID NameQualifier="x" SPNameQualifier="y" SPProvidedID="z" Format`,
			` Version="2.0"><saml:Issuer xm`,
			` Consent="urn:oasis:names:tc:SAML:2.0:consent:obtained" Version="2.0"><saml:Issuer xm`,
			"</saml:AttributeStatement>", `<saml:Attribute Name="urn:oid:1.3.6.1.4.1.5923.1.1.1.10" `+
				`NameFormat="urn:oasis:names:tc:SAML:2.0:attrname-format:uri" FriendlyName="eduPersonTargetedID" `+
				`xmlns:z="urn:z" z:OriginalIssuer="x"><saml:AttributeValue><saml:NameID>t</saml:NameID>`+
				`</saml:AttributeValue></saml:Attribute><saml:Attribute Name="none"></saml:Attribute><saml:Attribute `+
				`Name="nil"><saml:AttributeValue xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" `+
				`xsi:nil="true"></saml:AttributeValue></saml:Attribute></saml:AttributeStatement>`+
				`<saml:AttributeStatement><saml:Attribute Name="more"><saml:AttributeValue>x</saml:AttributeValue>`+
				`</saml:Attribute></saml:AttributeStatement><saml:AuthnStatement AuthnInstant="2026-03-02T09:29:00Z">`+
				`<saml:AuthnContext><saml:AuthnContextDecl><any xmlns="urn:x"></any></saml:AuthnContextDecl>`+
				`</saml:AuthnContext></saml:AuthnStatement><saml:AuthzDecisionStatement Resource="urn:x" `+
				`Decision="Permit"><saml:Action Namespace="urn:x">y</saml:Action></saml:AuthzDecisionStatement>`,
		).Replace(d)
	})
	each("P7 data with KeyInfo and an address", func(d string) string {
		return strings.Replace(d, `"></saml:SubjectConfirmationData>`,
			`" Address="10.0.0.1" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" `+
				`xsi:type="saml:KeyInfoConfirmationDataType"><ds:KeyInfo `+
				`xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:KeyName>x</ds:KeyName></ds:KeyInfo>`+
				`</saml:SubjectConfirmationData>`, 1)
	})

	// Other spellings of the same canonical form, made after signing.
	after := func(name string, change func(string) string) {
		for _, sign := range []string{"assertion", "response", "both"} {
			m := sound(t)
			m.sign, m.tamper = sign, change
			l.sound(name+", "+sign+" signed", m)
		}
	}
	after("X7 single quotes", func(d string) string { return strings.ReplaceAll(d, `"`, `'`) })
	after("X7 empty-element tags", func(d string) string {
		return strings.NewReplacer("></saml:SubjectConfirmationData>", "/>", "></samlp:StatusCode>", " />",
			"></ds:Transform>", "\n/>", "></ds:DigestMethod>", "/>").Replace(d)
	})
	after("X7 blanks in tags", func(d string) string {
		return strings.NewReplacer("</saml:Subject>", "</saml:Subject\n\t>", ` Name=`, "\r\n\tName = ").Replace(d)
	})
	after("X7 a declaration", func(d string) string {
		return "<?xml version='1.0'  encoding = 'utf-8' standalone='no' ?>\r\n" + d + "\r\n\t"
	})
	after("X7 a BOM and a declaration", func(d string) string {
		return "\ufeff<?xml version=\"1.0\" encoding=\"Utf-8\"?>" + d
	})
	after("X7 references for letters", func(d string) string {
		return strings.NewReplacer("ada-1815", "&#x61;da-1815", `"email"`, `"&#101;mail"`).Replace(d)
	})
	after("X7 attributes in another order", func(d string) string {
		return strings.NewReplacer(`ID="_assertion1" IssueInstant="2026-03-02T09:30:00Z" Version="2.0"`,
			`Version="2.0" IssueInstant="2026-03-02T09:30:00Z" ID="_assertion1"`).Replace(d)
	})
	after("X7 > for &gt;", func(d string) string { return d + " \n" })
	after("X5 declarations repeated", func(d string) string {
		return strings.ReplaceAll(d, "<saml:Attribute ",
			`<saml:Attribute xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" `)
	})

	// Other prefixes, default namespaces, without a signature's KeyInfo.
	key := testKey(t, "rsa2048-1")
	spell := map[string]func(string) string{
		"no prefix for SAML": func(a string) string {
			return strings.NewReplacer("<saml:", "<", "</saml:", "</", "xmlns:saml=", "xmlns=").Replace(a)
		},
		"no prefix for the signature": func(a string) string {
			return strings.NewReplacer("<ds:", "<", "</ds:", "</", "xmlns:ds=", "xmlns=").Replace(a)
		},
		"no prefix for either": func(a string) string {
			return strings.NewReplacer("<saml:", "<", "</saml:", "</", "xmlns:saml=", "xmlns=", "<ds:", "<", "</ds:",
				"</", "xmlns:ds=", "xmlns=").Replace(a)
		},
		"long prefixes": func(a string) string {
			return strings.NewReplacer("saml:", "ns-2.\u00e4_:", "xmlns:saml=", "xmlns:ns-2.\u00e4_=").Replace(a)
		},
		"one prefix for both": func(a string) string {
			return strings.NewReplacer("saml:", "x:", "xmlns:saml=", "xmlns:x=", "ds:", "x:", "xmlns:ds=",
				"xmlns:x=").Replace(a)
		},
		"pretty-printed": func(a string) string {
			return strings.NewReplacer("></ds:DigestValue", "></ds:DigestValue", "></ds:SignatureValue",
				"></ds:SignatureValue", "><", ">\r\n    <").Replace(a)
		},
		"Ids of the signature": func(a string) string {
			return strings.NewReplacer("<ds:Signature ", `<ds:Signature Id="s1" `, "<ds:SignedInfo>",
				`<ds:SignedInfo Id="s2">`, "<ds:SignatureValue>", `<ds:SignatureValue Id="s3">`, "<ds:Reference ",
				`<ds:Reference Id="s4" Type="urn:x" `).Replace(a)
		},
	}
	for name, change := range spell {
		for _, list := range []string{"", "xs", "#default xs saml"} {
			l.sound("X5 "+name+", PrefixList "+list, posts(t, sealed(t, list, change)))
		}
	}
	// A response that is signed around a signed assertion, all in the default
	// namespace.
	whole := strings.Replace(template(strings.Replace(soundAssertion, "</saml:Issuer>",
		"</saml:Issuer>"+unsealed("_assertion1", rsaSHA256, sha256URI, ""), 1)), "</saml:Issuer>",
		"</saml:Issuer>"+unsealed("_response1", rsaSHA256, sha256URI, "xs"), 1)
	for name, change := range spell {
		if name == "Ids of the signature" {
			continue
		}
		l.sound("X5 both signed, "+name, posts(t, seal(t, change(whole), key, rsaSHA256)))
	}
	l.sound("X5 both signed, protocol by default",
		posts(t, seal(t, strings.NewReplacer("<samlp:", "<", "</samlp:", "</", "xmlns:samlp=", "xmlns=").Replace(whole),
			key, rsaSHA256)))
	for _, a := range []struct{ key, method, digest string }{
		{"p256", moreURI + "ecdsa-sha256", sha512URI}, {"p384", moreURI + "ecdsa-sha384", sha384URI},
		{"p521", moreURI + "ecdsa-sha512", sha256URI}, {"rsa2048-1", moreURI + "rsa-sha384", sha512URI},
		{"rsa2048-1", moreURI + "rsa-sha512", sha384URI},
	} {
		doc := strings.Replace(soundAssertion, "</saml:Issuer>", "</saml:Issuer>"+unsealed("_assertion1", a.method,
			a.digest, ""), 1)
		l.sound("S6 "+a.key+" "+a.method+" "+a.digest,
			posts(t, sealWith(t, template(doc), testKey(t, a.key), a.method, a.digest)))
		l.all[len(l.all)-1].with = func(s *saml.Settings) { s.Certificates = [][]byte{certificateOf(t, a.key)} }
	}
	// Java's line ends in base64.
	m := sound(t)
	m.how.value = func(b []byte) string {
		v := base64.StdEncoding.EncodeToString(b)
		return v[:76] + "&#13;\n" + v[76:152] + "&#xD;\n" + v[152:]
	}
	l.sound("S7 CR references in the value", m)
	for _, extra := range []string{"&RelayState=", "&submit=Continue", "&SAMLEncoding=x",
		"&RelayState=https%3A%2F%2Fx"} {
		m := sound(t)
		m.posted = func(p *saml.Post) { p.Body = append(p.Body, extra...); p.Size = int64(len(p.Body)) }
		l.sound("T2 with "+extra, m)
	}
	return l.all
}
