package saml_test

import (
	"strings"
	"testing"

	"gatehouse/saml"
)

func probeSignature(t *testing.T) []probe {
	l := list{t: t}
	info := func(name string, change func(string) string, expected ...saml.Cause) {
		for _, sign := range []string{"assertion", "response"} {
			m := sound(t)
			m.sign, m.how.signedInfo = sign, change
			if sign == "response" {
				m.how.signedInfo = func(s string) string {
					return change(strings.ReplaceAll(s, "_response1", "_assertion1"))
				}
				if strings.Contains(change(`URI="#_assertion1"`), "#_assertion1") { // the right one again
					m.how.signedInfo = func(s string) string {
						return strings.ReplaceAll(change(strings.ReplaceAll(s, "_response1", "_assertion1")),
							"_assertion1", "_response1")
					}
				}
			}
			l.all = append(l.all, probe{name: name + ", " + sign, made: m, causes: expected})
		}
	}
	uri := func(to string) func(string) string {
		return func(s string) string { return strings.Replace(s, `URI="#_assertion1"`, `URI="`+to+`"`, 1) }
	}
	for _, to := range []string{"#_ASSERTION1", "#_assertion1 ", " #_assertion1", "#_assertion1&#10;",
		"#_assertion1&#32;", "##_assertion1", "#xpointer(/)", "#xpointer(id(&quot;_assertion1&quot;))",
		"#element(_assertion1)", "?#_assertion1", "./#_assertion1", "#_assertion1/..", "#_assertion%31",
		"#//*[@ID='_assertion1']", "#_assertion1' or '1'='1", "#_x", "&#35;", "#_assertion\u200b1", "cid:_assertion1",
		"data:text/xml,x", "http://127.0.0.1/#_assertion1", "file:///dev/zero", "#_response1#_assertion1",
		"urn:x#_assertion1"} {
		info("S4 the reference "+to, uri(to), saml.SignatureReference)
	}
	info("S4 no URI, a Type", func(s string) string {
		return strings.Replace(s, `URI="#_assertion1"`, `Type="http://www.w3.org/2000/09/xmldsig#Object"`, 1)
	}, saml.SignatureReference)
	info("S4 a URI of another namespace", func(s string) string {
		return strings.Replace(s, ` URI=`, ` xmlns:x="urn:x" x:URI=`, 1)
	}, saml.SignatureReference)
	info("S4 a URI in lower case", func(s string) string {
		return strings.Replace(s, ` URI=`, ` uri=`, 1)
	}, saml.SignatureReference)
	info("S4 a Type of Manifest", func(s string) string {
		return strings.Replace(s, ` URI=`, ` Type="http://www.w3.org/2000/09/xmldsig#Manifest" URI=`, 1)
	}) // sound: the reference is what is signed, whatever it is called
	none := transform(enveloped)
	for name, to := range map[string]string{
		"exclusive before enveloped": transform(exclusive) + none,
		"enveloped thrice":           none + none + none,
		"exclusive thrice":           none + strings.Repeat(transform(exclusive), 2),
		"an XPath before": `<ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xpath-19991116">` +
			`<ds:XPath>ancestor-or-self::*[@ID='_evil']</ds:XPath></ds:Transform>` + none + transform(exclusive),
		"an XPath instead": `<ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xpath-19991116">` +
			`<ds:XPath>not(ancestor-or-self::ds:Signature)</ds:XPath></ds:Transform>` + transform(exclusive),
		"STR-Transform": none +
			transform(
				"http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0#STR-Transform"),
		"a Transform of no namespace": `<Transform Algorithm="` + enveloped + `"></Transform>` +
			transform(exclusive),
		"enveloped and something unknown": none + `<x xmlns="urn:x"></x>` + transform(exclusive),
		"exclusive 1.1":                   none + transform("http://www.w3.org/2006/12/xml-exc-c14n11"),
		"C14N 2.0":                        none + transform("http://www.w3.org/2010/xml-c14n2"),
		"inclusive with a PrefixList": none + `<ds:Transform Algorithm="` + inclusive +
			`"><ec:InclusiveNamespaces xmlns:ec="` + exclusive +
			`" PrefixList="xs"></ec:InclusiveNamespaces></ds:Transform>`,
		"enveloped alone":         none,
		"inclusive with comments": none + transform(inclusive+"#WithComments"),
		"enveloped with text":     "",
	} {
		if name == "enveloped with text" {
			continue
		}
		m := sound(t)
		m.how.transforms = to
		l.attack("S5 "+name, m, saml.BadTransform)
	}
	// Shapes.
	for name, change := range map[string]func(string) string{
		"SignedInfo behind SignatureValue": func(d string) string {
			return moved(t, d, "ds:SignedInfo", "</ds:SignatureValue>")
		},
		"KeyInfo first": func(d string) string { return moved(t, d, "ds:KeyInfo", `xmldsig#">`) },
		"two KeyInfos": func(d string) string {
			return strings.Replace(d, "</ds:KeyInfo>", "</ds:KeyInfo><ds:KeyInfo></ds:KeyInfo>", 1)
		},
		"an empty SignedInfo first": func(d string) string {
			return strings.Replace(d, "<ds:SignedInfo>", "<ds:SignedInfo></ds:SignedInfo><ds:SignedInfo>", 1)
		},
		"SignedInfo within SignedInfo": func(d string) string {
			return strings.NewReplacer("<ds:SignedInfo>", "<ds:SignedInfo><ds:SignedInfo>", "</ds:SignedInfo>",
				"</ds:SignedInfo></ds:SignedInfo>").Replace(d)
		},
		"SignedInfo in a wrapper": func(d string) string {
			return strings.NewReplacer("<ds:SignedInfo>", `<x xmlns="urn:x"><ds:SignedInfo>`, "</ds:SignedInfo>",
				"</ds:SignedInfo></x>").Replace(d)
		},
		"DigestMethod before Transforms": func(d string) string {
			return moved(t, d, "ds:DigestMethod", `#_assertion1">`)
		},
		"two Transforms": func(d string) string {
			return strings.Replace(d, "<ds:Transforms>", "<ds:Transforms></ds:Transforms><ds:Transforms>", 1)
		},
		"a Manifest in SignedInfo": func(d string) string {
			return strings.Replace(d, "</ds:SignedInfo>", "<ds:Manifest></ds:Manifest></ds:SignedInfo>", 1)
		},
		"an element in DigestValue's place": func(d string) string {
			return strings.NewReplacer("<ds:DigestValue>", "<ds:digestValue>", "</ds:DigestValue>",
				"</ds:digestValue>").Replace(d)
		},
		"SignatureProperties": func(d string) string {
			return strings.Replace(d, "</ds:Signature>",
				"<ds:SignatureProperties></ds:SignatureProperties></ds:Signature>", 1)
		},
	} {
		m := sound(t)
		m.tamper = change
		l.attack("S3 "+name, m, saml.SignatureShape)
	}
	l.attack("X10 two DigestValues in one",
		tampers(t, "</ds:DigestValue>", "<ds:DigestValue>x</ds:DigestValue></ds:DigestValue>"), saml.UnexpectedChild)
	for _, sign := range []string{"assertion", "response"} {
		signature := func(change func(rest, signature string) string) func(string) string {
			return func(d string) string { return change(cutSignature(t, d)) }
		}
		root := map[string]string{"assertion": "saml:Assertion", "response": "samlp:Response"}[sign]
		for name, change := range map[string]func(rest, signature string) string{
			"before Issuer": func(r, s string) string {
				at := strings.Index(r, "<"+root)
				at += strings.Index(r[at:], "<saml:Issuer")
				return r[:at] + s + r[at:]
			},
			"at the end": func(r, s string) string { return strings.Replace(r, "</"+root+">", s+"</"+root+">", 1) },
			"behind another element": func(r, s string) string {
				anchor := map[string]string{"assertion": "</saml:Subject>", "response": "</samlp:Status>"}[sign]
				return strings.Replace(r, anchor, anchor+s, 1)
			},
		} {
			m := sound(t)
			m.sign, m.tamper = sign, signature(change)
			l.attack("S2 strict, "+name+", "+sign, m, saml.SignaturePosition).with = func(s *saml.Settings) {
				s.Policy.Strict = true
			}
			l.sound("S2 "+name+", "+sign, m)
		}
		m := sound(t)
		m.sign = sign
		m.tamper = signature(func(r, s string) string {
			at := strings.Index(r, "<"+root)
			at += strings.Index(r[at:], "</saml:Issuer>") + len("</saml:Issuer>")
			return r[:at] + s + strings.Replace(s, "#_", "#_x", 1) + r[at:]
		})
		l.attack("S3 two signatures, "+sign, m, saml.SignatureShape)
		m.tamper = signature(func(r, s string) string {
			at := strings.Index(r, "<"+root)
			at += strings.Index(r[at:], "</saml:Issuer>") + len("</saml:Issuer>")
			return r[:at] + `<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"></ds:Signature>` + s + r[at:]
		})
		l.attack("S3 an empty signature first, "+sign, m, saml.SignatureShape)
	}
	// One good signature beside a bad one (S1).
	for name, change := range map[string]func(string) string{
		"the response's emptied": func(d string) string {
			return d[:strings.Index(d, "<ds:SignedInfo>")] + d[strings.Index(d, "</ds:Signature>"):]
		},
		"the assertion's emptied": func(d string) string {
			return d[:strings.LastIndex(d, "<ds:SignedInfo>")] + d[strings.LastIndex(d, "</ds:Signature>"):]
		},
		"the response's value changed": func(d string) string {
			at := strings.Index(d, "<ds:SignatureValue>") + 30
			return d[:at] + "AAAA" + d[at+4:]
		},
		"the response changed": replace(t, `IssueInstant="2026-03-02T09:30:00Z"`,
			`IssueInstant="2026-03-02T09:30:01Z"`),
		"the NameID changed": replace(t, "ada-1815", "eve-1815"),
	} {
		m := sound(t)
		m.sign, m.tamper = "both", change
		l.attack("S1 "+name, m, saml.SignatureShape, saml.DigestMismatch, saml.SignatureInvalid)
	}
	for demand, sign := range map[saml.SignatureDemand]string{saml.ResponseSigned: "response", saml.BothSigned: "both",
		saml.AssertionSigned: "both"} {
		m := sound(t)
		m.sign = sign
		which := strings.Index
		if demand == saml.AssertionSigned {
			which = strings.LastIndex
		}
		m.tamper = func(d string) string {
			return d[:which(d, "<ds:Signature ")] + d[which(d, "</ds:Signature>")+len("</ds:Signature>"):]
		}
		p := l.attack("S1 stripped though demanded: "+string(demand), m, saml.Unsigned, saml.DigestMismatch)
		p.with = func(s *saml.Settings) { s.Policy.Require = demand }
	}
	// a value that no policy has fails open or closed?
	for _, demand := range []saml.SignatureDemand{"none", "Response", "either "} {
		m := sound(t)
		m.tamper = func(d string) string { return rest(t, d) }
		l.attack("S1 unsigned, demanding "+string(demand), m, saml.Unsigned).with = func(s *saml.Settings) {
			s.Policy.Require = demand
		}
	}
	// An empty reference allowed covers the whole document and nothing less.
	empty := func(name string, change func(signed string) string, expected ...saml.Cause) {
		m := sound(t)
		m.sign, m.how.noReference, m.tamper = "response", true, change
		l.all = append(l.all, probe{name: "S4 an empty reference allowed: " + name, made: m, causes: expected,
			with: func(s *saml.Settings) { s.Policy.AllowEmptyReference = true }})
	}
	empty("sound", nil)
	empty("its signature in the assertion", func(d string) string {
		r, s := cutSignature(t, d)
		at := strings.LastIndex(r, "</saml:Issuer>") + len("</saml:Issuer>")
		return r[:at] + s + r[at:]
	}, saml.SignatureReference)
	empty("changed", replace(t, "ada-1815", "eve-1815"), saml.DigestMismatch)
	empty("in another response", func(d string) string {
		return strings.Replace(around(t, evilAssertion), "<samlp:Status>",
			"<samlp:Extensions>"+d+"</samlp:Extensions><samlp:Status>", 1)
	}, saml.SignatureWrapping)
	empty("an assertion more", replace(t, "</samlp:Response>", evilAssertion+"</samlp:Response>"),
		saml.MultipleAssertions)
	inside := sound(t)
	inside.how.noReference, inside.encrypt = true, encryptedTo(&decryptionKey(t).PublicKey)
	allowed := l.attack("S4 an empty reference allowed, in an encrypted assertion", inside, saml.SignatureReference)
	allowed.with = func(s *saml.Settings) { s.Policy.AllowEmptyReference = true }
	// CVE-2024-45409 (ruby-saml), 2025-25291/2: a digest smuggled in elsewhere.
	m := sound(t)
	m.tamper = func(d string) string {
		d = strings.Replace(d, "ada-1815", "eve-1815", 1)
		return strings.Replace(d, "<samlp:Status>", `<samlp:Extensions><ds:DigestValue `+
			`xmlns:ds="http://www.w3.org/2000/09/xmldsig#">AAAA</ds:DigestValue></samlp:Extensions><samlp:Status>`, 1)
	}
	l.attack("S14 CVE-2024-45409, a DigestValue in Extensions", m, saml.DigestMismatch)
	m.tamper = func(d string) string {
		return strings.Replace(strings.Replace(d, "ada-1815", "eve-1815", 1), "</samlp:StatusCode>",
			`</samlp:StatusCode><samlp:StatusDetail><ds:SignedInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#">`+
				`</ds:SignedInfo></samlp:StatusDetail>`, 1)
	}
	l.attack("S14 CVE-2024-45409, a SignedInfo in StatusDetail", m, saml.DigestMismatch)
	// S14: what the explanation calls signed is what stands in DigestValue.
	m.tamper = func(d string) string {
		start, end := strings.Index(d, "<ds:DigestValue>")+len("<ds:DigestValue>"), strings.Index(d,
			"</ds:DigestValue>")
		return d[:start] + "c2lnbmVk" + d[end:]
	}
	l.attack("S14 a DigestValue too short", m, saml.DigestMismatch)
	l.all[len(l.all)-1].engineer = "signed c2lnbmVk"
	// CVE-2025-29774/5 (xml-crypto), 2022-39299 (node-saml), 2017-11427..30.
	m.tamper = replace(t, "<ds:DigestValue>", "<ds:DigestValue><!--AAAA-->")
	l.attack("X4 CVE-2025-29775, a comment in the DigestValue", m, saml.Comment)
	m.tamper = func(d string) string { return "<x></x>" + d }
	l.attack("X3 CVE-2022-39299, a root before the root", m, saml.NotWellFormed)
	m.tamper = func(d string) string { return d + evilAssertion }
	l.attack("X3 CVE-2022-39299, an assertion behind the root", m, saml.NotWellFormed)
	m.tamper = func(d string) string { return strings.Replace(d, "<ds:SignatureValue>", "<ds:SignatureValue> ", 1) }
	l.sound("S7 a blank in a value", m)
	m.tamper = replace(t, "<ds:DigestValue>", "<ds:DigestValue>\n&#13;\t ")
	l.attack("S7 a blank in the DigestValue", m, saml.SignatureInvalid) // it is part of SignedInfo
	return l.all
}

// moved takes the first element of that name out and puts it behind anchor.
func moved(t *testing.T, d, name, anchor string) string {
	start, end := strings.Index(d, "<"+name), strings.Index(d, "</"+name+">")+len(name)+3
	if empty := strings.Index(d[start:], "></"+name+">"); empty >= 0 && start+empty+len(name)+4 < end {
		end = start + empty + len(name) + 4
	}
	what := d[start:end]
	return replace(t, anchor, anchor+what)(d[:start] + d[end:])
}
