package tui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
)

// copyMsg is a value that had to be read before it can be copied.
type copyMsg struct {
	what, value string
	err         error
}

// showMsg is a screen or a dialog whose contents had to be read first.
type showMsg struct {
	screen screen
	dialog bool
}

// cannotLink says why something cannot be done with a link, or "". Whoever has
// a link can change a customer's sign-in: a read-only console does not give it.
func (w *world) cannotLink(a action, l model.Link, p model.Progress) string {
	state := l.StateAt(w.now)
	switch a {
	case actBare, actMessage, actNudge, actRevoke:
		if why := w.cannotChange(); why != "" {
			return why
		}
		if state != model.LinkActive {
			return "the link is " + string(state) + "; R makes a new one"
		}
		if a == actNudge && !p.Stuck(w.now) {
			return "it moves on: m copies the message that goes with the link"
		}
	case actRegenerate:
		return w.cannotChange()
	}
	return ""
}

// doLink does what can be done with a link wherever it is shown.
func (w *world) doLink(a action, l model.Link) tea.Cmd {
	ctx, desk := w.ctx, w.desk
	switch a {
	case actBare:
		return w.stack.push(newBareLink(w, l.ID))
	case actMessage:
		return readCopy("the message for the IT admin", func() (string, error) { return desk.Invitation(ctx, l.ID) })
	case actNudge:
		return readCopy("the nudge for the IT admin", func() (string, error) { return desk.Nudge(ctx, l.ID) })
	case actRegenerate:
		return w.newLinkFor(l.OrganizationID, l.Intents)
	case actRevoke:
		return w.revokeLink(l.ID)
	case actOrganize:
		return w.stack.push(newOrganization(w, l.OrganizationID))
	}
	return nil
}

func readCopy(what string, read func() (string, error)) tea.Cmd {
	return func() tea.Msg {
		value, err := read()
		return copyMsg{what, value, err}
	}
}

// copyLink offers all that somebody may have to pass on.
func (w *world) copyLink(l model.Link) tea.Cmd {
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
			values = append(values, copyable{"link", url}, copyable{"message for the IT admin", invitation}, copyable{"nudge for the IT admin", nudge})
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
func (w *world) revokeLink(id model.ID) tea.Cmd {
	ctx, desk, now := w.ctx, w.desk, w.now
	revoke := func() tea.Cmd {
		return w.change("revoke", func(ctx context.Context) (string, error) {
			_, err := desk.RevokeLink(ctx, id)
			return "revoked: the link opens nothing any more; R makes a new one", err
		}, nil)
	}
	return func() tea.Msg {
		x, err := desk.Onboarding(ctx, id)
		if err != nil {
			return copiedMsg{failed, "revoke: " + err.Error()}
		}
		return showMsg{newConfirm(w, x.Loss(now), "Revoke it?", revoke), true}
	}
}
