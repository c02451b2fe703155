package portal

import (
	"cmp"
	"fmt"
	"net/http"

	"gatehouse/model"
	"gatehouse/web/internal/pages"
)

// frame is what stands around each page of the portal.
type frame struct {
	Title        string
	Brand        pages.Look
	Organization string
	Token        string // of the session's forms
	Steps        []navStep
	Tabs         []navStep   // the pages of a directory, beside each other
	Back         *pages.Link // to the app
	Finish       []reminder  // of what works, and only has to be finished
	Page         any
}

// navStep is one line of the way through the setup.
type navStep struct {
	Label, URL string
	Current    bool
	Done       bool
}

// reminder says that something works, and only has to be finished.
type reminder struct {
	Intent               model.Intent
	Works, Finish, Press string
}

var reminders = []reminder{
	{model.IntentSSO, "Sign-ins work.", "Finish the setup, so that your contact knows.", "Finish setup"},
	{model.IntentDirectorySync, "Users arrive.", "Finish Directory Sync, so that your contact knows.",
		"Finish Directory Sync"},
}

// Here says in one line which step it is, where there is no room for all.
func (f frame) Here() string {
	for i, s := range f.Steps {
		if s.Current {
			return fmt.Sprintf("Step %d of %d: %s", i+1, len(f.Steps), s.Label)
		}
	}
	return ""
}

// render writes a page of the portal in its frame.
func (h *Handlers) render(w http.ResponseWriter, r *http.Request, status int, name string, f frame, page any) {
	f.Page = page
	h.pages.Write(w, r, status, name, f)
}

// show writes a page to somebody with a session and records that it was seen.
func (v *visit) show(status int, name, title string, page any) {
	if v.place.name != "" && status == http.StatusOK {
		v.record(model.Step{What: model.StepPage})
	}
	v.portal.render(v.w, v.r, status, name, v.frame(title), page)
}

func (v *visit) frame(title string) frame {
	f := frame{
		Title: title, Brand: pages.LookOf(v.brand), Organization: v.org.Name,
		Token: v.services.FormToken(v.session), Steps: v.steps(), Tabs: v.directoryTabs(),
	}
	f.Back = backTo(v.session.Link, v.env, v.brand)
	for _, r := range reminders {
		here := v.place.reminds == r.Intent || v.place == overviewPlace
		if here && v.session.Link.Kind == model.SetupLink && v.canFinish(r.Intent) {
			f.Finish = append(f.Finish, r)
			v.mayLeave() // its form does
		}
	}
	return f
}

// backTo leads back to the app: where the link says, or the environment.
func backTo(l model.Link, e model.Environment, b model.Branding) *pages.Link {
	back := cmp.Or(l.ReturnURL, e.PortalReturnURI)
	if back == "" {
		return nil
	}
	return &pages.Link{URL: back, Label: "Back to " + cmp.Or(b.Name, "the application")}
}

// sorryPage refuses something in the portal, with a way on: to what the link is
// for, unless that is this very page, or back to the app.
func (v *visit) sorryPage(status int, title, text string) {
	v.record(model.Step{What: model.StepError, Note: title})
	page := deadPage{Title: title, Text: text, On: &pages.Link{URL: portalRoot, Label: "Overview"}}
	if l := v.session.Link; l.Kind == model.PortalLink {
		page.On = nil
		if home := v.home(); home != "" && home != v.r.URL.Path {
			page.On = &pages.Link{URL: home, Label: "Go to " + l.Intents[0].Label()}
		}
	}
	v.show(status, "sorry", title, page)
}

// home is where a portal link, which has one intent, leads.
func (v *visit) home() string {
	if path := intentPaths[v.session.Link.Intents[0]]; path != "" {
		return portalRoot + path
	}
	next, err := v.next()
	if err != nil {
		next = ""
	}
	return portalRoot + cmp.Or(next, connectionPlace.path)
}
