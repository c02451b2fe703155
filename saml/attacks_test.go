package saml_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"gatehouse/saml"
)

// attack is a message that somebody made out of a sound one, or out of nothing.
type attack struct {
	name   string
	causes []saml.Cause // one of which must be the root
	class  saml.Class   // "" means Malformed
	made   made
	with   func(s *saml.Settings)
}

// TestAttacks: none is accepted, each is put into its class, and the cause
// named is one that an engineer would search for.
func TestAttacks(t *testing.T) {
	var all []attack
	for _, group := range []func(*testing.T) []attack{
		wrappingAttacks, responseWrappingAttacks, textAttacks, shapeAttacks, referenceAttacks, algorithmAttacks,
		digestAttacks, keyAttacks, namespaceAttacks, encryptionAttacks, entityAttacks, transportAttacks,
	} {
		all = append(all, group(t)...)
	}
	for _, a := range all {
		t.Run(a.name, func(t *testing.T) {
			s := settings(t)
			if a.with != nil {
				a.with(&s)
			}
			v := provider(t, s).Evaluate(a.made.input(t))
			consistent(t, v)
			class := a.class
			if class == "" {
				class = saml.Malformed
			}
			root := v.Root()
			if v.Accepted || root.Class != class || !slices.Contains(a.causes, root.Cause) {
				t.Errorf("accepted %v, root %q (%s), want one of %q (%s)\n%+v", v.Accepted, root.Cause, root.Class,
					a.causes, class, v.Findings)
			}
		})
	}
	t.Logf("%d attacks", len(all))
	if len(all) < 150 {
		t.Errorf("only %d attacks", len(all))
	}
}

func causes(c ...saml.Cause) []saml.Cause { return c }

// signedAssertion is the one assertion of a sound, signed message.
func signedAssertion(t testing.TB) string {
	t.Helper()
	doc := sound(t).xml(t)
	start, end := strings.Index(doc, "<saml:Assertion"), strings.Index(doc, "</saml:Assertion>")+
		len("</saml:Assertion>")
	return doc[start:end]
}

// signatureOf cuts the signature out of a signed element.
func cutSignature(t testing.TB, signed string) (rest, signature string) {
	t.Helper()
	start, end := strings.Index(signed, "<ds:Signature "), strings.Index(signed, "</ds:Signature>")+
		len("</ds:Signature>")
	return signed[:start] + signed[end:], signed[start:end]
}

// posts is a message that is this document, whatever else was made.
func posts(t testing.TB, doc string) made {
	m := sound(t)
	m.tamper = func(string) string { return doc }
	return m
}

// around is the response without its assertion, with something in its place.
func around(t testing.TB, inside string) string {
	t.Helper()
	return strings.Replace(soundResponse, soundAssertion, inside, 1)
}

