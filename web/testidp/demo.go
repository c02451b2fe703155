package testidp

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"gatehouse/model"
	"gatehouse/storage"
	"gatehouse/web/internal/pages"
	"gatehouse/web/internal/respond"
)

// The demonstration app. It uses the public way in, /sso/authorize, as any app
// does, and exchanges the code in process.

const (
	stateCookie = "gatehouse_demo_state"
	maxOffered  = 20 // connections on one page
)

// demoPage lists what can be signed in through. Its links lead to the base URL:
// a cookie that is set under another name of this host would not come back.
type demoPage struct {
	Base        string
	Connections []offer
}

// offer is one connection that a person can choose.
type offer struct {
	ID                 model.ID
	Organization, Name string
	State              model.ConnectionState
}

func (h *Handlers) demo(w http.ResponseWriter, r *http.Request) {
	env, err := h.demoEnvironment(r.Context())
	if err != nil {
		h.demoUnavailable(w, r, err)
		return
	}
	offers, err := h.offers(r.Context(), func(c model.Connection) bool { return c.EnvironmentID == env.ID })
	if err != nil {
		h.demoUnavailable(w, r, err)
		return
	}
	h.out.Show(w, r, http.StatusOK, "demo", demoPage{h.services.BaseURL, offers})
}

// offers lists the connections of demonstration organizations that can take a
// person to an identity provider: whose customers there are is nobody's business.
func (h *Handlers) offers(ctx context.Context, fits func(model.Connection) bool) ([]offer, error) {
	all, err := h.services.Connections(ctx, model.ConnectionQuery{})
	if err != nil {
		return nil, err
	}
	var offers []offer
	for _, c := range all {
		if len(offers) == maxOffered {
			break
		}
		if !fits(c) || h.services.Usable(ctx, c) != nil {
			continue
		}
		o, err := h.services.Organization(ctx, c.OrganizationID)
		if err != nil {
			return nil, err
		}
		if !o.Demo() {
			continue
		}
		offers = append(offers, offer{c.ID, o.Name, c.Name, c.State})
	}
	return offers, nil
}

// errNoDemo says that no environment knows the demo app.
var errNoDemo = errors.New("no environment lists the demo app among its redirect URIs")

// demoEnvironment is the first environment that the demo app belongs to.
func (h *Handlers) demoEnvironment(ctx context.Context) (model.Environment, error) {
	all, err := h.services.Environments(ctx)
	if err != nil {
		return model.Environment{}, err
	}
	for _, e := range all {
		if e.AllowsRedirect(h.services.BaseURL + model.DemoCallback) {
			return e, nil
		}
	}
	return model.Environment{}, errNoDemo
}

func (h *Handlers) demoUnavailable(w http.ResponseWriter, r *http.Request, err error) {
	if !errors.Is(err, errNoDemo) {
		h.out.Error(w, r, "the demo app failed", err)
		return
	}
	h.out.Say(w, r, http.StatusNotFound, respond.Message{
		Title: "The demo app is switched off", Text: "It works once an environment has it among its redirect URIs:",
		Detail: h.services.BaseURL + model.DemoCallback,
	})
}

// demoLogin does what the sign-in button of an app does.
func (h *Handlers) demoLogin(w http.ResponseWriter, r *http.Request) {
	env, err := h.demoEnvironment(r.Context())
	if err != nil {
		h.demoUnavailable(w, r, err)
		return
	}
	c, err := h.services.Connection(r.Context(), model.ID(r.URL.Query().Get("connection")))
	var o model.Organization
	if err == nil {
		o, err = h.services.Organization(r.Context(), c.OrganizationID)
	}
	if err == nil && !c.AtTestIdP() && !o.Demo() {
		err = model.ErrNotFound // of customers the demo app knows nothing
	}
	if err != nil {
		h.failed(w, r, err)
		return
	}
	state := rand.Text()
	h.setCookie(w, stateCookie, state, "/demo")
	q := url.Values{
		"client_id": {env.ClientID}, "redirect_uri": {h.services.BaseURL + model.DemoCallback},
		"response_type": {"code"},
		"connection":    {string(c.ID)}, "state": {state},
	}
	http.Redirect(w, r, "/sso/authorize?"+q.Encode(), http.StatusFound)
}

