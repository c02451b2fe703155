// Package portal is the Admin Portal: the pages that an IT admin sees behind a
// setup link or a portal link. They work without JavaScript.
package portal

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"gatehouse/limit"
	"gatehouse/model"
	"gatehouse/web/internal/browser"
	"gatehouse/web/internal/pages"
	"gatehouse/web/internal/reqctx"
	"gatehouse/web/internal/respond"
	"gatehouse/web/internal/route"
)

// Handlers are the addresses of the Admin Portal.
type Handlers struct {
	system   *model.Desk // opens links, and proves who asks; IT admins act through [visit.desk]
	log      *slog.Logger
	out      *respond.Responder
	pages    *pages.Set
	browsers browser.Cookies
	guides   guides
	private  bool                         // metadata may be fetched from private addresses
	guesses  *limit.Limiter[netip.Prefix] // of tokens, by network
	hosts    dnsHosts
}

// Guesses of tokens that a peer may make: a person who copies a link badly needs
// a few, whoever tries them all gets nowhere.
const (
	guessBurst = 20
	guessPause = 10 * time.Second
	maxPeers   = 4096 // twice this many are remembered, some 400 kB
)

// New makes them. private lets IT admins give metadata URLs with private
// addresses. It panics if an embedded guide is broken, which no build that passed
// its tests has.
func New(desk *model.Desk, log *slog.Logger, out *respond.Responder, private bool) *Handlers {
	guides, err := loadGuides()
	if err != nil {
		panic(fmt.Sprintf("guides: %v", err))
	}
	return &Handlers{
		system: desk, log: log, out: out, pages: pages.Load("portal", log), guides: guides, private: private,
		browsers: browser.Cookies{BaseURL: desk.BaseURL},
		guesses:  limit.New[netip.Prefix](guessBurst, guessPause, maxPeers, func() time.Time { return desk.Clock() }),
	}
}

// Mount puts them into the table of routes.
func (h *Handlers) Mount(t *route.Table) {
	t.Only("GET", "/setup/{token}", h.follow(model.SetupLink))
	t.Only("GET", "/portal/{token}", h.follow(model.PortalLink))
	t.Only("GET", "/brand/{environment}/style.css", h.brandStyle)
	t.Only("GET", "/brand/{environment}/logo", h.brandLogo)

	page := func(path, name string, show func(*visit)) { t.Only("GET", portalRoot+path, h.visit(name, show)) }
	form := func(path, name string, get, post func(*visit)) {
		t.Form(portalRoot+path, h.visit(name, get), h.send(name, post))
	}
	press := func(path, name string, post func(*visit)) { t.Only("POST", portalRoot+path, h.send(name, post)) }

	page("{$}", "Overview", (*visit).overview)
	form("domains", "Domains", (*visit).domains, (*visit).addDomain)
	page("domains/{id}", "Domain record", (*visit).domain)
	press("domains/{id}/check", "", (*visit).checkDomain)
	press("domains/{id}/restart", "Domain record", (*visit).restartDomain)
	press("domains/{id}/remove", "Domain record", (*visit).removeDomain)
	form("provider", "Identity provider", (*visit).providers, (*visit).chooseProvider)
	page("guide/{step}", "Guide", (*visit).guide)
	form("metadata", "Metadata", (*visit).metadataForm, (*visit).saveMetadata)
	form("attributes", "Attributes", (*visit).attributes, (*visit).saveAttributes)
	form("test", "Test", (*visit).test, (*visit).beginTest)
	page("test/{session}", "Test result", (*visit).testResult)
	form("test/{session}/certificate", "Test result", (*visit).shownCertificate, (*visit).useCertificate)
	press("finish", "Finish", (*visit).finish)
	t.Only("GET", portalRoot+"done", h.done)
	page("connection", "Connection", (*visit).connection)
	page("events", "Recent events", (*visit).events)
	page("events/{session}", "Event", (*visit).event)
	form("reset", "Reset", (*visit).resetQuestion, (*visit).reset)
	form("certificates", "Certificates", (*visit).certificates, (*visit).addCertificate)
	press("certificates/remove", "Certificates", (*visit).removeCertificate)
	form("request/{intent}", "Request", (*visit).request, (*visit).saveRequest)
}

