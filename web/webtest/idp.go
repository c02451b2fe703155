package webtest

import (
	"html/template"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"gatehouse/internal/testkeys"
	"gatehouse/saml/idp"
	"gatehouse/saml/protocol"
)

// IdP is a customer's identity provider somewhere else: it has an address and
// keys of its own, and makes every fault that the built-in one makes.
type IdP struct {
	*idp.Provider
	server *httptest.Server
}

// idpPage asks who signs in, and what goes wrong.
var idpPage = template.Must(template.New("sign in").Parse(`<!doctype html><title>Sign in at Umbrella</title><main>
<form method="post" action="/respond">
<input type="hidden" name="id" value="{{.Request.ID}}">
<input type="hidden" name="relay_state" value="{{.Request.RelayState}}">
<input type="hidden" name="acs" value="{{.Request.ACSURL}}">
<input type="hidden" name="audience" value="{{.Request.Audience}}">
<input name="email" value="ada@umbrella.example">
<select name="fault">{{range .Faults}}<option value="{{.Name}}">{{.Title}}</option>{{end}}</select>
<button>Sign in</button></form></main>`))

// idpAnswer carries the response to the service provider.
var idpAnswer = template.Must(template.New("answer").Parse(`<!doctype html><title>Signed in at Umbrella</title><main>
<form method="post" action="{{.ACSURL}}"><input type="hidden" name="SAMLResponse" value="{{.SAMLResponse}}">
{{if .RelayState}}<input type="hidden" name="RelayState" value="{{.RelayState}}">{{end}}
<button>Continue</button></form></main>
<script>document.forms[0].submit()</script>`))

// NewIdP runs one until the test ends; now is its clock.
func NewIdP(t testing.TB, now func() time.Time) *IdP {
	t.Helper()
	mux := http.NewServeMux()
	x := &IdP{server: httptest.NewServer(mux)}
	t.Cleanup(x.server.Close)
	var err error
	if x.Provider, err = idp.New(x.server.URL+"/metadata", x.server.URL+"/sso", now(),
		testkeys.Theirs); err != nil {
		t.Fatal(err)
	}
	mux.HandleFunc("GET /metadata", func(w http.ResponseWriter, _ *http.Request) { w.Write(x.Metadata()) })
	mux.HandleFunc("GET /sso", x.signIn)
	mux.HandleFunc("POST /respond", func(w http.ResponseWriter, r *http.Request) { x.respond(w, r, now()) })
	return x
}

func (x *IdP) signIn(w http.ResponseWriter, r *http.Request) {
	document, relayState, err := protocol.ReadRedirect(r.URL.RawQuery)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	request, err := idp.ReadRequest(document, relayState)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	idpPage.Execute(w, struct {
		Request idp.Request
		Faults  []idp.Fault
	}{request, idp.Faults()})
}

func (x *IdP) respond(w http.ResponseWriter, r *http.Request, now time.Time) {
	user := idp.DefaultUser("umbrella.example")
	user.Email = r.PostFormValue("email")
	form, err := x.Respond(idp.Request{
		ID: r.PostFormValue("id"), RelayState: r.PostFormValue("relay_state"),
		ACSURL: r.PostFormValue("acs"), Audience: r.PostFormValue("audience"),
	}, idp.Options{User: user, Now: now, Fault: r.PostFormValue("fault")})
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	idpAnswer.Execute(w, form)
}
