package protocol

import (
	"errors"
	"fmt"
	"sync"
	"time"

	"gatehouse/saml/diff"
	"gatehouse/saml/xmldoc"
)

// documents are parsed into one after the other: each answer has its request read.
var documents = sync.Pool{New: func() any { return new(xmldoc.Doc) }}

// ParseAuthnRequest reads what an identity provider needs to know of a request.
// It verifies nothing: see [VerifyRedirect]. LoginHint travels beside the
// request and stays empty.
func ParseAuthnRequest(xml []byte) (AuthnRequest, error) {
	doc := documents.Get().(*xmldoc.Doc)
	defer func() {
		doc.Reset()
		documents.Put(doc)
	}()
	if err := doc.Parse(xml, xmldoc.Limits{Bytes: maxInflated}); err != nil {
		return AuthnRequest{}, fmt.Errorf("the request is not XML as it should be: %w", err)
	}
	root := doc.Root()
	if !doc.Is(root, ProtocolNS, "AuthnRequest") {
		return AuthnRequest{}, notARequest(doc)
	}
	value := func(name string) string {
		v, _ := doc.Attr(root, "", name)
		return string(v)
	}
	if version := value("Version"); version != "2.0" {
		return AuthnRequest{}, fmt.Errorf("the request has SAML version %q: 2.0 is expected", diff.Visible(version, 20))
	}
	r := AuthnRequest{
		ID:          value("ID"),
		Issuer:      string(doc.Text(doc.Child(root, AssertionNS, "Issuer"))),
		ACSURL:      value("AssertionConsumerServiceURL"),
		Destination: value("Destination"),
	}
	switch {
	case r.ID == "":
		return AuthnRequest{}, errors.New("the request has no ID")
	case r.Issuer == "":
		return AuthnRequest{}, errors.New("the request has no Issuer")
	}
	switch force := value("ForceAuthn"); force {
	case "true", "1":
		r.ForceAuthn = true
	case "", "false", "0":
	default:
		return AuthnRequest{}, fmt.Errorf("the request's ForceAuthn is %q: true or false is expected",
			diff.Visible(force, 20))
	}
	var err error
	if r.IssueInstant, err = time.Parse(time.RFC3339Nano, value("IssueInstant")); err != nil {
		return AuthnRequest{}, fmt.Errorf("the request's IssueInstant %q is not a time",
			diff.Visible(value("IssueInstant"), 40))
	}
	format, _ := doc.Attr(doc.Child(root, ProtocolNS, "NameIDPolicy"), "", "Format")
	r.NameIDFormat = xmldoc.TrimSpaceString(string(format))
	contexts := doc.Child(root, ProtocolNS, "RequestedAuthnContext")
	for n := doc.First(contexts); n != xmldoc.None; n = doc.Next(n) {
		if doc.Is(n, AssertionNS, "AuthnContextClassRef") {
			r.AuthnContexts = append(r.AuthnContexts, string(xmldoc.TrimSpace(doc.Text(n))))
		}
	}
	if len(r.AuthnContexts) > 0 {
		comparison, _ := doc.Attr(contexts, "", "Comparison")
		r.Comparison = Comparison(comparison)
	}
	return r, nil
}

// notARequest says what stands in place of an AuthnRequest: one that lacks its
// namespace has the right name, and looks right to whoever reads it.
func notARequest(doc *xmldoc.Doc) error {
	root := doc.Root()
	name, namespace := diff.Visible(string(doc.Name(root)), 100), doc.Namespace(root)
	switch {
	case string(doc.Local(root)) != "AuthnRequest":
		return fmt.Errorf("this is a %q, not an AuthnRequest", name)
	case namespace == "":
		return fmt.Errorf("the AuthnRequest has no namespace: its root element must declare xmlns:samlp=%q", ProtocolNS)
	}
	return fmt.Errorf("the AuthnRequest is in the namespace %q: %q is expected",
		diff.Visible(namespace, 100), ProtocolNS)
}
