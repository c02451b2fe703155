package tui

import (
	"strings"
	"time"

	"charm.land/lipgloss/v2"
	"github.com/dustin/go-humanize"
)

// page collects the lines of a text for the eye. What it is given is cleaned.
type page struct {
	st    *style
	width int
	lines []string
}

func (p *page) blank() { p.lines = append(p.lines, "") }

// add takes a line that is clean and styled already.
func (p *page) add(line string) { p.lines = append(p.lines, cut(line, p.width, p.st.glyph.more)) }

// heading begins a part.
func (p *page) heading(text string) {
	if len(p.lines) > 0 {
		p.blank()
	}
	p.add(p.st.title.Render(clean(text)))
}

// hint adds keys and what they do to the line above: a heading, as a rule.
func (p *page) hint(pairs ...string) {
	text := "  "
	for i := 0; i+1 < len(pairs); i += 2 {
		text += p.st.key.Render(pairs[i]) + p.st.faint.Render(" "+pairs[i+1])
	}
	last := &p.lines[len(p.lines)-1]
	*last = cut(*last+text, p.width, p.st.glyph.more)
}

// text is a paragraph.
func (p *page) text(in lipgloss.Style, text string, indent int) {
	for _, paragraph := range strings.Split(text, "\n") {
		for _, l := range wrap(clean(paragraph), p.width-indent) {
			p.lines = append(p.lines, blank(indent)+in.Render(l))
		}
	}
}

const labelWidth = 14

// field is a label and a value, which is wrapped rather than cut: it is there
// to be read.
func (p *page) field(label, value string) { p.inked(label, lipgloss.NewStyle(), value) }

func (p *page) inked(label string, in lipgloss.Style, value string) {
	if value == "" {
		return
	}
	name := p.st.faint.Render(fit(clean(label), labelWidth, p.st.glyph.more))
	for _, l := range wrap(clean(value), max(8, p.width-labelWidth)) {
		p.lines = append(p.lines, name+in.Render(l))
		name = blank(labelWidth)
	}
}

// sideBySide puts two pages beside each other.
func sideBySide(left, right *page) []string {
	beside := lipgloss.NewStyle().Width(left.width + 4).Render(strings.Join(left.lines, "\n"))
	return strings.Split(lipgloss.JoinHorizontal(lipgloss.Top, beside, strings.Join(right.lines, "\n")), "\n")
}

// styled draws every line with one style.
func styled(in lipgloss.Style, lines []string) []string {
	out := make([]string, len(lines))
	for i, l := range lines {
		out[i] = in.Render(l)
	}
	return out
}

// moment is a time as details show it: absolute, in UTC, and how long ago.
func moment(t, now time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(now.Location()).Format("2006-01-02 15:04:05.000 ") + zoneName(t.In(now.Location())) + " (" + humanize.RelTime(t, now, "ago", "from now") + ")"
}

// zoneName is the zone of a time: UTC, CET, or +05:30 where it has no letters.
func zoneName(t time.Time) string {
	name := t.Format("MST")
	if strings.ContainsAny(name, "+-") {
		return t.Format("-07:00")
	}
	return name
}

// clockCell is when something was, by the clock: today its time, else its date
// too.
func clockCell(t, now time.Time) cell {
	t = t.In(now.Location())
	if y, m, d := t.Date(); now.Year() == y && now.Month() == m && now.Day() == d {
		return cell{text: t.Format("15:04:05")}
	}
	return cell{text: t.Format("02 Jan 15:04"), short: t.Format("02 15:04")}
}

// day is a date without its time.
func day(t time.Time) string { return t.UTC().Format(time.DateOnly) }
