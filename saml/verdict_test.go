package saml_test

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"gatehouse/saml"
	"gatehouse/saml/protocol"
)

func TestProfile(t *testing.T) {
	for _, sign := range []string{"assertion", "response", "both"} {
		for _, encrypt := range []*encrypting{nil, encryptedTo(&decryptionKey(t).PublicKey)} {
			m := sound(t)
			m.sign, m.encrypt = sign, encrypt
			v := m.evaluate(t)
			consistent(t, v)
			if !v.Accepted {
				t.Fatalf("%s: %+v", sign, v.Findings)
			}
			raw := []saml.Attribute{
				{Name: "id", Values: []string{"1815"}}, {Name: "email", Values: []string{email}},
				{Name: "firstName", Values: []string{"Ada"}}, {Name: "lastName", Values: []string{"Lovelace"}},
				{Name: "groups", Values: []string{"engines", "poets"}},
			}
			want := saml.Profile{
				IdPID: "1815", Email: email, FirstName: "Ada", LastName: "Lovelace", NameID: "ada-1815",
				Groups: []string{"engines", "poets"}, SessionIndex: "_session1", Raw: raw,
			}
			if !reflect.DeepEqual(*v.Profile, want) {
				t.Errorf("%s: profile\n got %+v\nwant %+v", sign, *v.Profile, want)
			}
			seen := saml.Seen{
				ResponseID: "_response1", AssertionID: "_assertion1", Issuer: idpEntityID, NameID: "ada-1815",
				NameIDFormat: "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent", Email: email, Destination: acsURL,
				InResponseTo: requestID, IssueInstant: now, StatusCode: "urn:oasis:names:tc:SAML:2.0:status:Success",
				SignedBy: protocol.Fingerprint(certificateOf(t, "rsa2048-1")), KeyInfo: certificateOf(t, "rsa2048-1"),
				Encrypted: encrypt != nil, Attributes: raw,
			}
			if !reflect.DeepEqual(v.Seen, seen) {
				t.Errorf("%s: seen\n got %+v\nwant %+v", sign, v.Seen, seen)
			}
			if v.Answers != requestID || v.Claims != "" || v.ClockOffset != 0 {
				t.Errorf("%s: answers %q, claims %q, clock offset %v", sign, v.Answers, v.Claims, v.ClockOffset)
			}
			until := now.Add(8 * time.Minute)
			replay := []saml.ReplayKey{{Key: idpEntityID + " assertion _assertion1", Until: until},
				{Key: idpEntityID + " response _response1", Until: until}}
			if !slices.Equal(v.Replay, replay) {
				t.Errorf("%s: replay keys %+v", sign, v.Replay)
			}
		}
	}
}

// A message is remembered as long as it would be taken (P15).
// An accepted verdict lists each check that was made, and none that had nothing
// to look at.
func TestChecksOfAnAcceptedMessage(t *testing.T) {
	for name, c := range map[string]struct {
		with      func(m *made)
		decrypted bool
	}{
		"in clear":                  {func(*made) {}, false},
		"in clear, both signed":     {func(m *made) { m.sign = "both" }, false},
		"in clear, response signed": {func(m *made) { m.sign = "response" }, false},
		"encrypted":                 {func(m *made) { m.encrypt = encryptedTo(&decryptionKey(t).PublicKey) }, true},
	} {
		m := sound(t)
		c.with(&m)
		sp := provider(t, settings(t))
		for range 2 { // made once, and shared once
			v := sp.Evaluate(m.input(t))
			consistent(t, v)
			if !v.Accepted {
				t.Fatalf("%s: %+v", name, v.Findings)
			}
			listed := map[saml.Check]int{}
			decrypted := false
			for _, k := range v.Checks {
				listed[k]++
				decrypted = decrypted || k.Rule == "E5"
				if k.Outcome == saml.NotEvaluated {
					t.Errorf("%s: %+v was not made", name, k)
				}
			}
			if decrypted != c.decrypted {
				t.Errorf("%s: a check of decryption is listed: %v", name, decrypted)
			}
			for k, n := range listed {
				if n > 1 {
					t.Errorf("%s: listed %d times: %+v", name, n, k)
				}
			}
		}
	}
}

func TestReplayOfALongLife(t *testing.T) {
	m := sound(t)
	m.edit = replace(t, `NotOnOrAfter="2026-03-02T09:35:00Z" Recipient`,
		`NotOnOrAfter="2026-03-09T09:35:00Z" Recipient`)
	v := m.evaluate(t)
	if !v.Accepted {
		t.Fatalf("%+v", v.Findings)
	}
	until := time.Date(2026, 3, 9, 9, 38, 0, 0, time.UTC)
	for _, k := range v.Replay {
		if !k.Until.Equal(until) {
			t.Errorf("%s is remembered until %s, want %s", k.Key, k.Until, until)
		}
	}
}

