package testidp

import (
	"fmt"
	"net/http"
	"strings"

	"gatehouse/model"
	"gatehouse/saml/idp"
)

// loginHint is whom the app expects; it travels beside the request.
func loginHint(r *http.Request) string { return r.URL.Query().Get("login_hint") }

// hintedFault reads a login hint that asks for a fault, fault+NAME@DOMAIN: tests of an app make
// each sign-in fail as they like, and nobody has to look at the sign-in page.
func hintedFault(r *http.Request) (name string, ok bool) {
	local, _, _ := strings.Cut(loginHint(r), "@")
	name, ok = strings.CutPrefix(local, "fault+")
	return name, ok && name != ""
}

// answerHint answers at once, with a fault.
func (h *Handlers) answerHint(w http.ResponseWriter, r *http.Request, c model.Connection, request idp.Request,
	name string) {
	fault, ok := idp.Lookup(name)
	if !ok {
		h.noSuchFault(w, r)
		return
	}
	provider, organization, err := h.parties(r.Context(), c)
	if err != nil {
		h.failed(w, r, err)
		return
	}
	if !canShow(c, provider, request, fault) {
		h.refused(w, r, fmt.Errorf("a sign-in that an app begins through the connection %s cannot show the fault %s: "+
			"gatehouse test-idp --fault %s plays it where it can be shown", c.Name, fault.Name, fault.Name))
		return
	}
	h.respond(w, r, request, idp.Options{User: model.TestUser(organization), Fault: fault.Name})
}
