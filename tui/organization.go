package tui

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
)

// organization is the page of one organization.
type organization struct {
	leaf
	about organizationAbout
}

// organizationAbout is all that the page shows.
type organizationAbout struct {
	organization model.Organization
	connections  []model.Connection
	sessions     []model.Session
	link         *model.Onboarding // the active one, if there is one
}

type organizationMsg struct {
	of    *organization
	gen   int
	about organizationAbout
	err   error
}

func newOrganization(w *world, id model.ID) *organization {
	return &organization{leaf: newLeaf(w, id)}
}

func (o *organization) scopes() []scope { return []scope{inOrg, documents, everywhere} }
func (o *organization) init() tea.Cmd   { return o.read() }

func (o *organization) read() tea.Cmd {
	o.gen++
	ctx, desk, id, gen, env := o.ctx, o.desk, o.id, o.gen, o.environment.ID
	return func() tea.Msg {
		var a organizationAbout
		var err error
		if a.organization, err = desk.Organization(ctx, id); err == nil {
			a.connections, err = desk.Connections(ctx, model.ConnectionQuery{Environment: env, Organization: id})
		}
		if err == nil {
			var page model.Page
			page, err = desk.Sessions(ctx, model.Query{Environment: env, Organization: id, Limit: recentSessions})
			a.sessions = page.Sessions
		}
		if err == nil {
			a.link, err = currentLink(ctx, desk, id)
		}
		return organizationMsg{o, gen, a, err}
	}
}

func (o *organization) update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case organizationMsg:
		if msg.of == o && msg.gen == o.gen {
			o.about, o.err, o.ready, o.heading = msg.about, msg.err, true, msg.about.organization.Name
			o.layOut()
		}
	case changesMsg:
		if o.touched(msg) || touchesLinks(msg) || touchesConnections(msg) {
			return o.read()
		}
	case tickMsg, restyledMsg:
		o.layOut()
	}
	return nil
}

func (o *organization) resize(width, height int) {
	o.leaf.resize(width, height)
	o.layOut()
}

func (o *organization) layOut() {
	if o.ready && o.err == nil {
		o.document.set(organizationLines(o.world, o.about, min(o.width, maxProse)))
	}
}

func (o *organization) disabled(a action) string {
	if o.err != nil && owns(o, a) {
		return "it is not there any more"
	}
	if !o.ready && (a == actCopy || a == actConnection) {
		return "it is still being read"
	}
	switch a {
	case actAddDomain, actEdit, actDelete, actPairs:
		if !o.ready {
			return "it is still being read"
		}
		return o.cannotChange()
	case actDomains:
		if len(o.about.organization.Domains) == 0 {
			return "it has no domain yet: a adds one"
		}
	}
	return o.document.disabled(a)
}

func (o *organization) do(a action) tea.Cmd {
	if o.document.do(a) {
		return nil
	}
	switch a {
	case actSessions:
		return o.stack.push(newSessions(o.world, model.Query{Organization: o.id}))
	case actLinks:
		return o.stack.push(newLinks(o.world, o.id))
	case actConnection:
		switch len(o.about.connections) {
		case 0:
			if o.cannotChange() == "" {
				return o.stack.push(newConnectionForm(o.world, o.about.organization))
			}
		case 1:
			return o.stack.push(newConnection(o.world, o.about.connections[0].ID))
		}
		return o.stack.push(newConnections(o.world, o.id))
	case actAddDomain:
		return o.stack.push(newDomainForm(o.world, o.about.organization))
	case actDomains:
		return o.domainMenu()
	case actEdit:
		return o.stack.push(newOrganizationEdit(o.world, o.about.organization))
	case actPairs:
		return o.stack.push(newMetadataForm(o.world, o.about.organization))
	case actDelete:
		return o.deleteOrganization(o.about.organization)
	case actHistory:
		return o.stack.push(newHistory(o.world, o.id, o.about.organization.Name))
	case actCopy:
		return o.copyFrom(organizationCopies(o.about.organization))
	}
	return nil
}

// organizationLines are the page of an organization.
func organizationLines(w *world, a organizationAbout, cells int) []string {
	st, now := w.style, w.now
	p, o := &page{st: st, width: cells}, a.organization
	p.add(st.strong.Render(clean(o.Name)))
	p.field("Id", string(o.ID))
	p.field("External id", o.ExternalID)
	p.field("Made", moment(o.Created, now))
	p.heading("Domains")
	p.hint("a", "adds one, ", "D", "does something with one")
	for _, d := range o.Domains {
		p.domain(d, w)
	}
	if len(o.Domains) == 0 {
		p.text(st.faint, "None: no profile is accepted by its email's domain.", 0)
	}
	if o.AllowOutside {
		p.text(st.warn, st.glyph.warning+" Profiles with an email outside these domains are accepted.", 0)
	}
	p.heading("Connections")
	for _, c := range a.connections {
		p.add(connectionGlyph(st, c) + "  " + clean(c.Name) + "  " + st.faint.Render(clean(c.Type)))
	}
	if len(a.connections) == 0 {
		p.text(st.faint, "None yet: nobody of this organization can sign in.", 0)
		p.lines = append(p.lines, st.key.Render("c")+st.faint.Render(" makes one"))
	}
	if len(o.Metadata) > 0 {
		p.heading("Metadata")
		p.hint("m", "changes it")
		for _, k := range sortedKeys(o.Metadata) {
			p.field(k, o.Metadata[k])
		}
	}
	p.heading("Setup link")
	p.setupLink(a.link, now)
	p.recent(a.sessions, now)
	return p.lines
}

// touchesConnections reports whether a connection changed: a deleted one no
// longer says whose it was.
func touchesConnections(msg changesMsg) bool {
	return msg.missed || slices.ContainsFunc(msg.changes, func(c model.Changed) bool { return c.Kind == model.KindConnection })
}
