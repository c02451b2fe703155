package portal_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"gatehouse/model"
	"gatehouse/web/webtest"
)

// The attributes that the application wants are mapped beside what a real user has; a path that is none says so, and
// what was entered stays.
func TestPortalAttributeMap(t *testing.T) {
	l := webtest.Open(t)
	a, d := syncs(t, l, model.SetupLink)
	a.Open("directory/attributes")
	a.Sees("asks for no attributes of its own")
	team := model.CustomAttribute{Name: "team", Description: "Who pays", Required: true}
	if _, err := l.Services.UpdateEnvironment(t.Context(), d.EnvironmentID,
		model.SetCustomAttribute(team)); err != nil {
		t.Fatal(err)
	}
	a.Open("directory/attributes")
	a.Sees("team required", "Who pays", "No user has arrived yet")
	ada := `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"ada@globex.example",` +
		`"title":"Countess","name":{"givenName":"Ada"}}`
	d.Want(t, http.StatusCreated, "POST", "/Users", ada)
	a.Open("directory")
	a.Sees("needs team of each user, and does not know where to find it")
	a.Follow("Map it")
	a.Sees("Examples are of ada@globex.example", "name.givenName", "Countess")
	a.Send("directory/attributes", map[string]string{"path_team": "name..x["})
	if a.Page.Status != http.StatusUnprocessableEntity ||
		a.Form("directory/attributes").Value("path_team") != "name..x[" {
		t.Errorf("%d: %s", a.Page.Status, a.Page.Text)
	}
	a.Sees("is no path")
	a.Send("directory/attributes", map[string]string{"path_team": "title", "try": "yes"})
	a.Sees("Nothing is saved yet", "Countess")
	if now, err := l.Services.Directory(t.Context(), d.ID); err != nil || len(now.Map) != 0 {
		t.Errorf("a try was saved: %v, %v", now.Map, err)
	}
	a.Send("directory/attributes", map[string]string{"path_team": "title"})
	a.Sees("Saved")
	if now, err := l.Services.Directory(t.Context(), d.ID); err != nil || now.Map["team"] != "title" {
		t.Errorf("saved is %v, %v", now.Map, err)
	}
	// What every directory has needs no path, and is shown with what the user has there.
	if _, err := l.Services.UpdateEnvironment(t.Context(), d.EnvironmentID,
		model.SetDirectoryAttribute("division_name", true)); err != nil {
		t.Fatal(err)
	}
	a.Open("directory/attributes")
	a.Sees("What comes by itself", "division_name")
	if form := a.Form("directory/attributes"); !form.Has("path_team") || form.Has("path_division_name") {
		t.Errorf("the form has %+v", form.Fields)
	}
	a.Send("directory/attributes", map[string]string{"path_nobodys": "title"})
	if a.Page.Status != http.StatusUnprocessableEntity {
		t.Errorf("an attribute that is none: %d", a.Page.Status)
	}
}

// Tokens are made in the place of those that were not used, two are good at once, and one ends when that is meant.
func TestPortalDirectoryTokens(t *testing.T) {
	l := webtest.Open(t)
	a, first := syncs(t, l, model.PortalLink)
	first.Want(t, http.StatusOK, "GET", "/Users", "")
	another := func() *webtest.Directory {
		a.Open("directory/guide/okta/2")
		a.Send("directory/guide/okta/2", nil)
		return &webtest.Directory{Directory: first.Directory, Address: first.Address, Token: shownToken(t, a)}
	}
	unused, second := another(), another()
	unused.Want(t, http.StatusUnauthorized, "GET", "/Users", "")
	second.Want(t, http.StatusOK, "GET", "/Users", "")
	for _, path := range []string{"directory/tokens", "directory/guide/okta/2"} {
		a.Open(path)
		a.Send(path, nil)
		if a.Page.Status != http.StatusConflict {
			t.Errorf("a third token at %s: %d", path, a.Page.Status)
		}
		a.Sees("No token was made: two are in use already")
	}
	a.Open("directory/tokens")
	a.Sees("…"+first.Token[len(first.Token)-4:], "…"+second.Token[len(second.Token)-4:])
	all, err := l.Services.DirectoryTokens(t.Context(), first.ID)
	if err != nil {
		t.Fatal(err)
	}
	revoke := "directory/tokens/" + string(all[0].ID) + "/revoke"
	a.Send(revoke, nil)
	a.Sees("Nothing was revoked")
	first.Want(t, http.StatusOK, "GET", "/Users", "")
	a.Send(revoke, map[string]string{"sure": "yes"})
	a.At("directory/tokens")
	first.Want(t, http.StatusUnauthorized, "GET", "/Users", "")
	second.Want(t, http.StatusOK, "GET", "/Users", "")
}

