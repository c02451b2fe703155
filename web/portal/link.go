package portal

import (
	"errors"
	"fmt"
	"math"
	"net/http"
	"strconv"

	"gatehouse/limit"
	"gatehouse/model"
	"gatehouse/web/internal/pages"
	"gatehouse/web/internal/reqctx"
)

// follow opens a link: its token is exchanged for a cookie, so that it stands in
// no later address.
func (h *Handlers) follow(kind model.LinkKind) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if wait := h.guesses.Wait(limit.Network(reqctx.Of(r.Context()).Peer)); wait > 0 {
			w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(wait.Seconds()))))
			h.plain(w, r, http.StatusTooManyRequests, model.Branding{}, deadPage{
				Title: "Too many links were tried from your network",
				Text:  "Please wait a few minutes, then open your link again.",
			})
			return
		}
		session, value, err := h.anybody.OpenLink(r.Context(), kind, r.PathValue("token"))
		dead, isDead := errors.AsType[*model.DeadLink](err)
		switch {
		case isDead:
			h.dead(w, r, dead)
			return
		case errors.Is(err, model.ErrNotFound):
			h.guesses.Note(limit.Network(reqctx.Of(r.Context()).Peer))
			h.stranger(w, r)
			return
		case err != nil:
			h.out.Error(w, r, "a link could not be opened", err)
			return
		}
		http.SetCookie(w, &http.Cookie{
			Name: h.cookieName(), Value: value, Path: "/",
			HttpOnly: true, Secure: h.browsers.HTTPS(), SameSite: http.SameSiteLaxMode,
			MaxAge: int(session.Expires.Sub(h.anybody.Clock()).Seconds()),
		})
		http.Redirect(w, r, portalRoot+"?"+openedNow, http.StatusSeeOther)
	}
}

// openedNow marks the first page behind a link. What looks at links in mails
// follows them too, but does not come back with a cookie: only who does has opened
// one.
const openedNow = "opened=1"

// deadPage says what became of a link.
type deadPage struct {
	Title, Text, Trace string
	On                 *pages.Link // where to go from here
}

// stranger is shown for a link that never was, and for none.
func (h *Handlers) stranger(w http.ResponseWriter, r *http.Request) {
	h.plain(w, r, http.StatusNotFound, model.Branding{}, deadPage{
		Title: "This link opens nothing",
		Text: "Check that you copied all of it, or open it again from the message that it came with. If that does " +
			"not help, ask whoever sent it for a new one.",
	})
}

// dead is shown for a link that was real.
func (h *Handlers) dead(w http.ResponseWriter, r *http.Request, d *model.DeadLink) {
	var page deadPage
	switch d.State {
	case model.LinkUsed:
		page.Title = "This setup is complete"
		page.Text = "Everything that this link was for has been set up, so there is nothing left to do. If something " +
			"has to be changed, ask your contact for a new link."
	case model.LinkRevoked:
		page.Title = "This link was withdrawn"
		page.Text = "Your contact has withdrawn it, or made a newer one that takes its place. Look for the newer " +
			"one, or ask for it. What you have entered so far is kept."
	default:
		page.Title = "This link has expired"
		page.Text = fmt.Sprintf("It worked until %s. Ask your contact for a new one. What you have entered so far is "+
			"kept.", pages.Moment(d.Link.Expires))
		if d.Link.Kind == model.PortalLink {
			page.Text = "For safety it works for a short time only. Go back to the application that sent you " +
				"here and open " +
				"the settings again. What you have entered so far is kept."
		}
	}
	brand, err := h.anybody.Branding(r.Context(), d.Link.EnvironmentID)
	if err != nil {
		h.log.WarnContext(r.Context(), "the look of a page could not be read", "error", err)
	}
	env, err := h.anybody.Environment(r.Context(), d.Link.EnvironmentID)
	if err != nil {
		h.log.WarnContext(r.Context(), "the environment of a link could not be read", "error", err)
	}
	page.On = backTo(d.Link, env, brand)
	h.plain(w, r, http.StatusGone, brand, page)
}

// plain shows a page to somebody without a session.
func (h *Handlers) plain(w http.ResponseWriter, r *http.Request, status int, brand model.Branding, page deadPage) {
	h.render(w, r, status, "dead", frame{Title: page.Title, Brand: pages.LookOf(brand)}, page)
}
