package protocol

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/url"
	"strings"
	"time"
)

// AuthnRequest asks an identity provider to sign a user in (core 3.4.1).
type AuthnRequest struct {
	ID           string // an NCName (core 1.3.4)
	Issuer       string // our entity ID
	ACSURL       string // where the response is to be posted
	Destination  string // the identity provider's sign-on URL
	IssueInstant time.Time
	LoginHint    string // the user to expect, for Action; "" for none
	Asked
}

// XML is the request as a document. It is written in canonical form, so that
// its octets can be signed as they stand.
func (r AuthnRequest) XML() []byte {
	head, tail := r.parts()
	return []byte(head + tail)
}

// parts splits the document where the schema wants the Signature: directly
// behind Issuer.
func (r AuthnRequest) parts() (head, tail string) {
	var b strings.Builder
	b.WriteString(`<samlp:AuthnRequest xmlns:samlp="` + ProtocolNS + `"`)
	// Attributes in canonical order: by name, as none has a namespace.
	attribute(&b, "AssertionConsumerServiceURL", r.ACSURL)
	attribute(&b, "Destination", r.Destination)
	if r.ForceAuthn {
		attribute(&b, "ForceAuthn", "true")
	}
	attribute(&b, "ID", r.ID)
	attribute(&b, "IssueInstant", r.IssueInstant.UTC().Format("2006-01-02T15:04:05.000Z"))
	attribute(&b, "ProtocolBinding", BindingPost)
	attribute(&b, "Version", "2.0")
	b.WriteString(`><saml:Issuer xmlns:saml="` + AssertionNS + `">` + textEscaper.Replace(r.Issuer) + `</saml:Issuer>`)
	head = b.String()

	b.Reset()
	b.WriteString(`<samlp:NameIDPolicy AllowCreate="true"`)
	if r.NameIDFormat != "" {
		attribute(&b, "Format", r.NameIDFormat)
	}
	b.WriteString(`></samlp:NameIDPolicy>`)
	r.writeContexts(&b)
	b.WriteString(`</samlp:AuthnRequest>`)
	return head, b.String()
}

// writeContexts asks for methods of authentication, if any are wanted.
func (r AuthnRequest) writeContexts(b *strings.Builder) {
	if len(r.AuthnContexts) == 0 {
		return
	}
	b.WriteString(`<samlp:RequestedAuthnContext`)
	if r.Comparison != "" {
		attribute(b, "Comparison", string(r.Comparison))
	}
	b.WriteString(`>`)
	for _, class := range r.AuthnContexts {
		b.WriteString(`<saml:AuthnContextClassRef xmlns:saml="` + AssertionNS + `">` +
			textEscaper.Replace(class) + `</saml:AuthnContextClassRef>`)
	}
	b.WriteString(`</samlp:RequestedAuthnContext>`)
}

// Action is where the browser takes the request: the Destination, with the
// login hint as a parameter. A Subject in the request would say the same, but
// Entra ID answers one with an error.
func (r AuthnRequest) Action() string {
	if r.LoginHint == "" {
		return r.Destination
	}
	return withQuery(r.Destination, "login_hint="+url.QueryEscape(r.LoginHint))
}

// Redirect is the URL that carries the request in the HTTP-Redirect binding,
// signed with rsa-sha256 if key is not nil.
func (r AuthnRequest) Redirect(relayState string, key *rsa.PrivateKey) (location string, err error) {
	return redirectURL(r.Action(), r.XML(), relayState, key)
}

// Form is the SAMLRequest field of the HTTP-POST binding: base64 of the
// document, with an enveloped rsa-sha256 signature if key is not nil; cert
// (DER) is then shown in KeyInfo. The form posts to [AuthnRequest.Action]; a
// RelayState is a field of its own beside it.
func (r AuthnRequest) Form(key *rsa.PrivateKey, cert []byte) (samlRequest string, err error) {
	head, tail := r.parts()
	document := head + tail
	if key != nil {
		signature, err := envelopedSignature(r.ID, document, key, cert)
		if err != nil {
			return "", fmt.Errorf("signing the request: %w", err)
		}
		document = head + signature + tail
	}
	return base64.StdEncoding.EncodeToString([]byte(document)), nil
}

// envelopedSignature signs the canonical document whose root has the given ID.
func envelopedSignature(id, document string, key *rsa.PrivateKey, cert []byte) (string, error) {
	digest := sha256.Sum256([]byte(document))
	const exclusive = "http://www.w3.org/2001/10/xml-exc-c14n#"
	signedInfo := func(namespace string) string {
		return `<ds:SignedInfo` + namespace + `>` +
			`<ds:CanonicalizationMethod Algorithm="` + exclusive + `"></ds:CanonicalizationMethod>` +
			`<ds:SignatureMethod Algorithm="` + redirectRSASHA256 + `"></ds:SignatureMethod>` +
			`<ds:Reference URI="#` + attributeEscaper.Replace(id) + `"><ds:Transforms>` +
			`<ds:Transform Algorithm="` + SignatureNS + `enveloped-signature"></ds:Transform>` +
			`<ds:Transform Algorithm="` + exclusive + `"></ds:Transform></ds:Transforms>` +
			`<ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"></ds:DigestMethod>` +
			`<ds:DigestValue>` + base64.StdEncoding.EncodeToString(digest[:]) + `</ds:DigestValue>` +
			`</ds:Reference></ds:SignedInfo>`
	}
	// By itself SignedInfo declares the prefix; inside Signature it inherits it.
	sum := sha256.Sum256([]byte(signedInfo(` xmlns:ds="` + SignatureNS + `"`)))
	value, err := rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, sum[:])
	if err != nil {
		return "", err
	}
	keyInfo := ""
	if len(cert) > 0 {
		keyInfo = `<ds:KeyInfo><ds:X509Data><ds:X509Certificate>` + base64.StdEncoding.EncodeToString(cert) +
			`</ds:X509Certificate></ds:X509Data></ds:KeyInfo>`
	}
	return `<ds:Signature xmlns:ds="` + SignatureNS + `">` + signedInfo("") +
		`<ds:SignatureValue>` + base64.StdEncoding.EncodeToString(value) + `</ds:SignatureValue>` +
		keyInfo + `</ds:Signature>`, nil
}

// The escapes of canonical XML: text and attribute values differ (C14N 2.3).
var (
	textEscaper      = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "\r", "&#xD;")
	attributeEscaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", `"`, "&quot;",
		"\t", "&#x9;", "\n", "&#xA;", "\r", "&#xD;")
)

func attribute(b *strings.Builder, name, value string) {
	b.WriteString(" " + name + `="` + attributeEscaper.Replace(value) + `"`)
}
