package directory

import (
	"cmp"
	"context"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

// recent is how many of the last requests the page of a directory shows.
const recent = 5

// directory is the page of one directory.
type directory struct {
	screen.Detail[about]
	services Services
	token    string // that was just made: it is shown here alone
}

// about is all that the page shows.
type about struct {
	model.DirectoryStatus
	organization model.Organization
	tokens       []model.DirectoryToken // those that are good
	requests     []model.DirectoryRequest
}

// New is the page of a directory.
func New(w *screen.World, services Services, id model.ID) screen.Screen {
	return newPage(w, services, id, "")
}

// newPage is the page of a directory with a token that was just made, or "".
func newPage(w *screen.World, services Services, id model.ID, token string) *directory {
	d := &directory{screen.NewDetail[about](w, id), services, token}
	d.Read = func(ctx context.Context) (about, error) { return read(ctx, services, id) }
	d.Touches = func(msg screen.Changes) bool {
		return msg.Touch(model.KindDirectory, model.KindDirectoryToken, model.KindOrganization, model.KindRecompute)
	}
	d.Render = func(a about, cells int) []string { return lines(w, a, d.token, cells) }
	d.Name = func(a about) string { return a.Name }
	return d
}

func read(ctx context.Context, services Services, id model.ID) (a about, err error) {
	if a.DirectoryStatus, err = services.Directory(ctx, id); err != nil {
		return a, err
	}
	if a.organization, err = services.Organization(ctx, a.OrganizationID); err != nil {
		return a, err
	}
	tokens, err := services.DirectoryTokens(ctx, id)
	if err != nil {
		return a, err
	}
	for _, t := range tokens {
		if t.Revoked.IsZero() {
			a.tokens = append(a.tokens, t)
		}
	}
	a.requests, err = services.DirectoryLog(ctx, id, "", recent)
	return a, err
}

// Update reads it again each second while it is looked at: the console is told of no change of what identity
// providers send.
func (d *directory) Update(msg tea.Msg) tea.Cmd {
	cmd := d.Detail.Update(msg)
	if _, tick := msg.(screen.Tick); tick && d.Stack.Top() == screen.Screen(d) && d.Ready && d.Err == nil {
		return tea.Batch(cmd, d.Reload())
	}
	return cmd
}

func (d *directory) Actions() []widget.Group {
	w, services, now := d.World, d.services, func() model.DirectoryStatus { return d.About.DirectoryStatus }
	change, needs := widget.Reasons(d.Unread, d.CannotChange), string(model.ActChangeDirectory)
	return []widget.Group{
		{Name: "Directory", Actions: []widget.Action{
			{Name: "copy", Keys: widget.Keys("y"), Word: "copy",
				Help: "copy the endpoint, a token that was just made, or an id", Why: d.Unread,
				Do: func() tea.Cmd { return d.CopyFrom(copies(w, d.About.Directory, d.token)) }},
			{Name: "users", Keys: widget.Keys("1", "enter"), Word: "users", Help: "list its users", Why: d.Unread,
				Needs: string(model.ActSeeDirectoryUsers),
				Do:    w.Pushed(func() screen.Screen { return newUsers(w, services, d.About.Directory) })},
			{Name: "groups", Keys: widget.Keys("2"), Word: "groups", Help: "list its groups", Why: d.Unread,
				Needs: string(model.ActSeeDirectoryUsers),
				Do:    w.Pushed(func() screen.Screen { return newGroups(w, services, d.About.Directory) })},
			{Name: "requests", Keys: widget.Keys("3"), Word: "requests", Why: d.Unread,
				Help:  "list what its identity provider asked, with what became of it",
				Needs: string(model.ActSeeDirectoryLog),
				Do:    w.Pushed(func() screen.Screen { return newRequests(w, services, d.About.Directory) })},
			{Name: "attributes", Keys: widget.Keys("4"), Word: "attributes", Why: d.Unread,
				Help:  "show which attributes apps see of its users, and where each stands",
				Needs: string(model.ActSeeDirectoryUsers),
				Do:    w.Pushed(func() screen.Screen { return newMap(w, services, d.About.Directory, "") })},
			{Name: "new token", Keys: widget.Keys("a"), Word: "token", Help: "make a token, which is shown once",
				Needs: needs,
				Why: widget.Reasons(change, func() string {
					return cmp.Or(takesNoToken(d.About.Directory), enoughTokens(d.About.tokens))
				}), Do: d.makeToken},
			{Name: "revoke token", Keys: widget.Keys("x"), Word: "revoke", Help: "end a token at once; asks first",
				Needs: needs, Why: widget.Reasons(change, func() string {
					return noToken(d.About.tokens)
				}), Do: d.revokeToken},
			{Name: "test directory", Keys: widget.Keys("T"), Word: "test", Why: d.Unread,
				Help:  "have a built-in identity provider provision users and groups, or make a mistake",
				Needs: string(model.ActPlayTestDirectory), Do: d.rehearse},
			{Name: "edit", Keys: widget.Keys("e"), Word: "edit", Needs: needs, Why: change,
				Help: "change its name, its type, and whether apps keep users who are deactivated",
				Do:   w.Pushed(func() screen.Screen { return editForm(w, services, now()) })},
			{Name: "organization", Keys: widget.Keys("o"), Word: "organization", Help: "open its organization",
				Why: d.Unread, Do: func() tea.Cmd { return w.Nav.Organization(d.About.OrganizationID) }},
			{Name: "history", Keys: widget.Keys("h"), Word: "history", Help: "show who changed what of it",
				Do: func() tea.Cmd { return w.Nav.History(d.ID, now().Name) }},
			{Name: "reset", Keys: widget.Keys("R"), Why: change, Needs: string(model.ActResetDirectory), Do: d.reset,
				Help: "begin it anew, with another endpoint and token; asks for its name"},
			{Name: "delete", Keys: widget.Keys("d"), Help: "delete it with its users and groups; asks for its name",
				Why: change, Needs: string(model.ActDeleteDirectory), Do: d.remove},
		}},
		d.Document.Group(),
	}
}
