package idp

import (
	"encoding/base64"
	"strings"

	"gatehouse/saml"
	"gatehouse/saml/diagnose"
)

// Faults 29–36 and 44: what is no SAML message, or tries to be two.

func transportFaults() []Fault {
	return []Fault{
		{
			Number: 29, Name: "truncated", Title: "Truncated", Stage: XML,
			What:  "The second half of the document is missing.",
			Class: saml.Malformed, Cause: saml.NotWellFormed, Fixer: diagnose.FixIdP,
			tamper: func(_ *draft, doc string) string { return doc[:len(doc)/2] },
		},
		{
			Number: 30, Name: "not-xml", Title: "Not XML", Stage: XML,
			What:  "The field holds plain text instead of a document.",
			Class: saml.Malformed, Cause: saml.NotWellFormed, Fixer: diagnose.FixIdP,
			tamper: func(*draft, string) string { return "Internal Server Error: the login could not be completed." },
		},
		{
			Number: 31, Name: "base64-twice", Title: "Base64 twice", Stage: Transport,
			What:  "The document was put into base64 twice.",
			Class: saml.Malformed, Cause: saml.BadBase64, Fixer: diagnose.FixIdP,
			post: func(field string) string { return base64.StdEncoding.EncodeToString([]byte(field)) },
		},
		{
			Number: 32, Name: "junk-before-base64", Title: "Junk before the base64", Stage: Transport,
			What:  "The field begins with the words of a data URL, which are not base64.",
			Class: saml.Malformed, Cause: saml.BadBase64, Fixer: diagnose.FixIdP,
			post: func(field string) string { return "data:text/xml;base64," + field },
		},
	}
}

func attackFaults() []Fault {
	return []Fault{
		{
			Number: 33, Name: "signature-wrapping", Title: "Signature wrapping", Stage: XML,
			What: "A forged assertion stands where the signed one should be; the signed one was moved aside, so " +
				"that its signature still verifies.",
			Class: saml.Malformed, Cause: saml.SignatureWrapping, Fixer: diagnose.FixIdP,
			edit: func(d *draft) {
				d.signAssertion()
				d.arrange = func(signed *element) (*element, []*element) {
					signature := signed.children[1]
					return el("samlp:Extensions", nil, d.assertion()), []*element{d.forged().insert(1, signature)}
				}
			},
		},
		{
			Number: 34, Name: "two-assertions", Title: "Two assertions, one forged", Stage: XML,
			What:  "A forged assertion without a signature stands before the signed one.",
			Class: saml.Malformed, Cause: saml.MultipleAssertions, Fixer: diagnose.FixIdP,
			edit: func(d *draft) {
				d.signAssertion()
				d.arrange = func(signed *element) (*element, []*element) {
					return nil, []*element{d.forged(), signed}
				}
			},
		},
		{
			Number: 35, Name: "comment-in-nameid", Title: "Comment in NameID", Stage: XML,
			What: "A comment splits the NameID after signing. Its signature still verifies, and who reads up to " +
				"the comment sees another user.",
			Class: saml.Malformed, Cause: saml.Comment, Fixer: diagnose.FixIdP,
			edit: func(d *draft) { d.signClear(); d.nameID += ".another-company.example" },
			tamper: func(d *draft, doc string) string {
				user := strings.TrimSuffix(d.nameID, ".another-company.example")
				return strings.Replace(doc, ">"+escapeText.Replace(user)+".", ">"+escapeText.Replace(user)+"<!---->.",
					1)
			},
		},
		{
			Number: 36, Name: "doctype", Title: "DOCTYPE with an external entity", Stage: XML,
			What:  "A document type declaration asks for a file of the machine that reads it.",
			Class: saml.Malformed, Cause: saml.DTD, Fixer: diagnose.FixIdP,
			edit: (*draft).signClear,
			tamper: func(_ *draft, doc string) string {
				declaration, rest := "", doc
				if i := strings.Index(doc, "?>"); i >= 0 {
					declaration, rest = doc[:i+2], doc[i+2:]
				}
				return declaration + `<!DOCTYPE Response [<!ENTITY file SYSTEM "file:///etc/hostname">]>` + rest
			},
		},
	}
}

func nameIDFaults() []Fault {
	return []Fault{
		{
			Number: 44, Name: "element-in-nameid", Title: "Element in NameID", Stage: XML,
			What:  "The NameID, signed as it is, has an element in the middle of its text.",
			Class: saml.Malformed, Cause: saml.UnexpectedChild, Fixer: diagnose.FixIdP,
			edit: func(d *draft) { d.splitNameID("<saml:Split xmlns:saml=\"" + namespaces["saml"] + "\"/>") },
		},
		{
			Number: 44, Name: "pi-in-nameid", Title: "Processing instruction in NameID", Stage: XML,
			What:  "The NameID has a processing instruction in the middle of its text.",
			Class: saml.Malformed, Cause: saml.ProcessingInstruction, Fixer: diagnose.FixIdP,
			edit: (*draft).signClear,
			tamper: func(d *draft, doc string) string {
				name := escapeText.Replace(d.nameID)
				return strings.Replace(doc, ">"+name+"<", ">"+name+"<?split?>.another-company.example<", 1)
			},
		},
	}
}

// signAssertion has the assertion alone signed, in clear.
func (d *draft) signAssertion() { d.encryptTo, d.sign = nil, SignAssertion }

// forged is an assertion of the same form about another user.
func (d *draft) forged() *element {
	f := *d
	f.assertionID = newID()
	f.email("administrator@" + d.user.domain())
	return f.assertion()
}

// splitNameID puts markup into the NameID.
func (d *draft) splitNameID(markup string) {
	d.signClear()
	d.nameIDMarkup = escapeText.Replace(d.nameID) + markup + ".another-company.example"
}