func TestProfileMapping(t *testing.T) {
	m, s := sound(t), settings(t)
	m.edit = func(d string) string {
		d = replace(t, `Name="id"`, `Name="staff" FriendlyName="Number"`)(d)
		return replace(t, "</saml:AttributeStatement>", `<saml:Attribute Name="mail">`+
			`<saml:AttributeValue>other@acme.com</saml:AttributeValue></saml:Attribute></saml:AttributeStatement>`)(d)
	}
	s.Mapping = saml.Mapping{Email: []string{"missing", "mail", "email"},
		Custom: map[string]string{"staff_number": "staff", "none": "x"}, Groups: []string{"groups"}}
	v := provider(t, s).Evaluate(m.input(t))
	if !v.Accepted {
		t.Fatalf("%+v", v.Findings)
	}
	p := v.Profile
	if p.IdPID != "ada-1815" || p.Email != "other@acme.com" ||
		!reflect.DeepEqual(p.Custom, map[string]string{"staff_number": "1815"}) {
		t.Errorf("id %q (the NameID stands in), email %q, custom %v", p.IdPID, p.Email, p.Custom)
	}
	if p.Raw[0].FriendlyName != "Number" {
		t.Errorf("raw %+v", p.Raw[0])
	}
}

// The verdict must not point into memory that the next message is read into.
func TestVerdictOutlivesScratch(t *testing.T) {
	sp := provider(t, settings(t))
	in := sound(t).input(t)
	accepted := sp.Evaluate(in)
	bad := sound(t)
	bad.tamper = replace(t, "ada-1815", "eve")
	refused := sp.Evaluate(bad.input(t))
	before, err := json.Marshal([]any{accepted, refused})
	check(t, err)
	clear(in.Post.Body)
	for range 8 {
		m := sound(t)
		m.edit = func(d string) string {
			return strings.NewReplacer("ada", "xyz", "Ada", "Xyz", "_assertion1", "_bbbbbbbbb1").Replace(d)
		}
		sp.Evaluate(m.input(t))
	}
	after, err := json.Marshal([]any{accepted, refused})
	check(t, err)
	if string(before) != string(after) {
		t.Errorf("changed\nfrom %s\n  to %s", before, after)
	}
}

func TestEvaluateLeavesTheBodyAlone(t *testing.T) {
	in := sound(t).input(t)
	body := string(in.Post.Body)
	provider(t, settings(t)).Evaluate(in)
	if string(in.Post.Body) != body {
		t.Error("the body was changed")
	}
}

func TestReplayed(t *testing.T) {
	sp := provider(t, settings(t))
	in := sound(t).input(t)
	first, second := sp.Evaluate(in), sp.Evaluate(in)
	second.Replayed("ses_1")
	consistent(t, second)
	root := second.Root()
	if second.Accepted || root.Cause != saml.Replay || !strings.Contains(second.Checks[root.Check].Detail, "ses_1") ||
		!second.Verified {
		t.Errorf("replayed: %+v", second.Findings)
	}
	consistent(t, first)
	if !first.Accepted || find(first, "P15", "").Outcome != saml.Passed {
		t.Error("the verdict on the first one changed with the second")
	}
}

func TestFail(t *testing.T) {
	v := sound(t).evaluate(t)
	v.Fail("T7", saml.ConnectionInactive, "active", "inactive", "switch it on")
	consistent(t, v)
	if v.Accepted || v.Root().Cause != saml.ConnectionInactive || v.Checks[v.Root().Check].Received != "inactive" {
		t.Errorf("%+v", v.Findings)
	}
	var nothing saml.Verdict
	nothing.Fail("T7", saml.UnknownConnection, "", "", "")
	consistent(t, &nothing)
}

