package link

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/tui/screen"
)

// newLinkFor opens the form for a new link, once it is known whether it takes
// the place of another.
func newLinkFor(w *screen.World, services Services, organization model.ID, preset []model.Intent) tea.Cmd {
	ctx := w.Context
	return func() tea.Msg {
		o, err := services.Organization(ctx, organization)
		if err != nil {
			return w.Told(screen.Failed, "setup link: "+err.Error())
		}
		current, err := screen.CurrentLink(ctx, services, organization)
		if err != nil {
			return w.Told(screen.Failed, "setup link: "+err.Error())
		}
		return screen.Then(func() tea.Cmd { return w.Stack.Push(newLinkForm(w, services, o, current, preset)) })
	}
}

// newLinkForm generates a setup link: which features it is for. current is the
// one whose place it takes, nil if there is none.
func newLinkForm(w *screen.World, services Services, o model.Organization, current *model.Onboarding,
	preset []model.Intent) *screen.Form {
	if preset == nil && current != nil {
		preset = current.Link.Intents
	} else if preset == nil {
		preset = []model.Intent{model.IntentSSO}
	}
	f := &screen.Form{World: w, Heading: "Setup link for " + o.Name,
		Intro:  "What the IT admin can configure. The link lives 30 days, or until all of it is done.",
		Fields: screen.IntentFields(preset)}
	if current != nil {
		f.Warning = current.Loss(w.Now)
		f.Question = "Generate a new one?"
	}
	f.Save = func(ctx context.Context, v map[string]string) (any, error) {
		l, _, err := services.CreateLink(ctx, model.LinkRequest{Kind: model.SetupLink, Organization: o.ID,
			Intents: screen.TickedIntents(v)})
		return l, err
	}
	f.Saved = func(result any) (string, tea.Cmd) {
		w.Stack.DropTransient()
		return "generated: y copies the link, m a message to send it with", w.Nav.LinkAlone(result.(model.Link).ID)
	}
	return f
}
