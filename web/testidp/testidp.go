package testidp

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"

	"gatehouse/model"
	oidcidp "gatehouse/oidc/idp"
	"gatehouse/saml/idp"
	"gatehouse/saml/protocol"
	"gatehouse/web/internal/pages"
	"gatehouse/web/internal/respond"
)

// The pages around the test identity provider. It answers for connections of
// this Gatehouse alone and posts only to their ACS URLs: whatever a request
// says, it cannot be made to send a person elsewhere.

// faultCookie carries the fault that a person chose before the sign-in began.
const faultCookie = "gatehouse_fault"

func (h *Handlers) index(w http.ResponseWriter, r *http.Request) {
	provider, err := h.services.TestIdP(r.Context())
	if err != nil {
		h.failed(w, r, err)
		return
	}
	offers, err := h.offers(r.Context(), func(c model.Connection) bool { return c.Type == model.TestIdPType })
	if err != nil {
		h.failed(w, r, err)
		return
	}
	h.mayPost(w)
	h.out.Show(w, r, http.StatusOK, "testidp", struct {
		demoPage
		Groups           []faultGroup
		EntityID, SSOURL string // the entity ID is the metadata's URL
		OpenIDFaults     []oidcidp.Fault
		Issuer           string
	}{
		demoPage{h.services.BaseURL, offers}, faultGroups(func(idp.Fault) bool { return true }),
		provider.EntityID, provider.SSOURL, oidcidp.Faults(), h.services.BaseURL + model.TestIdPIssuer,
	})
}

