package web

import (
	"net/http"

	"gatehouse/api"
	"gatehouse/web/internal/reqctx"
	"gatehouse/web/internal/respond"
)

// thisMachine answers callers of this machine alone: everybody knows the API key of an instance
// for development. A page in a browser reaches it under a name that somebody else's DNS leads
// here, and strangers do through a proxy in front.
func thisMachine(out *respond.Responder, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !reqctx.Local(r) {
			out.Refuse(w, r, api.Problem{Status: http.StatusMisdirectedRequest, Code: "misdirected",
				Title: "This Gatehouse is for the apps of its own machine",
				Text:  "Call it 127.0.0.1 or localhost, without a proxy; gatehouse serve is for others."})
			return
		}
		next.ServeHTTP(w, r)
	})
}
