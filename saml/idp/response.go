package idp

import (
	"fmt"
	"time"

	"gatehouse/saml"
	"gatehouse/saml/xmldoc"
)

// write returns the response as a document, signed and encrypted.
func (d *draft) write() (string, error) {
	response, err := d.response()
	if err != nil {
		return "", err
	}
	doc := d.shape.prefixes.write(response)
	var parsed xmldoc.Doc
	if err := parsed.Parse([]byte(doc), xmldoc.Limits{}); err != nil {
		return "", fmt.Errorf("a value cannot be written in XML: %w", err)
	}
	if d.shape.declaration {
		doc = `<?xml version="1.0" encoding="UTF-8"?>` + doc
	}
	return doc, nil
}

func (d *draft) response() (*element, error) {
	attrs := []attr{
		{"ID", d.responseID},
		{"Version", "2.0"},
		{"IssueInstant", d.xsTime(d.issued)},
		{"Destination", d.destination},
	}
	if d.inResponseTo != "" {
		attrs = append(attrs, attr{"InResponseTo", d.inResponseTo})
	}
	response := el("samlp:Response", attrs, leaf("saml:Issuer", d.issuer))
	if d.status.code != statusSuccess {
		response.add(d.statusElement())
		if d.sign == SignNone {
			return response, nil
		}
		return d.signer.sign(response, d.shape.prefixes) // there is no assertion to sign
	}

	assertion := d.assertion()
	if d.sign.assertion() {
		var err error
		if assertion, err = d.signer.sign(assertion, d.shape.prefixes); err != nil {
			return nil, err
		}
	}
	assertions := []*element{assertion}
	if d.arrange != nil {
		var extensions *element
		extensions, assertions = d.arrange(assertion)
		response.add(extensions)
	}
	if d.encryptTo != nil {
		plaintext := d.shape.prefixes.write(assertion)
		sealed, err := encrypted([]byte(plaintext), d.encryptTo, d.cipher, d.keyTransport)
		if err != nil {
			return nil, err
		}
		assertions = []*element{sealed}
	}
	response.add(d.statusElement())
	response.add(assertions...)
	if d.sign.response() {
		return d.signer.sign(response, d.shape.prefixes)
	}
	return response, nil
}

func (d *draft) statusElement() *element {
	if d.noStatus {
		return nil
	}
	code := el("samlp:StatusCode", []attr{{"Value", d.status.code}})
	if d.status.sub != "" {
		code.add(el("samlp:StatusCode", []attr{{"Value", d.status.sub}}))
	}
	e := el("samlp:Status", nil, code)
	if d.status.message != "" {
		e.add(leaf("samlp:StatusMessage", d.status.message))
	}
	return e
}

func (d *draft) assertion() *element {
	return el("saml:Assertion",
		[]attr{{"ID", d.assertionID}, {"Version", "2.0"}, {"IssueInstant", d.xsTime(d.issued)}},
		leaf("saml:Issuer", d.issuer),
		d.subject(),
		el("saml:Conditions",
			[]attr{{"NotBefore", d.xsTime(d.notBefore)}, {"NotOnOrAfter", d.xsTime(d.notOnOrAfter)}},
			el("saml:AudienceRestriction", nil, leaf("saml:Audience", d.audience))),
		d.authnStatement(),
		d.attributeStatement())
}

func (d *draft) authnStatement() *element {
	if d.noStatement {
		return nil
	}
	at := d.authenticated
	if at.IsZero() {
		at = d.issued
	}
	return el("saml:AuthnStatement",
		[]attr{{"AuthnInstant", d.xsTime(at)}, {"SessionIndex", d.sessionIndex}},
		el("saml:AuthnContext", nil, leaf("saml:AuthnContextClassRef", d.authnContext)))
}

func (d *draft) subject() *element {
	data := []attr{{"NotOnOrAfter", d.xsTime(d.notOnOrAfter)}, {"Recipient", d.recipient}}
	if d.inResponseTo != "" {
		data = append(data, attr{"InResponseTo", d.inResponseTo})
	}
	subject := el("saml:Subject", nil)
	switch format := (attr{"Format", d.nameIDFormat}); {
	case d.nameIDMarkup != "":
		subject.add(&element{name: "saml:NameID", attrs: []attr{format}, markup: d.nameIDMarkup})
	case d.nameID != "":
		subject.add(leaf("saml:NameID", d.nameID, format))
	}
	subject.add(el("saml:SubjectConfirmation",
		[]attr{{"Method", "urn:oasis:names:tc:SAML:2.0:cm:bearer"}},
		el("saml:SubjectConfirmationData", data)))
	return subject
}

func (d *draft) attributeStatement() *element {
	if len(d.attributes) == 0 {
		return nil
	}
	statement := el("saml:AttributeStatement", nil)
	for _, a := range d.attributes {
		if !d.split || len(a.Values) == 0 {
			statement.add(d.attribute(a))
			continue
		}
		for _, value := range a.Values {
			a.Values = []string{value}
			statement.add(d.attribute(a))
		}
	}
	return statement
}

func (d *draft) attribute(a saml.Attribute) *element {
	attrs := []attr{{"Name", a.Name}}
	if a.FriendlyName != "" {
		attrs = append(attrs, attr{"FriendlyName", a.FriendlyName})
	}
	if d.shape.nameFormat != "" {
		attrs = append(attrs, attr{"NameFormat", d.shape.nameFormat})
	}
	e := el("saml:Attribute", attrs)
	for _, value := range a.Values {
		v := leaf("saml:AttributeValue", value)
		if d.shape.typed {
			v.attrs = []attr{{"xsi:type", "xs:string"}}
		}
		e.add(v)
	}
	return e
}

// xsTime writes a time as SAML has it: UTC, with Z (core 1.3.3).
func (d *draft) xsTime(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000") + d.utc }
