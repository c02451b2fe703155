package tui

import (
	"context"
	"errors"
	"slices"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/tui/widget"
)

// newLinkFor opens the form for a new link, once it is known whether it takes
// the place of another.
func newLinkFor(w *world, organization model.ID, preset []model.Intent) tea.Cmd {
	ctx, desk := w.ctx, w.desk
	return func() tea.Msg {
		o, err := desk.Organization(ctx, organization)
		if err != nil {
			return w.told(failed, "setup link: "+err.Error())
		}
		current, err := currentLink(ctx, desk, organization)
		if err != nil {
			return w.told(failed, "setup link: "+err.Error())
		}
		return then(func() tea.Cmd { return w.stack.push(newLinkForm(w, o, current, preset)) })
	}
}

// currentLink is the active link of an organization, nil if it has none.
func currentLink(ctx context.Context, desk Desk, organization model.ID) (*model.Onboarding, error) {
	current, err := desk.CurrentLink(ctx, organization)
	if errors.Is(err, model.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	x, err := desk.Onboarding(ctx, current.ID)
	return &x, err
}

// newLinkForm generates a setup link: which features it is for. current is the
// one whose place it takes, nil if there is none.
func newLinkForm(w *world, o model.Organization, current *model.Onboarding, preset []model.Intent) *form {
	desk := w.desk
	if preset == nil && current != nil {
		preset = current.Link.Intents
	} else if preset == nil {
		preset = []model.Intent{model.IntentSSO}
	}
	f := &form{world: w, heading: "Setup link for " + o.Name, intro: "What the IT admin can configure. The link lives 30 days, or until all of it is done."}
	for _, i := range model.Intents() {
		f.fields = append(f.fields, &widget.Field{Name: string(i), Label: i.Label(), Box: true, Ticked: slices.Contains(preset, i), Help: intentHelp(i)})
	}
	if current != nil {
		f.warning = current.Loss(w.now)
		f.question = "Generate a new one?"
	}
	f.save = func(ctx context.Context, v map[string]string) (any, error) {
		var intents []model.Intent
		for _, i := range model.Intents() {
			if v[string(i)] != "" {
				intents = append(intents, i)
			}
		}
		l, _, err := desk.CreateLink(ctx, model.LinkRequest{Kind: model.SetupLink, Organization: o.ID, Intents: intents})
		return l, err
	}
	f.saved = func(result any) (string, tea.Cmd) {
		w.stack.dropTransient()
		return "generated: y copies the link, m a message to send it with", w.nav.linkAlone(result.(model.Link).ID)
	}
	return f
}

// intentHelp says what an IT admin does there.
func intentHelp(i model.Intent) string {
	switch i {
	case model.IntentSSO:
		return "connects and tests the identity provider"
	case model.IntentDomainVerification:
		return "proves by DNS that the email domains are theirs"
	case model.IntentCertificateRenewal:
		return "replaces the signing certificate before it ends"
	}
	return "asks for it; you fulfil what was asked"
}
