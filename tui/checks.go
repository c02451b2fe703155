package tui

import (
	"fmt"
	"slices"
	"strings"

	"charm.land/lipgloss/v2"

	"gatehouse/saml"
)

// checkView is how the checks are arranged.
type checkView struct{ inOrder, onlyOpen bool }

// stages are the groups of rules, by the letter of their number.
var stages = []struct{ letter, name string }{
	{"T", "Transport"}, {"X", "XML"}, {"S", "Signature"}, {"E", "Encryption"}, {"P", "Message and assertion"}, {"", "Gatehouse"},
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
func checkLines(st *style, v *saml.Verdict, view checkView, cells int) []string {
	p := &page{st: st, width: cells}
	if v == nil {
		p.text(st.faint, "Nothing has arrived, so nothing was checked.", 0)
		return p.lines
	}
	p.summary(v)
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
		p.heading("Not passed")
		for _, c := range open {
			p.check(c)
		}
	}
	for i, stage := range stages {
		first := true
		for _, c := range rest {
			if stageOf(c.Rule) != i {
				continue
			}
			if first {
				p.heading(stage.name)
				first = false
			}
			p.check(c)
		}
	}
	return p.lines
}

func (p *page) summary(v *saml.Verdict) {
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
	add(saml.Failed, p.st.bad, "failed")
	add(saml.Warning, p.st.warn, "with a warning")
	add(saml.Passed, p.st.good, "passed")
	add(saml.NotEvaluated, p.st.faint, "could not be evaluated")
	p.add(strings.Join(parts, p.st.faint.Render(", ")))
	signed := "no configured key signed it: every value is only what the message claims"
	if v.Verified {
		signed = "signed by a configured key"
	}
	p.text(p.st.faint, signed, 0)
}

// check is one check: a line, and below it what is needed to understand it.
func (p *page) check(c saml.Check) {
	st := p.st
	glyph, in := st.glyph.skipped, st.faint
	switch c.Outcome {
	case saml.Passed:
		glyph, in = st.glyph.good, st.good
	case saml.Warning:
		glyph, in = st.glyph.warning, st.warn
	case saml.Failed:
		glyph, in = st.glyph.bad, st.bad
	}
	const indent = 8
	name := clean(c.Name)
	if c.Outcome == saml.NotEvaluated {
		name = st.faint.Render(name + " (not evaluated)")
	} else if c.Outcome != saml.Passed {
		name = in.Render(name)
	}
	line := fmt.Sprintf("  %s %s %s", in.Render(glyph), st.faint.Render(fit(clean(c.Rule), 3, "")), name)
	if c.Outcome == saml.Passed {
		if value := firstOf(c.Received, c.Detail); value != "" {
			room := p.width - width(line) - 2
			line += "  " + st.faint.Render(middle(clean(value), max(0, room), st.glyph.more))
		}
		p.add(line)
		return
	}
	p.add(line)
	for _, f := range [][2]string{{"expected", c.Expected}, {"received", c.Received}, {"because", c.Detail}} {
		if f[1] == "" {
			continue
		}
		label := st.faint.Render(fit(f[0], 10, ""))
		for _, l := range wrap(clean(f[1]), max(8, p.width-indent-10)) {
			p.lines = append(p.lines, blank(indent)+label+l)
			label = blank(10)
		}
	}
}
