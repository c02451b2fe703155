package organization

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/tui/noun"
	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

// organization is the page of one organization.
type organization struct {
	screen.Detail[organizationAbout]
	services Services
}

// organizationAbout is all that the page shows.
type organizationAbout struct {
	organization model.Organization
	connections  []model.Connection
	directories  []model.DirectoryStatus
	sessions     []model.Session
	link         *model.Onboarding // the active one, if there is one
	contacts     []model.ITContact
	notes        []model.Note // newest first
}

// New is the page of an organization.
func New(w *screen.World, services Services, id model.ID) screen.Screen {
	o, env := &organization{screen.NewDetail[organizationAbout](w, id), services}, w.Environment.ID
	o.Read = func(ctx context.Context) (organizationAbout, error) { return readOrganization(ctx, services, env, id) }
	o.Touches = func(msg screen.Changes) bool {
		return screen.TouchesLinks(msg) || touchesConnections(msg) ||
			msg.Touch(model.KindDirectory, model.KindDirectoryToken, model.KindNote, model.KindITContact)
	}
	o.Render = func(a organizationAbout, cells int) []string { return organizationLines(w, a, cells) }
	o.Name = func(a organizationAbout) string { return a.organization.Name }
	return o
}

func readOrganization(
	ctx context.Context, services Services, env, id model.ID,
) (a organizationAbout, err error) {
	if a.organization, err = services.Organization(ctx, id); err != nil {
		return a, err
	}
	query := model.ConnectionQuery{Environment: env, Organization: id}
	if a.connections, err = services.Connections(ctx, query); err != nil {
		return a, err
	}
	if a.directories, err = services.Directories(ctx, id); err != nil {
		return a, err
	}
	page, err := services.Sessions(ctx, model.Query{Environment: env, Organization: id, Limit: noun.RecentSessions})
	if err != nil {
		return a, err
	}
	a.sessions = page.Sessions
	if a.contacts, err = services.ITContacts(ctx, id); err != nil {
		return a, err
	}
	if a.notes, err = services.Notes(ctx, id); err != nil {
		return a, err
	}
	a.link, err = screen.CurrentLink(ctx, services, id)
	return a, err
}

func (o *organization) Actions() []widget.Group {
	w, about := o.World, func() model.Organization { return o.About.organization }
	change := widget.Reasons(o.Unread, o.CannotChange)
	bare := func() string {
		if len(about().Domains) == 0 {
			return "it has no domain yet: a adds one"
		}
		return ""
	}
	return []widget.Group{
		{Name: "Organization", Actions: widget.Unless(o.gone, []widget.Action{
			{Name: "add domain", Keys: widget.Keys("a"), Word: "add domain", Help: "add an email domain", Why: change,
				Needs: string(model.ActChangeDomains),
				Do:    w.Pushed(func() screen.Screen { return newDomainForm(w, o.services, about()) })},
			{Name: "domains", Keys: widget.Keys("D"), Word: "domains",
				Help: "verify, instruct about or remove a domain",
				Why:  bare, Do: o.domainMenu},
			{Name: "connection", Keys: widget.Keys("c"), Word: "connections",
				Help: "show the connections of the organization, or make its first", Why: o.Unread,
				Needs: o.needsIfFirst(len(o.About.connections), model.ActCreateConnection), Do: o.openConnections},
			{Name: "directory", Keys: widget.Keys("S"), Word: "directories",
				Help: "show the directories of the organization, or make its first", Why: o.Unread,
				Needs: o.needsIfFirst(len(o.About.directories), model.ActCreateDirectory), Do: o.openDirectories},
			{Name: "edit", Keys: widget.Keys("e"), Word: "edit",
				Help: "change its name, external id and whose profiles it accepts", Why: change,
				Needs: string(model.ActChangeOrganization),
				Do:    w.Pushed(func() screen.Screen { return newOrganizationEdit(w, o.services, about()) })},
			{Name: "sessions", Keys: widget.Keys("s"), Word: "sessions", Help: "show the sessions of the organization",
				Do: func() tea.Cmd { return w.Nav.Sessions(model.Query{Organization: o.ID}, false) }},
			{Name: "setup links", Keys: widget.Keys("i"), Word: "setup links",
				Help: "show its setup links, or generate one",
				Do:   func() tea.Cmd { return w.Nav.Links(o.ID) }},
			{Name: "IT contacts", Keys: widget.Keys("t"), Word: "IT contacts",
				Help: "add, invite or remove who looks after their identity provider", Why: o.Unread,
				Do: o.contactMenu},
			{Name: "copy", Keys: widget.Keys("y"), Word: "copy", Help: "copy a value of the organization",
				Why: o.Unread,
				Do:  func() tea.Cmd { return o.CopyFrom(organizationCopies(about())) }},
			{Name: "metadata", Keys: widget.Keys("m"), Help: "change its metadata", Why: change,
				Needs: string(model.ActChangeOrganization),
				Do:    w.Pushed(func() screen.Screen { return newMetadataForm(w, o.services, about()) })},
			{Name: "notes", Keys: widget.Keys("W"), Help: "show the notes about it, or write one",
				Do: func() tea.Cmd { return w.Nav.Notes(o.ID, about().Name) }},
			{Name: "history", Keys: widget.Keys("h"), Word: "history",
				Help: "show who changed what, and take a change back",
				Do:   func() tea.Cmd { return w.Nav.History(o.ID, about().Name) }},
			{Name: "delete", Keys: widget.Keys("d"), Word: "delete",
				Help: "delete it with all that belongs to it; asks for its name", Why: change,
				Needs: string(model.ActDeleteOrganization),
				Do:    func() tea.Cmd { return o.DeleteOrganization(about()) }},
		}...)},
		o.Document.Group(),
	}
}

