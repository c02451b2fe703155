package developer

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"gatehouse/model"
	"gatehouse/tui/noun"
	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

// call is the page of one request: who asked, what was sent and what was answered.
type call struct{ screen.Detail[model.APICall] }

// newCall is the page of a request of the list. Who may not look at bodies sees what the list knows
// of it.
func newCall(w *screen.World, services Services, listed model.APICall) screen.Screen {
	c := &call{screen.NewDetail[model.APICall](w, listed.ID)}
	bodies := w.Who.May(model.ActSeeCallBodies) == nil
	c.Read = func(ctx context.Context) (model.APICall, error) {
		if !bodies {
			return listed, nil
		}
		return services.APICall(ctx, listed.ID)
	}
	c.Render = func(x model.APICall, cells int) []string {
		p := callLines(w.Style, x, w.Now, cells)
		if !bodies {
			p.Heading("Request and answer")
			p.Text(w.Style.Faint, "They are shown to Admins and Developers of your team.", 2)
			return p.Lines
		}
		addBody(p, "Request", x.Request)
		addBody(p, "Answer", x.Answer)
		return p.Lines
	}
	c.Heading = listed.Method + " " + listed.Path
	return c
}

func (c *call) Actions() []widget.Group {
	session := toSession(c.World, func() model.ID { return c.About.SessionID }, c.Unread)
	session.Keys = widget.Keys("s", "enter")
	return []widget.Group{
		{Name: "Request", Actions: []widget.Action{
			session, toOrganization(c.World, func() model.ID { return c.About.OrganizationID }, c.Unread),
			{Name: "copy", Keys: widget.Keys("y"), Word: "copy", Help: "copy an id, the request or the answer",
				Why: c.Unread, Do: func() tea.Cmd {
					return c.CopyFrom(append(callCopies(c.About), screen.Copyable{What: "request",
						Value: c.About.Request},
						screen.Copyable{What: "answer", Value: c.About.Answer}))
				}},
		}},
		c.Document.Group(),
	}
}

func callLines(st *widget.Style, x model.APICall, now time.Time, cells int) *widget.Paragraphs {
	p := &widget.Paragraphs{Style: st, Width: cells}
	status := statusCell(st, x)
	p.Add(st.Strong.Render(widget.Clean(x.Method)) + "  " + status.Ink.Render(status.Text))
	p.Field("Path", x.Path)
	p.Field("Query", x.Query)
	p.Field("Request", string(x.ID))
	p.Field("At", widget.Moment(x.At, now))
	p.Field("Took", tookText(x.Took))
	p.Field("Key", noun.Named(keyName(x), model.ID(x.KeyHint)))
	p.Field("From", x.Peer)
	p.Field("User agent", x.UserAgent)
	p.Field("Session", string(x.SessionID))
	p.Field("Organization", string(x.OrganizationID))
	return p
}

func addBody(p *widget.Paragraphs, heading, body string) {
	p.Heading(heading)
	if body == "" {
		p.Text(p.Style.Faint, "no body", 2)
		return
	}
	p.Text(lipgloss.NewStyle(), widget.Indented(body), 2)
}
