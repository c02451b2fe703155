package idp_test

import (
	"encoding/xml"
	"testing"
)

// message is a response as encoding/xml reads it: a reader that shares no code
// with what wrote it.
type message struct {
	XMLName      xml.Name
	ID           string `xml:",attr"`
	Version      string `xml:",attr"`
	IssueInstant string `xml:",attr"`
	Destination  string `xml:",attr"`
	InResponseTo string `xml:",attr"`
	Issuer       string
	Signature    *signature
	Extensions   *struct{ Assertion []assertion }
	Status       struct {
		StatusCode struct {
			Value      string `xml:",attr"`
			StatusCode struct {
				Value string `xml:",attr"`
			}
		}
		StatusMessage string
	}
	Assertion          []assertion
	EncryptedAssertion []struct {
		Certificate string `xml:"EncryptedData>KeyInfo>EncryptedKey>KeyInfo>X509Data>X509Certificate"`
	}
}

type assertion struct {
	ID        string `xml:",attr"`
	Issuer    string
	Signature *signature
	Subject   struct {
		NameID *struct {
			Format  string `xml:",attr"`
			Content string `xml:",innerxml"`
		}
		Data struct {
			Recipient    string `xml:",attr"`
			InResponseTo string `xml:",attr"`
			NotOnOrAfter string `xml:",attr"`
		} `xml:"SubjectConfirmation>SubjectConfirmationData"`
	}
	Conditions struct {
		NotBefore    string `xml:",attr"`
		NotOnOrAfter string `xml:",attr"`
		Audience     string `xml:"AudienceRestriction>Audience"`
	}
	Attributes []attribute `xml:"AttributeStatement>Attribute"`
}

type signature struct {
	Method struct {
		Algorithm string `xml:",attr"`
	} `xml:"SignedInfo>SignatureMethod"`
	Reference struct {
		URI          string `xml:",attr"`
		DigestMethod struct {
			Algorithm string `xml:",attr"`
		}
		DigestValue string
	} `xml:"SignedInfo>Reference"`
	Value   string `xml:"SignatureValue"`
	KeyInfo *struct {
		Certificate string `xml:"X509Data>X509Certificate"`
	}
}

func read(t testing.TB, doc string) message {
	t.Helper()
	var m message
	if err := xml.Unmarshal([]byte(doc), &m); err != nil {
		t.Fatalf("%v\n%.3000s", err, doc)
	}
	return m
}

type attribute struct {
	Name   string   `xml:",attr"`
	Values []string `xml:"AttributeValue"`
}
