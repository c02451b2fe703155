package testidp

import (
	"context"
	"net/http"
	"net/url"

	"gatehouse/model"
	"gatehouse/oidc/idp"
	samlidp "gatehouse/saml/idp"
	"gatehouse/service/connection"
	"gatehouse/service/signin"
	"gatehouse/web/internal/pages"
)

// The side of the test identity provider that speaks OpenID Connect. Like the other it
// knows the connections of this Gatehouse alone, and sends browsers to its redirect URI.

// openID answers what a relying party asks: discovery, keys, tokens, user information.
// Our own asks inside the process.
func (h *Handlers) openID(w http.ResponseWriter, r *http.Request) {
	p, err := h.services.TestOpenIDProvider(r.Context())
	if err != nil {
		h.failed(w, r, err)
		return
	}
	p.ServeHTTP(w, r)
}

// openIDPage is the sign-in page for an authorization request.
type openIDPage struct {
	For     string // the organization
	Request string // the query of the authorization request
	User    samlidp.User
	Faults  []idp.Fault
	Fault   string // chosen already
}

// openIDAsked takes an authorization request: it shows the sign-in page, or answers at
// once with the fault that its login hint asks for.
func (h *Handlers) openIDAsked(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	p, c, ok := h.openIDClient(w, r, q)
	if !ok {
		return
	}
	o, err := h.services.Organization(r.Context(), c.OrganizationID)
	if err != nil {
		h.failed(w, r, err)
		return
	}
	user := model.TestUser(o)
	if name, hinted := hintedFault(r); hinted {
		h.openIDBack(w, r, p, q, user, name)
		return
	}
	if email, err := model.CleanEmail("login_hint", loginHint(r)); err == nil {
		user.Email = email
	}
	page := openIDPage{For: o.Name, Request: r.URL.RawQuery, User: user, Faults: idp.Faults()}
	if chosen, err := r.Cookie(faultCookie); err == nil {
		if f, ok := idp.Lookup(chosen.Value); ok {
			page.Fault = f.Name
		}
		http.SetCookie(w, &http.Cookie{Name: faultCookie, Path: "/test-idp", MaxAge: -1})
	}
	// form-action would also bind the redirects that follow, to an app that is somewhere else.
	w.Header().Set("Content-Security-Policy", pages.Policy)
	w.Header().Set("Referrer-Policy", "same-origin")
	h.out.Show(w, r, http.StatusOK, "signin-openid", page)
}

// openIDAnswer answers as the sign-in page asks it to.
func (h *Handlers) openIDAnswer(w http.ResponseWriter, r *http.Request) {
	form, err := readForm(w, r)
	if err != nil {
		h.refused(w, r, err)
		return
	}
	q, err := url.ParseQuery(form.Get("request"))
	if err != nil {
		h.refused(w, r, errNotOurs)
		return
	}
	if p, _, ok := h.openIDClient(w, r, q); ok {
		h.openIDBack(w, r, p, q, userOf(form), form.Get("fault"))
	}
}

// openIDClient finds the connection that an authorization request comes from, or says
// that there is none.
func (h *Handlers) openIDClient(w http.ResponseWriter, r *http.Request,
	q url.Values) (*idp.Provider, model.Connection, bool) {
	p, err := h.services.TestOpenIDProvider(r.Context())
	if err != nil {
		h.failed(w, r, err)
		return nil, model.Connection{}, false
	}
	if err := p.Check(q); err != nil {
		h.refused(w, r, err)
		return nil, model.Connection{}, false
	}
	c, err := h.services.Connection(r.Context(), model.ID(q.Get("client_id")))
	if err != nil {
		h.failed(w, r, err)
	}
	return p, c, err == nil
}

// openIDBack sends the browser back, with a code or with what the fault makes of it.
func (h *Handlers) openIDBack(w http.ResponseWriter, r *http.Request, p *idp.Provider, q url.Values,
	user samlidp.User, fault string) {
	f, ok := idp.Lookup(fault)
	if !ok {
		h.noSuchFault(w, r)
		return
	}
	q.Del("login_hint") // it has been read
	p.Fault = f.Name
	back, err := p.Back(q, signin.OpenIDUser(user))
	if err != nil {
		h.refused(w, r, err)
		return
	}
	http.Redirect(w, r, back, http.StatusSeeOther)
}

// openIDTried is the connection of a form, or of a query, that asks for a sign-in by
// OpenID Connect: one that it names, or the sample.
func (h *Handlers) openIDTried(ctx context.Context, asked url.Values) (c model.Connection, openID bool, err error) {
	switch id := model.ID(asked.Get("connection")); {
	case id != "":
		c, err = h.services.Connection(ctx, id)
	case asked.Get("protocol") == "openid":
		c, err = h.services.DemoConnection(ctx, connection.OpenIDNeeds)
	}
	return c, err == nil && c.ByOIDC() && c.AtTestIdP(), err
}

// openIDBegin begins a sign-in by OpenID Connect that will show a fault.
func (h *Handlers) openIDBegin(w http.ResponseWriter, r *http.Request, c model.Connection, fault string) {
	f, ok := idp.Lookup(fault)
	if !ok {
		h.noSuchFault(w, r)
		return
	}
	h.setCookie(w, faultCookie, f.Name, "/test-idp")
	http.Redirect(w, r, "/demo/login?"+url.Values{"connection": {string(c.ID)}}.Encode(), http.StatusFound)
}
