package badger_test

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"net/url"
	"strings"
	"time"

	"gatehouse/model"
	"gatehouse/saml"
	"gatehouse/storage"
	"gatehouse/storage/badger"
)

// day is when the sampled logins happen.
var day = time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)

// sampler makes logins as identity providers send them: what is random in a
// real message is random here, the rest is the same for a connection.
type sampler struct{ r *rand.Rand }

func newSampler(seed uint64) *sampler { return &sampler{rand.New(rand.NewPCG(seed, 1))} }

func (s *sampler) random(n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(s.r.Uint32())
	}
	return base64.StdEncoding.EncodeToString(b)
}

// login is one session from its request to its exchange.
type login struct {
	session  model.Session
	request  model.Request
	outcome  storage.Outcome
	exchange storage.Exchange
}

// rawBytes is the length of the two messages, as they were sent.
func (l *login) rawBytes() int { return len(l.request.XML) + len(l.outcome.Receipt.Body) }

func (s *sampler) login(at time.Time, connections int) login {
	c := s.r.IntN(connections)
	conn := model.ID(fmt.Sprintf("conn_01J0000000000000000000%04d", c))
	session := model.Session{
		ID: model.NewID(model.PrefixSession, at), EnvironmentID: "env_01J00000000000000000000000",
		OrganizationID: model.ID(fmt.Sprintf("org_01J0000000000000000000%04d", c)), ConnectionID: conn,
		State: model.Started, Origin: model.FromServiceProvider,
		CreatedAt: at, UpdatedAt: at, Deadline: at.Add(5 * time.Minute),
	}
	user := fmt.Sprintf("user%d", s.r.IntN(5000))
	l := login{session: session, request: model.Request{
		SessionID: session.ID, Destination: "https://idp.example/app/sso/saml", Binding: "HTTP-Redirect",
		RedirectURI: "https://app.example/callback", AppState: s.random(18), Peer: "192.0.2.17",
		UserAgent: "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36",
		XML: fmt.Appendf(nil, `<samlp:AuthnRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" `+
			`xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID=%q Version="2.0" IssueInstant=%q `+
			`Destination="https://idp.example/app/sso/saml" `+
			`AssertionConsumerServiceURL="https://sso.example/sso/saml/acs/%d" `+
			`ProtocolBinding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST">`+
			`<saml:Issuer>https://sso.example/%d</saml:Issuer><samlp:NameIDPolicy AllowCreate="true"/>`+
			`</samlp:AuthnRequest>`,
			session.ID, at.Format(time.RFC3339), c, c),
	}}
	done := session
	done.State, done.UpdatedAt, done.Deadline = model.Authorized, at.Add(time.Second), at.Add(model.CodeLife)
	done.Email, done.IdPID = user+"@acme.example", "00u"+user
	l.outcome = storage.Outcome{
		Session: done, Update: true, Receipt: s.receipt(done, c, user),
		Replay: []saml.ReplayKey{{Key: "https://idp.example assertion " + s.random(20),
			Until: at.Add(8 * time.Minute)}},
		Code: &storage.Code{Hash: sha256.Sum256([]byte(s.random(20))), Expires: at.Add(model.CodeLife)},
	}
	l.exchange = storage.Exchange{
		Code: l.outcome.Code.Hash, Attempt: s.random(16), Token: sha256.Sum256([]byte(s.random(20))),
		Now: at.Add(2 * time.Second), Expires: at.Add(2*time.Second + model.TokenLife),
	}
	return l
}

