package web

import (
	"net/http"

	"gatehouse/model"
	"gatehouse/web/internal/reqctx"
)

// trialRoutes are the pages for trying things out: the test identity provider and
// the demo app. They exist where an operator has not switched them off.
func (s *server) trialRoutes(mux *http.ServeMux) {
	only := func(method, path string, h http.HandlerFunc) {
		mux.HandleFunc(method+" "+path, s.trial(h))
		mux.HandleFunc(path, s.trial(s.wrongMethod(method)))
	}
	form := func(path string, h http.HandlerFunc) {
		mux.Handle("POST "+path, http.NewCrossOriginProtection().Handler(s.trial(h)))
		mux.HandleFunc(path, s.trial(s.wrongMethod("POST")))
	}
	only("GET", "/demo", s.demo)
	only("GET", "/demo/login", s.demoLogin)
	only("GET", model.DemoCallback, s.demoCallback)

	only("GET", "/test-idp/{$}", s.testIDP)
	only("GET", "/test-idp/metadata", s.testIDPMetadata)
	form("/test-idp/try", s.testIDPTry)
	only("GET", "/test-idp/go", s.testIDPGo)
	only("GET", "/test-idp/start", s.testIDPStart)
	mux.HandleFunc("GET /test-idp/sso", s.trial(s.testIDPRedirect))
	mux.HandleFunc("POST /test-idp/sso", s.trial(s.testIDPPost))
	mux.HandleFunc("/test-idp/sso", s.trial(s.wrongMethod("GET, POST")))
	form("/test-idp/respond", s.testIDPRespond)
}

// trial shows a page only to those that the test identity provider serves.
func (s *server) trial(h http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if !s.mayTry(r) {
			s.notFound(w, r)
			return
		}
		h(w, r)
	}
}

// mayTry reports whether the test identity provider serves whoever asks.
func (s *server) mayTry(r *http.Request) bool {
	return s.desk.TestIdPServes(r.Host, reqctx.Forwarded(r))
}