// wrappingAttacks hide the signed assertion in some place of a message that
// presents another one (XSW3 to XSW8 and those found later).
func wrappingAttacks(t *testing.T) (all []attack) {
	signed := signedAssertion(t)
	bare, signature := cutSignature(t, signed)
	hide := func(before, after string, open, end string) func(evil, hidden string) string {
		return func(evil, hidden string) string {
			return around(t, strings.Replace(evil, before, before+open+hidden+end+after, 1))
		}
	}
	inSignature := func(open, end string) func(evil, hidden string) string {
		return func(evil, hidden string) string {
			return around(t, strings.Replace(evil, "</saml:Issuer>", "</saml:Issuer>"+strings.Replace(signature,
				"</ds:Signature>", open+hidden+end+"</ds:Signature>", 1), 1))
		}
	}
	places := []struct {
		name string
		wrap func(evil, hidden string) string
	}{
		{"behind the forged one", func(evil, hidden string) string { return around(t, evil+hidden) }},
		{"before the forged one", func(evil, hidden string) string { return around(t, hidden+evil) }},
		{"in Extensions", func(evil, hidden string) string {
			return strings.Replace(around(t, evil), "<samlp:Status>",
				"<samlp:Extensions>"+hidden+"</samlp:Extensions><samlp:Status>", 1)
		}},
		{"deep in Extensions", func(evil, hidden string) string {
			return strings.Replace(around(t, evil), "<samlp:Status>", "<samlp:Extensions><x xmlns='urn:x'><y>"+hidden+
				"</y></x></samlp:Extensions><samlp:Status>", 1)
		}},
		{"in StatusDetail", func(evil, hidden string) string {
			return strings.Replace(around(t, evil), "</samlp:Status>",
				"<samlp:StatusDetail>"+hidden+"</samlp:StatusDetail></samlp:Status>", 1)
		}},
		{"in the forged assertion", hide("</saml:Conditions>", "", "", "")},
		{"in the forged Subject", hide("</saml:NameID>", "", "", "")},
		{"in SubjectConfirmationData", func(evil, hidden string) string {
			return around(t, strings.Replace(evil, "</saml:SubjectConfirmationData>",
				hidden+"</saml:SubjectConfirmationData>", 1))
		}},
		{"in Conditions", hide("</saml:AudienceRestriction>", "", "", "")},
		{"in Advice", hide("</saml:Conditions>", "", "<saml:Advice>", "</saml:Advice>")},
		{"in an AttributeValue", hide("<saml:AttributeStatement>", "", `<saml:Attribute Name="x"><saml:AttributeValue>`,
			"</saml:AttributeValue></saml:Attribute>")},
		{"in AuthnContextDecl", hide("</saml:AuthnContextClassRef>", "", "<saml:AuthnContextDecl>",
			"</saml:AuthnContextDecl>")},
		{"in an Object", inSignature("<ds:Object>", "</ds:Object>")},
		{"in a KeyInfo", inSignature("<ds:KeyInfo>", "</ds:KeyInfo>")},
		{"in an EncryptedAssertion", func(evil, hidden string) string {
			return around(t, evil+`<saml:EncryptedAssertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">`+hidden+
				"</saml:EncryptedAssertion>")
		}},
	}
	expected := causes(saml.SignatureWrapping, saml.MultipleAssertions, saml.Advice)
	for _, p := range places {
		for _, id := range []string{"_evil", "_assertion1"} {
			evil := strings.Replace(evilAssertion, "_evil", id, 1)
			withSignature := strings.Replace(evil, "</saml:Issuer>", "</saml:Issuer>"+signature, 1)
			for _, v := range []struct{ name, evil, hidden string }{
				{"as it was", evil, signed},
				{"its signature moved to the forged one", withSignature, bare},
				{"its signature in both", withSignature, signed},
			} {
				all = append(all, attack{
					name:   fmt.Sprintf("wrapping: %s, ID %s, %s", p.name, id, v.name),
					causes: expected,
					made:   posts(t, p.wrap(v.evil, v.hidden)),
				})
			}
		}
	}
	return all
}

// responseWrappingAttacks do the same to a signed response (XSW1, XSW2).
func responseWrappingAttacks(t *testing.T) (all []attack) {
	m := sound(t)
	m.sign = "response"
	signed := m.xml(t)
	bare, signature := cutSignature(t, signed)
	evil := around(t, evilAssertion)
	add := func(name, doc string) {
		all = append(all, attack{name: "response wrapping: " + name, causes: causes(saml.SignatureWrapping,
			saml.MultipleAssertions), made: posts(t, doc)})
	}
	for _, id := range []string{"_evilresponse", "_response1"} {
		forged := strings.Replace(evil, "_response1", id, 1)
		sign := func(signature string) string {
			return strings.Replace(forged, "</saml:Issuer>", "</saml:Issuer>"+signature, 1)
		}
		add("in an Object, ID "+id,
			sign(strings.Replace(signature, "</ds:Signature>", "<ds:Object>"+bare+"</ds:Object></ds:Signature>", 1)))
		add("before the signature, ID "+id, sign(bare+signature))
		add("behind the signature, ID "+id, sign(signature+bare))
		add("signed, at the end, ID "+id, strings.Replace(forged, "</samlp:Response>", signed+"</samlp:Response>", 1))
		add("in Extensions, ID "+id, strings.Replace(sign(signature), "<samlp:Status>",
			"<samlp:Extensions>"+bare+"</samlp:Extensions><samlp:Status>", 1))
		add("around the forged one, ID "+id, strings.Replace(signed, "<samlp:Status>",
			"<samlp:Extensions>"+forged+"</samlp:Extensions><samlp:Status>", 1))
	}
	all = append(all, attack{name: "response wrapping: an assertion more in a signed response",
		causes: causes(saml.MultipleAssertions),
		made:   posts(t, strings.Replace(signed, "</samlp:Response>", evilAssertion+"</samlp:Response>", 1))})
	all = append(all, attack{name: "response wrapping: another assertion in a signed response",
		causes: causes(saml.DigestMismatch), made: posts(t, strings.Replace(signed, soundAssertion, evilAssertion, 1))})
	return all
}

