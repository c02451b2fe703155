package team

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

// memberActions are what can be done with a member wherever they are shown.
type memberActions struct{ role, resend, revoke widget.Action }

// actionsOf are those of a member; unread says why there is none to act on, or "".
func actionsOf(w *screen.World, services Services, member func() model.TeamMember, unread func() string) memberActions {
	change := widget.Reasons(unread, w.CannotChange)
	joined := func() string {
		if member().Invitation == nil {
			return "they have joined already"
		}
		return ""
	}
	manage := string(model.ActManageTeam)
	return memberActions{
		role: widget.Action{Name: "role", Keys: widget.Keys("e"), Word: "role", Help: "change their role and limit",
			Why: change, Needs: manage,
			Do: w.Pushed(func() screen.Screen { return newRoleForm(w, services, member()) })},
		resend: widget.Action{Name: "resend", Keys: widget.Keys("R"), Word: "resend",
			Help: "make a new invitation code for seven more days; the old one ends",
			Why:  widget.Reasons(change, joined), Needs: manage,
			Do: func() tea.Cmd { return resend(w, services, member()) }},
		revoke: widget.Action{Name: "revoke", Keys: widget.Keys("d"), Word: "revoke",
			Help: "end their access or invitation at once; asks for the email",
			Why:  change, Needs: manage, Do: func() tea.Cmd { return revoke(w, services, member()) }},
	}
}

// invited is a member with what to send to them.
type invited struct {
	member  model.TeamMember
	message string
}

// withMessage makes what to send to somebody whose code was just made.
func withMessage(ctx context.Context, services Services, m model.TeamMember, code string) (invited, error) {
	message, err := services.InvitationMessage(ctx, m, code)
	return invited{m, message}, err
}

// show shows what to send, alone: its code is not shown again.
func (x invited) show(w *screen.World) tea.Cmd {
	return w.Nav.Alone(screen.Copyable{What: "Message for " + x.member.Email, Value: x.message})
}

const shownOnce = ": y copies the message, the code is not shown again"

func resend(w *screen.World, services Services, m model.TeamMember) tea.Cmd {
	var made invited
	return w.Change("resend the invitation", func(ctx context.Context) (string, error) {
		m, code, err := services.ResendInvitation(ctx, m.ID)
		if err != nil {
			return "", err
		}
		made, err = withMessage(ctx, services, m, code)
		return "new invitation" + shownOnce, err
	}, func() tea.Cmd { return made.show(w) })
}

// revoke asks for the email before it ends somebody's access.
func revoke(w *screen.World, services Services, m model.TeamMember) tea.Cmd {
	lines := []string{"the access of " + m.Email + ", with what they have open"}
	if m.Invitation != nil {
		lines = []string{"the invitation of " + m.Email}
	}
	left := w.Stack.Top()
	return w.Stack.Open(screen.NewTypedConfirm(w, screen.TypedQuestion{
		Heading: "Revoke a member", Lines: lines, Name: m.Email, Called: "their email", Verb: "revoke it",
		After: "It holds at once. What they did stays in the history.",
		Yes: func() tea.Cmd {
			return w.Change("revoke "+m.Email, func(ctx context.Context) (string, error) {
				_, err := services.RevokeMember(ctx, m.ID)
				return "revoked " + m.Email, err
			}, func() tea.Cmd {
				if _, onPage := left.(*member); onPage && w.Stack.Top() == left {
					w.Stack.Pop()
				}
				return nil
			})
		},
	}))
}
