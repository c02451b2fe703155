package directory

import (
	"context"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"gatehouse/model"
	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

// user is the page of one user: what apps see of them, their groups, and what the identity provider sent.
type user struct {
	screen.Detail[userAbout]
	services Services
}

// userAbout is all that the page shows.
type userAbout struct {
	model.DirectoryUser
	mapped []model.MappedAttribute
}

// NewUser is the page of a user.
func NewUser(w *screen.World, services Services, id model.ID) screen.Screen {
	u := &user{screen.NewDetail[userAbout](w, id), services}
	u.Read = func(ctx context.Context) (userAbout, error) { return readUser(ctx, services, id) }
	u.Touches = func(msg screen.Changes) bool { return msg.Touch(model.KindDirectory, model.KindRecompute) }
	u.Render = func(x userAbout, cells int) []string { return userLines(w.Style, x, w.Now, cells) }
	u.Name = func(x userAbout) string { return x.Label() }
	u.Gone = "Apps do not know of this user any more: they were deactivated, or deleted, or their directory was."
	return u
}

func readUser(ctx context.Context, services Services, id model.ID) (x userAbout, err error) {
	if x.DirectoryUser, err = services.DirectoryUser(ctx, id); err != nil {
		return x, err
	}
	m, err := services.DirectoryMap(ctx, x.DirectoryID, id, nil)
	x.mapped = m.Attributes
	return x, err
}

func (u *user) Actions() []widget.Group {
	return []widget.Group{
		{Name: "User", Actions: []widget.Action{
			{Name: "groups", Keys: widget.Keys("enter", "2"), Word: "groups", Help: "open a group that they are in",
				Why: widget.Reasons(u.Unread, u.inNone), Do: u.openGroup},
			{Name: "attributes", Keys: widget.Keys("4"), Word: "attributes", Why: u.Unread,
				Help: "show what the attribute map of the directory makes of them",
				Do:   func() tea.Cmd { return u.openMap() }},
			{Name: "sign-ins", Keys: widget.Keys("s"), Word: "sign-ins", Help: "list the sign-ins with their email",
				Why: widget.Reasons(u.Unread, u.nameless), Do: func() tea.Cmd {
					return u.Nav.SignIns(u.About.OrganizationID, u.About.Attributes.Email)
				}},
			{Name: "copy", Keys: widget.Keys("y"), Word: "copy",
				Help: "copy the email, an id, or what was sent of them",
				Why:  u.Unread, Do: func() tea.Cmd {
					return u.CopyFrom(append(userCopies(u.About.DirectoryUser),
						screen.Copyable{What: "what was sent", Value: widget.Indented(string(u.About.Raw))}))
				}},
			{Name: "read again", Keys: widget.Keys("r"), Help: "read the user again", Do: u.Reload},
		}},
		u.Document.Group(),
	}
}

func (u *user) openMap() tea.Cmd {
	d := model.Directory{ID: u.About.DirectoryID, Name: "the directory of " + u.About.Label()}
	return u.Stack.Push(newMap(u.World, u.services, d, u.About.ID))
}

func (u *user) nameless() string {
	if u.About.Attributes.Email == "" {
		return "they have no email"
	}
	return ""
}

func (u *user) inNone() string {
	if len(u.About.Groups) == 0 {
		return "they are in no group"
	}
	return ""
}

// openGroup opens their group, or offers those that there are.
func (u *user) openGroup() tea.Cmd {
	var items []screen.Item
	for _, g := range u.About.Groups {
		items = append(items, screen.Item{Text: g.Name, Note: g.IdPID,
			Do: func() tea.Cmd { return u.Stack.Push(newGroup(u.World, u.services, g)) }})
	}
	if len(items) == 1 {
		return items[0].Do()
	}
	return u.Stack.Open(screen.NewMenu(u.World, "Groups", screen.Fixed(items)))
}

func userLines(st *widget.Style, x userAbout, now time.Time, cells int) []string {
	p, a := &widget.Paragraphs{Style: st, Width: cells}, x.Attributes
	state := userState(st, x.DirectoryUser)
	p.Add(st.Strong.Render(widget.Cut(widget.Clean(x.Label()), cells-12, st.Glyph.More)) + "  " +
		state.Ink.Render(widget.Clean(state.Text)))
	p.Heading("As apps see them")
	p.Field("Email", a.Email)
	if a.Email == "" {
		p.Inked("Email", st.Warn, st.Glyph.Warning+" none: the identity provider has to map one")
	}
	p.Field("First name", a.FirstName)
	p.Field("Last name", a.LastName)
	p.Field("Name", a.Name)
	p.Field("Job title", a.JobTitle)
	p.Field("Username", a.Username)
	p.Field("Role", a.RoleWords())
	for _, e := range a.Emails {
		p.Field("Emails", strings.Join(
			widget.Filled(e.Value, e.Type, map[bool]string{true: "primary"}[e.Primary]), "  "))
	}
	p.Field("Id", string(x.ID))
	p.Field("IdP id", x.IdPID)
	p.Field("Created", widget.Moment(x.Created, now))
	p.Field("Updated", widget.Moment(x.Updated, now))
	addMapped(p, x)
	p.Heading("Groups")
	if len(x.Groups) > 0 {
		p.Hint("enter", "opens one")
	}
	for _, g := range x.Groups {
		p.Text(lipgloss.NewStyle(), g.Name+widget.Prefixed("  role ", g.Role), 2)
	}
	if len(x.Groups) == 0 {
		p.Text(st.Faint, "none", 2)
	}
	p.Heading("As the identity provider sent it")
	p.Text(lipgloss.NewStyle(), widget.Indented(string(x.Raw)), 2)
	return p.Lines
}

// addMapped shows the custom attributes of a user as apps see them, each with where it comes from. Until they are
// recomputed that may be less than the map says.
func addMapped(p *widget.Paragraphs, x userAbout) {
	if len(x.Attributes.Custom) == 0 {
		return
	}
	from := map[string]string{}
	for _, m := range x.mapped {
		from[m.Name] = m.Path
	}
	p.Heading("In custom_attributes")
	p.Hint("4", "shows the map")
	for _, name := range widget.SortedKeys(x.Attributes.Custom) {
		value := string(x.Attributes.Custom[name])
		if value == "null" {
			value = "none"
		}
		p.Text(lipgloss.NewStyle(), name+"  "+value, 2)
		if from[name] == "" {
			p.Text(p.Style.Faint, "not mapped", 4)
		} else {
			p.Text(p.Style.Faint, "from "+shortPath(p.Style, from[name]), 4)
		}
	}
}
