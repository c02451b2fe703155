package tui

import (
	"context"
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/saml"
	"gatehouse/tui/widget"
)

// pendingChange shows what a connection's metadata says now and is not trusted
// yet, to be approved or declined.
type pendingChange struct{ detail[model.Connection] }

func newPending(w *world, id model.ID) *pendingChange {
	p, desk := &pendingChange{newDetail[model.Connection](w, id)}, w.desk
	p.heading = "Change of its metadata"
	p.read = func(ctx context.Context) (model.Connection, error) { return desk.Connection(ctx, id) }
	p.render = func(c model.Connection, cells int) []string { return pendingLines(w, c, cells) }
	return p
}

func (p *pendingChange) actions() []widget.Group {
	decided := func() string {
		if p.about.Pending == nil {
			return "nothing is left to decide"
		}
		return p.cannotChange()
	}
	return []widget.Group{
		{Name: "Changed metadata", Actions: []widget.Action{
			{Name: "approve", Keys: widget.Keys("a"), Word: "approve",
				Help: "trust what is new, or take all of it over; it asks first", Why: decided,
				Do: func() tea.Cmd { return p.approve(p.about) }},
			{Name: "decline", Keys: widget.Keys("x"), Word: "decline",
				Help: "keep things as they are; the same change is not offered again", Why: decided, Do: p.decline},
		}},
		p.document.Group(),
	}
}

func (p *pendingChange) decline() tea.Cmd {
	id, digest := p.about.ID, p.about.Pending.Digest() // what is decided on is what was shown
	return p.change("decline the change", func(ctx context.Context) (string, error) {
		_, err := p.desk.DeclineMetadata(ctx, id, digest)
		return "", err
	}, func() tea.Cmd { p.stack.remove(p); return nil })
}

// approve asks what of the change is to be trusted. Where certificates would go
// that are trusted now, keeping them is the first choice: while an identity
// provider changes its key, both may sign.
func (p *pendingChange) approve(c model.Connection) tea.Cmd {
	digest, m := c.Pending.Digest(), *c.Pending
	leave := func() tea.Cmd { p.stack.remove(p); return nil }
	take := func(what, question string, then func() tea.Cmd, verb func(context.Context, model.ID, string) (model.Connection, []saml.Lint, error)) tea.Cmd {
		return p.stack.open(newConfirm(p.world, what, question, func() tea.Cmd {
			return p.change("approve the change", func(ctx context.Context) (string, error) {
				_, _, err := verb(ctx, c.ID, digest)
				return "", err
			}, then)
		}))
	}
	add := func() tea.Cmd {
		return take(approval(m, c, false, p.now), "Trust it?", p.reload, p.desk.AddFromMetadata)
	}
	all := func() tea.Cmd {
		return take(approval(m, c, true, p.now), "Take it over?", leave, p.desk.ApproveMetadata)
	}
	dropped := len(m.Dropped(c))
	switch {
	case dropped == 0:
		return all()
	case len(m.Added(c)) == 0 && len(m.Diff(c)) == dropped:
		return all() // nothing is new in it
	}
	return p.stack.open(newMenu(p.world, "What of it is to be trusted?", fixed([]item{
		{text: "what is new, and still what is trusted now", note: "dropping is a step of its own", do: add},
		{text: "only what its metadata lists now", note: fmt.Sprintf("drops %s", widget.Count(dropped, "certificate")), do: all},
	})))
}

// approval says what an approval trusts from then on, and no longer.
func approval(m model.MetadataChange, c model.Connection, drop bool, now time.Time) string {
	lines := []string{"From then on, for " + c.Name + ":"}
	if m.EntityID != c.IdPEntityID {
		lines = append(lines, "", "messages come from "+m.EntityID+", no longer from "+widget.FirstOf(c.IdPEntityID, "(not set)"))
	}
	if m.SSOURL != c.SSOURL || m.SSOBinding != c.SSOBinding {
		lines = append(lines, "", fmt.Sprintf("people are sent to %s (%s)", m.SSOURL, m.SSOBinding))
	}
	for _, der := range m.Added(c) {
		lines = append(lines, "", "TRUSTED: whoever holds its key can sign in anybody. Confirm the fingerprint with the customer, not by this message.")
		lines = append(lines, certificateText(model.Certificate{DER: der}.Info(now))...)
	}
	for _, x := range m.Dropped(c) {
		if drop {
			lines = append(lines, "", "NO LONGER TRUSTED: what it signs is refused at once.")
		} else {
			lines = append(lines, "", "STILL TRUSTED, though its metadata no longer lists it:")
		}
		lines = append(lines, certificateText(x.Info(now))...)
	}
	return strings.Join(lines, "\n")
}

// certificateText names a certificate so that it can be compared.
func certificateText(i model.CertificateInfo) []string {
	lines := []string{fmt.Sprintf("%s, until %s, SHA-256", i.Subject, widget.Day(i.NotAfter))}
	return append(lines, grouped(i.SHA256)...)
}

func pendingLines(w *world, c model.Connection, cells int) []string {
	st := w.style
	p := &widget.Paragraphs{Style: st, Width: cells}
	p.Add(st.Strong.Render(widget.Clean(c.Name)))
	p.Field("Metadata", c.MetadataURL)
	if c.Pending == nil {
		p.Blank()
		p.Text(st.Good, st.Glyph.Good+" Nothing is left to decide: what is trusted is what was decided.", 0)
		return p.Lines
	}
	p.Field("Found", widget.Moment(c.Pending.Found, w.now))
	p.Blank()
	p.Text(st.Warn, st.Glyph.Warning+" Nothing of this is trusted yet. A new certificate decides whose signature counts: confirm its fingerprint with the customer first.", 0)
	p.Lines = append(p.Lines, st.Key.Render("a")+st.Faint.Render(" approves (asks what), ")+st.Key.Render("x")+st.Faint.Render(" declines it"))
	p.Heading(fmt.Sprintf("What changed (%d)", len(c.Pending.Diff(c))))
	for _, d := range c.Pending.Diff(c) {
		addDiff(p, d)
	}
	return p.Lines
}
