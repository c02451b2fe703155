package session

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"charm.land/lipgloss/v2"

	"gatehouse/saml"
	"gatehouse/tui/widget"
)

// checkView is how the checks are arranged.
type checkView struct{ inOrder, onlyOpen bool }

// stages are the groups of rules, by the letter of their number.
var stages = []struct{ letter, name string }{
	{"T", "Transport"}, {"X", "XML"}, {"S", "Signature"}, {"E", "Encryption"}, {"O", "OpenID Connect"},
	{"P", "Message and assertion"},
	{"", "Gatehouse"},
}

func stageOf(rule string) int {
	for i, s := range stages {
		if s.letter != "" && strings.HasPrefix(rule, s.letter) {
			return i
		}
	}
	return len(stages) - 1
}

func failedChecks(v *saml.Verdict) int {
	n := 0
	for _, c := range v.Checks {
		if c.Outcome == saml.Failed {
			n++
		}
	}
	return n
}

// checkLines show every check with what it expected and received: those that
// failed first, unless they are asked for in the order of the rules.
func checkLines(st *widget.Style, v *saml.Verdict, view checkView, cells int) []string {
	p := &widget.Paragraphs{Style: st, Width: cells}
	if v == nil {
		p.Text(st.Faint, "Nothing has arrived, so nothing was checked.", 0)
		return p.Lines
	}
	addSummary(p, v)
	var open, rest []saml.Check
	for _, c := range v.Checks {
		switch {
		case !view.inOrder && (c.Outcome == saml.Failed || c.Outcome == saml.Warning):
			open = append(open, c)
		case !view.onlyOpen || c.Outcome == saml.Failed || c.Outcome == saml.Warning:
			rest = append(rest, c)
		}
	}
	slices.SortStableFunc(open, func(a, b saml.Check) int { return int(b.Outcome) - int(a.Outcome) })
	if len(open) > 0 {
		p.Heading("Not passed")
		for _, c := range open {
			addCheck(p, c)
		}
	}
	for i, stage := range stages {
		first := true
		for _, c := range rest {
			if stageOf(c.Rule) != i {
				continue
			}
			if first {
				p.Heading(stage.name)
				first = false
			}
			addCheck(p, c)
		}
	}
	return p.Lines
}

func addSummary(p *widget.Paragraphs, v *saml.Verdict) {
	var n [4]int
	for _, c := range v.Checks {
		n[c.Outcome]++
	}
	var parts []string
	add := func(o saml.Outcome, in lipgloss.Style, what string) {
		if n[o] > 0 {
			parts = append(parts, in.Render(fmt.Sprintf("%d %s", n[o], what)))
		}
	}
	add(saml.Failed, p.Style.Bad, "failed")
	add(saml.Warning, p.Style.Warn, "with a warning")
	add(saml.Passed, p.Style.Good, "passed")
	add(saml.NotEvaluated, p.Style.Faint, "could not be evaluated")
	p.Add(strings.Join(parts, p.Style.Faint.Render(", ")))
	signed := "no configured key signed it: every value is only what the message claims"
	if v.Verified {
		signed = "signed by a configured key"
	}
	p.Text(p.Style.Faint, signed, 0)
}

// addCheck is one check: a line, and below it what is needed to understand it.
func addCheck(p *widget.Paragraphs, c saml.Check) {
	st := p.Style
	glyph, in := st.Glyph.Skipped, st.Faint
	switch c.Outcome {
	case saml.Passed:
		glyph, in = st.Glyph.Good, st.Good
	case saml.Warning:
		glyph, in = st.Glyph.Warning, st.Warn
	case saml.Failed:
		glyph, in = st.Glyph.Bad, st.Bad
	}
	const indent = 8
	name := widget.Clean(c.Name)
	if c.Outcome == saml.NotEvaluated {
		name = st.Faint.Render(name + " (not evaluated)")
	} else if c.Outcome != saml.Passed {
		name = in.Render(name)
	}
	line := fmt.Sprintf("  %s %s %s", in.Render(glyph), st.Faint.Render(widget.Fit(widget.Clean(c.Rule), 3, "")), name)
	if c.Outcome == saml.Passed {
		if value := cmp.Or(c.Received, c.Detail); value != "" {
			room := p.Width - widget.Width(line) - 2
			line += "  " + st.Faint.Render(widget.Middle(widget.Clean(value), max(0, room), st.Glyph.More))
		}
		p.Add(line)
		return
	}
	p.Add(line)
	for _, f := range [][2]string{{"expected", c.Expected}, {"received", c.Received}, {"because", c.Detail}} {
		if f[1] == "" {
			continue
		}
		label := st.Faint.Render(widget.Fit(f[0], 10, ""))
		for _, l := range widget.Wrap(widget.Clean(f[1]), max(8, p.Width-indent-10)) {
			p.Lines = append(p.Lines, widget.Blank(indent)+label+l)
			label = widget.Blank(10)
		}
	}
}
