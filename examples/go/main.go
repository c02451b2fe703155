// Command go is an app whose users sign in through Gatehouse, on the WorkOS SDK for Go.
package main

import (
	"cmp"
	"crypto/rand"
	"html/template"
	"log"
	"net/http"
	"os"

	"github.com/workos/workos-go/v6/pkg/organizations"
	"github.com/workos/workos-go/v6/pkg/sso"
)

var (
	key, gatehouse = os.Getenv("WORKOS_API_KEY"), os.Getenv("WORKOS_API_BASE_URL")
	signIn         = &sso.Client{APIKey: key, ClientID: os.Getenv("WORKOS_CLIENT_ID"), Endpoint: gatehouse}
	customers      = &organizations.Client{APIKey: key, Endpoint: gatehouse}
	address        = "localhost:" + cmp.Or(os.Getenv("PORT"), "3000")
)

var home = template.Must(template.New("").Parse(`<!doctype html><title>Example</title><main>
{{with .User}}<p>Hello {{.FirstName}} {{.LastName}}, {{.Email}}</p>{{end}}{{with .Failed}}<p>{{.}}</p>{{end}}
{{range .Organizations}}<p><a href="/login?organization={{.ID}}">Sign in to {{.Name}}</a></p>{{end}}</main>`))

type page struct { // what the home page shows
	User          *sso.Profile
	Failed        string
	Organizations []organizations.Organization
}

func main() {
	http.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) { show(w, r, page{}) })
	http.HandleFunc("GET /login", login)
	http.HandleFunc("GET /callback", callback)
	log.Println("open http://" + address)
	log.Fatal(http.ListenAndServe(address, nil))
}

func show(w http.ResponseWriter, r *http.Request, p page) {
	list, err := customers.ListOrganizations(r.Context(), organizations.ListOrganizationsOpts{})
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	home.Execute(w, page{p.User, p.Failed, list.Data})
}

// login sends the user to their identity provider. The state ties the way back to their browser.
func login(w http.ResponseWriter, r *http.Request) {
	state := rand.Text()
	http.SetCookie(w, &http.Cookie{Name: "state", Value: state, HttpOnly: true, SameSite: http.SameSiteLaxMode})
	url, err := signIn.GetAuthorizationURL(sso.GetAuthorizationURLOpts{Organization: r.FormValue("organization"),
		RedirectURI: "http://" + address + "/callback", State: state})
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	http.Redirect(w, r, url.String(), http.StatusFound)
}

// callback exchanges the code for who signed in.
func callback(w http.ResponseWriter, r *http.Request) {
	state, err := r.Cookie("state")
	if err != nil || state.Value != r.FormValue("state") {
		http.Error(w, "this sign-in did not begin here", http.StatusBadRequest)
		return
	}
	if failed := r.FormValue("error_description"); failed != "" {
		show(w, r, page{Failed: failed})
		return
	}
	in, err := signIn.GetProfileAndToken(r.Context(), sso.GetProfileAndTokenOpts{Code: r.FormValue("code")})
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	show(w, r, page{User: &in.Profile})
}