// setCookie keeps a value for one sign-in: ten minutes.
func (h *Handlers) setCookie(w http.ResponseWriter, name, value, path string) {
	http.SetCookie(w, &http.Cookie{
		Name: name, Value: value, Path: path, MaxAge: 600, HttpOnly: true,
		Secure: strings.HasPrefix(h.services.BaseURL, "https:"), SameSite: http.SameSiteLaxMode,
	})
}

// demoCallback is where the app gets the code, or hears why there is none.
func (h *Handlers) demoCallback(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	again := &pages.Link{URL: "/demo", Label: "Back to the demo app"}
	if !h.demoExpects(r, q) {
		h.out.Say(w, r, http.StatusBadRequest, respond.Message{
			Title: "This answer is not for you", Next: again,
			Text: "It belongs to a sign-in that was not begun in this browser, or that began more than ten " +
				"minutes ago.",
		})
		return
	}
	if code := q.Get("error"); code != "" {
		h.out.Say(w, r, http.StatusOK, respond.Message{
			Title: "You could not be signed in", Text: q.Get("error_description"),
			Detail: "The app received error=" + code + ". The console shows the session with all that is known.",
			Next:   again,
		})
		return
	}
	env, err := h.demoEnvironment(r.Context())
	var grant model.Grant
	if err == nil {
		grant, err = h.services.For(model.TheTrial(env.ID)).Redeem(r.Context(), model.Redemption{Code: q.Get("code")})
	}
	switch {
	case errors.Is(err, storage.ErrCodeSpent), errors.Is(err, model.ErrCodeBarred):
		h.out.Say(w, r, http.StatusBadRequest, respond.Message{
			Title: "This code gives nothing any more", Next: again,
			Text: "A code can be exchanged once, within ten minutes. Reloading this page tries it a second time.",
		})
	case err != nil:
		h.demoUnavailable(w, r, err)
	default:
		h.out.Show(w, r, http.StatusOK, "profile", profileOf(grant.Profile))
	}
}

// demoExpects reports whether the answer belongs to a sign-in of this browser.
// One that began at the identity provider has an empty state: it can only be
// taken as it is, but an error whose words anybody may have chosen cannot.
func (h *Handlers) demoExpects(r *http.Request, q url.Values) bool {
	if q.Get("state") == "" {
		return q.Get("code") != "" && q.Get("error") == ""
	}
	kept, err := r.Cookie(stateCookie)
	return err == nil && subtle.ConstantTimeCompare([]byte(kept.Value), []byte(q.Get("state"))) == 1
}

// profilePage shows a profile as rows.
type profilePage struct {
	Greeting  string
	Rows, Raw []profileRow
}

type profileRow struct {
	Name   string
	Values []string
}

func profileOf(p model.UserProfile) profilePage {
	page := profilePage{Greeting: p.Email}
	if p.FirstName != nil {
		page.Greeting = *p.FirstName
	}
	row := func(name string, values ...string) {
		page.Rows = append(page.Rows, profileRow{name, values})
	}
	optional := func(name string, value *string) {
		if value == nil {
			row(name)
			return
		}
		row(name, *value)
	}
	row("Email", p.Email)
	optional("First name", p.FirstName)
	optional("Last name", p.LastName)
	row("Groups", p.Groups...)
	row("Profile", string(p.ID))
	row("Identity provider's id", p.IdPID)
	row("Connection", string(p.ConnectionID), p.ConnectionType)
	if p.OrganizationID != nil {
		row("Organization", string(*p.OrganizationID))
	}
	for _, name := range slices.Sorted(maps.Keys(p.CustomAttributes)) {
		row(name, texts(p.CustomAttributes[name])...)
	}
	for _, name := range slices.Sorted(maps.Keys(p.RawAttributes)) {
		page.Raw = append(page.Raw, profileRow{name, texts(p.RawAttributes[name])})
	}
	return page
}

// texts are the values of an attribute of the profile object.
func texts(value any) []string {
	switch v := value.(type) {
	case []string:
		return v
	case *string:
		if v == nil {
			return nil
		}
		return []string{*v}
	}
	return []string{fmt.Sprint(value)}
}
