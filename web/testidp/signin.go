package testidp

import (
	"bytes"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"gatehouse/model"
	"gatehouse/saml"
	"gatehouse/saml/idp"
)

// signInPage is the sign-in page of the test identity provider.
type signInPage struct {
	For                 string // the organization
	Connection, Request string // Request is "" if the login begins here
	RelayState          string
	User                idp.User
	Groups              string
	Shapes              []idp.Shape
	Signs               []choice
	Faults              []faultGroup
	Fault               string // chosen already
	CanEncrypt          bool
}

type choice struct{ Value, Label string }

// faultGroup is the faults of one stage.
type faultGroup struct {
	Label  string
	Faults []idp.Fault
}

func (h *Handlers) showSignIn(w http.ResponseWriter, r *http.Request, c model.Connection, request idp.Request) {
	provider, organization, err := h.parties(r.Context(), c)
	if err != nil {
		h.failed(w, r, err)
		return
	}
	user := model.TestUser(organization)
	if email, err := model.CleanEmail("login_hint", loginHint(r)); err == nil {
		user.Email = email
	}
	offered := func(f idp.Fault) bool { return canShow(c, provider, request, f) }
	page := signInPage{
		For: organization.Name, Connection: string(c.ID), Request: request.ID, RelayState: request.RelayState,
		User: user, Groups: strings.Join(user.Groups, "\n"),
		Shapes: idp.Shapes(), Signs: signs, Faults: faultGroups(offered), CanEncrypt: len(c.SPKeys) > 0,
	}
	for _, group := range page.Faults {
		for _, f := range group.Faults {
			if f.Needs != idp.UsualCertificate && f.Needs != idp.EncryptionKey {
				page.Fault = f.Name // what this connection was made for
			}
		}
	}
	if chosen, err := r.Cookie(faultCookie); err == nil {
		if f, ok := idp.Lookup(chosen.Value); ok && offered(f) {
			page.Fault = f.Name
		}
		http.SetCookie(w, &http.Cookie{Name: faultCookie, Path: "/test-idp", MaxAge: -1})
	}
	h.mayPost(w)
	h.out.Show(w, r, http.StatusOK, "signin", page)
}

// parties are who answers a sign-in through a connection, and whose people it signs in.
func (h *Handlers) parties(ctx context.Context, c model.Connection) (*idp.Provider, model.Organization, error) {
	provider, err := h.services.TestIdP(ctx)
	if err != nil {
		return nil, model.Organization{}, err
	}
	organization, err := h.services.Organization(ctx, c.OrganizationID)
	return provider, organization, err
}

// canShow reports whether a sign-in through a connection can show a fault.
func canShow(c model.Connection, p *idp.Provider, request idp.Request, f idp.Fault) bool {
	begun := !f.IdPInitiated()
	if request.ID == "" {
		begun = !f.SPInitiated
	}
	return begun && holds(c, p, f.Needs)
}

// holds reports whether a connection has configured what a fault needs.
func holds(c model.Connection, p *idp.Provider, n idp.Needs) bool {
	switch n {
	case idp.UsualCertificate:
		return true
	case idp.EncryptionKey:
		return len(c.SPKeys) > 0
	}
	return slices.EqualFunc(c.Certificates, p.Certificates(n), func(has model.Certificate, needed []byte) bool {
		return bytes.Equal(has.DER, needed)
	})
}

// faultGroups lists the faults that fit, by the stage where they show.
func faultGroups(fits func(idp.Fault) bool) []faultGroup {
	var groups []faultGroup
	for _, g := range idp.Groups() {
		faults := slices.DeleteFunc(slices.Clone(g.Faults), func(f idp.Fault) bool { return !fits(f) })
		if len(faults) > 0 {
			label := string(g.Stage)
			groups = append(groups, faultGroup{strings.ToUpper(label[:1]) + label[1:], faults})
		}
	}
	return groups
}

// signs are what can be signed, first what is usual.
var signs = []choice{
	{"", "what it usually signs"}, {"assertion", "the assertion"}, {"response", "the response"},
	{"both", "both"}, {"none", "nothing"},
}

func signOf(value string) idp.Sign {
	return map[string]idp.Sign{
		"assertion": idp.SignAssertion, "response": idp.SignResponse, "both": idp.SignBoth, "none": idp.SignNone,
	}[value]
}

// userOf reads who signs in.
func userOf(form url.Values) idp.User {
	user := idp.User{
		ID: form.Get("id"), Email: form.Get("email"), FirstName: form.Get("first_name"),
		LastName: form.Get("last_name"),
		Groups:   lines(form.Get("groups")),
	}
	for _, line := range lines(form.Get("attributes")) {
		name, value, _ := strings.Cut(line, "=")
		user.Attributes = append(user.Attributes, saml.Attribute{Name: strings.TrimSpace(name),
			Values: []string{strings.TrimSpace(value)}})
	}
	return user
}

// lines are the lines of a text area that hold anything.
func lines(text string) []string {
	var all []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			all = append(all, line)
		}
	}
	return all
}
