package tui

import (
	"slices"
	"strings"
	"testing"

	"gatehouse/model"
	"gatehouse/saml"
	"gatehouse/saml/idp"
)

// rehearse plays a sign-in with a fault and opens the session that came of it.
func (j *journey) rehearse(fault string) model.Session {
	j.t.Helper()
	s, err := j.real.Rehearse(j.t.Context(), model.Rehearsal{Fault: fault, User: idp.DefaultUser(model.DemoDomain)})
	if err != nil {
		j.t.Fatal(err)
	}
	j.news()
	j.drain(j.stack.push(newSession(j.world, s.ID, nil)))
	return s
}

// The ways out of a verdict change what they name, and u takes it back.
func TestWaysOutChangeWhatTheyName(t *testing.T) {
	for _, c := range []struct {
		fault, keys, asks string
		done              func(model.Organization, model.Connection) bool
	}{
		{"domain-not-allowed", "a", "Add ", func(o model.Organization, _ model.Connection) bool { return len(o.Domains) == 2 }},
		{"other-key", "a", "SHA-256", func(_ model.Organization, c model.Connection) bool { return len(c.Certificates) == 2 }},
		{"rsa-sha1", "a", "it can be forged", func(_ model.Organization, c model.Connection) bool { return c.Policy.AllowSHA1 }},
		{"certificate-expired", "a j enter", "Expired certificates", func(_ model.Organization, c model.Connection) bool { return c.Policy.IgnoreExpiry }},
		{"clock-fast-3m", "a", "five minutes", func(_ model.Organization, c model.Connection) bool { return c.Policy.Skew > saml.DefaultPolicy().Skew }},
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
	der := d.stack.screens[1].(*session).story.Verdict().Seen.KeyInfo
	shown := strings.NewReplacer("\n", "", " ", "", "│", "").Replace(d.screen()) // it is wrapped
	for _, print := range []string{saml.Fingerprint(der), saml.SHA1Fingerprint(der)} {
		if !strings.Contains(d.screen(), print[:40]) && !strings.Contains(shown, print[:40]) {
			t.Errorf("%s is not in\n%s", print, d.screen())
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
	if _, _, err := j.real.UpdateConnection(t.Context(), all[0].ID, model.ConnectionPatch{Policy: &strict}); err != nil {
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
	d.keys("a").sees("the recommended mapping is used")
	if c := d.connectionNamed("acme"); !slices.Equal(c.Mapping.Email, []string{"mail2", "email"}) {
		t.Errorf("%+v", c.Mapping)
	}
	d.keys("u")
	if c := d.connectionNamed("acme"); c.Mapping.Email != nil {
		t.Errorf("%+v", c.Mapping)
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
