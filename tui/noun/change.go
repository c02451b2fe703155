package noun

import (
	"gatehouse/model"
	"gatehouse/tui/widget"
)

// ActorText says who did something, and by which way.
func ActorText(a model.Actor) string {
	if a.Via == "" || a.Via == a.Name {
		return a.Name
	}
	return a.Name + " (" + a.Via + ")"
}

// AddDiff shows one field before and after, on a line if they fit.
func AddDiff(p *widget.Paragraphs, d model.DiffLine) {
	st := p.Style
	before, after := widget.Clean(d.Before), widget.Clean(d.After)
	one := "  " + before + " " + widget.Arrow(st) + " " + after
	p.Add(st.Accent.Render(widget.Clean(d.Field)))
	if before != "" && after != "" && widget.Width(one) <= p.Width {
		p.Add("  " + st.Bad.Render(before) + " " + st.Faint.Render(widget.Arrow(st)) + " " + st.Good.Render(after))
		return
	}
	if before != "" {
		p.Text(st.Bad, "- "+before, 2)
	}
	if after != "" {
		p.Text(st.Good, "+ "+after, 2)
	}
}