// portalRoot is the path of all pages behind a link.
const portalRoot = "/admin-portal/"

// visit is one request of a browser that has opened a link.
type visit struct {
	portal  *Handlers
	w       http.ResponseWriter
	r       *http.Request
	session model.PortalSession
	env     model.Environment
	org     model.Organization
	brand   model.Branding
	desk    *model.Desk // acts as the IT admin
	page    string      // which one, in the flight recorder; "" is not recorded
}

// visit wraps a page that only a live session sees.
func (h *Handlers) visit(page string, show func(*visit)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		v := &visit{portal: h, w: w, r: r, page: page}
		if v.enter() {
			show(v)
		}
	}
}

// send wraps what a form does: only one of this session is taken.
func (h *Handlers) send(page string, act func(*visit)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		v := &visit{portal: h, w: w, r: r, page: page}
		if v.enter() && v.readForm() {
			act(v)
		}
	}
}

// enter proves the session and reads what it is about.
func (v *visit) enter() bool {
	v.w.Header().Set("Content-Security-Policy", portalPolicy+"; form-action 'self'")
	cookie, err := v.r.Cookie(v.portal.cookieName())
	if err != nil {
		v.portal.stranger(v.w, v.r)
		return false
	}
	v.session, err = v.portal.system.PortalSession(v.r.Context(), cookie.Value)
	dead, isDead := errors.AsType[*model.DeadLink](err)
	switch {
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
	link := v.session.Link
	v.desk = v.portal.system.For(v.session.Visitor())
	if v.org, err = v.desk.Organization(v.r.Context(), link.OrganizationID); err == nil {
		v.env, err = v.desk.Environment(v.r.Context(), link.EnvironmentID)
	}
	if err == nil {
		v.brand, err = v.desk.Branding(v.r.Context(), link.EnvironmentID)
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

// portalPolicy also lets our script ask whether a domain was found.
const portalPolicy = pages.Policy + "; connect-src 'self'"

// maxForm bounds a form of the portal, uploaded metadata included.
const maxForm = 3 << 20

// readForm reads the form and refuses one that belongs to another session: it
// was sent from another site, or by a page of a link opened before.
func (v *visit) readForm() bool {
	v.r.Body = http.MaxBytesReader(v.w, v.r.Body, maxForm)
	err := v.r.ParseForm()
	if err == nil {
		err = v.r.ParseMultipartForm(maxForm)
	}
	if errors.Is(err, http.ErrNotMultipart) {
		err = nil
	}
	if err != nil {
		v.sorryPage(http.StatusRequestEntityTooLarge, "This form could not be read",
			"It is larger than what identity providers give out, or it arrived damaged. Go back and check the file that you chose.")
		return false
	}
	if !v.desk.FormFits(v.session, v.r.PostFormValue("form_token")) {
		v.sorryPage(http.StatusForbidden, "This form is from another session",
			"Another setup link was opened in this browser in the meantime, or the form did not come from this page. Nothing was changed. Go back to the overview and try again.")
		return false
	}
	return true
}

func (v *visit) field(name string) string { return strings.TrimSpace(v.r.PostFormValue(name)) }

// only lets a page be seen by links for one of these intents.
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
	if s.Page == "" {
		s.Page = v.page
	}
	if err := v.desk.RecordStep(v.r.Context(), s); err != nil {
		v.portal.log.WarnContext(v.r.Context(), "a step of an onboarding was not recorded", "link", s.LinkID, "error", err)
	}
}

// failed answers a failure of our own.
func (v *visit) failed(err error) { v.portal.out.Error(v.w, v.r, "the Admin Portal failed", err) }

// cookieName is that of the session's cookie. Browsers take the prefix only from
// this very host over HTTPS (RFC 6265bis 4.1.3.2).
func (h *Handlers) cookieName() string {
	if h.browsers.HTTPS() {
		return "__Host-gatehouse_portal"
	}
	return "gatehouse_portal"
}
