package web

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"

	"gatehouse/model"
	"gatehouse/web/internal/reqctx"
)

// Options are what the listener is made of.
type Options struct {
	Desk    *model.Desk
	Log     *slog.Logger // nil discards
	Version string       // shown by /healthz
	Proxies Proxies      // whose forwarded headers count
	Private bool         // IT admins may give metadata URLs with private addresses
}

// LogHandler adds to what is logged with a request's context which request it is,
// and the address that it came from.
func LogHandler(next slog.Handler) slog.Handler { return reqctx.LogHandler(next) }

type server struct {
	desk    *model.Desk
	log     *slog.Logger
	version string
	pages   pages
	private bool

	gates gates
}

// New makes the listener's handler. It panics if an embedded page is broken,
// which no build that passed its tests has.
func New(o Options) http.Handler {
	pages, err := loadPages("pages")
	portalPages, failed := loadPages("portal")
	guides, broken := loadGuides()
	if err := errors.Join(err, failed, broken); err != nil {
		panic(fmt.Sprintf("web: %v", err))
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	o.Log = slog.New(LogHandler(o.Log.Handler()))
	s := &server{
		desk: o.Desk, log: o.Log, version: o.Version, pages: pages, private: o.Private,
		gates: newGates(),
	}
	routes := s.routes(newPortal(s, portalPages, guides))
	return identify(o.Proxies, o.Proxies.untold(o.Log, foldCase(logged(o.Log, secure(s.recovered(s.strays(routes)))))))
}

func (s *server) routes(p *portal) http.Handler {
	mux := http.NewServeMux()
	only := func(method, path string, h http.HandlerFunc) {
		mux.HandleFunc(method+" "+path, h)
		mux.HandleFunc(path, s.wrongMethod(method))
	}
	only("GET", "/sso/authorize", s.authorize)
	mux.HandleFunc("/sso/saml/acs/{key}", s.acs)
	only("GET", "/sso/saml/result/{session}", s.result)
	only("GET", "/sso/saml/metadata/{key}", s.metadata)
	mux.HandleFunc("/{key}", s.entity)
	only("POST", "/sso/token", s.token)
	only("GET", "/sso/profile", s.profile)
	mux.HandleFunc("POST /portal/generate_link", s.generateLink)
	for _, method := range []string{"GET", "PUT", "PATCH", "DELETE"} { // a token of /portal/{token} in no method
		mux.HandleFunc(method+" /portal/generate_link", s.wrongMethod("POST"))
	}
	only("GET", "/healthz", s.health)

	only("GET", "/{$}", s.home)
	if s.desk.TestIdPOff() == "" {
		s.trialRoutes(mux)
	}

	p.routes(mux, only)

	only("GET", "/assets/{file}", s.asset)
	mux.HandleFunc("/", s.notFound)
	return mux
}

func (s *server) notFound(w http.ResponseWriter, r *http.Request) {
	s.refuse(w, r, http.StatusNotFound, "not_found", "There is nothing at this address",
		"Check that the link is complete, or go back to where it came from.")
}

func (s *server) wrongMethod(allowed string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Allow", allowed)
		s.refuse(w, r, http.StatusMethodNotAllowed, "method_not_allowed", "This address cannot be used that way",
			"It answers only "+allowed+" requests.")
	}
}

func (s *server) home(w http.ResponseWriter, r *http.Request) {
	s.show(w, r, http.StatusOK, "home", struct{ Trial bool }{s.mayTry(r)})
}

// visitorOf is the browser behind a request.
func (s *server) visitorOf(r *http.Request) model.Visitor {
	const longest = 512
	agent := r.UserAgent()
	if len(agent) > longest {
		agent = agent[:longest]
	}
	return model.Visitor{Peer: reqctx.Of(r.Context()).Peer, UserAgent: agent, Browser: s.browserOf(r)}
}
