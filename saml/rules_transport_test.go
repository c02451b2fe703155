package saml_test

import (
	"bytes"
	"encoding/base64"
	"strings"
	"testing"

	"gatehouse/saml"
	"gatehouse/saml/protocol"
)

// posted changes the request itself.
func posted(change func(p *saml.Post)) func(*testing.T, *made, *saml.Settings) {
	return func(_ *testing.T, m *made, _ *saml.Settings) { m.posted = change }
}

// valued changes the value of SAMLResponse before it is percent-encoded.
func valued(change func(value string) string) func(*testing.T, *made, *saml.Settings) {
	return func(_ *testing.T, m *made, _ *saml.Settings) { m.post = change }
}

func body(b string) func(*testing.T, *made, *saml.Settings) {
	return posted(func(p *saml.Post) { p.Body, p.Size = []byte(b), int64(len(b)) })
}

func TestRulesTransport(t *testing.T) {
	testRules(t, []rule{
		{name: "T1 a posted form"},
		{name: "T1 a posted form with a charset", with: posted(func(p *saml.Post) {
			p.ContentType = "application/x-www-form-urlencoded; charset=UTF-8"
		})},
		{name: "T1 GET", cause: saml.WrongBinding, expected: "POST", received: "GET", with: posted(func(p *saml.Post) {
			p.Method = "GET"
		})},
		{name: "T1 JSON", cause: saml.WrongBinding, received: "application/json", with: posted(func(p *saml.Post) {
			p.ContentType, p.Body = "application/json", []byte(`{"SAMLResponse":"PHNhbWw="}`)
		})},
		{name: "T1 multipart", cause: saml.WrongBinding, received: "multipart/form-data",
			with: posted(func(p *saml.Post) { p.ContentType = "multipart/form-data; boundary=x" })},
		{name: "T1 an artifact by GET", cause: saml.WrongBinding, received: "HTTP-Artifact",
			with: posted(func(p *saml.Post) {
				p.Method, p.ContentType, p.Body = "GET", "", []byte("SAMLart=AAQAAA&RelayState=x")
			})},
		{name: "T1 an artifact by POST", cause: saml.WrongBinding, received: "HTTP-Artifact",
			with: body("RelayState=x&SAMLart=AAQAAA")},
		{name: "T1 an artifact beside a response", with: posted(func(p *saml.Post) {
			p.Body = append(p.Body, "&SAMLart=AAQAAA"...)
		})},
		{name: "T1 no content type", cause: saml.WrongBinding, with: posted(func(p *saml.Post) { p.ContentType = "" })},
		{name: "X1 a body at the limit", cause: saml.ForbiddenCharacter,
			with: body("SAMLResponse=" + strings.Repeat("A", 1<<20-16))},
		{name: "T1 a body beyond the limit", cause: saml.BodyTooLarge, expected: "1048576", received: "1048577",
			with: body("SAMLResponse=" + strings.Repeat("A", protocol.MaxBody-12))},
		{name: "T1 a size beyond the limit", cause: saml.BodyTooLarge, received: "9999999",
			with: posted(func(p *saml.Post) { p.Size = 9999999 })},

		{name: "T2 one SAMLResponse"},
		{name: "T2 two SAMLResponses", cause: saml.DuplicateParameter, received: "2", with: posted(func(p *saml.Post) {
			p.Body = append(p.Body, "&SAMLResponse=AAAA"...)
		})},
		{name: "T2 a second one in disguise", cause: saml.DuplicateParameter, with: posted(func(p *saml.Post) {
			p.Body = append([]byte("SAML%52esponse=AAAA&"), p.Body...)
		})},
		{name: "T2 two RelayStates", cause: saml.DuplicateParameter, detail: "RelayState",
			with: posted(func(p *saml.Post) { p.Body = append(p.Body, "&RelayState=a&RelayState=b"...) })},
		{name: "T2 none", cause: saml.NoSAMLResponse, with: body("RelayState=x")},
		{name: "T2 an empty one", cause: saml.NoSAMLResponse, detail: "empty", with: body("SAMLResponse=")},
		{name: "T2 an empty body", cause: saml.NoSAMLResponse, detail: "body is empty", with: body("")},
		{name: "T2 a request instead", cause: saml.NoSAMLResponse, detail: "SAMLRequest",
			with: body("SAMLRequest=AAAA")},
		{name: "T2 an answer of WS-Federation", cause: saml.NoSAMLResponse, received: "wresult",
			detail: "WS-Federation",
			with:   body("wa=wsignin1.0&wresult=%3Ct%3ARequestSecurityTokenResponse%2F%3E&wctx=x")},
		{name: "T2 XML instead of a form", cause: saml.NoSAMLResponse, detail: "looks like XML",
			with: body("<samlp:Response/>")},

		{name: "T3 base64 with line breaks", with: valued(func(v string) string {
			return v[:76] + "\r\n" + v[76:152] + "\n\t " + v[152:]
		})},
		{name: "T3 a character that is none", cause: saml.BadBase64, detail: `'!' at character 5`,
			with: valued(func(v string) string { return v[:4] + "!" + v[5:] })},
		{
			name: "T3 the beginning twice", cause: saml.BadBase64, detail: `'!' at character 9`,
			with: func(t *testing.T, m *made, _ *saml.Settings) {
				m.tamper = func(doc string) string { return `<?xml version="1.0"?>` + doc }
				m.post = func(v string) string { return "PHNhbWxw!" + v }
			},
		},
		{
			name: "T3 junk before the beginning", cause: saml.BadBase64, detail: "3 other characters stand before",
			with: valued(func(v string) string { return "!!!" + v }),
		},
		{name: "T3 URL-safe digits", cause: saml.BadBase64, with: valued(func(v string) string {
			return v[:8] + "-_-_" + v[12:]
		})},
		{name: "T3 cut short", cause: saml.BadBase64, detail: "multiple of four", with: valued(func(v string) string {
			return v[:1001]
		})},
		{name: "T3 padding in the middle", cause: saml.BadBase64, detail: "padding",
			with: valued(func(v string) string { return v[:40] + "PA==" + v[40:] })},
		{name: "T3 too much padding", cause: saml.BadBase64, detail: "padding", with: valued(func(v string) string {
			return strings.TrimRight(v, "=") + "===="
		})},
		{name: "T3 encoded twice", cause: saml.BadBase64, detail: "twice", with: valued(func(v string) string {
			return base64.StdEncoding.EncodeToString([]byte(v))
		})},
		{name: "T3 junk before it", cause: saml.BadBase64, detail: "6 other characters",
			with: valued(func(v string) string { return "%junk:" + v })},
		{name: "T3 junk before it that looks like base64", cause: saml.BadBase64, detail: "other characters",
			with: valued(func(v string) string { return "junk" + v })},
		{name: "T3 not encoded at all", cause: saml.BadBase64, detail: "as it stands",
			with: body("SAMLResponse=<samlp:Response/>")},
		{name: "T3 not encoded but for the form", cause: saml.BadBase64, detail: "as it stands",
			with: body("SAMLResponse=%3Csamlp:Response/%3E")},
		{name: "T3 a broken percent sign", cause: saml.BadBase64, detail: "percent sign",
			with: body("SAMLResponse=PHNh%zz")},
		{name: "T3 a plus is a space, not a digit", cause: saml.BadBase64, expected: "%2B",
			detail: "plus signs were not percent-encoded", with: func(t *testing.T, m *made, _ *saml.Settings) {
				m.edit = replace(t, "ada-1815", "ada-1815\u00fb\u00ef\u00be\u00fb\u00ef\u00be") // hold + in base64
				m.posted = func(p *saml.Post) {
					if !bytes.Contains(p.Body, []byte("%2B")) {
						t.Fatal("there is no plus in the base64")
					}
					p.Body = bytes.ReplaceAll(p.Body, []byte("%2B"), []byte("+"))
				}
			}},
		{name: "X3 base64 of something else", cause: saml.NotWellFormed, with: valued(func(string) string {
			return base64.StdEncoding.EncodeToString([]byte("hello"))
		})},

		{name: "T6 RelayState of ours", with: func(_ *testing.T, m *made, _ *saml.Settings) { m.relay = requestID }},
		{name: "T6 RelayState too long", warning: saml.BadRelayState, detail: "longer",
			with: func(_ *testing.T, m *made, _ *saml.Settings) { m.relay = strings.Repeat("r", 81) }},
		{name: "T6 RelayState of an unsolicited response", warning: saml.BadRelayState, detail: "ignored",
			with: func(t *testing.T, m *made, _ *saml.Settings) {
				m.edit, m.relay = unsolicited(t), "https://app.example.com/"
			}},

		{name: "T7 the issuer of the connection"},
		{name: "T7 a response of another identity provider", cause: saml.Issuer, expected: idpEntityID,
			received: "https://evil.example", with: func(t *testing.T, m *made, _ *saml.Settings) {
				m.edit = replace(t, idpEntityID, "https://evil.example")
			}},
	})
}

// unsolicited takes both InResponseTo out.
func unsolicited(t testing.TB) func(string) string {
	return func(doc string) string {
		t.Helper()
		out := strings.ReplaceAll(doc, ` InResponseTo="`+requestID+`"`, "")
		if out == doc {
			t.Fatal("there is no InResponseTo to take out")
		}
		return out
	}
}
