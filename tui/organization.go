package tui

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
)

// recentSessions are how many of the last sessions a detail shows.
const recentSessions = 5

// leaf is a page of lines about one record, which is read again when it
// changes.
type leaf struct {
	*world
	id       model.ID
	heading  string
	document document
	err      error
	ready    bool
	gen      int
	width    int
}

func newLeaf(w *world, id model.ID) leaf { return leaf{world: w, id: id, document: newDocument()} }

func (l *leaf) title() string { return firstOf(l.heading, middle(string(l.id), 14, "…")) }

func (l *leaf) resize(width, height int) {
	l.width = width - 2
	l.document.resize(l.width, max(1, height-1))
}

// touched reports whether a change is about this record or its sessions.
func (l *leaf) touched(msg changesMsg) bool {
	for _, c := range msg.changes {
		if msg.missed || c.ID == l.id || c.Session != nil && (c.Session.OrganizationID == l.id || c.Session.ConnectionID == l.id) {
			return true
		}
	}
	return false
}

func (l *leaf) typing() bool { return l.document.find.open }
func (l *leaf) hints() []hint {
	return []hint{{"enter", "go on with n and N"}, {"esc", "end the search"}}
}

func (l *leaf) typed(msg tea.Msg) tea.Cmd {
	l.document.typed(msg)
	return nil
}

func (l *leaf) aside() string { return l.style.faint.Styled(l.document.state()) }

func (l *leaf) view() string {
	st := l.style
	switch {
	case l.err != nil:
		return "\n  " + st.bad.Styled("This cannot be shown: "+clean(l.err.Error()))
	case !l.ready:
		return "\n  " + st.faint.Styled("reading"+st.glyph.more)
	}
	lines := strings.Split(l.document.view(st), "\n")
	for i := range lines {
		lines[i] = " " + lines[i]
	}
	return "\n" + strings.Join(lines, "\n")
}

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
		if o.touched(msg) || touchesLinks(msg) {
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
	if o.ready {
		o.document.set(organizationLines(o.style, o.about, o.now, min(o.width, maxProse)))
	}
}

func (o *organization) disabled(a action) string {
	if !o.ready && (a == actCopy || a == actConnection) {
		return "it is still being read"
	}
	if a == actAddDomain {
		return o.cannotChange()
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
		if len(o.about.connections) == 1 {
			return o.stack.push(newConnection(o.world, o.about.connections[0].ID))
		}
		return o.stack.push(newConnections(o.world, o.id))
	case actAddDomain:
		return o.stack.push(newDomainForm(o.world, o.about.organization))
	case actCopy:
		return o.copyFrom(organizationCopies(o.about.organization))
	}
	return nil
}

// organizationLines are the page of an organization.
func organizationLines(st *style, a organizationAbout, now time.Time, cells int) []string {
	p, o := &page{st: st, width: cells}, a.organization
	p.add(st.strong.Styled(clean(o.Name)))
	p.field("Id", string(o.ID))
	p.field("External id", o.ExternalID)
	p.field("Made", moment(o.Created, now))
	for _, k := range sortedKeys(o.Metadata) {
		p.field(k, o.Metadata[k])
	}
	p.heading("Domains")
	for _, d := range o.Domains {
		p.domain(d)
	}
	if len(o.Domains) == 0 {
		p.text(st.faint, "None: no profile is accepted by its email's domain.", 0)
	}
	if o.AllowOutside {
		p.text(st.warn, st.glyph.warning+" Profiles with an email outside these domains are accepted.", 0)
	}
	p.heading("Connections")
	for _, c := range a.connections {
		p.add(connectionGlyph(st, c) + "  " + clean(c.Name) + "  " + st.faint.Styled(clean(c.Type)))
	}
	if len(a.connections) == 0 {
		p.text(st.faint, "None yet: nobody of this organization can sign in.", 0)
	}
	p.heading("Setup link")
	p.setupLink(a.link, now)
	p.recent(a.sessions, now)
	return p.lines
}

func (p *page) domain(d model.Domain) {
	in, glyph := p.st.good, p.st.glyph.good
	switch d.State {
	case model.DomainPending:
		in, glyph = p.st.warn, p.st.glyph.waiting
	case model.DomainFailed:
		in, glyph = p.st.bad, p.st.glyph.bad
	}
	p.add(in.Styled(fit(glyph+" "+string(d.State), 12, "")) + " " + clean(d.Domain))
	if d.Problem != "" {
		p.text(p.st.faint, d.Problem, 13)
	}
}

// recent are the last sessions of something.
func (p *page) recent(sessions []model.Session, now time.Time) {
	p.heading("Last sessions")
	for _, s := range sessions {
		state, cause := stateCell(p.st, s, now), causeCell(p.st, s, now)
		p.add(state.ink.Styled(fit(state.text, 13, "")) + "  " + p.st.faint.Styled(fitRight(age(now.Sub(s.CreatedAt)), 4, "")) + "  " +
			clean(firstOf(s.Email, s.IdPID, "-")) + "  " + p.st.faint.Styled(clean(cause.text)))
	}
	if len(sessions) == 0 {
		p.text(p.st.faint, "None yet.", 0)
	}
}
