package tui

import (
	"context"
	"fmt"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/saml"
)

// proposal is what a form would make of a connection.
type proposal struct {
	connection model.Connection
	lints      []saml.Lint // of the pre-flight check; an error refuses it
	save       func(context.Context) (model.Connection, error)
}

// review shows a proposal above the form that it came from: enter trusts it, esc
// goes back, where everything still stands as it was typed.
type review struct {
	leaf
	form     *form
	proposal proposal
	saving   bool
}

func newReview(f *form, p proposal) *review {
	r := &review{leaf: newLeaf(f.world, p.connection.ID), form: f, proposal: p}
	r.heading, r.ready = "Before it is saved", true
	return r
}

func (r *review) init() tea.Cmd { return nil }

func (r *review) update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case restyledMsg:
		r.layOut()
	case changedMsg:
		r.saving = r.saving && msg.err == nil
	}
	return nil
}

func (r *review) resize(width, height int) {
	r.leaf.resize(width, height)
	r.layOut()
}

func (r *review) layOut() {
	r.document.set(reviewLines(r.style, r.proposal, r.world, min(r.width, maxProse)))
}

func (r *review) actions() []group {
	why := func() string {
		switch {
		case r.proposal.errors() > 0:
			return "no sign-in could succeed with this: esc goes back to mend it"
		case r.saving:
			return "it is being saved"
		}
		return ""
	}
	return []group{
		{"Before saving", []action{
			{Name: "save", Keys: keys("enter"), Word: "save", Help: "save it as it is shown", Why: why, Do: r.save},
		}},
		r.document.group(),
	}
}

func (r *review) save() tea.Cmd {
	r.saving = true
	var saved model.Connection
	return r.change("save", func(ctx context.Context) (text string, err error) {
		saved, err = r.proposal.save(ctx)
		return "", err
	}, func() tea.Cmd {
		if !r.stack.remove(r.form) {
			return nil
		}
		return r.arrive(saved)
	})
}

func (p proposal) errors() int {
	n := 0
	for _, l := range p.lints {
		if l.Level == saml.LintError {
			n++
		}
	}
	return n
}

// reviewLines show what would be trusted, what is wrong with it first.
func reviewLines(st *style, x proposal, w *world, cells int) []string {
	p, c := &page{st: st, width: cells}, x.connection
	switch n := x.errors(); {
	case n > 0:
		p.text(st.bad, fmt.Sprintf("%s %d %s: no sign-in could succeed. esc goes back to mend it.", st.glyph.bad, n, plural(int64(n), "error")), 0)
	case len(x.lints) > 0:
		p.text(st.warn, fmt.Sprintf("%s It can be saved; consider the %s first.", st.glyph.warning, plural(int64(len(x.lints)), "warning")), 0)
	default:
		p.text(st.good, st.glyph.good+" Nothing is wrong with it.", 0)
	}
	if x.errors() == 0 {
		p.lines = append(p.lines, st.key.Render("enter")+st.faint.Render(" saves it, ")+st.key.Render("esc")+st.faint.Render(" goes back"))
	}
	p.lint(x.lints)
	p.heading("From the identity provider")
	p.field("Type", model.TypeLabel(c.Type))
	p.identity(c, w.now)
	return p.lines
}

// lint shows what a pre-flight check found.
func (p *page) lint(lints []saml.Lint) {
	for _, l := range lints {
		p.blank()
		in, glyph := p.st.warn, p.st.glyph.warning
		if l.Level == saml.LintError {
			in, glyph = p.st.bad, p.st.glyph.bad
		}
		p.text(in, glyph+" "+l.Message, 0)
		p.text(p.st.faint, l.Remedy, 2)
	}
}
