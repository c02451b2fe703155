package screen

import (
	"cmp"
	"fmt"
	"slices"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/storage"
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

// MayNot says why who looks may not do something in this environment, or "".
func (w *World) MayNot(a model.Action) string {
	if err := w.Who.MayChange(a, w.Environment.Kind); err != nil {
		return err.Error()
	}
	return ""
}

// CannotDo says why something cannot be changed here, or not by who looks, or "".
func (w *World) CannotDo(a model.Action) string {
	return cmp.Or(w.CannotChange(), w.MayNot(a))
}

// LearnWho reads the role of who looks again if somebody changed it.
func (w *World) LearnWho(msg Changes) tea.Cmd {
	about := func(c storage.Changed) bool { return c.Kind == model.KindMember && c.ID == w.Who.ID }
	if w.Who.Kind != model.Member || !msg.Missed && !slices.ContainsFunc(msg.All, about) {
		return nil
	}
	ctx, services, id := w.Context, w.services, w.Who.ID
	read := func() (model.TeamMember, error) { return services.Member(ctx, id) }
	return Ask(read, func(m model.TeamMember, err error) tea.Cmd {
		if err == nil { // what one who is gone asks for is refused
			w.Who.Role, w.Who.Limit = m.Role, m.Limit
		}
		return nil
	})
}

// SignIn signs a test user in, through a connection or "" for the sample. arrived is
// called with the session; nil does nothing more.
func (w *World) SignIn(connection model.ID, fault Fault, arrived func(model.ID)) tea.Cmd {
	ctx, signIn := w.Context, w.Options.SignIn
	label := "signing in"
	if fault.Name != "" {
		label += " with " + fault.Name
	}
	play := func() (model.ID, error) { return signIn(ctx, connection, fault) }
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

// FaultMenu lets the user pick what goes wrong, of what a connection can show; "" is the
// samples, which show all.
func (w *World) FaultMenu(connection model.ID, arrived func(model.ID)) tea.Cmd {
	if connection == "" {
		return w.pickFault("", slices.Concat(w.Options.Faults, w.Options.OpenIDFaults), arrived)
	}
	ctx, services := w.Context, w.services
	read := func() (model.Connection, error) { return services.Connection(ctx, connection) }
	return Ask(read, func(c model.Connection, err error) tea.Cmd {
		switch {
		case err != nil:
			w.Fail("read the connection", err)
			return nil
		case c.ByOIDC():
			return w.pickFault(connection, w.Options.OpenIDFaults, arrived)
		}
		return w.pickFault(connection, w.Options.Faults, arrived)
	})
}

func (w *World) pickFault(connection model.ID, faults []Fault, arrived func(model.ID)) tea.Cmd {
	var items []Item
	for _, f := range faults {
		note := f.Title
		if f.OpenID && connection == "" {
			note = "OpenID Connect: " + note
		}
		items = append(items, Item{Text: f.Name, Note: note,
			Do: func() tea.Cmd { return w.SignIn(connection, f, arrived) }})
	}
	return w.Stack.Open(NewMenu(w, "Sign in with a fault", Fixed(items)))
}
