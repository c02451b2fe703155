package session

import (
	"cmp"
	"regexp"
	"strings"

	"charm.land/lipgloss/v2"

	"gatehouse/saml/diagnose"
	"gatehouse/saml/diff"
	"gatehouse/tui/noun"
	"gatehouse/tui/widget"
)

// addCompared puts expected and received above each other, with the difference
// pointed at.
func addCompared(p *widget.Paragraphs, x diagnose.Explanation) {
	if x.Expected == "" && x.Received == "" {
		return
	}
	p.Blank()
	st := p.Style
	room := p.Width - widget.LabelWidth
	if isFingerprint(x.Expected) || isFingerprint(x.Received) {
		addFingerprints(p, x.Expected, x.Received)
		p.Inked("", st.Warn, x.Difference)
		return
	}
	expected, received, marks := align(widget.Clean(x.Expected), widget.Clean(x.Received), room, st.Glyph.More)
	line := func(label string, in lipgloss.Style, value string) {
		p.Lines = append(p.Lines, st.Faint.Render(widget.Fit(label, widget.LabelWidth, ""))+in.Render(value))
	}
	if expected != "" {
		line("Expected", st.Good, expected)
	}
	if received == "" {
		received = "(nothing)"
	}
	line("Received", st.Bad, received)
	if marks != "" {
		p.Lines = append(p.Lines, widget.Blank(widget.LabelWidth)+st.Bad.Render(marks))
	}
	if x.Difference != "" {
		p.Inked("", st.Warn, x.Difference)
	}
}

var fingerprintShape = regexp.MustCompile(`^([0-9A-F]{2}:){19,}[0-9A-F]{2}$`)

func isFingerprint(s string) bool { return fingerprintShape.MatchString(s) }

// addFingerprints are never cut: people compare them, byte by byte, with what
// somebody reads out to them.
func addFingerprints(p *widget.Paragraphs, expected, received string) {
	show := func(label string, in lipgloss.Style, value string) {
		rows := []string{cmp.Or(value, "(nothing)")}
		if isFingerprint(value) {
			rows = noun.GroupedIn(value, p.Width-widget.LabelWidth)
		}
		for _, row := range rows {
			for _, l := range widget.Wrap(widget.Clean(row), p.Width-widget.LabelWidth) {
				p.Lines = append(p.Lines, p.Style.Faint.Render(widget.Fit(label, widget.LabelWidth, ""))+in.Render(l))
				label = ""
			}
		}
	}
	show("Expected", p.Style.Good, expected)
	show("Received", p.Style.Bad, received)
}

// align cuts two values so that both fit into cells and where they differ is
// seen, and marks it. Values that have little in common get no marks.
func align(expected, received string, cells int, more string) (a, b, marks string) {
	e, r := []rune(expected), []rune(received)
	head, tail := diff.CommonEnds(e, r)
	if expected == "" || received == "" || expected == received || head+tail < 3 {
		return widget.Cut(expected, cells, more), widget.Cut(received, cells, more), ""
	}
	start := 0 // rune from which both are shown
	if longest := max(widget.Width(expected), widget.Width(received)); longest > cells && head > cells/2 {
		start = head - cells/3
	}
	from := func(s []rune) string {
		if start == 0 {
			return widget.Cut(string(s), cells, more)
		}
		return widget.Cut(more+string(s[start+1:]), cells, more)
	}
	a, b = from(e), from(r)
	at := widget.Width(string(e[start:head]))
	n := max(1, widget.Width(string(r[head:len(r)-tail])))
	if at >= cells {
		return a, b, ""
	}
	return a, b, widget.Blank(at) + strings.Repeat("^", min(n, cells-at))
}
