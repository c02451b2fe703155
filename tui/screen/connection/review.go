package connection

import (
	"context"
	"fmt"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/saml/diagnose"
	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

// proposal is what a form would make of a connection.
type proposal struct {
	connection model.Connection
	lints      []diagnose.Lint // of the pre-flight check; an error refuses it
	save       func(context.Context) (model.Connection, error)
}

// review shows a proposal above the form that it came from: enter trusts it, esc
// goes back, where everything still stands as it was typed.
type review struct {
	screen.Page
	form     *screen.Form
	proposal proposal
	saving   bool
}

func newReview(f *screen.Form, p proposal) *review {
	r := &review{Page: screen.NewPage(f.World, p.connection.ID), form: f, proposal: p}
	r.Heading, r.Ready = "Before it is saved", true
	return r
}

func (r *review) Init() tea.Cmd { return nil }

func (r *review) Update(msg tea.Msg) tea.Cmd {
	if _, ok := msg.(screen.Restyled); ok {
		r.layOut()
	}
	return nil
}

func (r *review) Resize(width, height int) {
	r.Page.Resize(width, height)
	r.layOut()
}

func (r *review) layOut() {
	r.Document.Set(reviewLines(r.Style, r.proposal, r.World, min(r.Width, screen.MaxProse)))
}

func (r *review) Actions() []widget.Group {
	why := func() string {
		switch {
		case r.proposal.errors() > 0:
			return "no sign-in could succeed with this: esc goes back to mend it"
		case r.saving:
			return "it is being saved"
		}
		return ""
	}
	return []widget.Group{
		{Name: "Before saving", Actions: []widget.Action{
			{Name: "save", Keys: widget.Keys("enter"), Word: "save", Help: "save it as it is shown", Why: why,
				Needs: string(model.ActChangeConnection), Do: r.save},
		}},
		r.Document.Group(),
	}
}

func (r *review) save() tea.Cmd {
	r.saving = true
	var saved model.Connection
	return r.CarryOut(screen.Verb{
		Doing: "save",
		Do: func(ctx context.Context) (text string, err error) {
			saved, err = r.proposal.save(ctx)
			return "", err
		},
		Then: func() tea.Cmd {
			if !r.Stack.Remove(r.form) {
				return nil
			}
			return arrive(r.World, saved)
		},
		Refused: func() { r.saving = false },
	})
}

func (p proposal) errors() int {
	n := 0
	for _, l := range p.lints {
		if l.Level == diagnose.LintError {
			n++
		}
	}
	return n
}

// reviewLines show what would be trusted, what is wrong with it first.
func reviewLines(st *widget.Style, x proposal, w *screen.World, cells int) []string {
	p, c := &widget.Paragraphs{Style: st, Width: cells}, x.connection
	switch n := x.errors(); {
	case n > 0:
		p.Text(st.Bad, fmt.Sprintf("%s %d %s: no sign-in could succeed. esc goes back to mend it.", st.Glyph.Bad, n,
			widget.Plural(int64(n), "error")), 0)
	case len(x.lints) > 0:
		p.Text(st.Warn, fmt.Sprintf("%s It can be saved; consider the %s first.", st.Glyph.Warning,
			widget.Plural(int64(len(x.lints)), "warning")), 0)
	default:
		p.Text(st.Good, st.Glyph.Good+" Nothing is wrong with it.", 0)
	}
	if x.errors() == 0 {
		p.Lines = append(p.Lines, st.Key.Render("enter")+st.Faint.Render(" saves it, ")+st.Key.Render("esc")+
			st.Faint.Render(" goes back"))
	}
	addLint(p, x.lints)
	p.Heading("From the identity provider")
	p.Field("Type", model.TypeLabel(c.Type))
	addIdentity(p, c, w.Now)
	return p.Lines
}

// addLint shows what a pre-flight check found.
func addLint(p *widget.Paragraphs, lints []diagnose.Lint) {
	for _, l := range lints {
		p.Blank()
		in, glyph := p.Style.Warn, p.Style.Glyph.Warning
		if l.Level == diagnose.LintError {
			in, glyph = p.Style.Bad, p.Style.Glyph.Bad
		}
		p.Text(in, glyph+" "+l.Message, 0)
		p.Text(p.Style.Faint, l.Remedy, 2)
	}
}