// textAttacks break a text into parts that readers put together differently.
func textAttacks(t *testing.T) (all []attack) {
	tricks := []struct {
		name, text string
		cause      saml.Cause
	}{
		{"comment", "<!---->", saml.Comment},
		{"processing instruction", "<?x y?>", saml.ProcessingInstruction},
		{"CDATA", "<![CDATA[]]>", saml.CDATA},
		{"element", "<x xmlns=''></x>", saml.UnexpectedChild},
		{"entity", "&nbsp;", saml.UndefinedEntity},
	}
	texts := []struct{ name, text string }{
		{"NameID", "ada-1815</saml:NameID>"}, {"email", email + "</saml:AttributeValue>"},
		{"Audience", entityID + "</saml:Audience>"}, {"Issuer", idpEntityID + "</saml:Issuer>"},
		{"DigestValue", "=</ds:DigestValue>"}, {"SignatureValue", "</ds:SignatureValue>"},
		{"X509Certificate", "</ds:X509Certificate>"},
	}
	for _, trick := range tricks {
		for _, text := range texts {
			m := sound(t)
			m.tamper = replace(t, text.text, trick.text+text.text)
			all = append(all, attack{name: "text: " + trick.name + " in " + text.name,
				causes: causes(trick.cause), made: m})
		}
	}
	// The signature holds over the canonical form without the comment.
	m := sound(t)
	m.edit = replace(t, email, email+".evil.example")
	m.tamper = replace(t, email+".evil.example", email+"<!---->.evil.example")
	return append(all, attack{name: "text: comment that cuts an email short", causes: causes(saml.Comment), made: m})
}

// shapeAttacks add to a signature what a careless verifier reads instead of
// what it has checked.
func shapeAttacks(t *testing.T) (all []attack) {
	for _, name := range []string{"ds:SignedInfo", "ds:SignatureValue", "ds:KeyInfo", "ds:CanonicalizationMethod",
		"ds:SignatureMethod",
		"ds:Reference", "ds:Transforms", "ds:DigestMethod", "ds:DigestValue"} {
		m := sound(t)
		m.tamper = double(name)
		all = append(all, attack{name: "shape: two " + name, causes: causes(saml.SignatureShape), made: m})
	}
	for _, cut := range []string{"ds:SignedInfo", "ds:SignatureValue", "ds:SignatureMethod", "ds:Reference",
		"ds:DigestMethod", "ds:DigestValue"} {
		m := sound(t)
		m.tamper = func(d string) string { return cutElement(t, d, cut) }
		all = append(all, attack{name: "shape: no " + cut, causes: causes(saml.SignatureShape), made: m})
	}
	for _, old := range []struct{ name, old, new string }{
		{"an Object", "</ds:Signature>", "<ds:Object>x</ds:Object></ds:Signature>"},
		{"an unknown child", "</ds:Signature>", "<x xmlns='urn:x'></x></ds:Signature>"},
		{"an HMACOutputLength", rsaSHA256 + `">`, rsaSHA256 + `"><ds:HMACOutputLength>1</ds:HMACOutputLength>`},
		{"a SignedInfo of another namespace first", "<ds:SignedInfo>",
			`<e:SignedInfo xmlns:e="urn:x"></e:SignedInfo><ds:SignedInfo>`},
		{"a Manifest", "</ds:Signature>", "<ds:Object><ds:Manifest></ds:Manifest></ds:Object></ds:Signature>"},
	} {
		m := sound(t)
		m.tamper = replace(t, old.old, old.new)
		all = append(all, attack{name: "shape: " + old.name, causes: causes(saml.SignatureShape), made: m})
	}
	// A SignedInfo with two references, properly signed: the second is the
	// assertion, the first is something of the attacker's.
	for _, order := range []string{"before", "behind"} {
		m := sound(t)
		m.how.signedInfo = func(s string) string {
			start, end := strings.Index(s, "<ds:Reference"), strings.Index(s, "</ds:Reference>")+len("</ds:Reference>")
			other := strings.Replace(s[start:end], "#_assertion1", "#_response1", 1)
			if order == "before" {
				return s[:start] + other + s[start:]
			}
			return s[:end] + other + s[end:]
		}
		all = append(all, attack{name: "shape: a signed reference " + order,
			causes: causes(saml.SignatureShape), made: m})
	}
	m := sound(t)
	m.tamper = func(d string) string {
		rest, signature := cutSignature(t, d)
		return strings.Replace(rest, "<samlp:Status>", signature+"<samlp:Status>", 1)
	}
	all = append(all, attack{name: "shape: the assertion's signature moved to the response",
		causes: causes(saml.SignatureReference), made: m})
	m = sound(t)
	m.tamper = func(d string) string {
		_, signature := cutSignature(t, d)
		return strings.Replace(d, "<ds:Signature ", signature+"<ds:Signature ", 1)
	}
	all = append(all, attack{name: "shape: two signatures of one assertion",
		causes: causes(saml.SignatureShape, saml.UnknownElement, saml.SignatureWrapping), made: m})
	m = sound(t)
	m.tamper = func(d string) string { return rest(t, d) }
	return append(all, attack{name: "shape: the signature taken away", causes: causes(saml.Unsigned), made: m})
}

func rest(t testing.TB, signed string) string {
	r, _ := cutSignature(t, signed)
	return r
}
