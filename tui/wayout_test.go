package tui

import (
	"slices"
	"strings"
	"testing"

	"gatehouse/model"
	"gatehouse/saml"
	"gatehouse/saml/protocol"
	"gatehouse/service/signin"
	"gatehouse/tui/internal/canned"
	"gatehouse/tui/noun"
)

// rehearse plays a sign-in with a fault and opens the session that came of it.
func (j *journey) rehearse(fault string) model.Session {
	j.t.Helper()
	s, err := j.real.Rehearse(j.t.Context(), signin.Rehearsal{Fault: fault})
	if err != nil {
		j.t.Fatal(err)
	}
	j.news()
	j.drain(j.Nav.Session(s.ID, nil))
	return s
}

// The ways out of a verdict change what they name, and u takes it back.
func TestWaysOutChangeWhatTheyName(t *testing.T) {
	for _, c := range []struct {
		fault, keys, asks string
		done              func(model.Organization, model.Connection) bool
	}{
		{"domain-not-allowed", "a", "Add ",
			func(o model.Organization, _ model.Connection) bool { return len(o.Domains) == 2 }},
		{"other-key", "a", "SHA-256", func(_ model.Organization, c model.Connection) bool {
			return len(c.Certificates) == 2
		}},
		{"rsa-sha1", "a", "it can be forged",
			func(_ model.Organization, c model.Connection) bool { return c.Policy.AllowSHA1 }},
		{"certificate-expired", "a j enter", "Expired certificates",
			func(_ model.Organization, c model.Connection) bool { return c.Policy.IgnoreExpiry }},
		{"clock-fast-3m", "a", "five minutes",
			func(_ model.Organization, c model.Connection) bool { return c.Policy.Skew > saml.DefaultPolicy().Skew }},
	} {
		t.Run(c.fault, func(t *testing.T) {
			j := newJourney(t)
			s := j.rehearse(c.fault)
			j.check(s, c.done, false)
			j.keys(c.keys).sees(c.asks)
			j.keys("n")
			j.check(s, c.done, false) // the default is no
			j.keys(c.keys + " y").sees("(u takes it back)")
			j.check(s, c.done, true)
			j.keys("u").sees("took back")
			j.check(s, c.done, false)
		})
	}
}

func (j *journey) check(s model.Session, done func(model.Organization, model.Connection) bool, want bool) {
	j.t.Helper()
	o, err := j.real.Organization(j.t.Context(), s.OrganizationID)
	if err != nil {
		j.t.Fatal(err)
	}
	c, err := j.real.Connection(j.t.Context(), s.ConnectionID)
	if err != nil {
		j.t.Fatal(err)
	}
	if done(o, c) != want {
		j.t.Fatalf("done is %v\n%+v\n%+v\n%s", !want, o.Domains, c.Policy, j.screen())
	}
}

// The fingerprints of the certificate in the message stand in the question.
func TestTrustNamesBothFingerprints(t *testing.T) {
	d := drive(t, 80, 40).keys("j j enter a")
	detail := d.detail(2)
	der := detail.Verdict().Seen.KeyInfo
	for _, print := range []string{protocol.Fingerprint(der), protocol.SHA1Fingerprint(der)} {
		for _, row := range noun.Grouped(print) {
			d.sees(row)
		}
	}
}

// What the verdict offers to copy is copied under its name.
func TestVerdictCopiesWhatIsToBeSent(t *testing.T) {
	for fault, want := range map[string]struct{ what, value string }{
		"encrypted-other-key": {"our metadata", "<md:EntityDescriptor"},
		"wrong-destination":   {"our ACS URL", "/sso/saml/acs/"},
		"wrong-audience":      {"our entity ID", "http://127.0.0.1:4100/"},
	} {
		j := newJourney(t)
		j.rehearse(fault)
		j.keys("a")
		if got := j.LastCopy; got.What != want.what || !strings.Contains(got.Value, want.value) {
			t.Errorf("%s: %q %q", fault, got.What, got.Value)
		}
	}
}

func TestUnsolicitedIsAllowedByTheVerdict(t *testing.T) {
	j := newJourney(t)
	all, err := j.real.Connections(t.Context(), model.ConnectionQuery{Text: "acme"})
	if err != nil || len(all) == 0 {
		t.Fatal(err)
	}
	strict := saml.StrictPolicy()
	if _, _, err := j.real.UpdateConnection(t.Context(), all[0].ID,
		model.ConnectionPatch{Policy: &strict}); err != nil {
		t.Fatal(err)
	}
	s := j.rehearse("unsolicited")
	if s.State != model.Failed {
		t.Fatalf("%+v", s)
	}
	j.keys("a y").sees("changed the policy")
	if again := j.rehearse("unsolicited"); again.State == model.Failed {
		t.Errorf("%+v", again)
	}
}