func (o *organization) gone() string {
	if o.Err != nil {
		return "it is not there any more"
	}
	return ""
}

// needsIfFirst is what the form for the first of something needs, "" where there is one.
func (o *organization) needsIfFirst(there int, create model.Action) string {
	if o.Ready && there == 0 && o.CannotChange() == "" {
		return string(create)
	}
	return ""
}

// openConnections shows its only connection, all of them, or the form for the first.
func (o *organization) openConnections() tea.Cmd {
	switch len(o.About.connections) {
	case 0:
		if o.CannotChange() == "" {
			return o.Nav.MakeConnection(o.About.organization)
		}
	case 1:
		return o.Nav.Connection(o.About.connections[0].ID)
	}
	return o.Nav.Connections(o.ID)
}

// openDirectories shows its only directory, all of them, or the form for the first.
func (o *organization) openDirectories() tea.Cmd {
	switch len(o.About.directories) {
	case 0:
		if o.CannotChange() == "" {
			return o.Nav.MakeDirectory(o.About.organization)
		}
	case 1:
		return o.Nav.Directory(o.About.directories[0].ID)
	}
	return o.Nav.Directories(o.ID)
}

// organizationLines are the page of an organization.
func organizationLines(w *screen.World, a organizationAbout, cells int) []string {
	st, now := w.Style, w.Now
	p, o := &widget.Paragraphs{Style: st, Width: cells}, a.organization
	p.Add(st.Strong.Render(widget.Clean(o.Name)))
	p.Field("Id", string(o.ID))
	p.Field("External id", o.ExternalID)
	p.Field("Made", widget.Moment(o.Created, now))
	noun.AddNotes(p, a.notes, now)
	p.Heading("Domains")
	p.Hint("a", "adds one, ", "D", "does something with one")
	for _, d := range o.Domains {
		addDomainState(p, d, w)
	}
	if len(o.Domains) == 0 {
		p.Text(st.Faint, "None: no profile is accepted by its email's domain.", 0)
	}
	if o.AllowOutside {
		p.Text(st.Warn, st.Glyph.Warning+" Profiles with an email outside these domains are accepted.", 0)
	}
	p.Heading("Connections")
	for _, c := range a.connections {
		p.Add(noun.ConnectionGlyph(st, c) + "  " + widget.Clean(c.Name) + "  " + st.Faint.Render(widget.Clean(c.Type)))
	}
	if len(a.connections) == 0 {
		p.Text(st.Faint, "None yet: nobody of this organization can sign in.", 0)
		p.Lines = append(p.Lines, st.Key.Render("c")+st.Faint.Render(" makes one"))
	}
	addDirectories(p, a.directories, now)
	if len(o.Metadata) > 0 {
		p.Heading("Metadata")
		p.Hint("m", "changes it")
		for _, k := range widget.SortedKeys(o.Metadata) {
			p.Field(k, o.Metadata[k])
		}
	}
	p.Heading("IT contacts")
	p.Hint("t", "adds, invites or removes one")
	for _, c := range a.contacts {
		p.Add(widget.Clean(c.Email))
	}
	if len(a.contacts) == 0 {
		p.Text(st.Faint, "None: nobody is known to write to.", 0)
	}
	p.Heading("Setup link")
	noun.AddSetupLink(p, a.link, now)
	noun.AddRecent(p, a.sessions, now)
	return p.Lines
}

// touchesConnections reports whether a connection changed: a deleted one no
// longer says whose it was.
func touchesConnections(msg screen.Changes) bool { return msg.Touch(model.KindConnection) }
