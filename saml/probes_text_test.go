package saml_test

import (
	"strings"
	"testing"

	"gatehouse/saml"
)

func probeText(t *testing.T) []probe {
	l := list{t: t}
	values := []struct {
		name, text string
		cause      saml.Cause
	}{
		{"NameID", "ada-1815", saml.DigestMismatch}, {"email", email, saml.DigestMismatch},
		{"Audience", entityID + "</saml:Audience>", saml.DigestMismatch},
		{"Issuer of the assertion", idpEntityID + "</saml:Issuer><ds:Sig", saml.Issuer},
		{"Recipient", acsURL + `"></saml:SubjectConfirmationData>`, saml.DigestMismatch},
		{"Destination", acsURL + `" ID="_response1"`, saml.Destination},
		{"Issuer of the response", idpEntityID + "</saml:Issuer><samlp", saml.Issuer},
		{"StatusCode", "status:Success", saml.IdPStatus}, {"Method", "cm:bearer", saml.DigestMismatch},
	}
	for _, v := range values {
		for name, insert := range map[string]string{"a line break": "\n", "a tab": "\t", "CR": "\r",
			"a CR reference": "&#13;", "a space": " ", "a soft hyphen": "\u00ad", "a zero-width space": "\u200b",
			"an NBSP": "\u00a0", "a BOM": "\ufeff"} {
			l.attack("S14 "+name+" put into "+v.name, tampers(t, v.text, v.text[:4]+insert+v.text[4:]), v.cause)
		}
	}
	// Signed by the provider itself: equal to the eye, not by octets.
	for _, v := range []struct {
		name, old string
		cause     saml.Cause
	}{
		{"Audience", "<saml:Audience>" + entityID, saml.Audience}, {"Recipient", `Recipient="` + acsURL,
			saml.Recipient}, {"Issuer", "<saml:Issuer>" + idpEntityID, saml.Issuer},
	} {
		for name, change := range map[string]func(string) string{
			"upper case": func(s string) string { return strings.Replace(s, "https://", "HTTPS://", 1) },
			"a default port": func(s string) string {
				return strings.Replace(s, "example.com", "example.com:443", 1)
			},
			"an escape": func(s string) string {
				return strings.Replace(s, "example.com/", "example.com/%2e/", 1)
			},
			"a blank":              func(s string) string { return s + " " },
			"a line break":         func(s string) string { return s + "&#10;" },
			"a no-break space":     func(s string) string { return s + "\u00a0" },
			"a line separator":     func(s string) string { return s + "\u2028" },
			"a next line":          func(s string) string { return s + "\u0085" },
			"an ideographic space": func(s string) string { return s + "\u3000" },
			"a zero-width space":   func(s string) string { return s + "\u200b" },
			"a blank within": func(s string) string {
				return strings.Replace(s, "example.com", "example .com", 1)
			},
			"a dot segment": func(s string) string {
				return strings.Replace(s, "example.com/", "example.com/./", 1)
			},
			"a query":             func(s string) string { return s + "?x" },
			"a fragment":          func(s string) string { return s + "#" },
			"a Cyrillic letter":   func(s string) string { return strings.Replace(s, "example", "ex\u0430mple", 1) },
			"another composition": func(s string) string { return strings.Replace(s, "example", "exa\u0301mple", 1) },
		} {
			m := inAssertion(t, v.old, change(v.old))
			if name == "a blank" || name == "a line break" {
				l.sound("P4 "+v.name+" with "+name, m)
				continue
			}
			l.attack("P11 "+v.name+" with "+name, m, v.cause)
		}
	}
	// Text that is split.
	for _, element := range []string{"saml:NameID", "saml:Audience", "saml:AuthnContextClassRef"} {
		for name, split := range map[string]string{"an element": "<x xmlns=''></x>",
			"itself": "<" + element + "></" + element + ">", "a value": "<saml:AttributeValue></saml:AttributeValue>",
			"a SAML element": "<saml:AudienceRestriction></saml:AudienceRestriction>"} {
			m := edits(t, "</"+element+">", split+"</"+element+">")
			l.attack("X10 "+element+" split by "+name, m, saml.UnexpectedChild)
		}
	}
	for name, split := range map[string]string{"an element": "<x xmlns=''></x>",
		"text in an element": "<b xmlns=''>eve</b>", "itself": "<saml:AttributeValue>x</saml:AttributeValue>"} {
		l.attack("X10 the email split by "+name, edits(t, email, email[:4]+split+email[4:]), saml.UnexpectedChild)
		l.attack("X10 the id split by "+name, edits(t, ">1815<", ">18"+split+"15<"), saml.UnexpectedChild)
	}
	l.attack("X3 ]]> in a value", tampers(t, "ada-1815", "ada]]>"), saml.NotWellFormed)
	l.attack("X3 ]]> put together", tampers(t, "ada-1815", "ada]]&#62;>"), saml.DigestMismatch)
	for _, ref := range []string{"&#x;", "&#;", "&#xG;", "&#1e3;", "&#-1;", "&# 65;", "&#65", "&;", "& ", "&#X41;",
		"&#xD800;", "&#xFFFE;", "&#xFFFF;", "&#0;", "&#x1F;", "&#4294967361;", "&#18446744073709551681;",
		"&#" + strings.Repeat("0", 40) + "65;"} {
		l.attack("X2 the reference "+ref[:min(len(ref), 20)], tampers(t, "ada-1815", "ada"+ref), saml.NotWellFormed,
			saml.ForbiddenCharacter, saml.UndefinedEntity)
	}
	for _, entity := range []string{"&AMP;", "&Lt;", "&nbsp;", "&xxe;", "&a:b;", "&#x41", "&lt"} {
		l.attack("X2 the entity "+entity, tampers(t, "ada-1815", "ada"+entity), saml.UndefinedEntity,
			saml.NotWellFormed)
	}
	l.sound("X7 references in all values", tampers(t, "ada-1815", "&#97;&#x64;&#x0061;-1815"))
	l.sound("X7 a line end in the middle of a tag", tampers(t, "<saml:Conditions ", "<saml:Conditions\r\n\t"))
	return l.all
}
