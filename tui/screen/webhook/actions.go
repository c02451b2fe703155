package webhook

import (
	"context"
	"fmt"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

// actions are what can be done with an endpoint wherever it is shown.
type actions struct{ edit, able, secret, rotate, remove widget.Action }

// actionsOf are those of an endpoint; unread says why there is none to act on, or "".
func actionsOf(w *screen.World, services Services, endpoint func() model.WebhookStatus, unread func() string) actions {
	change := widget.Reasons(unread, w.CannotChange)
	needs := string(model.ActChangeWebhooks)
	able := "disable"
	if endpoint().Disabled {
		able = "enable"
	}
	return actions{
		edit: widget.Action{Name: "edit", Keys: widget.Keys("e"), Word: "edit", Help: "change the URL or the events",
			Why: change, Needs: needs,
			Do: w.Pushed(func() screen.Screen { return editForm(w, services, endpoint()) })},
		able: widget.Action{Name: able, Keys: widget.Keys("p"), Word: able,
			Help: "send nothing to it until it is enabled, or tell it again of what happens from now on",
			Why:  change, Needs: needs, Do: func() tea.Cmd { return toggle(w, services, endpoint()) }},
		secret: widget.Action{Name: "secret", Keys: widget.Keys("s"), Word: "secret",
			Help: "show the secret that signs what it gets", Why: unread, Needs: string(model.ActRevealWebhook),
			Do: func() tea.Cmd { return showSecret(w, services, endpoint()) }},
		rotate: widget.Action{Name: "rotate the secret", Keys: widget.Keys("S"),
			Help: "make a new secret; the old one signs on for a while", Why: change, Needs: needs,
			Do: w.Pushed(func() screen.Screen { return rotateForm(w, services, endpoint()) })},
		remove: widget.Action{Name: "delete", Keys: widget.Keys("d"), Word: "delete", Help: "delete it; asks first",
			Why: change, Needs: needs, Do: func() tea.Cmd { return remove(w, services, endpoint()) }},
	}
}

func toggle(w *screen.World, services Services, e model.WebhookStatus) tea.Cmd {
	yes := e.Disabled
	return w.Change("change "+e.URL, func(ctx context.Context) (string, error) {
		_, err := services.UpdateWebhookEndpoint(ctx, e.ID, model.WebhookPatch{Enabled: &yes})
		return "", err
	}, nil)
}

func showSecret(w *screen.World, services Services, e model.WebhookStatus) tea.Cmd {
	ctx := w.Context
	read := func() (model.WebhookSecrets, error) { return services.WebhookSecrets(ctx, e.ID) }
	return screen.Ask(read, func(s model.WebhookSecrets, err error) tea.Cmd {
		if err != nil {
			return w.Refused("show the secret", err)
		}
		note := ""
		if s.Next != "" {
			note = fmt.Sprintf("From %s on %s signs.", widget.Moment(s.From, w.Now), s.Next)
		}
		return w.Nav.ValueAlone("Secret of "+e.URL, note, s.Signs)
	})
}

// remove asks before it deletes an endpoint.
func remove(w *screen.World, services Services, e model.WebhookStatus) tea.Cmd {
	what := e.URL + " is told of nothing any more."
	if e.Progress.Waiting > 0 {
		what += " Still waiting, and not sent then: " + widget.Count(e.Progress.Waiting, "event") + "."
	}
	left := w.Stack.Top()
	what += "\nThis can be taken back for seven days."
	return w.Stack.Open(screen.NewConfirm(w, what, "Delete it?", func() tea.Cmd {
		return w.Change("delete "+e.URL, func(ctx context.Context) (string, error) {
			_, err := services.DeleteWebhookEndpoint(ctx, e.ID)
			return "", err
		}, func() tea.Cmd {
			if _, onPage := left.(*deliveries); onPage && w.Stack.Top() == left {
				w.Stack.Pop()
			}
			return nil
		})
	}))
}

// resend is the action that sends a delivery again. It is safe: apps tell repeated events by
// their id.
func resend(w *screen.World, services Services, current func() model.ID, unread func() string) widget.Action {
	return widget.Action{Name: "resend", Keys: widget.Keys("R"), Word: "resend", Help: "send the event again, at once",
		Why: widget.Reasons(unread, w.CannotChange), Needs: string(model.ActResendWebhook), Do: func() tea.Cmd {
			id := current()
			return w.Inquire("send it again", func(ctx context.Context) (string, error) {
				_, err := services.ResendWebhook(ctx, id)
				return "it is sent again", err
			}, nil)
		}}
}
