package sso

import (
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

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
		"provider": &a.Provider, "domain": &a.Domain, "state": &a.State, "nonce": &a.Nonce, "prompt": &a.Prompt,
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
	if a.Organization, err = either("organization", a.Organization, organizationID); err != nil {
		return a, err
	}
	return a, readWishes(q, &a)
}

// readWishes reads what is for the provider alone: provider_scopes, which one SDK repeats
// and another joins with commas, and provider_query_params[name].
func readWishes(q url.Values, a *model.Authorize) error {
	const most, longest = 30, 1000
	for _, given := range q["provider_scopes"] {
		a.Scopes = append(a.Scopes, strings.FieldsFunc(given, func(r rune) bool { return r == ',' || r == ' ' })...)
	}
	for name, values := range q {
		rest, of := strings.CutPrefix(name, "provider_query_params[")
		key, closed := strings.CutSuffix(rest, "]")
		if !of || !closed || key == "" {
			continue
		}
		if a.Params == nil {
			a.Params = url.Values{}
		}
		a.Params[key] = values
		if len(a.Params) > most || len(values) > 1 || len(key)+len(values[0]) > longest {
			return fmt.Errorf("invalid_request: there are more than %d provider_query_params, or %s is given twice "+
				"or is longer than %d bytes", most, model.Short(key), longest)
		}
	}
	if len(a.Scopes) > most || len(strings.Join(a.Scopes, " ")) > longest {
		return fmt.Errorf("invalid_request: provider_scopes are more than %d, or longer than %d bytes", most, longest)
	}
	return nil
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
