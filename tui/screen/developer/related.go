package developer

import (
	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

// toSession is the action that opens the session to which something belongs.
func toSession(w *screen.World, session func() model.ID, unread func() string) widget.Action {
	return toRelated(session, unread, "it belongs to no session",
		widget.Action{Name: "session", Keys: widget.Keys("s"), Word: "session",
			Help: "open the session that it belongs to",
			Do:   func() tea.Cmd { return w.Nav.Session(session(), nil) }})
}

// toConnection is the action that opens the connection which something is about.
func toConnection(w *screen.World, connection func() model.ID, unread func() string) widget.Action {
	return toRelated(connection, unread, "it is about no connection",
		widget.Action{Name: "connection", Keys: widget.Keys("c"), Word: "connection",
			Help: "open the connection that it is about",
			Do:   func() tea.Cmd { return w.Nav.Connection(connection()) }})
}

// toOrganization is the action that opens the organization which something is about.
func toOrganization(w *screen.World, organization func() model.ID, unread func() string) widget.Action {
	return toRelated(organization, unread, "it is about no organization",
		widget.Action{Name: "organization", Keys: widget.Keys("o"), Word: "organization",
			Help: "open the organization that it is about",
			Do:   func() tea.Cmd { return w.Nav.Organization(organization()) }})
}

// toRelated says why an action cannot open anything: what it is on is not read yet, or there is none.
func toRelated(id func() model.ID, unread func() string, none string, a widget.Action) widget.Action {
	a.Why = widget.Reasons(unread, func() string {
		if id() == "" {
			return none
		}
		return ""
	})
	return a
}
