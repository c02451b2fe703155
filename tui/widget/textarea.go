package widget

import (
	"strings"

	"charm.land/bubbles/v2/textarea"
	tea "charm.land/bubbletea/v2"
)

// textArea is a text of several lines in a form.
type textArea struct{ textarea.Model }

// maxTyped bounds what an area lays out; the rules of its noun are tighter.
const maxTyped = 20_000

// newTextArea shows so many lines, and scrolls.
func newTextArea(lines int, text string) *textArea {
	in := textarea.New()
	in.Prompt, in.ShowLineNumbers, in.CharLimit = "", false, maxTyped
	styles := in.Styles()
	styles.Cursor.Blink = false
	styles.Focused, styles.Blurred = textarea.StyleState{}, textarea.StyleState{}
	in.SetStyles(styles)
	in.SetHeight(lines)
	in.SetValue(text)
	return &textArea{in}
}

// typed takes a key press or a paste.
func (a *textArea) typed(msg tea.Msg) {
	if paste, ok := msg.(tea.PasteMsg); ok {
		rows := strings.Split(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(paste.Content), "\n")
		for i := range rows {
			rows[i] = Clean(rows[i])
		}
		msg = tea.PasteMsg{Content: strings.Join(rows, "\n")}
	}
	a.Model, _ = a.Update(msg)
}

// view draws the lines in sight, the first behind the label of the field.
func (a *textArea) view(st *Style, label string, indent, cells int) []string {
	a.SetWidth(cells)
	lines := strings.Split(a.View(), "\n")
	for i, l := range lines {
		before := Blank(indent)
		if i == 0 {
			before = label
		}
		lines[i] = before + Cut(cleanInput(l), cells, st.Glyph.More)
	}
	return lines
}