// P8: what was not verified never names a request as answered.
func TestAnswersAndClaims(t *testing.T) {
	spoilt := func(m *made) { m.tamper = replace(t, "ada-1815", "eve") }
	for _, c := range []struct {
		name            string
		change          func(m *made)
		answers, claims string
	}{
		{"sound", func(*made) {}, requestID, ""},
		{"verified and refused", func(m *made) {
			m.edit = replace(t, "<saml:Audience>", "<saml:Audience>x")
		}, requestID, ""},
		{"changed after signing", spoilt, "", requestID},
		{"unsigned", func(m *made) { m.sign = "" }, "", requestID},
		{"unknown", func(m *made) {
			m.edit = func(d string) string { return strings.ReplaceAll(d, requestID, "_unknown") }
		}, "", ""},
		{"another connection's", func(m *made) {
			m.edit = func(d string) string { return strings.ReplaceAll(d, requestID, "_foreign") }
		}, "", ""},
		{"answered before", func(m *made) {
			m.edit = func(d string) string { return strings.ReplaceAll(d, requestID, "_answered") }
		}, "_answered", ""},
		{"not XML", func(m *made) { m.tamper, m.relay = func(string) string { return "x" }, requestID }, "", requestID},
		{"not XML, with an unknown RelayState", func(m *made) {
			m.tamper, m.relay = func(string) string { return "x" }, "_unknown"
		}, "", ""},
		{"RelayState alone", func(m *made) { m.edit, m.relay = unsolicited(t), requestID }, "", requestID},
		{"the unsigned response alone says so", func(m *made) {
			m.edit = replace(t, `<saml:SubjectConfirmationData InResponseTo="`+requestID+`"`,
				`<saml:SubjectConfirmationData`)
		}, "", requestID},
		{"an unsigned error", func(m *made) {
			m.sign = ""
			m.edit = replace(t, "status:Success", "status:Responder")
		}, "", requestID},
		{"a signed error", func(m *made) {
			m.sign = "response"
			m.edit = replace(t, "status:Success", "status:Responder")
		}, requestID, ""},
		{"a signed error without an assertion", func(m *made) {
			m.sign = "response"
			m.edit = func(d string) string {
				return cutElement(t, replace(t, "status:Success", "status:Responder")(d), "saml:Assertion")
			}
		}, requestID, ""},
		{"a signed response, encrypted to another key", func(m *made) {
			m.sign, m.encrypt = "response", encryptedTo(&decryptionKey(t).PublicKey)
			m.encrypt.wrapped = flip(3)
		}, requestID, ""},
		{"a signed response around a changed assertion", func(m *made) {
			m.sign, m.assigned = "both", replace(t, "ada-1815", "eve")
		}, "", requestID},
		{"encrypted to another key", func(m *made) {
			m.encrypt = encryptedTo(&decryptionKey(t).PublicKey)
			m.encrypt.wrapped = flip(3)
		}, "", requestID},
		{"E7 unsigned and encrypted, named only inside", func(m *made) {
			m.sign, m.encrypt = "", encryptedTo(&decryptionKey(t).PublicKey)
			m.edit = replace(t, `InResponseTo="`+requestID+`" IssueInstant`, `IssueInstant`)
		}, "", ""},
		{"E7 the same with a RelayState", func(m *made) {
			m.sign, m.relay, m.encrypt = "", requestID, encryptedTo(&decryptionKey(t).PublicKey)
			m.edit = replace(t, `InResponseTo="`+requestID+`" IssueInstant`, `IssueInstant`)
		}, "", requestID},
		{"E7 signed inside and encrypted, named only inside", func(m *made) {
			m.encrypt = encryptedTo(&decryptionKey(t).PublicKey)
			m.edit = replace(t, `InResponseTo="`+requestID+`" IssueInstant`, `IssueInstant`)
		}, requestID, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := sound(t)
			c.change(&m)
			v := m.evaluate(t)
			consistent(t, v)
			if v.Answers != c.answers || v.Claims != c.claims {
				t.Errorf("answers %q and claims %q, want %q and %q (verified %v)", v.Answers, v.Claims, c.answers,
					c.claims, v.Verified)
			}
		})
	}
}

// P2: nothing behind an error status applies.
func TestErrorStatusStandsAlone(t *testing.T) {
	m := sound(t)
	status(`<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Requester"/></samlp:Status>`)(t,
		&m, nil)
	v := m.evaluate(t)
	if len(v.Findings) != 1 || v.Root().Cause != saml.IdPStatus {
		t.Errorf("%+v", v.Findings)
	}
	if v.Seen.StatusCode != "urn:oasis:names:tc:SAML:2.0:status:Requester" {
		t.Errorf("seen %+v", v.Seen)
	}
	for _, rule := range []string{"S1", "P5", "P10", "P11"} {
		if c := find(v, rule, ""); c.Rule == "" || c.Outcome != saml.NotEvaluated {
			t.Errorf("%s: %+v", rule, c)
		}
	}
}

// A message that is not verified is explained to the end.
func TestDiagnosisGoesOn(t *testing.T) {
	m := sound(t)
	m.sign = ""
	m.edit = func(d string) string {
		return strings.NewReplacer("<saml:Audience>", "<saml:Audience>x", "2026-03-02T09:35:00Z",
			"2026-03-02T08:35:00Z", email, "ada@evil.example").Replace(d)
	}
	v := m.evaluate(t)
	var got []saml.Cause
	for _, f := range v.Findings {
		got = append(got, f.Cause)
	}
	want := []saml.Cause{saml.Unsigned, saml.BadTime, saml.Expired, saml.Expired, saml.Audience, saml.DomainNotAllowed}
	if !slices.Equal(got, want) {
		t.Errorf("found %q, want %q", got, want)
	}
	if v.Verified || v.Seen.Email != "ada@evil.example" || len(v.Seen.Attributes) != 5 {
		t.Errorf("seen %+v", v.Seen)
	}
}

