package e2e

import (
	"net/http"
	"testing"

	"gatehouse/model"
	"gatehouse/service"
	"gatehouse/service/directory"
	"gatehouse/web/webtest"
)

// An IT admin connects the provisioning of Okta in a real browser, with and without JavaScript, as
// [TestPortalInABrowser] looks at single sign-on. What Okta sends is played: its questions with the token that is
// on the page, and its users by the test directory.
func TestPortalDirectoryInABrowser(t *testing.T) {
	t.Parallel()
	needBrowser(t)
	for name, javascript := range map[string]bool{"directory-script": true, "directory-noscript": false} {
		t.Run(name, func(t *testing.T) {
			l := webtest.Listen(t, service.Options{})
			if _, err := l.Services.SetBranding(t.Context(), model.Branding{EnvironmentID: l.Welcome.Environment.ID,
				Name: "Hooli Cloud", Support: "help@hooli.example", Colour: "#7a2fd0"}); err != nil {
				t.Fatal(err)
			}
			team := model.CustomAttribute{Name: "team", Description: "Who pays for them", Required: true}
			admin := model.EnvironmentRole{Slug: "admin", Name: "Administrator", Description: "May do everything"}
			_, err := l.Services.UpdateEnvironment(t.Context(), l.Welcome.Environment.ID,
				model.SetCustomAttribute(team), model.SetRole(admin),
				model.SetRole(model.EnvironmentRole{Slug: "member"}), model.SetDefaultRole("member"),
				model.SetPortalRoles(true))
			if err != nil {
				t.Fatal(err)
			}
			o, err := l.Services.CreateOrganization(t.Context(),
				model.NewOrganization{Environment: l.Welcome.Environment.ID, Name: "Globex"})
			if err != nil {
				t.Fatal(err)
			}
			_, link, err := l.Services.CreateLink(t.Context(), model.LinkRequest{Kind: model.SetupLink,
				Organization: o.ID, Intents: []model.Intent{model.IntentDirectorySync}})
			if err != nil {
				t.Fatal(err)
			}
			provision := localhost(t, func(w http.ResponseWriter, r *http.Request) {
				all, err := l.Services.Directories(r.Context(), o.ID)
				for _, d := range all {
					_, err = l.Services.RehearseDirectory(r.Context(), d.ID, directory.Rehearsal{Users: 60, Groups: 24})
				}
				if err != nil || len(all) != 1 {
					t.Errorf("%d directories: %v", len(all), err)
				}
			})
			walk(t, name, map[string]any{"javascript": javascript, "base": l.URL, "link": link, "provision": provision})
			tokens, err := l.Services.DirectoryTokens(t.Context(), directoryOf(t, l, o.ID))
			if err != nil || len(tokens) != 2 || !tokens[0].Revoked.IsZero() || tokens[0].Used.IsZero() {
				t.Errorf("tokens %+v, %v", tokens, err)
			}
		})
	}
}

func directoryOf(t *testing.T, l *webtest.Server, organization model.ID) model.ID {
	t.Helper()
	all, err := l.Services.Directories(t.Context(), organization)
	if err != nil || len(all) != 1 {
		t.Fatalf("%d directories: %v", len(all), err)
	}
	return all[0].ID
}
