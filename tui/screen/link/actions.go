package link

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

// cannotGive says why a link cannot be passed on or ended, or "". Whoever has a link
// can change a customer's sign-in: a read-only console does not give it.
func cannotGive(w *screen.World, l model.Link) string {
	if why := w.CannotChange(); why != "" {
		return why
	}
	if state := l.StateAt(w.Now); state != model.LinkActive {
		return "the link is " + string(state) + "; R makes a new one"
	}
	return ""
}

// linkActions are what can be done with a link wherever it is shown.
type linkActions struct {
	alone, message, nudge, regenerate, revoke, organization widget.Action
}

func actionsOf(w *screen.World, services Services, link func() model.Link, progress func() model.Progress) linkActions {
	ctx := w.Context
	give := func() string { return cannotGive(w, link()) }
	moves := func() string {
		if !progress().Stuck(w.Now) {
			return "it moves on: m copies the message that goes with the link"
		}
		return ""
	}
	return linkActions{
		alone: widget.Action{Name: "show it alone", Keys: widget.Keys("b"), Word: "link",
			Help: "show the link alone, to select it, and as a QR code", Why: give,
			Needs: string(model.ActSeeLinks),
			Do:    func() tea.Cmd { return w.Nav.LinkAlone(link().ID) }},
		message: widget.Action{Name: "copy message for the IT admin", Keys: widget.Keys("m"), Word: "message",
			Help: "copy a message to send the link with", Why: give,
			Needs: string(model.ActSeeLinks),
			Do: func() tea.Cmd {
				id := link().ID
				return readCopy(w, "the message for the IT admin",
					func() (string, error) { return services.Invitation(ctx, id) })
			}},
		nudge: widget.Action{Name: "copy nudge", Keys: widget.Keys("a"), Word: "nudge",
			Help: "copy what to write when an onboarding is stuck", Why: widget.Reasons(give, moves),
			Needs: string(model.ActSeeLinks),
			Do: func() tea.Cmd {
				id := link().ID
				return readCopy(w, "the nudge for the IT admin",
					func() (string, error) { return services.Nudge(ctx, id) })
			}},
		regenerate: widget.Action{Name: "regenerate", Keys: widget.Keys("R"), Word: "regenerate",
			Help: "generate a new link in the place of this one", Why: w.CannotChange,
			Needs: string(model.ActCreateLink),
			Do:    func() tea.Cmd { return newLinkFor(w, services, link().OrganizationID, link().Intents) }},
		revoke: widget.Action{Name: "revoke", Keys: widget.Keys("d"), Word: "revoke", Help: "end the link at once",
			Why: give, Needs: string(model.ActRevokeLink),
			Do: func() tea.Cmd { return revokeLink(w, services, link().ID) }},
		organization: widget.Action{Name: "organization", Keys: widget.Keys("o"), Word: "organization",
			Help: "open its organization",
			Do:   func() tea.Cmd { return w.Nav.Organization(link().OrganizationID) }},
	}
}

// readCopy copies a value that has to be read first.
func readCopy(w *screen.World, what string, read func() (string, error)) tea.Cmd {
	return screen.Ask(read, func(value string, err error) tea.Cmd {
		if w.Fail("copy "+what, err); err != nil {
			return nil
		}
		return w.Copy(what, value)
	})
}

// copyLink offers all that somebody may have to pass on.
func copyLink(w *screen.World, services Services, l model.Link) tea.Cmd {
	ctx := w.Context
	secret := w.CannotDo(model.ActSeeLinks) == "" && l.StateAt(w.Now) == model.LinkActive
	return w.Stack.Open(screen.NewMenu(w, "Copy", func() ([]screen.Item, error) {
		var values []screen.Copyable
		if secret {
			url, err := services.LinkURL(ctx, l)
			if err != nil {
				return nil, err
			}
			invitation, err := services.Invitation(ctx, l.ID)
			if err != nil {
				return nil, err
			}
			nudge, err := services.Nudge(ctx, l.ID)
			if err != nil {
				return nil, err
			}
			prints := func(flag string) string { return "link show " + string(l.ID) + " --" + flag }
			values = append(values, screen.Copyable{What: "link", Value: url, Command: prints("url")},
				screen.Copyable{What: "message for the IT admin", Value: invitation, Command: prints("message")},
				screen.Copyable{What: "nudge for the IT admin", Value: nudge, Command: prints("nudge")})
		}
		x, err := services.Onboarding(ctx, l.ID)
		if n := len(x.Progress.Errors); n > 0 {
			values = append(values, screen.Copyable{What: "last error they saw", Value: x.Progress.Errors[n-1].Note})
		}
		if x.Progress.Test != nil {
			values = append(values, screen.Copyable{What: "session of the test",
				Value: string(x.Progress.Test.SessionID)})
		}
		values = append(values, screen.Copyable{What: "link id", Value: string(l.ID)},
			screen.Copyable{What: "organization id", Value: string(l.OrganizationID)})
		return w.CopyItems(values), err
	}))
}

// revokeLink asks, with what will break, and revokes.
func revokeLink(w *screen.World, services Services, id model.ID) tea.Cmd {
	ctx, now := w.Context, w.Now
	revoke := func() tea.Cmd {
		return w.Change("revoke", func(ctx context.Context) (string, error) {
			_, err := services.RevokeLink(ctx, id)
			return "revoked: the link opens nothing any more; R makes a new one", err
		}, nil)
	}
	read := func() (model.Onboarding, error) { return services.Onboarding(ctx, id) }
	return screen.Ask(read, func(x model.Onboarding, err error) tea.Cmd {
		if err != nil {
			w.Say(screen.Failed, "revoke: "+err.Error())
			return nil
		}
		return w.Stack.Open(screen.NewConfirm(w, x.Loss(now), "Revoke it?", revoke))
	})
}