func TestFollows(t *testing.T) {
	m := sound(t)
	m.how = signedBy(t, "rsa2048-2")
	m.edit = func(d string) string { return strings.ReplaceAll(d, idpEntityID, "https://evil.example") }
	v := m.evaluate(t)
	for i, f := range v.Findings {
		if f.Follows != (i > 0) {
			t.Errorf("%s: follows %v", f.Cause, f.Follows)
		}
	}
	if v.Root().Cause != saml.Issuer || len(v.Findings) < 3 {
		t.Errorf("%+v", v.Findings)
	}
}

// Clocks: what is early is never called expired, and what is late is told from
// what a slow clock made look late.
func TestClock(t *testing.T) {
	shifted := func(by time.Duration) made {
		m := sound(t)
		m.edit = func(d string) string {
			for _, at := range []string{"2026-03-02T09:29:00Z", "2026-03-02T09:29:30Z", "2026-03-02T09:30:00Z",
				"2026-03-02T09:35:00Z"} {
				then, _ := time.Parse(time.RFC3339, at)
				d = strings.ReplaceAll(d, at, then.Add(by).Format("2006-01-02T15:04:05Z07:00")+"?")
			}
			return strings.ReplaceAll(d, "?", "")
		}
		return m
	}
	for _, c := range []struct {
		by     time.Duration
		cause  saml.Cause
		detail string
	}{
		{0, "", ""},
		{-2 * time.Minute, "", ""},
		{3 * time.Minute, "", ""},
		{4 * time.Minute, saml.NotYetValid, "clock is fast"},
		{2 * time.Hour, saml.NotYetValid, "clock is fast"},
		{-2 * time.Hour, saml.Expired, "clock is slow"},
		{-10 * time.Minute, saml.Expired, "before the request that it answers"},
	} {
		v := shifted(c.by).evaluate(t)
		if v.Root().Cause != c.cause || v.ClockOffset != c.by {
			t.Errorf("%v: %q, offset %v", c.by, v.Root().Cause, v.ClockOffset)
		}
		for _, f := range v.Findings {
			if c.cause == saml.NotYetValid && f.Cause == saml.Expired {
				t.Errorf("%v: called expired", c.by)
			}
		}
		if c.cause != "" && !strings.Contains(v.Checks[v.Root().Check].Detail, c.detail) {
			t.Errorf("%v: detail %q", c.by, v.Checks[v.Root().Check].Detail)
		}
	}
}

// A check points into the document that was posted, or decrypted, also when it
// was made on the verified bytes.
func TestSpans(t *testing.T) {
	for _, sign := range []string{"assertion", "response", "both", ""} {
		for _, encrypt := range []bool{false, true} {
			m := sound(t)
			m.sign = sign
			m.edit = replace(t, "<saml:Audience>"+entityID, "<saml:Audience>https://other.example")
			if encrypt {
				m.encrypt = encryptedTo(&decryptionKey(t).PublicKey)
			}
			doc := m.xml(t)
			m.tamper = func(string) string { return doc }
			v := m.evaluate(t)
			c := find(v, "P11", saml.Audience)
			if c.Span.Inner != encrypt {
				t.Fatalf("%s: span %+v", sign, c.Span)
			}
			if encrypt {
				plain, err := provider(t, settings(t)).Decrypt([]byte(doc))
				check(t, err)
				doc = string(plain)
			}
			if got := doc[c.Span.Start:c.Span.End]; got != "https://other.example" {
				t.Errorf("%s: points at %q", sign, got)
			}
		}
	}
}

func TestDecode(t *testing.T) {
	m := sound(t)
	m.relay = "state"
	got, err := saml.Decode(formPost(m.body(t)))
	check(t, err)
	if string(got.XML) != m.xml(t) || got.RelayState != "state" {
		t.Errorf("decoded %.40q, RelayState %q", got.XML, got.RelayState)
	}
	_, err = saml.Decode(formPost([]byte("SAMLResponse=!")))
	if err == nil || !strings.Contains(err.Error(), "T3") {
		t.Errorf("error %v", err)
	}
}

// Settings that cannot work refuse everything and break nothing.
func TestEmptySettings(t *testing.T) {
	v := saml.New(saml.Settings{}, nil).Evaluate(sound(t).input(t))
	consistent(t, v)
	if v.Accepted {
		t.Error("accepted")
	}
	v = saml.New(saml.Settings{}, nil).Evaluate(saml.Input{})
	consistent(t, v)
	if v.Accepted {
		t.Error("accepted nothing")
	}
}
