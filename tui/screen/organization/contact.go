package organization

import (
	"context"
	"fmt"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

// contactMenu offers what can be done with the IT contacts, each by its email.
func (o *organization) contactMenu() tea.Cmd {
	w, about := o.World, o.About
	items := []screen.Item{{
		Text: "add one", Note: "by email; nothing is sent", Off: w.CannotDo(model.ActChangeContacts),
		Do: w.Pushed(func() screen.Screen { return newContactForm(w, o.services, about.organization) }),
	}}
	for _, c := range about.contacts {
		items = append(items, screen.Item{Text: c.Email, Note: "invite, copy, remove",
			Do: func() tea.Cmd { return w.Stack.Open(oneContact(w, o.services, about, c)) }})
	}
	return w.Stack.Open(screen.NewMenu(w, "IT contacts of "+about.organization.Name, screen.Fixed(items)))
}

func oneContact(w *screen.World, services Services, a organizationAbout, c model.ITContact) *screen.Menu {
	off := w.CannotDo(model.ActChangeContacts)
	invite := screen.Item{Text: "invite", Note: "generates a setup link for them", Off: off,
		Do: w.Pushed(func() screen.Screen { return newInvitationForm(w, services, a.organization, c) })}
	if invite.Off == "" && a.link != nil {
		invite.Off = "a setup link is active: i shows it, and revokes it"
	}
	return screen.NewMenu(w, c.Email, screen.Fixed([]screen.Item{
		invite,
		{Text: "copy the email", Note: c.Email, Do: func() tea.Cmd { return w.Copy("the email", c.Email) }},
		{Text: "remove", Note: "a setup link that was made for them ends, too", Off: off,
			Do: func() tea.Cmd { return removeContact(w, services, a, c) }},
	}))
}

func newContactForm(w *screen.World, services Services, o model.Organization) *screen.Form {
	return &screen.Form{
		World: w, Heading: "Add an IT contact to " + o.Name, Required: []string{"email"},
		Fields: []*widget.Field{
			{Name: "email", Label: "Email", Help: "of somebody who looks after their identity provider"},
		},
		Save: func(ctx context.Context, v map[string]string) (any, error) {
			return services.AddITContact(ctx, o.ID, v["email"])
		},
		Saved: func(result any) (string, tea.Cmd) {
			return "added " + result.(model.ITContact).Email + "; t, then their email, invites them", nil
		},
	}
}

// newInvitationForm generates a setup link for a contact: which features it is for.
func newInvitationForm(
	w *screen.World, services Services, o model.Organization, c model.ITContact,
) *screen.Form {
	return &screen.Form{
		World: w, Heading: "Invite " + c.Email + " to set up " + o.Name,
		Intro:  "What they can configure. The link lives 30 days, or until all of it is done; you send it to them.",
		Fields: screen.IntentFields([]model.Intent{model.IntentSSO}),
		Save: func(ctx context.Context, v map[string]string) (any, error) {
			l, _, err := services.InviteITContact(ctx, c.ID, screen.TickedIntents(v))
			return l, err
		},
		Saved: func(result any) (string, tea.Cmd) {
			w.Stack.DropTransient()
			return "generated: y copies the link, m a message to send it with",
				w.Nav.LinkAlone(result.(model.Link).ID)
		},
	}
}

// removeContact asks where it ends a setup link.
func removeContact(w *screen.World, services Services, a organizationAbout, c model.ITContact) tea.Cmd {
	remove := func() tea.Cmd {
		return w.Change("remove "+c.Email, func(ctx context.Context) (string, error) {
			_, err := services.RemoveITContact(ctx, c.ID)
			return "removed " + c.Email, err
		}, nil)
	}
	if a.link == nil || a.link.Link.Contact != c.ID {
		return remove()
	}
	what := fmt.Sprintf("The setup link that was made for %s ends at once.", c.Email)
	return w.Stack.Open(screen.NewConfirm(w, what, "Remove the contact?", remove))
}
