package xmldoc_test

import (
	"errors"
	"fmt"

	"gatehouse/saml/xmldoc"
)

func Example() {
	const assertion = "urn:oasis:names:tc:SAML:2.0:assertion"
	var d xmldoc.Doc // keep it: parsing again reuses its memory
	err := d.Parse([]byte(`<saml:Assertion xmlns:saml="`+assertion+
		`" ID='_1'><saml:Issuer>https://idp.example.com</saml:Issuer></saml:Assertion>`), xmldoc.Limits{})
	if err != nil {
		fmt.Println(err)
		return
	}
	id, _ := d.Attr(d.Root(), "", "ID")
	issuer := d.Child(d.Root(), assertion, "Issuer")
	fmt.Printf("%s by %s\n", id, d.Text(issuer))

	canonical, err := d.Canonical(nil, issuer, xmldoc.C14N{Exclusive: true})
	fmt.Printf("%s %v\n", canonical, err)
	// Output:
	// _1 by https://idp.example.com
	// <saml:Issuer xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">https://idp.example.com</saml:Issuer> <nil>
}

func ExampleError() {
	var d xmldoc.Doc
	err := d.Parse([]byte("<NameID>\n  admin@acme.com<!-- -->.evil.com</NameID>"), xmldoc.Limits{})
	fmt.Println(err)
	var e *xmldoc.Error
	if errors.As(err, &e) {
		fmt.Println(e.Cause, e.Rule, e.Offset)
	}
	// Output:
	// XML line 2, column 17: comments are not allowed: they can hide where a signed value ends (comment, rule X4)
	// comment X4 25
}
