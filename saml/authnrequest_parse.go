package saml

import (
	"errors"
	"fmt"
	"time"

	"gatehouse/saml/xmldoc"
)

// ParseAuthnRequest reads what an identity provider needs to know of a request.
// It verifies nothing: see [VerifyRedirect]. LoginHint travels beside the
// request and stays empty.
func ParseAuthnRequest(xml []byte) (AuthnRequest, error) {
	var doc xmldoc.Doc
	if err := doc.Parse(xml, xmldoc.Limits{Bytes: maxInflated}); err != nil {
		return AuthnRequest{}, fmt.Errorf("the request is not XML as it should be: %w", err)
	}
	root := doc.Root()
	if !doc.Is(root, protocolNS, "AuthnRequest") {
		return AuthnRequest{}, fmt.Errorf("this is a %q, not an AuthnRequest", visible(string(doc.Name(root)), 100))
	}
	value := func(name string) string {
		v, _ := doc.Attr(root, "", name)
		return string(v)
	}
	if version := value("Version"); version != "2.0" {
		return AuthnRequest{}, fmt.Errorf("the request has SAML version %q: 2.0 is expected", visible(version, 20))
	}
	r := AuthnRequest{
		ID:          value("ID"),
		Issuer:      string(doc.Text(doc.Child(root, assertionNS, "Issuer"))),
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
		return AuthnRequest{}, fmt.Errorf("the request's ForceAuthn is %q: true or false is expected", visible(force, 20))
	}
	var err error
	if r.IssueInstant, err = time.Parse(time.RFC3339Nano, value("IssueInstant")); err != nil {
		return AuthnRequest{}, fmt.Errorf("the request's IssueInstant %q is not a time", visible(value("IssueInstant"), 40))
	}
	format, _ := doc.Attr(doc.Child(root, protocolNS, "NameIDPolicy"), "", "Format")
	r.NameIDFormat = string(format)
	return r, nil
}
