package xmldoc

import (
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"strings"
)

// noise is base64 of n random bytes in lines of 76, as certificates and
// signatures are written.
func noise(r *rand.Rand, n int, broken bool) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	s := base64.StdEncoding.EncodeToString(b)
	if !broken {
		return s
	}
	var out strings.Builder
	for len(s) > 76 {
		out.WriteString(s[:76] + "\n")
		s = s[76:]
	}
	return out.String() + s
}

// response builds what identity providers send: about 8 KB with 20 attributes.
// Prefixes, layout, signatures and foreign text vary with r.
func response(r *rand.Rand, attributes int) []byte {
	pick := func(s ...string) string { return s[r.IntN(len(s))] }
	p, a, ds := pick("samlp:", "saml2p:", "p:"), pick("saml:", "saml2:", ""), pick("ds:", "dsig:", "")
	nl := pick("", "\n", "\n  ", "\r\n\t")
	decl := func(prefix, uri string) string {
		if prefix == "" {
			return fmt.Sprintf(` xmlns="%s"`, uri)
		}
		return fmt.Sprintf(` xmlns:%s="%s"`, strings.TrimSuffix(prefix, ":"), uri)
	}
	const (
		protocol  = "urn:oasis:names:tc:SAML:2.0:protocol"
		assertion = "urn:oasis:names:tc:SAML:2.0:assertion"
		dsig      = "http://www.w3.org/2000/09/xmldsig#"
		c14n      = "http://www.w3.org/2001/10/xml-exc-c14n#"
	)
	id := func() string { return "_" + fmt.Sprintf("%032x", r.Uint64()) }
	var b strings.Builder
	w := func(format string, args ...any) { fmt.Fprintf(&b, format, args...); b.WriteString(nl) }
	signature := func(ref string) {
		w(`<%[1]sSignature%[2]s>`, ds, decl(ds, dsig))
		w(`<%sSignedInfo><%sCanonicalizationMethod Algorithm="%s"/>`, ds, ds, c14n)
		w(`<%sSignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"/>`, ds)
		w(`<%sReference URI="#%s"><%sTransforms><%sTransform Algorithm="%senveloped-signature"/>`, ds,
			ref, ds, ds, dsig)
		w(`<%sTransform Algorithm="%s"><ec:InclusiveNamespaces xmlns:ec="%s" PrefixList="xs xsi"/></%sTransform>`+
			`</%sTransforms>`, ds, c14n, c14n, ds, ds)
		w(`<%sDigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><%sDigestValue>%s</%sDigestValue>`+
			`</%sReference></%sSignedInfo>`, ds, ds, noise(r, 32, false), ds, ds, ds)
		w(`<%sSignatureValue>%s</%sSignatureValue>`, ds, noise(r, 256, r.IntN(2) == 0), ds)
		w(`<%[1]sKeyInfo><%[1]sX509Data><%[1]sX509Certificate>%[2]s</%[1]sX509Certificate></%[1]sX509Data>`+
			`</%[1]sKeyInfo></%[1]sSignature>`, ds, noise(r, 720, r.IntN(2) == 0))
	}
	if r.IntN(2) == 0 {
		b.WriteString(`<?xml version="1.0" encoding="UTF-8"?>` + nl)
	}
	rid, aid, now := id(), id(), "2026-03-14T09:26:53.589Z"
	w(`<%sResponse%s Destination="https://app.example.com/sso/acs?a=1&amp;b=2" ID="%s" InResponseTo="%s" `+
		`IssueInstant='%s' Version="2.0"%s>`,
		p, decl(p, protocol), rid, id(), now, pick("", ` xmlns:xs="http://www.w3.org/2001/XMLSchema"`))
	w(`<%sIssuer%s Format="urn:oasis:names:tc:SAML:2.0:nameid-format:entity">`+
		`https://idp.example.com/metadata</%sIssuer>`, a, decl(a, assertion), a)
	if r.IntN(2) == 0 {
		signature(rid)
	}
	w(`<%[1]sStatus><%[1]sStatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></%[1]sStatus>`, p)
	w(`<%sAssertion%s ID="%s" IssueInstant="%s" Version="2.0"%s>`, a, decl(a, assertion), aid, now,
		pick("", ` xmlns:xs="http://www.w3.org/2001/XMLSchema"`))
	w(`<%sIssuer>https://idp.example.com/metadata</%sIssuer>`, a, a)
	signature(aid)
	w(`<%[1]sSubject><%[1]sNameID Format="urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress">%[2]s</%[1]sNameID>`,
		a, pick("ada@example.com", "zoë@example.com", "o&apos;neil@example.com", "a&#x26;b@example.com"))
	w(`<%[1]sSubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><%[1]sSubjectConfirmationData `+
		`InResponseTo="%[2]s" NotOnOrAfter="%[3]s" Recipient="https://app.example.com/sso/acs"/>`+
		`</%[1]sSubjectConfirmation></%[1]sSubject>`, a, id(), now)
	w(`<%[1]sConditions NotBefore="%[2]s" NotOnOrAfter="%[2]s"><%[1]sAudienceRestriction>`+
		`<%[1]sAudience>https://app.example.com</%[1]sAudience></%[1]sAudienceRestriction></%[1]sConditions>`, a, now)
	w(`<%[1]sAuthnStatement AuthnInstant="%[2]s" SessionIndex="%[3]s"><%[1]sAuthnContext>`+
		`<%[1]sAuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport`+
		`</%[1]sAuthnContextClassRef></%[1]sAuthnContext></%[1]sAuthnStatement>`, a, now, id())
	w(`<%sAttributeStatement>`, a)
	for i := range attributes {
		w(`<%[1]sAttribute Name="http://schemas.example.com/claims/%[2]d" `+
			`NameFormat="urn:oasis:names:tc:SAML:2.0:attrname-format:uri"><%[1]sAttributeValue `+
			`xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" `+
			`xsi:type="xs:string">%[3]s</%[1]sAttributeValue></%[1]sAttribute>`,
			a, i, pick("Engineering", "R&amp;D &gt; Platform", "日本語", "CN=Group,OU=Users,DC=example,DC=com",
				"line\r\nbreak &#13; \ttab", ""))
	}
	w(`</%[1]sAttributeStatement></%[1]sAssertion>`, a)
	fmt.Fprintf(&b, `</%sResponse>`, p)
	return []byte(b.String())
}
