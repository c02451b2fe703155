package tui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/tui/widget"
)

// cannotGive says why a link cannot be passed on or ended, or "". Whoever has a link
// can change a customer's sign-in: a read-only console does not give it.
func cannotGive(w *world, l model.Link) string {
	if why := w.cannotChange(); why != "" {
		return why
	}
	if state := l.StateAt(w.now); state != model.LinkActive {
		return "the link is " + string(state) + "; R makes a new one"
	}
	return ""
}

// linkActions are what can be done with a link wherever it is shown.
type linkActions struct {
	alone, message, nudge, regenerate, revoke, organization widget.Action
}

func actionsOf(w *world, link func() model.Link, progress func() model.Progress) linkActions {
	ctx, desk := w.ctx, w.desk
	give := func() string { return cannotGive(w, link()) }
	moves := func() string {
		if !progress().Stuck(w.now) {
			return "it moves on: m copies the message that goes with the link"
		}
		return ""
	}
	return linkActions{
		alone: widget.Action{Name: "show it alone", Keys: widget.Keys("b"), Word: "link",
			Help: "show the link alone, to select it, and as a QR code", Why: give,
			Do: func() tea.Cmd { return w.nav.linkAlone(link().ID) }},
		message: widget.Action{Name: "copy message for the IT admin", Keys: widget.Keys("m"), Word: "message",
			Help: "copy a message to send the link with", Why: give,
			Do: func() tea.Cmd {
				id := link().ID
				return readCopy(w, "the message for the IT admin", func() (string, error) { return desk.Invitation(ctx, id) })
			}},
		nudge: widget.Action{Name: "copy nudge", Keys: widget.Keys("a"), Word: "nudge",
			Help: "copy what to write when an onboarding is stuck", Why: widget.Reasons(give, moves),
			Do: func() tea.Cmd {
				id := link().ID
				return readCopy(w, "the nudge for the IT admin", func() (string, error) { return desk.Nudge(ctx, id) })
			}},
		regenerate: widget.Action{Name: "regenerate", Keys: widget.Keys("R"), Word: "regenerate",
			Help: "generate a new link in the place of this one", Why: w.cannotChange,
			Do: func() tea.Cmd { return newLinkFor(w, link().OrganizationID, link().Intents) }},
		revoke: widget.Action{Name: "revoke", Keys: widget.Keys("d"), Word: "revoke", Help: "end the link at once", Why: give,
			Do: func() tea.Cmd { return revokeLink(w, link().ID) }},
		organization: widget.Action{Name: "organization", Keys: widget.Keys("o"), Word: "organization", Help: "open its organization",
			Do: func() tea.Cmd { return w.nav.organization(link().OrganizationID) }},
	}
}

// readCopy copies a value that has to be read first.
func readCopy(w *world, what string, read func() (string, error)) tea.Cmd {
	return ask(read, func(value string, err error) tea.Cmd {
		if w.fail("copy "+what, err); err != nil {
			return nil
		}
		return w.copy(what, value)
	})
}

// copyLink offers all that somebody may have to pass on.
func copyLink(w *world, l model.Link) tea.Cmd {
	ctx, desk := w.ctx, w.desk
	secret := w.cannotChange() == "" && l.StateAt(w.now) == model.LinkActive
	return w.stack.open(newMenu(w, "Copy", func() ([]item, error) {
		var values []copyable
		if secret {
			url, err := desk.LinkURL(l)
			if err != nil {
				return nil, err
			}
			invitation, err := desk.Invitation(ctx, l.ID)
			if err != nil {
				return nil, err
			}
			nudge, err := desk.Nudge(ctx, l.ID)
			if err != nil {
				return nil, err
			}
			values = append(values, copyable{"link", url}, copyable{"message for the IT admin", invitation},
				copyable{"nudge for the IT admin", nudge})
		}
		x, err := desk.Onboarding(ctx, l.ID)
		if n := len(x.Progress.Errors); n > 0 {
			values = append(values, copyable{"last error they saw", x.Progress.Errors[n-1].Note})
		}
		if x.Progress.Test != nil {
			values = append(values, copyable{"session of the test", string(x.Progress.Test.SessionID)})
		}
		values = append(values, copyable{"link id", string(l.ID)}, copyable{"organization id", string(l.OrganizationID)})
		return w.copyItems(values), err
	}))
}

// revokeLink asks, with what will break, and revokes.
func revokeLink(w *world, id model.ID) tea.Cmd {
	ctx, desk, now := w.ctx, w.desk, w.now
	revoke := func() tea.Cmd {
		return w.change("revoke", func(ctx context.Context) (string, error) {
			_, err := desk.RevokeLink(ctx, id)
			return "revoked: the link opens nothing any more; R makes a new one", err
		}, nil)
	}
	read := func() (model.Onboarding, error) { return desk.Onboarding(ctx, id) }
	return ask(read, func(x model.Onboarding, err error) tea.Cmd {
		if err != nil {
			w.say(failed, "revoke: "+err.Error())
			return nil
		}
		return w.stack.open(newConfirm(w, x.Loss(now), "Revoke it?", revoke))
	})
}
