package portal

import (
	"cmp"
	"errors"
	"net/http"
	"strings"

	"gatehouse/model"
	"gatehouse/service"
	"gatehouse/web/internal/pages"
	"gatehouse/web/internal/reqctx"
)

// visit is one request of a browser that has opened a link.
type visit struct {
	portal   *Handlers
	w        http.ResponseWriter
	r        *http.Request
	place    place
	session  model.PortalSession
	used     bool              // the link is used up, which only the last page stands
	services *service.Services // acts as the IT admin: all that a page reads or changes goes through it
	org      model.Organization
	env      model.Environment
	brand    model.Branding
	setup    model.SSOSetup       // how far single sign-on is, as the request found it
	sync     model.DirectorySetup // the same of Directory Sync, for links that are for it
}

// enter proves the session and reads what it is about; else it answers.
func (v *visit) enter() bool {
	return v.prove() && v.read()
}

// prove finds the session of the browser's cookie. It asks the link again, so that
// a dead one is dead at once.
func (v *visit) prove() bool {
	v.w.Header().Set("Content-Security-Policy", portalPolicy+"; form-action 'self'")
	cookie, err := v.r.Cookie(v.portal.cookieName())
	if err != nil {
		v.portal.stranger(v.w, v.r)
		return false
	}
	v.session, err = v.portal.anybody.PortalSession(v.r.Context(), cookie.Value)
	dead, isDead := errors.AsType[*model.DeadLink](err)
	switch {
	case isDead && dead.State == model.LinkUsed && v.place == donePlace:
		v.used = true
	case isDead:
		v.portal.dead(v.w, v.r, dead)
		return false
	case errors.Is(err, model.ErrNotFound):
		v.portal.stranger(v.w, v.r)
		return false
	case err != nil:
		v.failed(err)
		return false
	}
	v.services = v.portal.anybody.For(v.session.Visitor().From(reqctx.Of(v.r.Context()).Peer))
	return true
}

// read reads what the session is about. A link whose organization is gone is dead.
func (v *visit) read() bool {
	ctx, link := v.r.Context(), v.session.Link
	var err error
	if v.org, err = v.services.Organization(ctx, link.OrganizationID); err == nil {
		v.env, err = v.services.Environment(ctx, link.EnvironmentID)
	}
	if err == nil {
		v.brand, err = v.services.Branding(ctx, link.EnvironmentID)
	}
	if err == nil {
		v.setup, err = v.services.SSOSetup(ctx, v.org)
	}
	if err == nil && link.Allows(model.IntentDirectorySync) {
		v.sync, err = v.services.DirectorySetup(ctx, v.org.ID)
	}
	if errors.Is(err, model.ErrNotFound) {
		v.portal.dead(v.w, v.r, &model.DeadLink{Link: link, State: model.LinkRevoked})
		return false
	}
	if err != nil {
		v.failed(err)
		return false
	}
	return true
}

// canFinish reports whether an intent of the link can be finished now.
func (v *visit) canFinish(i model.Intent) bool {
	if i == model.IntentDirectorySync {
		return v.sync.CanFinish(v.session.Link)
	}
	return v.setup.CanFinish(v.session.Link, i, v.services.Clock())
}

// portalPolicy also lets our script ask whether a domain was found.
const portalPolicy = pages.Policy + "; connect-src 'self'"

// maxForm bounds a form of the portal, uploaded metadata included.
const maxForm = 3 << 20

// readForm reads the form and refuses one that belongs to another session: it
// was sent from another site, or by a page of a link opened before.
func (v *visit) readForm() bool {
	v.r.Body = http.MaxBytesReader(v.w, v.r.Body, cmp.Or(v.place.form, maxForm))
	err := v.r.ParseForm()
	if err == nil {
		err = v.r.ParseMultipartForm(maxForm)
	}
	if errors.Is(err, http.ErrNotMultipart) {
		err = nil
	}
	if err != nil {
		v.sorryPage(http.StatusRequestEntityTooLarge, "This form could not be read",
			"It is larger than what identity providers give out, or it arrived damaged. Go back and check "+
				"the file that "+
				"you chose.")
		return false
	}
	if !v.services.FormFits(v.session, v.r.PostFormValue("form_token")) {
		v.sorryPage(http.StatusForbidden, "This form is from another session",
			"Another setup link was opened in this browser in the meantime, or the form did not come from this page. "+
				"Nothing was changed. Go back to the overview and try again.")
		return false
	}
	return true
}

func (v *visit) field(name string) string { return strings.TrimSpace(v.r.PostFormValue(name)) }

// allowed lets a page be seen by links for one of these intents.
func (v *visit) allowed(intents ...model.Intent) bool {
	for _, i := range intents {
		if v.session.Link.Allows(i) {
			return true
		}
	}
	v.sorryPage(http.StatusNotFound, "This is not part of your link",
		"The link that you opened is for something else. Go back to the overview to see what it is for.")
	return false
}

func (v *visit) redirect(path string) {
	http.Redirect(v.w, v.r, portalRoot+path, http.StatusSeeOther)
}

// record adds to the link's flight recorder. That it fails does not stop the IT
// admin.
func (v *visit) record(s model.Step) {
	s.LinkID, s.Peer, s.UserAgent = v.session.Link.ID, reqctx.Of(v.r.Context()).Peer, v.r.UserAgent()
	s.Place, s.Page = cmp.Or(s.Place, v.place.path), cmp.Or(s.Page, v.place.name)
	if err := v.services.RecordStep(v.r.Context(), s); err != nil {
		v.portal.log.WarnContext(v.r.Context(), "a step of an onboarding was not recorded", "link", s.LinkID, "error",
			err)
	}
}

// failed answers a failure of our own.
func (v *visit) failed(err error) { v.portal.out.Error(v.w, v.r, "the Admin Portal failed", err) }
