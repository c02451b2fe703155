package screen

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
)

// CannotSignIn says why no test user can be signed in, or "".
func (w *World) CannotSignIn() string {
	switch {
	case w.Options.TestIdPOff != "":
		return w.Options.TestIdPOff
	case w.Options.SignIn == nil:
		return "there is no test identity provider here"
	case w.Options.ReadOnly:
		return "this console is read-only"
	}
	return ""
}

// CannotChange says why nothing can be changed, or "".
func (w *World) CannotChange() string {
	if w.Options.ReadOnly {
		return "this console is read-only"
	}
	return ""
}

// MayNot says why who looks may not do something anywhere, or "".
func (w *World) MayNot(a model.Action) string {
	if err := w.Services.May(a); err != nil {
		return err.Error()
	}
	return ""
}

// SignIn signs a test user in, through a connection or "" for the sample. arrived is
// called with the session; nil does nothing more.
func (w *World) SignIn(connection model.ID, fault Fault, arrived func(model.ID)) tea.Cmd {
	ctx, signIn := w.Context, w.Options.SignIn
	label := "signing in"
	if fault.Name != "" {
		label += " with " + fault.Name
	}
	play := func() (model.ID, error) { return signIn(ctx, connection, fault.Name) }
	return w.Run(label, Ask(play, func(session model.ID, err error) tea.Cmd {
		w.signedIn(session, fault, err)
		if err == nil && arrived != nil {
			arrived(session)
		}
		return nil
	}))
}

func (w *World) signedIn(session model.ID, fault Fault, err error) {
	if err != nil {
		w.Fail("sign in", err)
		return
	}
	trace := model.Session{ID: session}.Trace()
	if fault.Name == "" {
		w.Say(Done, "signed in: session "+trace)
	} else {
		w.Say(Done, fmt.Sprintf("played %s: session %s", fault.Name, trace))
	}
}

// FaultMenu lets the user pick what goes wrong.
func (w *World) FaultMenu(connection model.ID, arrived func(model.ID)) tea.Cmd {
	var items []Item
	for _, f := range w.Options.Faults {
		items = append(items, Item{Text: f.Name, Note: f.Title,
			Do: func() tea.Cmd { return w.SignIn(connection, f, arrived) }})
	}
	return w.Stack.Open(NewMenu(w, "Sign in with a fault", Fixed(items)))
}