func (h *Handlers) metadata(w http.ResponseWriter, r *http.Request) {
	provider, err := h.services.TestIdP(r.Context())
	if err != nil {
		h.failed(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "application/samlmetadata+xml")
	w.Write(provider.Metadata())
}

// mayPost lets a page's form lead to the base URL, and be told from one of
// another site: with no referrer at all a browser hides the origin of a form, too.
func (h *Handlers) mayPost(w http.ResponseWriter) {
	w.Header().Set("Content-Security-Policy", pages.Policy+"; form-action 'self' "+h.services.BaseURL)
	w.Header().Set("Referrer-Policy", "same-origin")
}

// try makes sure that there is a connection which shows a fault, and sends
// the visitor to where the sign-in begins: at the base URL, whose cookies come
// back.
func (h *Handlers) try(w http.ResponseWriter, r *http.Request) {
	form, err := readForm(w, r)
	if err != nil {
		h.refused(w, r, err)
		return
	}
	if c, openID, err := h.openIDTried(r.Context(), form); err != nil {
		h.failed(w, r, err)
		return
	} else if openID {
		h.setOff(w, r, form.Get("fault"), c.ID)
		return
	}
	fault, ok := idp.Lookup(form.Get("fault"))
	if !ok {
		h.noSuchFault(w, r)
		return
	}
	connection := form.Get("connection")
	if connection == "" {
		c, err := h.services.DemoConnection(r.Context(), fault.Needs)
		if err != nil {
			h.failed(w, r, err)
			return
		}
		connection = string(c.ID)
	}
	h.setOff(w, r, fault.Name, model.ID(connection))
}

// setOff sends the visitor to where the sign-in begins.
func (h *Handlers) setOff(w http.ResponseWriter, r *http.Request, fault string, connection model.ID) {
	q := url.Values{"fault": {fault}, "connection": {string(connection)}}
	http.Redirect(w, r, h.services.BaseURL+"/test-idp/go?"+q.Encode(), http.StatusSeeOther)
}

func (h *Handlers) noSuchFault(w http.ResponseWriter, r *http.Request) {
	h.out.Error(w, r, "", model.ErrNotFound, respond.Words{
		For: model.ErrNotFound, Title: "There is no such fault",
		Text: "Choose one from the list that gatehouse test-idp list prints.",
	})
}

// begin begins a sign-in that will show a fault, at the end where it begins.
func (h *Handlers) begin(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	if c, openID, err := h.openIDTried(r.Context(), q); err != nil {
		h.failed(w, r, err)
		return
	} else if openID {
		h.openIDBegin(w, r, c, q.Get("fault"))
		return
	}
	fault, ok := idp.Lookup(q.Get("fault"))
	if !ok {
		h.noSuchFault(w, r)
		return
	}
	h.setCookie(w, faultCookie, fault.Name, "/test-idp")
	start := "/demo/login"
	if fault.IdPInitiated() {
		start = "/test-idp/start"
	}
	http.Redirect(w, r, start+"?"+url.Values{"connection": {q.Get("connection")}}.Encode(), http.StatusFound)
}

// played is a connection to the test identity provider that may be signed in
// through; of any other it knows nothing.
func (h *Handlers) played(ctx context.Context, id string) (model.Connection, error) {
	c, err := h.services.Connection(ctx, model.ID(id))
	if err == nil && c.Type != model.TestIdPType {
		err = model.ErrNotFound
	}
	return c, err
}

// start shows the sign-in page without a request: the login begins here.
func (h *Handlers) start(w http.ResponseWriter, r *http.Request) {
	c, err := h.played(r.Context(), r.URL.Query().Get("connection"))
	if err != nil {
		h.failed(w, r, err)
		return
	}
	h.showSignIn(w, r, c, idp.Request{})
}

// redirected takes an AuthnRequest in the HTTP-Redirect binding. A signature that
// does not verify is refused, so that it is noticed here and not at a customer.
func (h *Handlers) redirected(w http.ResponseWriter, r *http.Request) {
	document, relayState, err := protocol.ReadRedirect(r.URL.RawQuery)
	h.asked(w, r, document, relayState, err, func(c model.Connection) error {
		var certificates [][]byte
		for _, k := range c.SPKeys {
			certificates = append(certificates, k.DER)
		}
		return idp.VerifyRedirect(r.URL.RawQuery, certificates, c.SignRequests)
	})
}

// posted takes one in the HTTP-POST binding. The signature in the document is not
// looked at.
func (h *Handlers) posted(w http.ResponseWriter, r *http.Request) {
	form, err := readForm(w, r)
	if err != nil {
		h.asked(w, r, nil, "", err, unverified)
		return
	}
	document, err := protocol.ReadPostRequest(form.Get("SAMLRequest"))
	h.asked(w, r, document, form.Get("RelayState"), err, unverified)
}

func unverified(model.Connection) error { return nil }

// errNotOurs refuses a request that did not come from a connection of ours.
var errNotOurs = errors.New("the test identity provider answers only for connections of this Gatehouse that are " +
	"of the type " +
	model.TestIdPType + ", at their own ACS URL")

// asked shows the sign-in page to a request that was read, or err; verify says
// whether its connection sent it.
func (h *Handlers) asked(
	w http.ResponseWriter, r *http.Request, document []byte, relayState string, err error,
	verify func(model.Connection) error,
) {
	var request idp.Request
	if err == nil {
		request, err = idp.ReadRequest(document, relayState)
	}
	if err != nil {
		h.refused(w, r, err)
		return
	}
	key := strings.TrimPrefix(request.Audience, h.services.BaseURL+"/")
	c, err := h.services.ConnectionByKey(r.Context(), key)
	if errors.Is(err, model.ErrNotFound) || err == nil &&
		(c.Type != model.TestIdPType ||
			h.services.EntityID(c) != request.Audience || h.services.ACSURL(c) != request.ACSURL) {
		h.refused(w, r, errNotOurs)
		return
	}
	if err != nil {
		h.failed(w, r, err)
		return
	}
	if err := verify(c); err != nil {
		h.refused(w, r, err)
		return
	}
	if name, ok := hintedFault(r); ok {
		h.answerHint(w, r, c, request, name)
		return
	}
	h.showSignIn(w, r, c, request)
}

// answer answers as the sign-in page asks it to.
func (h *Handlers) answer(w http.ResponseWriter, r *http.Request) {
	form, err := readForm(w, r)
	if err != nil {
		h.refused(w, r, err)
		return
	}
	c, err := h.played(r.Context(), form.Get("connection"))
	if err != nil {
		h.failed(w, r, err)
		return
	}
	request, err := h.services.TestIdPRequest(r.Context(), c, model.ID(form.Get("request")), form.Get("relay_state"))
	if err != nil {
		h.failed(w, r, err)
		return
	}
	h.respond(w, r, request, idp.Options{User: userOf(form), Shape: form.Get("shape"), Sign: signOf(form.Get("sign")),
		Fault: form.Get("fault"), Encrypt: form.Get("encrypt") != ""})
}

// respond sends the browser back with a response.
func (h *Handlers) respond(w http.ResponseWriter, r *http.Request, request idp.Request, o idp.Options) {
	provider, err := h.services.TestIdP(r.Context())
	if err != nil {
		h.failed(w, r, err)
		return
	}
	o.Now = h.services.Clock()
	answer, err := provider.Respond(request, o)
	if err != nil {
		h.refused(w, r, err)
		return
	}
	h.out.Post(w, r, answerPage(answer))
}

// answerPage hands the response to the browser.
func answerPage(f idp.Form) respond.Form {
	p := respond.Form{
		Title: "One moment", Text: "The test identity provider has signed you in and sends you back.",
		Action: f.ACSURL, Fields: []respond.Field{{Name: "SAMLResponse", Value: f.SAMLResponse}},
		Buttons: []respond.Button{{Label: "Continue"}},
	}
	if f.RelayState != "" {
		p.Fields = append(p.Fields, respond.Field{Name: "RelayState", Value: f.RelayState})
	}
	if f.Repeat != idp.Once {
		p.Title, p.Text, p.Wait = "The same response twice", "Send it once: it opens in a new tab and signs you in. "+
			"Then come back and send the same once more.", true
		p.Buttons = []respond.Button{{Label: "1. Send the response", NewTab: true, AtOnce: f.Repeat == idp.Again},
			{Label: "2. Send it again"}}
	}
	return p
}

// readForm reads a form of the sign-in page, within bounds.
func readForm(w http.ResponseWriter, r *http.Request) (url.Values, error) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, protocol.MaxBody))
	if err != nil {
		return nil, errors.New("the form could not be read, or is too large")
	}
	form, err := url.ParseQuery(string(bytes.TrimSpace(body)))
	if err != nil {
		return nil, errors.New("the form is not URL-encoded as it should be")
	}
	return form, nil
}

// refused says what cannot be done with what was asked.
func (h *Handlers) refused(w http.ResponseWriter, r *http.Request, err error) {
	h.out.Say(w, r, http.StatusBadRequest, respond.Message{
		Title: "The test identity provider cannot answer this", Text: pages.Sentence(err.Error()),
		Next: &pages.Link{URL: "/test-idp/", Label: "Test identity provider"},
	})
}

func (h *Handlers) failed(w http.ResponseWriter, r *http.Request, err error) {
	if errors.Is(err, model.ErrNotFound) {
		h.out.Say(w, r, http.StatusNotFound, respond.Message{
			Title: "This connection does not exist", Text: "It may have been deleted since you opened the page.",
			Next: &pages.Link{URL: "/test-idp/", Label: "Test identity provider"},
		})
		return
	}
	h.out.Error(w, r, "the test identity provider failed", err)
}
