package web

import (
	"errors"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"gatehouse/limit"
	"gatehouse/model"
	"gatehouse/web/internal/reqctx"
)

// portal is the Admin Portal: the pages that an IT admin sees behind a setup
// link or a portal link. They work without JavaScript.
type portal struct {
	*server
	pages   pages
	guides  guides
	guesses *limit.Limiter[netip.Prefix] // of tokens, by peer
	hosts   dnsHosts
}

// Guesses of tokens that a peer may make: a person who copies a link badly needs
// a few, whoever tries them all gets nowhere.
const (
	guessBurst = 20
	guessPause = 10 * time.Second
	maxPeers   = 4096 // twice this many are remembered, some 400 kB
)

func newPortal(s *server, pages pages, g guides) *portal {
	return &portal{server: s, pages: pages, guides: g, guesses: limit.New[netip.Prefix](guessBurst, guessPause, maxPeers, func() time.Time { return s.desk.Clock() })}
}

func (p *portal) routes(mux *http.ServeMux, only func(method, path string, h http.HandlerFunc)) {
	only("GET", "/setup/{token}", p.follow(model.SetupLink))
	only("GET", "/portal/{token}", p.follow(model.PortalLink))
	only("GET", "/brand/{environment}/style.css", p.brandStyle)
	only("GET", "/brand/{environment}/logo", p.brandLogo)

	page := func(path, name string, h func(*visit)) { only("GET", portalRoot+path, p.visit(name, h)) }
	form := func(path, name string, get, post func(*visit)) {
		mux.HandleFunc("GET "+portalRoot+path, p.visit(name, get))
		mux.HandleFunc("POST "+portalRoot+path, p.send(name, post))
		mux.HandleFunc(portalRoot+path, p.wrongMethod("GET, POST"))
	}
	press := func(path, name string, post func(*visit)) { only("POST", portalRoot+path, p.send(name, post)) }

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
	only("GET", portalRoot+"done", p.done)
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
	*portal
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
func (p *portal) visit(page string, h func(*visit)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		v := &visit{portal: p, w: w, r: r, page: page}
		if v.enter() {
			h(v)
		}
	}
}

// send wraps what a form does: only one of this session is taken.
func (p *portal) send(page string, h func(*visit)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		v := &visit{portal: p, w: w, r: r, page: page}
		if v.enter() && v.readForm() {
			h(v)
		}
	}
}

// enter proves the session and reads what it is about.
func (v *visit) enter() bool {
	v.w.Header().Set("Content-Security-Policy", portalPolicy+"; form-action 'self'")
	cookie, err := v.r.Cookie(v.cookieName())
	if err != nil {
		v.stranger(v.w, v.r)
		return false
	}
	v.session, err = v.server.desk.PortalSession(v.r.Context(), cookie.Value)
	dead, isDead := errors.AsType[*model.DeadLink](err)
	switch {
	case isDead:
		v.dead(v.w, v.r, dead)
		return false
	case errors.Is(err, model.ErrNotFound):
		v.stranger(v.w, v.r)
		return false
	case err != nil:
		v.failed(err)
		return false
	}
	link := v.session.Link
	v.desk = v.server.desk.For(v.session.Visitor())
	if v.org, err = v.desk.Organization(v.r.Context(), link.OrganizationID); err == nil {
		v.env, err = v.desk.Environment(v.r.Context(), link.EnvironmentID)
	}
	if err == nil {
		v.brand, err = v.desk.Branding(v.r.Context(), link.EnvironmentID)
	}
	if errors.Is(err, model.ErrNotFound) {
		v.dead(v.w, v.r, &model.DeadLink{Link: link, State: model.LinkRevoked})
		return false
	}
	if err != nil {
		v.failed(err)
		return false
	}
	return true
}

// portalPolicy also lets our script ask whether a domain was found.
const portalPolicy = contentPolicy + "; connect-src 'self'"

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
		v.log.WarnContext(v.r.Context(), "a step of an onboarding was not recorded", "link", s.LinkID, "error", err)
	}
}

// failed answers a failure of our own.
func (v *visit) failed(err error) {
	v.log.ErrorContext(v.r.Context(), "the Admin Portal failed", "route", route(v.r), "error", err)
	v.sorry(v.w, v.r)
}

func (s *server) https() bool { return strings.HasPrefix(s.desk.BaseURL, "https:") }

// cookieName is that of the session's cookie. Browsers take the prefix only from
// this very host over HTTPS (RFC 6265bis 4.1.3.2).
func (p *portal) cookieName() string {
	if p.https() {
		return "__Host-gatehouse_portal"
	}
	return "gatehouse_portal"
}