func (s *sampler) receipt(session model.Session, c int, user string) model.Receipt {
	at := session.UpdatedAt
	certificate := strings.Repeat(fmt.Sprintf("MIIDqDCCApCgAwIBAgIGAV%04d", c), 60)
	xml := s.response(session, certificate, user)
	body := "SAMLResponse=" + url.QueryEscape(base64.StdEncoding.EncodeToString([]byte(xml))) + "&RelayState=" +
		string(session.ID)
	v := saml.Verdict{
		Accepted: true, Verified: true, Answers: string(session.ID),
		Seen: saml.Seen{
			ResponseID: s.random(20), AssertionID: s.random(20), Issuer: "https://idp.example",
			NameID: user + "@acme.example", Email: user + "@acme.example", IssueInstant: at,
			StatusCode: "urn:oasis:names:tc:SAML:2.0:status:Success",
		},
		Profile: &saml.Profile{IdPID: "00u" + user, Email: user + "@acme.example", FirstName: "Ada", LastName: user},
	}
	for i := range 45 {
		v.Checks = append(v.Checks, saml.Check{
			Rule: fmt.Sprintf("S%d", i), Name: fmt.Sprintf("What rule %d looks at", i), Outcome: saml.Passed,
			Expected: fmt.Sprintf("https://sso.example/sso/saml/acs/%d", c),
			Received: fmt.Sprintf("https://sso.example/sso/saml/acs/%d", c),
			Span:     saml.Span{Start: 100 * i, End: 100*i + 60 + len(user)},
		})
	}
	return model.Receipt{
		ID: model.NewID(model.PrefixReceipt, at), SessionID: session.ID, ConnectionID: session.ConnectionID, At: at,
		Peer:      "192.0.2.17",
		UserAgent: "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36",
		Method:    "POST", ContentType: "application/x-www-form-urlencoded", Body: []byte(body), Size: int64(len(body)),
		Verdict: v,
		Settings: saml.Settings{
			EntityID: fmt.Sprintf("https://sso.example/%d", c),
			ACSURL:   fmt.Sprintf("https://sso.example/sso/saml/acs/%d", c), ConnectionID: string(session.ConnectionID),
			ConnectionType: "OktaSAML", IdPEntityID: "https://idp.example", Certificates: [][]byte{[]byte(certificate)},
			Policy: saml.DefaultPolicy(), Domains: []string{"acme.example"},
		},
		Pending: &saml.Pending{ID: string(session.ID), ConnectionID: string(session.ConnectionID),
			IssuedAt: session.CreatedAt},
	}
}

// response is 8 KB of XML: two signatures, a certificate, twelve attributes.
func (s *sampler) response(session model.Session, certificate, user string) string {
	at := session.UpdatedAt.Format("2006-01-02T15:04:05.000Z")
	signature := func(id string) string {
		return fmt.Sprintf(`<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:SignedInfo>`+
			`<ds:CanonicalizationMethod Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/><ds:SignatureMethod `+
			`Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"/><ds:Reference URI="#%s"><ds:Transforms>`+
			`<ds:Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/><ds:Transform `+
			`Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/></ds:Transforms><ds:DigestMethod `+
			`Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><ds:DigestValue>%s</ds:DigestValue></ds:Reference>`+
			`</ds:SignedInfo><ds:SignatureValue>%s</ds:SignatureValue><ds:KeyInfo><ds:X509Data>`+
			`<ds:X509Certificate>%s</ds:X509Certificate></ds:X509Data></ds:KeyInfo></ds:Signature>`,
			id, s.random(32), s.random(256), certificate)
	}
	response, assertion := fmt.Sprintf("id%d", s.r.Uint64()), fmt.Sprintf("id%d", s.r.Uint64())
	var attributes strings.Builder
	for i := range 12 {
		fmt.Fprintf(&attributes, `<saml2:Attribute Name="http://schemas.example/claims/attribute%d" `+
			`NameFormat="urn:oasis:names:tc:SAML:2.0:attrname-format:unspecified"><saml2:AttributeValue `+
			`xmlns:xs="http://www.w3.org/2001/XMLSchema" xsi:type="xs:string">%s value %d</saml2:AttributeValue>`+
			`</saml2:Attribute>`, i, user, i)
	}
	return fmt.Sprintf(`<?xml version="1.0" encoding="UTF-8"?><saml2p:Response `+
		`xmlns:saml2p="urn:oasis:names:tc:SAML:2.0:protocol" Destination="https://sso.example/sso/saml/acs" ID="%s" `+
		`InResponseTo="%s" IssueInstant="%s" Version="2.0"><saml2:Issuer `+
		`xmlns:saml2="urn:oasis:names:tc:SAML:2.0:assertion">https://idp.example</saml2:Issuer>%s<saml2p:Status>`+
		`<saml2p:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></saml2p:Status><saml2:Assertion `+
		`xmlns:saml2="urn:oasis:names:tc:SAML:2.0:assertion" ID="%s" IssueInstant="%s" `+
		`Version="2.0">%s<saml2:Subject><saml2:NameID>%s@acme.example</saml2:NameID><saml2:SubjectConfirmation `+
		`Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml2:SubjectConfirmationData InResponseTo="%s" `+
		`NotOnOrAfter="%s" Recipient="https://sso.example/sso/saml/acs"/></saml2:SubjectConfirmation></saml2:Subject>`+
		`<saml2:AttributeStatement>%s</saml2:AttributeStatement></saml2:Assertion></saml2p:Response>`,
		response, session.ID, at, signature(response), assertion, at, signature(assertion), user, session.ID, at,
		attributes.String())
}

// record stores a login as the model does.
func record(ctx context.Context, s *badger.Store, l *login) error {
	if err := s.Begin(ctx, l.session, l.request); err != nil {
		return err
	}
	if _, err := s.Accept(ctx, l.outcome); err != nil {
		return err
	}
	_, err := s.Exchange(ctx, l.exchange)
	return err
}
