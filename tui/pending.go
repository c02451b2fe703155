package tui

import (
	"context"
	"fmt"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
)

// pendingChange shows what a connection's metadata says now and is not trusted
// yet, to be approved or declined.
type pendingChange struct {
	leaf
	connection model.Connection
}

type pendingMsg struct {
	of         *pendingChange
	gen        int
	connection model.Connection
	err        error
}

func newPending(w *world, id model.ID) *pendingChange {
	p := &pendingChange{leaf: newLeaf(w, id)}
	p.heading = "Change of its metadata"
	return p
}

func (p *pendingChange) scopes() []scope { return []scope{inPending, documents, everywhere} }
func (p *pendingChange) init() tea.Cmd   { return p.read() }

func (p *pendingChange) read() tea.Cmd {
	p.gen++
	ctx, desk, id, gen := p.ctx, p.desk, p.id, p.gen
	return func() tea.Msg {
		c, err := desk.Connection(ctx, id)
		return pendingMsg{p, gen, c, err}
	}
}

func (p *pendingChange) update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case pendingMsg:
		if msg.of == p && msg.gen == p.gen {
			p.connection, p.err, p.ready = msg.connection, msg.err, true
			p.layOut()
		}
	case changesMsg:
		if p.touched(msg) {
			return p.read()
		}
	case restyledMsg:
		p.layOut()
	}
	return nil
}

func (p *pendingChange) resize(width, height int) {
	p.leaf.resize(width, height)
	p.layOut()
}

func (p *pendingChange) layOut() {
	if p.ready && p.err == nil {
		p.document.set(pendingLines(p.world, p.connection, min(p.width, maxProse)))
	}
}

func (p *pendingChange) disabled(a action) string {
	if a == actApprove || a == actDecline {
		if p.connection.Pending == nil {
			return "nothing is left to decide"
		}
		return p.cannotChange()
	}
	return p.document.disabled(a)
}

func (p *pendingChange) do(a action) tea.Cmd {
	if p.document.do(a) {
		return nil
	}
	c := p.connection
	digest := c.Pending.Digest() // what is decided on is what was shown
	leave := func() tea.Cmd { p.stack.remove(p); return nil }
	switch a {
	case actApprove:
		return p.change("approve the change", func(ctx context.Context) (string, error) {
			_, _, err := p.desk.ApproveMetadata(ctx, c.ID, digest)
			return "", err
		}, leave)
	case actDecline:
		return p.change("decline the change", func(ctx context.Context) (string, error) {
			_, err := p.desk.DeclineMetadata(ctx, c.ID, digest)
			return "", err
		}, leave)
	}
	return nil
}

func pendingLines(w *world, c model.Connection, cells int) []string {
	st := w.style
	p := &page{st: st, width: cells}
	p.add(st.strong.Styled(clean(c.Name)))
	p.field("Metadata", c.MetadataURL)
	if c.Pending == nil {
		p.blank()
		p.text(st.good, st.glyph.good+" Nothing is left to decide: what is trusted is what was decided.", 0)
		return p.lines
	}
	p.field("Found", moment(c.Pending.Found, w.now))
	p.blank()
	p.text(st.warn, st.glyph.warning+" Nothing of this is trusted yet. A new certificate decides whose signature counts: confirm its fingerprint with the customer first.", 0)
	p.lines = append(p.lines, st.key.Styled("a")+st.faint.Styled(" approves, ")+st.key.Styled("x")+st.faint.Styled(" declines it"))
	p.heading(fmt.Sprintf("What changed (%d)", len(c.Pending.Diff(c))))
	for _, d := range c.Pending.Diff(c) {
		p.diff(d)
	}
	return p.lines
}
