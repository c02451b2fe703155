package tui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/tui/widget"
)

// organization is the page of one organization.
type organization struct{ detail[organizationAbout] }

// organizationAbout is all that the page shows.
type organizationAbout struct {
	organization model.Organization
	connections  []model.Connection
	sessions     []model.Session
	link         *model.Onboarding // the active one, if there is one
}

func newOrganization(w *world, id model.ID) *organization {
	o, desk, env := &organization{newDetail[organizationAbout](w, id)}, w.desk, w.environment.ID
	o.read = func(ctx context.Context) (organizationAbout, error) { return readOrganization(ctx, desk, env, id) }
	o.touches = func(msg changesMsg) bool { return touchesLinks(msg) || touchesConnections(msg) }
	o.render = func(a organizationAbout, cells int) []string { return organizationLines(w, a, cells) }
	o.name = func(a organizationAbout) string { return a.organization.Name }
	return o
}

func readOrganization(ctx context.Context, desk Desk, env, id model.ID) (a organizationAbout, err error) {
	if a.organization, err = desk.Organization(ctx, id); err != nil {
		return a, err
	}
	query := model.ConnectionQuery{Environment: env, Organization: id}
	if a.connections, err = desk.Connections(ctx, query); err != nil {
		return a, err
	}
	page, err := desk.Sessions(ctx, model.Query{Environment: env, Organization: id, Limit: recentSessions})
	if err != nil {
		return a, err
	}
	a.sessions = page.Sessions
	a.link, err = currentLink(ctx, desk, id)
	return a, err
}

func (o *organization) actions() []widget.Group {
	w, about := o.world, func() model.Organization { return o.about.organization }
	change := widget.Reasons(o.unread, o.cannotChange)
	bare := func() string {
		if len(about().Domains) == 0 {
			return "it has no domain yet: a adds one"
		}
		return ""
	}
	return []widget.Group{
		{Name: "Organization", Actions: widget.Unless(o.gone, []widget.Action{
			{Name: "add domain", Keys: widget.Keys("a"), Word: "add domain", Help: "add an email domain", Why: change,
				Do: w.pushed(func() screen { return newDomainForm(w, about()) })},
			{Name: "domains", Keys: widget.Keys("D"), Word: "domains", Help: "verify, instruct about or remove a domain",
				Why: bare, Do: o.domainMenu},
			{Name: "connection", Keys: widget.Keys("c"), Word: "connections",
				Help: "show the connections of the organization, or make its first", Why: o.unread, Do: o.openConnections},
			{Name: "edit", Keys: widget.Keys("e"), Word: "edit",
				Help: "change its name, external id and whose profiles it accepts", Why: change,
				Do: w.pushed(func() screen { return newOrganizationEdit(w, about()) })},
			{Name: "sessions", Keys: widget.Keys("s"), Word: "sessions", Help: "show the sessions of the organization",
				Do: func() tea.Cmd { return w.nav.sessions(model.Query{Organization: o.id}, false) }},
			{Name: "setup links", Keys: widget.Keys("i"), Word: "setup links", Help: "show its setup links, or generate one",
				Do: func() tea.Cmd { return w.nav.links(o.id) }},
			{Name: "copy", Keys: widget.Keys("y"), Word: "copy", Help: "copy a value of the organization", Why: o.unread,
				Do: func() tea.Cmd { return o.copyFrom(organizationCopies(about())) }},
			{Name: "metadata", Keys: widget.Keys("m"), Help: "change its metadata", Why: change,
				Do: w.pushed(func() screen { return newMetadataForm(w, about()) })},
			{Name: "history", Keys: widget.Keys("h"), Word: "history", Help: "show who changed what, and take a change back",
				Do: func() tea.Cmd { return w.nav.history(o.id, about().Name) }},
			{Name: "delete", Keys: widget.Keys("d"), Word: "delete",
				Help: "delete it with all that belongs to it; asks for its name", Why: change,
				Do: func() tea.Cmd { return o.deleteOrganization(about()) }},
		}...)},
		o.document.Group(),
	}
}

func (o *organization) gone() string {
	if o.err != nil {
		return "it is not there any more"
	}
	return ""
}

// openConnections shows its only connection, all of them, or the form for the first.
func (o *organization) openConnections() tea.Cmd {
	switch len(o.about.connections) {
	case 0:
		if o.cannotChange() == "" {
			return o.nav.makeConnection(o.about.organization)
		}
	case 1:
		return o.nav.connection(o.about.connections[0].ID)
	}
	return o.nav.connections(o.id)
}

// organizationLines are the page of an organization.
func organizationLines(w *world, a organizationAbout, cells int) []string {
	st, now := w.style, w.now
	p, o := &widget.Paragraphs{Style: st, Width: cells}, a.organization
	p.Add(st.Strong.Render(widget.Clean(o.Name)))
	p.Field("Id", string(o.ID))
	p.Field("External id", o.ExternalID)
	p.Field("Made", widget.Moment(o.Created, now))
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
		p.Add(connectionGlyph(st, c) + "  " + widget.Clean(c.Name) + "  " + st.Faint.Render(widget.Clean(c.Type)))
	}
	if len(a.connections) == 0 {
		p.Text(st.Faint, "None yet: nobody of this organization can sign in.", 0)
		p.Lines = append(p.Lines, st.Key.Render("c")+st.Faint.Render(" makes one"))
	}
	if len(o.Metadata) > 0 {
		p.Heading("Metadata")
		p.Hint("m", "changes it")
		for _, k := range widget.SortedKeys(o.Metadata) {
			p.Field(k, o.Metadata[k])
		}
	}
	p.Heading("Setup link")
	addSetupLink(p, a.link, now)
	addRecent(p, a.sessions, now)
	return p.Lines
}

// touchesConnections reports whether a connection changed: a deleted one no
// longer says whose it was.
func touchesConnections(msg changesMsg) bool { return msg.touch(model.KindConnection) }
