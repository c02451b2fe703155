package sso

import (
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"gatehouse/model"
	"gatehouse/web/internal/respond"
)

// authorize begins a login: GET /sso/authorize sends the browser on to the
// identity provider, or back to the app with the reason why not.
func (h *Handlers) authorize(w http.ResponseWriter, r *http.Request) {
	asked, err := readAuthorize(r.URL.RawQuery)
	if err != nil {
		h.out.Say(w, r, http.StatusBadRequest, respond.Message{
			Title:  "This sign-in link is broken",
			Text:   "Go back to the app and try again. If it happens again, tell the people who run the app.",
			Detail: err.Error(),
		})
		return
	}
	asked.Visitor = h.browsers.Visitor(r)
	if asked.Visitor.Browser == "" {
		asked.Visitor.Browser = rand.Text()
	}
	begun, err := h.services.BeginLogin(r.Context(), asked)
	if refused, ok := errors.AsType[*model.AuthorizeError](err); ok {
		h.authorizeRefused(w, r, asked.ClientID, refused)
		return
	}
	if err != nil {
		h.unsigned(w, r, "a sign-in did not begin", err)
		return
	}
	h.browsers.Remember(w, asked.Visitor.Browser)
	h.out.Depart(w, r, begun)
}

// authorizeRefused tells the app; if its redirect URI cannot be trusted, the
// person, since sending them there would make us an open redirector.
func (h *Handlers) authorizeRefused(w http.ResponseWriter, r *http.Request, client string,
	refused *model.AuthorizeError) {
	if refused.Redirect != "" {
		http.Redirect(w, r, refused.Redirect, http.StatusFound)
		return
	}
	env, err := h.services.EnvironmentByClient(r.Context(), client)
	if err != nil { // whose app it is cannot be said
		env.ID = ""
	}
	h.out.SayTo(w, r, http.StatusBadRequest, env.ID, respond.Message{
		Title:  "This app is not set up to sign you in",
		Text:   "Tell the people who run the app. They will need the line below.",
		Detail: refused.Error(),
	})
}

// readAuthorize reads the parameters. A known one that is given twice is
// refused, since two readers could take two of them; unknown ones are left
// alone.
func readAuthorize(rawQuery string) (model.Authorize, error) {
	q, err := url.ParseQuery(rawQuery)
	if err != nil {
		return model.Authorize{}, errors.New("invalid_request: the query is not URL-encoded as it should be")
	}
	var a model.Authorize
	var connectionID, organizationID string
	for name, into := range map[string]*string{
		"client_id": &a.ClientID, "redirect_uri": &a.RedirectURI, "response_type": &a.ResponseType,
		"connection": &a.Connection, "connection_id": &connectionID,
		"organization": &a.Organization, "organization_id": &organizationID,
		"provider": &a.Provider, "domain": &a.Domain, "state": &a.State, "prompt": &a.Prompt,
		"login_hint": &a.LoginHint, "domain_hint": &a.DomainHint,
		"code_challenge": &a.CodeChallenge, "code_challenge_method": &a.CodeChallengeMethod,
	} {
		if len(q[name]) > 1 {
			return model.Authorize{}, fmt.Errorf("invalid_request: %s is given %d times", name, len(q[name]))
		}
		*into = q.Get(name)
	}
	if a.Connection, err = either("connection", a.Connection, connectionID); err != nil {
		return model.Authorize{}, err
	}
	a.Organization, err = either("organization", a.Organization, organizationID)
	return a, err
}

// either takes a selector under one of its two names: one SDK appends _id.
func either(name, short, long string) (string, error) {
	switch {
	case short == "" || short == long:
		return long, nil
	case long == "":
		return short, nil
	}
	return "", fmt.Errorf("invalid_request: %s and %s_id name different things", name, name)
}