// A reset is asked for, ends what was there, and leads to the choice of a provider again.
func TestPortalResetsADirectory(t *testing.T) {
	l := webtest.Open(t)
	a, d := syncs(t, l, model.SetupLink)
	d.Want(t, http.StatusCreated, "POST", "/Users", fmt.Sprintf(userOf, "ada", "ada@globex.example"))
	a.Open("directory/provider")
	a.Sees("Users come from Okta already")
	a.Send("directory/provider", map[string]string{"provider": "azure"})
	if a.Page.Status != http.StatusConflict {
		t.Errorf("another provider of a directory that has users: %d", a.Page.Status)
	}
	a.Open("directory/reset")
	a.Sees("1 user and 0 groups", "Kept: your domains and single sign-on")
	a.Send("directory/reset", nil)
	a.Sees("Tick the box")
	d.Want(t, http.StatusOK, "GET", "/Users", "")
	a.Send("directory/reset", map[string]string{"sure": "yes"})
	a.At("directory/provider")
	a.Sees("The directory was reset")
	if strings.Contains(a.Page.Text, "Chosen") {
		t.Error("the provider of before is chosen still")
	}
	d.Want(t, http.StatusNotFound, "GET", "/Users", "")
	a.Send("directory/provider", map[string]string{"provider": "azure"})
	a.At("directory/guide/azure/1")
	a.Follow("Next")
	a.Sees("?aadOptscim062020")
	if all, err := l.Services.Directories(t.Context(), a.Org.ID); err != nil || len(all) != 1 ||
		all[0].Type != "azure scim v2.0" {
		t.Errorf("%d directories, %v", len(all), err)
	}
}

// A provider that goes silent is told, and one without SCIM is not set up but asked for, which finishes nothing.
func TestPortalDirectoryWithoutProvisioning(t *testing.T) {
	l := webtest.Open(t)
	a, d := syncs(t, l, model.SetupLink)
	d.Want(t, http.StatusCreated, "POST", "/Users", fmt.Sprintf(userOf, "ada", "ada@globex.example"))
	l.Clock.Forward(25 * time.Hour)
	a.Open("directory")
	a.Sees("Silent", "Nothing has come for more than a day")

	b := l.Invite(t, l.Customer(t, "Initech"), model.SetupLink, model.IntentDirectorySync)
	b.Open("directory/provider?q=workday")
	b.Sees("HR system")
	b.Send("directory/provider", map[string]string{"provider": "none"})
	b.Sees("Choose one of the providers")
	b.Send("directory/provider", map[string]string{"provider": "hr"})
	b.At("directory/guide/hr/1")
	if all, err := l.Services.Directories(t.Context(), b.Org.ID); err != nil || len(all) != 0 {
		t.Errorf("it made %d directories, %v", len(all), err)
	}
	b.Follow("Tell them what you use")
	b.Send("request/dsync", map[string]string{"contact": "it@initech.example", "directory": "Workday"})
	b.At("request/dsync")
	b.Sees("Your request was sent")
	b.Open("")
	b.Sees("Your request was sent", "Set up")
	asked, err := l.Services.FeatureRequests(t.Context(), b.Org.ID)
	if err != nil || len(asked) != 1 || asked[0].Details["Directory provider"] != "Workday" {
		t.Errorf("%+v, %v", asked, err)
	}
	if link, err := l.Services.Link(t.Context(), b.Link.ID); err != nil || len(link.Done) != 0 {
		t.Errorf("it finished %v, %v", link.Done, err)
	}
}

