package service_test

import (
	"slices"
	"testing"
	"time"

	"gatehouse/model"
	"gatehouse/saml"
	"gatehouse/saml/idp"
	"gatehouse/saml/protocol"
	"gatehouse/service/signin"
)

const claims = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/"

// signIn plays a login of a user, who may have any attributes.
func (h *installation) signIn(t *testing.T, c model.Connection, u idp.User) model.Session {
	t.Helper()
	h.clock.add(time.Second)
	r := signin.Rehearsal{User: u, Connection: c.ID}
	if u.Email == "" {
		r.Fault = "no-email" // with a NameID all the same
	}
	s, err := h.Rehearse(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func attributes(pairs ...string) []saml.Attribute {
	var all []saml.Attribute
	for i := 0; i < len(pairs); i += 2 {
		all = append(all, saml.Attribute{Name: pairs[i], Values: []string{pairs[i+1]}})
	}
	return all
}

// The seed's own case: the claim named surname holds the email address.
func TestRecommendEmailInSurname(t *testing.T) {
	h := openInstallation(t)
	c := h.welcome.Connection
	for _, name := range []string{"ada", "alan", "grace"} {
		s := h.signIn(t, c, idp.User{ID: name, Attributes: attributes(claims+"surname", name+"@acme.example",
			claims+"givenname", name, "familyName", "X"+name)})
		if s.State != model.Failed || s.Class != saml.InvalidAttributes {
			t.Fatalf("%s %s", s.State, s.Cause)
		}
	}
	r, err := h.Recommend(t.Context(), c.ID, 10)
	if err != nil {
		t.Fatal(err)
	}
	if r.Receipts != 3 || r.Before != 0 || r.Works != 3 || len(r.Changes) != 2 {
		t.Fatalf("%d receipts, %d before, %d work, %+v", r.Receipts, r.Before, r.Works, r.Changes)
	}
	email, last := r.Changes[0], r.Changes[1]
	if email.Field != "email" || email.From != "" || email.To != claims+"surname" || email.Fits != 3 ||
		email.Sample == "" || email.Reason != "no attribute fills it" {
		t.Errorf("%+v", email)
	}
	if last.Field != "last_name" || last.From != claims+"surname" || last.To != "familyName" ||
		last.Reason != "it holds an email address" {
		t.Errorf("%+v", last)
	}
	if _, err := h.ApplyMapping(t.Context(), c.ID, r.Mapping); err != nil {
		t.Fatal(err)
	}
	s := h.signIn(t, c, idp.User{ID: "ada", Attributes: attributes(claims+"surname", "ada@acme.example",
		claims+"givenname", "Ada", "familyName", "Lovelace")})
	if s.State != model.Successful || s.Email != "ada@acme.example" {
		t.Errorf("after it was applied: %s %s", s.State, s.Cause)
	}
	if r, err = h.Recommend(t.Context(), c.ID, 1); err != nil || len(r.Changes) != 0 || r.Before != 1 || r.Works != 1 {
		t.Errorf("recommends more: %+v, %v", r, err)
	}
	detail, err := h.SessionDetail(t.Context(), s.ID)
	if err != nil || detail.Verdict().Profile.LastName != "Lovelace" {
		t.Errorf("%+v, %v", detail.Verdict().Profile, err)
	}
}

func TestRecommendSwappedNames(t *testing.T) {
	h := openInstallation(t)
	c := h.welcome.Connection
	for range 2 {
		h.signIn(t, c, idp.User{ID: "ada", Attributes: attributes("Email", "Lovelace", "surname", "ada@acme.example",
			"firstName", "Ada", "department", "Engines")})
	}
	r, err := h.Recommend(t.Context(), c.ID, 10)
	if err != nil || len(r.Changes) != 2 || r.Works != 2 {
		t.Fatalf("%+v, %v", r, err)
	}
	if r.Changes[0].To != "surname" || r.Changes[1].To != "Email" || r.Changes[1].Sample != "Lovelace" {
		t.Errorf("%+v", r.Changes)
	}
}

func TestRecommendNothing(t *testing.T) {
	h := openInstallation(t)
	c := h.welcome.Connection
	for name, u := range map[string]idp.User{
		"a sound login": ada(),
		"no email sent": {ID: "x", Attributes: attributes("department", "Engines")},
	} {
		h.signIn(t, c, u)
		if r, err := h.Recommend(t.Context(), c.ID, 1); err != nil || len(r.Changes) != 0 || r.Receipts != 1 {
			t.Errorf("%s: %+v, %v", name, r, err)
		}
	}
}

// A mapping that signs nobody else in, and puts nothing into its place, is not
// recommended: one odd message must not change the sign-in of all.
func TestRecommendOnlyWhatGains(t *testing.T) {
	odd := map[string]idp.User{
		"a message without an address": {ID: "odd", Attributes: attributes("Email", "unknown", "department",
			"ada@acme.example")},
		"an address that its domain refuses": {ID: "odd", Attributes: attributes("Email", "unknown", "mail2",
			"ada@elsewhere.test")},
		"an address in an attribute of no use": {ID: "odd", Attributes: attributes("manager", "boss@elsewhere.test")},
	}
	for name, u := range odd {
		t.Run(name, func(t *testing.T) {
			h := openInstallation(t)
			c := h.welcome.Connection
			for range 3 {
				h.signIn(t, c, ada())
			}
			h.signIn(t, c, u)
			r, err := h.Recommend(t.Context(), c.ID, 10)
			if err != nil || r.Receipts != 4 {
				t.Fatalf("%d receipts, %v", r.Receipts, err)
			}
			if len(r.Changes) > 0 && r.Works <= r.Before {
				t.Errorf("works on %d instead of %d, and changes %+v", r.Works, r.Before, r.Changes)
			}
			if len(r.Changes) == 0 && r.Works != r.Before {
				t.Errorf("nothing to change, but %d instead of %d", r.Works, r.Before)
			}
		})
	}
}

// A NameID that is an address is the email where nothing else is (P16): what the
// recommendation says of it depends on where the mapping looks, on the policy and
// on what else was sent.
func TestRecommendEmailFromNameID(t *testing.T) {
	const address = "ada@acme.example"
	usual := saml.Mapping{}
	email, _ := saml.ProfileFieldNamed("email")
	own := saml.Mapping{Email: []string{"work_mail"}}
	for name, c := range map[string]struct {
		mapping    saml.Mapping
		strict     bool
		format     string // of the NameID that is asked for, "" for that of addresses
		nameID     string
		attributes []saml.Attribute

		to            string // the source of the email that is recommended, "" for none
		before, works int
	}{
		"it is the email already": {usual, false, "", address, nil, "", 1, 1},
		"the usual names spelled out": {saml.Mapping{Email: email.Usual()}, false, "", address, nil, "",
			1, 1},
		"another address in no known attribute": {usual, false, "", address,
			attributes("alias", "lovelace@acme.example"), "", 1, 1},
		"the mapping looks elsewhere": {own, false, "", address, nil, saml.NameIDSource, 0, 1},
		"the mapping looks elsewhere, in vain": {own, false, "", address, attributes("work_mail", "none"),
			saml.NameIDSource, 0, 1},
		"the mapping names it": {saml.Mapping{Email: []string{saml.NameIDSource}}, false, "",
			address, nil, "", 1, 1},
		"a strict policy takes it only if it is told": {usual, true, "", address, nil, saml.NameIDSource, 0, 1},
		"strict, and an attribute beside it": {usual, true, "", "pseudonym", attributes("upn2", address),
			"upn2", 0, 1},
		"an address by another format": {usual, false, "persistent", address, nil, saml.NameIDSource, 0,
			1},
		"no address": {usual, false, "", "pseudonym", nil, "", 0, 0},
		"no address, and an attribute has one": {usual, false, "", "pseudonym", attributes("upn2", address),
			"upn2", 0, 1},
		"an address that its domain refuses": {own, false, "", "ada@elsewhere.test", nil, "", 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			h := openInstallation(t)
			policy := saml.DefaultPolicy()
			policy.Strict = c.strict
			x, _, err := h.UpdateConnection(t.Context(), h.welcome.Connection.ID, model.ConnectionPatch{
				Mapping: &c.mapping, Policy: &policy, NameIDFormat: new(model.NameIDFormat(c.format)),
			})
			if err != nil {
				t.Fatal(err)
			}
			signIn := func() model.Session {
				h.clock.add(time.Second)
				s, err := h.Rehearse(t.Context(), signin.Rehearsal{User: idp.User{ID: c.nameID, NameID: c.nameID,
					Attributes: c.attributes}, Connection: x.ID})
				if err != nil {
					t.Fatal(err)
				}
				return s
			}
			signIn()
			r, err := h.Recommend(t.Context(), x.ID, 10)
			if err != nil || r.Receipts != 1 || r.Before != c.before || r.Works != c.works {
				t.Fatalf("%d receipts, %d before, %d work, want %d and %d; %v", r.Receipts, r.Before, r.Works,
					c.before, c.works, err)
			}
			to := ""
			for _, change := range r.Changes {
				to += change.To
			}
			if to != c.to {
				t.Errorf("recommends %+v, want %q", r.Changes, c.to)
			}
			if to == "" {
				return
			}
			if _, err := h.ApplyMapping(t.Context(), x.ID, r.Mapping); err != nil {
				t.Fatal(err)
			}
			if s := signIn(); s.State != model.Successful || s.Email != address {
				t.Errorf("with it: %s %s, email %q", s.State, s.Cause, s.Email)
			}
		})
	}
}

func TestCertificateUse(t *testing.T) {
	h := openInstallation(t)
	c := h.welcome.Connection
	for range 3 {
		h.signIn(t, c, ada())
	}
	last := h.clock.Now()
	h.clock.add(time.Hour)
	if _, err := h.Rehearse(t.Context(), signin.Rehearsal{Connection: c.ID, User: ada(),
		Fault: "other-key"}); err != nil {
		t.Fatal(err)
	}
	use, err := h.CertificateUse(t.Context(), c.ID)
	if err != nil || use.Looked != 3 || len(use.Last) != 1 ||
		!use.Last[protocol.Fingerprint(c.Certificates[0].DER)].Equal(last) {
		t.Errorf("%+v, %v; the last at %v", use, err, last)
	}
}

// Anybody can post a message: one that no configured key signed says nothing of
// the mapping.
func TestRecommendIgnoresUnverified(t *testing.T) {
	h := openInstallation(t)
	c := h.welcome.Connection
	for _, fault := range []string{"unsigned", "other-key"} {
		u := idp.User{ID: "eve", Attributes: attributes("surname", "eve@acme.example")}
		if s, err := h.Rehearse(t.Context(), signin.Rehearsal{User: u, Connection: c.ID, Fault: fault}); err != nil ||
			s.State != model.Failed {
			t.Fatal(s.State, err)
		}
	}
	if r, err := h.Recommend(t.Context(), c.ID, 10); err != nil || r.Receipts != 0 || len(r.Changes) != 0 {
		t.Errorf("%+v, %v", r, err)
	}
}

func TestAwaitingReconciliation(t *testing.T) {
	h := openInstallation(t)
	c := h.welcome.Connection
	if _, err := h.ApplyMapping(t.Context(), c.ID, saml.Mapping{Email: []string{"work_mail"}}); err != nil {
		t.Fatal(err)
	}
	person := func(name, last string, more ...string) idp.User {
		return idp.User{ID: name, Email: name + "@acme.example", FirstName: name, LastName: last,
			Attributes: attributes(more...)}
	}
	h.signIn(t, c, person("alan", "Turing"))
	h.signIn(t, c, person("alan", "Turing"))
	h.signIn(t, c, person("grace", "grace@acme.example", "work_mail", "grace@acme.example"))
	h.signIn(t, c, person("mixed", "Up"))
	h.signIn(t, c, person("mixed", "Up", "work_mail", "mixed@acme.example")) // their latest is sound
	if s, err := h.Rehearse(t.Context(), signin.Rehearsal{User: ada(), Connection: c.ID,
		Fault: "no-nameid"}); err != nil || s.State != model.Failed {
		t.Fatal(s.State, err) // against which no mapping helps
	}
	list := func() []string {
		all, err := h.AwaitingReconciliation(t.Context(), c.ID)
		if err != nil {
			t.Fatal(err)
		}
		var lines []string
		for _, u := range all {
			lines = append(lines, u.User+" "+string(u.Cause)+" "+u.Problem)
		}
		return lines
	}
	want := []string{"grace@acme.example  last_name: it holds an email address",
		"alan@acme.example missing_attributes " + saml.MissingAttributes.Title()}
	if got := list(); !slices.Equal(got, want) {
		t.Errorf("awaiting %q, want %q", got, want)
	}
	if _, err := h.ApplyMapping(t.Context(), c.ID, saml.Mapping{Email: []string{"work_mail", "email"},
		LastName: []string{"sn"}}); err != nil {
		t.Fatal(err)
	}
	if got := list(); len(got) != 0 {
		t.Errorf("with a mapping that suits them: %q", got)
	}
}
