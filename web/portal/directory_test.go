package portal_test

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"gatehouse/model"
	"gatehouse/web/webtest"
)

const userOf = `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":%q,"emails":[{"value":%q,` +
	`"primary":true}]}`

// shownToken is the token on the page that answers its making.
func shownToken(t *testing.T, a *webtest.Admin) string {
	t.Helper()
	if found := regexp.MustCompile(`OAuth Bearer Token\s*([A-Za-z0-9_-]{32,})Copy`).FindStringSubmatch(
		a.Page.Text); found != nil {
		return found[1]
	}
	t.Fatalf("no token on %s: %s", a.Page.URL, a.Page.Text)
	return ""
}

// syncs is an admin whose directory a provider can reach.
func syncs(t *testing.T, l *webtest.World, kind model.LinkKind) (*webtest.Admin, *webtest.Directory) {
	t.Helper()
	a := l.Invite(t, l.Customer(t, "Globex"), kind, model.IntentDirectorySync)
	a.Open("directory")
	a.At("directory/provider")
	a.Send("directory/provider", map[string]string{"provider": "okta"})
	a.At("directory/guide/okta/1")
	a.Follow("Next")
	a.At("directory/guide/okta/2")
	a.Send("directory/guide/okta/2", nil)
	all, err := l.Services.Directories(t.Context(), a.Org.ID)
	if err != nil || len(all) != 1 {
		t.Fatal(len(all), err)
	}
	return a, &webtest.Directory{Directory: all[0].Directory, Address: all[0].Address(l.URL), Token: shownToken(t, a)}
}

// An IT admin goes from the choice of the provider to users who arrive, and finishes.
func TestPortalDirectorySync(t *testing.T) {
	l := webtest.Open(t)
	a, d := syncs(t, l, model.SetupLink)
	a.Sees("Okta, step 2 of 5", "SCIM 2.0 Base Url", d.Address, "shown on this page and never again")
	if d.Type != "okta scim v2.0" {
		t.Errorf("the directory is of %s", d.Type)
	}
	a.Open("directory/guide")
	a.At("directory/guide/okta/2")
	a.Sees("A token that ends in "+d.Token[len(d.Token)-4:], "it has not been used yet", "stops working")
	if strings.Contains(a.Page.Text, d.Token) {
		t.Error("the token is shown again")
	}
	a.Open("")
	a.Sees("Directory Sync", "Continue")

	a.Open("directory/check")
	a.Sees("Waiting for a request with your token", "Waiting for the first user", "if you push groups",
		"Nothing has come yet", "within seconds", "What goes wrong at Okta")
	wrong := *d
	wrong.Token = "somebody-elses-token"
	wrong.Want(t, http.StatusUnauthorized, "GET", "/Users", "")
	a.Open("directory/check")
	a.Sees("Unknown token.", "This token was never issued here", "You can put this right at your provider.")
	a.Follow("GET /Users")
	a.Sees("Refused", "401 Unauthorized")

	d.Want(t, http.StatusOK, "GET", `/Users?filter=userName+eq+%22ada%22`, "")
	a.Open("directory/check")
	a.Sees("The token works", "Okta looks for users", "Waiting for the first user")
	if strings.Contains(a.Page.Text, "never issued") {
		t.Error("a refusal that was mended is shown")
	}
}

// Once the first user came, the link can be finished, and the pages show who came.
func TestPortalDirectoryFinishes(t *testing.T) {
	l := webtest.Open(t)
	a, d := syncs(t, l, model.SetupLink)
	a.Open("directory/check")
	ada := d.Want(t, http.StatusCreated, "POST", "/Users", fmt.Sprintf(userOf, "ada", "ada@globex.example"))
	group := `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"Engineers <b>",` +
		`"members":[{"value":"` + ada.ID() + `"}]}`
	d.Want(t, http.StatusCreated, "POST", "/Groups", group)
	a.Open("")
	a.Sees("Users arrive. Finish Directory Sync", "Users come from Okta: 1 user and 1 group so far.", "Manage")
	a.Open("directory/check")
	a.Sees("Users arrive from Okta", "1 user arrived", "1 group arrived", "1 membership arrived")

	a.Open("directory")
	a.At("directory")
	a.Sees("Okta · ✓ Connected", "1 active user", "1 group, 1 membership", "Last sync", d.Address)
	a.Follow("Users")
	a.Sees("ada@globex.example", "1 group", "Engineers <b>")
	for search, found := range map[string]bool{"ADA@globex.example": true, "ada": true, "bob": false} {
		a.Open("directory/users?q=" + search)
		if strings.Contains(a.Page.Text, "Engineers") != found {
			t.Errorf("a search for %s: %s", search, a.Page.Text)
		}
	}
	a.Open("directory/users")
	a.Follow("ada@globex.example")
	a.Sees("What the application sees", "User nameada", "Engineers <b>", `"userName": "ada"`)
	a.Open("directory/tokens")
	a.Send("directory/tokens", nil)
	a.Sees("The token is made", "which was not used yet, then stops working", d.Token[len(d.Token)-4:])
	a.Open("directory/requests")
	a.Sees("POST /Groups", "Engineers <b>: created", "Done")
	a.Follow("UTC")
	a.Sees("Request", "What was sent", `"displayName": "Engineers <b>"`)

	a.Open("directory/check")
	a.Send("finish", nil)
	a.At("done")
	a.Sees("Directory Sync is set up for Globex")
	for _, secret := range []string{d.Token, d.Key} {
		if strings.Contains(a.Steps(), secret) {
			t.Errorf("the flight recorder has a secret: %s", a.Steps())
		}
		if strings.Contains(l.Log.String(), d.Token) {
			t.Error("the log has the token")
		}
	}
	if steps := a.Steps(); !strings.Contains(steps,
		"Directory guide: Enter the endpoint and the token (Okta, 2 of 5)") ||
		!strings.Contains(steps, "made the token …"+d.Token[len(d.Token)-4:]) {
		t.Errorf("the flight recorder: %s", steps)
	}
}