// A directory that an operator made has the guide that is called as its type is, and any other the custom one.
func TestPortalDirectoryMadeByAnOperator(t *testing.T) {
	l := webtest.Open(t)
	for of, guide := range map[string]string{"okta": "okta", "azure": "azure", "jump cloud": "jumpcloud",
		"generic": "custom"} {
		o := l.Customer(t, "Customer of "+of)
		if _, _, err := l.Services.CreateDirectory(t.Context(), model.NewDirectory{Organization: o.ID,
			Type: of}); err != nil {
			t.Fatal(err)
		}
		a := l.Invite(t, o, model.PortalLink, model.IntentDirectorySync)
		a.At("directory/guide/" + guide + "/1")
	}
}

// The pages of a directory are for links that are for it, and show their own organization alone.
func TestPortalDirectoryKeepsToItsLink(t *testing.T) {
	l := webtest.Open(t)
	a, d := syncs(t, l, model.SetupLink)
	d.Want(t, http.StatusCreated, "POST", "/Users", fmt.Sprintf(userOf, "ada", "ada@globex.example"))
	linked := func(list string) (id string) {
		a.Open(list)
		for _, x := range a.Page.Links {
			if _, found, is := strings.Cut(x.URL.Path, list+"/"); is {
				id = found
			}
		}
		return id
	}
	user, request := linked("directory/users"), linked("directory/requests")
	tokens, err := l.Services.DirectoryTokens(t.Context(), d.ID)
	if err != nil || user == "" || request == "" {
		t.Fatal(user, request, err)
	}
	b, other := syncs(t, l, model.PortalLink)
	other.Want(t, http.StatusCreated, "POST", "/Users", fmt.Sprintf(userOf, "bob", "bob@initech.example"))
	for _, path := range []string{"users/" + user, "users/none", "requests/" + request, "requests/none",
		"attributes?user=" + user} {
		b.Open("directory/" + path)
		if b.Page.Status != http.StatusNotFound || strings.Contains(b.Page.Text, "ada@") {
			t.Errorf("another organization's %s: %d %s", path, b.Page.Status, b.Page.Text)
		}
	}
	b.Open("directory/users?q=ada@globex.example")
	b.Sees("Nobody has the email address or user name")
	b.Open("directory/tokens")
	_, cookie := l.CookieOf(t, b.Org.ID, model.PortalLink, model.IntentDirectorySync)
	form := url.Values{"sure": {"yes"},
		"form_token": {webtest.FormToken(t, webtest.Body(t, l.With(t, cookie, "directory/tokens", nil)))}}
	if got := l.With(t, cookie, "directory/tokens/"+string(tokens[0].ID)+"/revoke",
		form); got.StatusCode != http.StatusNotFound {
		t.Errorf("another organization's token: %d", got.StatusCode)
	}
	d.Want(t, http.StatusOK, "GET", "/Users", "")

	for _, path := range []string{"users?after=none", "users?before=none", "users?after=x&before=y",
		"requests?behind=none", "users?q=%00%ff"} {
		b.Open("directory/" + path) // addresses that nobody follows
		b.OK()
	}
	_, sso := l.CookieOf(t, a.Org.ID, model.PortalLink, model.IntentSSO)
	for _, path := range []string{"directory", "directory/provider", "directory/guide", "directory/guide/okta/1",
		"directory/guide/google/1", "directory/check", "directory/users", "directory/users/" + user,
		"directory/requests", "directory/requests/" + request,
		"directory/tokens", "directory/attributes", "directory/reset", "directory/import"} {
		answer := l.With(t, sso, path, nil)
		if page := webtest.Body(t, answer); answer.StatusCode != http.StatusNotFound ||
			!strings.Contains(page, "not part of your link") {
			t.Errorf("%s with a link for single sign-on: %d", path, answer.StatusCode)
		}
	}
}