// A mapping that is recommended is applied by one key, on the attributes.
func TestRecommendedMappingIsApplied(t *testing.T) {
	d := drive(t, 80, 24).keys("j j j j j j j enter 3")
	d.sees("It would work on 12 of the last 12")
	d.keys("a").sees("It counts for everybody who signs in through this connection").keys("n")
	if c := d.connectionNamed("acme"); c.Mapping.Email != nil {
		t.Fatalf("the default is not no: %+v", c.Mapping)
	}
	d.keys("a y").sees("the recommended mapping is used")
	if c := d.connectionNamed("acme"); !slices.Equal(c.Mapping.Email, []string{"mail2", "email"}) {
		t.Errorf("%+v", c.Mapping)
	}
	d.keys("u")
	if c := d.connectionNamed("acme"); c.Mapping.Email != nil {
		t.Errorf("%+v", c.Mapping)
	}
}

// What has been mended is not offered again: the stored message is judged with
// today's settings, and says what it would come to.
func TestVerdictProvesAFix(t *testing.T) {
	for _, c := range []struct{ fault, keys string }{
		{"rsa-sha1", "a y"}, {"other-key", "a y"}, {"clock-fast-3m", "a y"}, {"certificate-expired", "a j enter y"},
	} {
		t.Run(c.fault, func(t *testing.T) {
			j := newJourney(t)
			j.rehearse(c.fault)
			j.missesText("With today's settings")
			j.keys(c.keys).sees("With today's settings this message would be accepted")
			j.missesText("Way out")
			j.keys("a").sees("nothing is left to do")
			j.keys("u").missesText("With today's settings")
			j.sees("Way out")
		})
	}
}

// A fix of one thing can bring the next to light.
func TestVerdictNamesWhatIsLeft(t *testing.T) {
	j := newJourney(t)
	s := j.rehearse("rsa-sha1")
	c, err := j.real.Connection(t.Context(), s.ConnectionID)
	if err != nil {
		t.Fatal(err)
	}
	c.Mapping.Required = []string{"name"}
	c.Policy.AllowSHA1 = true
	if _, _, err := j.real.UpdateConnection(t.Context(), c.ID,
		model.ConnectionPatch{Policy: &c.Policy, Mapping: &c.Mapping}); err != nil {
		t.Fatal(err)
	}
	j.news()
	j.sees("that is mended, but the message would now fail")
}

// The certificate of a failed message that the customer's own metadata lists
// waits for an approval, which is one key away.
func TestCertificateThatTheMetadataLists(t *testing.T) {
	d := drive(t, 80, 40, func(o *setup) {
		services := o.Services.(*canned.Services)
		all, err := services.Connections(t.Context(), model.ConnectionQuery{Text: "initech"})
		if err != nil || all[0].Pending == nil {
			t.Fatal(err)
		}
		detail := services.Again(0, saml.CertificateMismatch, canned.Now)
		detail.Session.ConnectionID, detail.Connection = all[0].ID, all[0]
		v := detail.Verdict()
		v.Seen.KeyInfo = all[0].Pending.Added(all[0])[0]
		services.Put(detail)
	})
	d.keys("g enter").sees("The customer's own metadata lists the certificate")
	d.sees("Approve the change of its metadata")
	d.keys("a").sees("Nothing of this is trusted yet")
}

// A session that failed for another reason does not change the mapping.
func TestMappingIsNotOfferedForAnotherFailure(t *testing.T) {
	for _, fault := range []string{"other-key", "wrong-audience", "rsa-sha1"} {
		j := newJourney(t)
		s := j.rehearse(fault)
		before, err := j.real.Connection(t.Context(), s.ConnectionID)
		if err != nil {
			t.Fatal(err)
		}
		j.keys("3 a").missesText("mapping is used")
		j.missesText("Change the mapping")
		after, err := j.real.Connection(t.Context(), s.ConnectionID)
		if err != nil || after.Revision != before.Revision {
			t.Errorf("%s: a on the attributes changed the connection, %v", fault, err)
		}
	}
}

// An unverified message shows the request that it claims to answer, and that
// request's session says what arrived and was not taken for its answer.
func TestUnverifiedMessageAndTheSessionThatItClaims(t *testing.T) {
	j := newJourney(t)
	s := j.rehearse("other-key")
	if s.Claims == "" {
		t.Fatalf("%+v", s)
	}
	claimed := model.Session{ID: s.Claims}.Trace()
	j.keys("4").sees("Request of " + claimed + ", claimed by this unverified message; enter opens it")
	j.sees("AuthnRequest")
	j.keys("enter").sees("Session " + claimed)
	j.sees("A response arrived but was not taken for its answer: Signed with")
	j.keys("enter").sees("Session " + s.Trace())
}
