package connection

import (
	"context"
	"fmt"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

func (c *connection) Actions() []widget.Group {
	own := append(c.lookActions(), c.alterActions()...)
	return []widget.Group{{Name: "Connection", Actions: widget.Unless(c.Unread, own...)}, c.Document.Group()}
}

// lookActions are those that copy, test and show, and the forms in the order of the
// key bar.
func (c *connection) lookActions() []widget.Action {
	w, about := c.World, func() model.Connection { return c.About.connection }
	return []widget.Action{
		{Name: "copy", Keys: widget.Keys("y"), Word: "copy", Help: "copy one value: entity ID, ACS URL, certificate …",
			Do: func() tea.Cmd { return c.CopyFrom(connectionCopies(c.services, about())) }},
		{Name: "copy metadata", Keys: widget.Keys("m"), Word: "metadata", Help: "copy our metadata for this connection",
			Why: c.notSAML,
			Do:  func() tea.Cmd { return c.CopyOut(ourMetadata(c.services, about())) }},
		{Name: "sessions", Keys: widget.Keys("s"), Word: "sessions", Help: "show the sessions of the connection",
			Do: c.openSessions},
		{Name: "copy message with our values", Keys: widget.Keys("Y"),
			Help: "copy a message with all our values for the IT admin",
			Do: func() tea.Cmd {
				return c.CopyOut(screen.Copyable{What: "the message with all our values",
					Value: c.services.SetupMessage(about()), Command: "connection show " + string(c.ID) + " --message"})
			}},
		{Name: "test sign-in", Keys: widget.Keys("t"), Word: "test",
			Help: "test a sign-in: play it, or get its address; the verdict comes live", Why: c.cannotTest,
			Needs: string(model.ActTestSignIn), Do: c.test},
		{Name: "edit", Keys: widget.Keys("e"), Word: "edit",
			Help: "change name, type, entity ID, sign-on URL, binding, signing of requests", Why: c.CannotChange,
			Needs: string(model.ActChangeConnection),
			Do:    w.Pushed(func() screen.Screen { return newConnectionEdit(w, c.services, about()) })},
		{Name: "import settings", Keys: widget.Keys("i"), Word: "import",
			Help: "import its settings: metadata by URL, file, paste, or by hand", Why: c.cannotImport,
			Needs: string(model.ActChangeConnection),
			Do:    func() tea.Cmd { return w.Nav.ImportSettings(about()) }},
		{Name: "policy", Keys: widget.Keys("p"), Word: "policy",
			Help: "change how it judges: preset, signatures, skew, exceptions",
			Why:  widget.Reasons(c.notSAML, c.CannotChange), Needs: string(model.ActChangeConnection),
			Do: w.Pushed(func() screen.Screen { return newPolicyForm(w, c.services, about()) })},
		{Name: "attributes", Keys: widget.Keys("A"), Word: "attributes",
			Help: "show received, mapped and profile; apply the recommended mapping",
			Do:   func() tea.Cmd { return w.Nav.Mapping(c.ID) }},
		{Name: "roles", Keys: widget.Keys("c"),
			Help: "show which groups give their people which role in apps, and change it",
			Do:   func() tea.Cmd { return c.roleMenu(about()) }},
		{Name: "certificates", Keys: widget.Keys("C"), Word: "certificates", Help: "add, copy or remove a certificate",
			Why: c.notSAML,
			Do:  func() tea.Cmd { return c.certificateMenu(about()) }},
		{Name: "organization", Keys: widget.Keys("o"), Word: "organization", Help: "open its organization",
			Do: func() tea.Cmd { return w.Nav.Organization(about().OrganizationID) }},
		{Name: "history", Keys: widget.Keys("h"), Word: "history",
			Help: "show who changed what, and take a change back",
			Do:   func() tea.Cmd { return w.Nav.History(c.ID, about().Name) }},
		{Name: "profiles", Keys: widget.Keys("P"), Help: "list the people that signed in, with their last sign-in",
			Do: func() tea.Cmd { return w.Nav.Profiles(about()) }},
		{Name: "awaiting reconciliation", Keys: widget.Keys("W"), Help: "list profiles that await reconciliation",
			Why: c.noneWait, Do: func() tea.Cmd { return w.Nav.Waiting(about()) }},
		{Name: "changed metadata", Keys: widget.Keys("v"),
			Help: "show what changed in its metadata, to approve or decline it",
			Why:  c.unchanged, Do: func() tea.Cmd { return w.Nav.MetadataChange(c.ID) }},
	}
}

// alterActions change the connection.
func (c *connection) alterActions() []widget.Action {
	on := func(do func(model.Connection) tea.Cmd) func() tea.Cmd {
		return func() tea.Cmd { return do(c.About.connection) }
	}
	return []widget.Action{
		{Name: "read its metadata again", Keys: widget.Keys("r"), Help: "read its metadata again now",
			Why: c.cannotReread, Needs: string(model.ActRefreshMetadata), Do: on(c.reread)},
		{Name: "rotate our key", Keys: widget.Keys("K"), Help: "begin to rotate our key, or retire the old one",
			Why: widget.Reasons(c.notSAML, c.CannotChange), Needs: string(model.ActChangeConnection), Do: on(c.rotate)},
		{Name: "pause or resume", Keys: widget.Keys("z"), Help: "let nobody sign in, or let them again",
			Why: c.CannotChange, Needs: string(model.ActPauseConnection), Do: on(c.pause)},
		{Name: "reset", Keys: widget.Keys("R"), Help: "make it a draft again; our own values stay",
			Why: c.CannotChange, Needs: string(model.ActResetConnection), Do: on(c.reset)},
		{Name: "delete", Keys: widget.Keys("d"), Help: "delete it; asks for its name",
			Why: c.CannotChange, Needs: string(model.ActDeleteConnection), Do: on(c.DeleteConnection)},
	}
}

func (c *connection) cannotTest() string {
	switch x := c.About.connection; {
	case x.AtTestIdP():
		return c.CannotSignIn()
	case !x.Configured() && x.ByOIDC():
		return "its provider is not set: e sets it"
	case !x.Configured():
		return "its settings are not complete: i imports them"
	case x.State == model.Inactive:
		return "it is paused: z resumes it"
	}
	return c.CannotChange()
}

func (c *connection) cannotImport() string {
	if c.About.connection.Type == model.TestIdPType {
		return "the built-in test identity provider has its settings already"
	}
	if c.About.connection.ByOIDC() {
		return "by OpenID Connect there is nothing to import: e changes its provider"
	}
	return c.CannotChange()
}

func (c *connection) cannotReread() string {
	if c.About.connection.MetadataURL == "" {
		return "it was not imported from a URL: i imports it"
	}
	return c.CannotChange()
}

func (c *connection) unchanged() string {
	if c.About.connection.Pending == nil {
		return "its metadata has not changed"
	}
	return ""
}

func (c *connection) noneWait() string {
	if c.waiting == 0 {
		return "no profile awaits reconciliation"
	}
	return ""
}

func (c *connection) openSessions() tea.Cmd {
	return c.Nav.Sessions(model.Query{Connection: c.ID}, c.About.connection.AtTestIdP())
}

func (c *connection) test() tea.Cmd {
	if x := c.About.connection; !x.AtTestIdP() {
		return BeginTest(c.World, c.services, x)
	}
	return c.SignIn(c.ID, screen.Fault{}, nil)
}

func (c *connection) reset(x model.Connection) tea.Cmd {
	what := fmt.Sprintf("%s becomes a draft: what the identity provider told us, the policy and the mapping are "+
		"forgotten, and nobody can sign in until it is configured again. Our entity ID, ACS URL and keys stay.", x.Name)
	return c.Stack.Open(screen.NewConfirm(c.World, what, "Reset the connection?", func() tea.Cmd {
		return c.verb("reset", x, c.services.ResetConnection)
	}))
}

func (c *connection) reread(x model.Connection) tea.Cmd {
	return c.Inquire("read the metadata", func(ctx context.Context) (string, error) {
		now, err := c.services.RefreshMetadata(ctx, x.ID)
		if err == nil && now.Pending != nil {
			return "its metadata has changed: v shows what", nil
		}
		return "its metadata was read again", err
	}, nil)
}
