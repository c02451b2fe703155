package widget

import (
	"strings"

	"charm.land/lipgloss/v2"
)

// Paragraphs collects the lines of a text for the eye. What it is given is cleaned.
type Paragraphs struct {
	Style *Style
	Width int
	Lines []string
}

// Blank adds an empty line.
func (p *Paragraphs) Blank() { p.Lines = append(p.Lines, "") }

// Add takes a line that is clean and styled already.
func (p *Paragraphs) Add(line string) {
	p.Lines = append(p.Lines, Cut(line, p.Width, p.Style.Glyph.More))
}

// Heading begins a part.
func (p *Paragraphs) Heading(text string) {
	if len(p.Lines) > 0 {
		p.Blank()
	}
	p.Add(p.Style.Title.Render(Clean(text)))
}

// Hint adds keys and what they do to the line above: a heading, as a rule.
func (p *Paragraphs) Hint(pairs ...string) {
	text := "  "
	for i := 0; i+1 < len(pairs); i += 2 {
		text += p.Style.Key.Render(pairs[i]) + p.Style.Faint.Render(" "+pairs[i+1])
	}
	last := &p.Lines[len(p.Lines)-1]
	*last = Cut(*last+text, p.Width, p.Style.Glyph.More)
}

// Text is a paragraph.
func (p *Paragraphs) Text(in lipgloss.Style, text string, indent int) {
	for _, paragraph := range strings.Split(text, "\n") {
		for _, l := range Wrap(Clean(paragraph), p.Width-indent) {
			p.Lines = append(p.Lines, Blank(indent)+in.Render(l))
		}
	}
}

// LabelWidth is how many cells the labels of fields take.
const LabelWidth = 14

// Field is a label and a value, which is wrapped rather than cut: it is there
// to be read.
func (p *Paragraphs) Field(label, value string) { p.Inked(label, lipgloss.NewStyle(), value) }

// Inked is Field with a style for the value.
func (p *Paragraphs) Inked(label string, in lipgloss.Style, value string) {
	if value == "" {
		return
	}
	name := p.Style.Faint.Render(Fit(Clean(label), LabelWidth, p.Style.Glyph.More))
	for _, l := range Wrap(Clean(value), max(8, p.Width-LabelWidth)) {
		p.Lines = append(p.Lines, name+in.Render(l))
		name = Blank(LabelWidth)
	}
}

// SideBySide puts two pages beside each other.
func SideBySide(left, right *Paragraphs) []string {
	beside := lipgloss.NewStyle().Width(left.Width + 4).Render(strings.Join(left.Lines, "\n"))
	return strings.Split(lipgloss.JoinHorizontal(lipgloss.Top, beside, strings.Join(right.Lines, "\n")), "\n")
}

// Styled draws every line with one style.
func Styled(in lipgloss.Style, lines []string) []string {
	out := make([]string, len(lines))
	for i, l := range lines {
		out[i] = in.Render(l)
	}
	return out
}

// KeyLine is a key and what it does.
func (p *Paragraphs) KeyLine(keys, text string) {
	const room = 18
	name := p.Style.Key.Render(Fit(keys, room, ""))
	for _, l := range Wrap(text, max(8, p.Width-room)) {
		p.Lines = append(p.Lines, name+l)
		name = Blank(room)
	}
}
