package connection

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/saml/diagnose"
	"gatehouse/tui/noun"
	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

// pendingChange shows what a connection's metadata says now and is not trusted
// yet, to be approved or declined.
type pendingChange struct {
	screen.Detail[model.Connection]
	services Services
}

// NewMetadataChange is the page of what a connection's metadata says now.
func NewMetadataChange(w *screen.World, services Services, id model.ID) screen.Screen {
	p := &pendingChange{screen.NewDetail[model.Connection](w, id), services}
	p.Heading = "Change of its metadata"
	p.Read = func(ctx context.Context) (model.Connection, error) { return services.Connection(ctx, id) }
	p.Render = func(c model.Connection, cells int) []string { return pendingLines(w, c, cells) }
	return p
}

func (p *pendingChange) Actions() []widget.Group {
	decided := func() string {
		if p.About.Pending == nil {
			return "nothing is left to decide"
		}
		return p.CannotChange()
	}
	return []widget.Group{
		{Name: "Changed metadata", Actions: []widget.Action{
			{Name: "approve", Keys: widget.Keys("a"), Word: "approve",
				Help: "trust what is new, or take all of it over; it asks first", Why: decided,
				Needs: string(model.ActChangeConnection), Do: func() tea.Cmd { return p.approve(p.About) }},
			{Name: "decline", Keys: widget.Keys("x"), Word: "decline",
				Help: "keep things as they are; the same change is not offered again", Why: decided,
				Needs: string(model.ActChangeConnection), Do: p.decline},
		}},
		p.Document.Group(),
	}
}

func (p *pendingChange) decline() tea.Cmd {
	id, digest := p.About.ID, p.About.Pending.Digest() // what is decided on is what was shown
	return p.Change("decline the change", func(ctx context.Context) (string, error) {
		_, err := p.services.DeclineMetadata(ctx, id, digest)
		return "", err
	}, func() tea.Cmd { p.Stack.Remove(p); return nil })
}

// approve asks what of the change is to be trusted. Where certificates would go
// that are trusted now, keeping them is the first choice: while an identity
// provider changes its key, both may sign.
func (p *pendingChange) approve(c model.Connection) tea.Cmd {
	digest, m := c.Pending.Digest(), *c.Pending
	leave := func() tea.Cmd { p.Stack.Remove(p); return nil }
	take := func(what, question string, then func() tea.Cmd,
		verb func(context.Context, model.ID, string) (model.Connection, []diagnose.Lint, error)) tea.Cmd {
		return p.Stack.Open(screen.NewConfirm(p.World, what, question, func() tea.Cmd {
			return p.Change("approve the change", func(ctx context.Context) (string, error) {
				_, _, err := verb(ctx, c.ID, digest)
				return "", err
			}, then)
		}))
	}
	add := func() tea.Cmd {
		return take(approval(m, c, false, p.Now), "Trust it?", p.Reload, p.services.AddFromMetadata)
	}
	all := func() tea.Cmd {
		return take(approval(m, c, true, p.Now), "Take it over?", leave, p.services.ApproveMetadata)
	}
	dropped := len(m.Dropped(c))
	switch {
	case dropped == 0:
		return all()
	case len(m.Added(c)) == 0 && len(m.Diff(c)) == dropped:
		return all() // nothing is new in it
	}
	return p.Stack.Open(screen.NewMenu(p.World, "What of it is to be trusted?", screen.Fixed([]screen.Item{
		{Text: "what is new, and still what is trusted now", Note: "dropping is a step of its own", Do: add},
		{Text: "only what its metadata lists now", Note: fmt.Sprintf("drops %s", widget.Count(dropped, "certificate")),
			Do: all},
	})))
}

// approval says what an approval trusts from then on, and no longer.
func approval(m model.MetadataChange, c model.Connection, drop bool, now time.Time) string {
	lines := []string{"From then on, for " + c.Name + ":"}
	if m.EntityID != c.IdPEntityID {
		lines = append(lines, "", "messages come from "+m.EntityID+", no longer from "+
			cmp.Or(c.IdPEntityID, "(not set)"))
	}
	if m.SSOURL != c.SSOURL || m.SSOBinding != c.SSOBinding {
		lines = append(lines, "", fmt.Sprintf("people are sent to %s (%s)", m.SSOURL, m.SSOBinding))
	}
	for _, der := range m.Added(c) {
		lines = append(lines, "",
			"TRUSTED: whoever holds its key can sign in anybody. Confirm the fingerprint with the customer, not by "+
				"this message.")
		lines = append(lines, noun.CertificateText(model.Certificate{DER: der}.Info(now))...)
	}
	for _, x := range m.Dropped(c) {
		if drop {
			lines = append(lines, "", "NO LONGER TRUSTED: what it signs is refused at once.")
		} else {
			lines = append(lines, "", "STILL TRUSTED, though its metadata no longer lists it:")
		}
		lines = append(lines, noun.CertificateText(x.Info(now))...)
	}
	return strings.Join(lines, "\n")
}

func pendingLines(w *screen.World, c model.Connection, cells int) []string {
	st := w.Style
	p := &widget.Paragraphs{Style: st, Width: cells}
	p.Add(st.Strong.Render(widget.Clean(c.Name)))
	p.Field("Metadata", c.MetadataURL)
	if c.Pending == nil {
		p.Blank()
		p.Text(st.Good, st.Glyph.Good+" Nothing is left to decide: what is trusted is what was decided.", 0)
		return p.Lines
	}
	p.Field("Found", widget.Moment(c.Pending.Found, w.Now))
	p.Blank()
	p.Text(st.Warn, st.Glyph.Warning+
		" Nothing of this is trusted yet. A new certificate decides whose signature counts: confirm its fingerprint "+
		"with the customer first.", 0)
	p.Lines = append(p.Lines, st.Key.Render("a")+st.Faint.Render(" approves (asks what), ")+st.Key.Render("x")+
		st.Faint.Render(" declines it"))
	p.Heading(fmt.Sprintf("What changed (%d)", len(c.Pending.Diff(c))))
	for _, d := range c.Pending.Diff(c) {
		noun.AddDiff(p, d)
	}
	return p.Lines
}
