package tui

import (
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/dustin/go-humanize"

	"gatehouse/model"
	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

// View draws header, breadcrumbs, the screen with any dialog above it, status
// line and key bar.
func (c *console) View() tea.View {
	v := tea.NewView(c.page())
	v.AltScreen = true
	v.WindowTitle = "Gatehouse"
	if c.mouse {
		v.MouseMode = tea.MouseModeCellMotion
	}
	return v
}

func (c *console) page() string {
	if c.width == 0 {
		return ""
	}
	if c.tooLittle() {
		return c.tooSmall()
	}
	if w, ok := c.StandsAlone(); ok {
		return c.bare(w)
	}
	body := "\n  " + c.Style.Faint.Render("reading"+c.Style.Glyph.More)
	if len(c.Stack.Screens) > 0 {
		body = c.Stack.Top().View()
	}
	lines := strings.Split(body, "\n")
	room := c.height - screen.Chrome
	if len(lines) > room {
		lines = lines[:room]
	}
	for len(lines) < room {
		lines = append(lines, "")
	}
	if c.Stack.Dialog != nil {
		lines = c.above(behind(c.Style, lines), strings.Split(c.Stack.Dialog.View(), "\n"))
	}
	all := append([]string{c.header(), c.crumbs()}, lines...)
	all = append(all, c.StatusLine(c.width), c.keyBar(c.width))
	if c.Environment.Kind == model.Production {
		all = barred(c.Style, all, c.width)
	}
	if c.Options.ASCII {
		return widget.AsciiOnly(strings.Join(all, "\n"))
	}
	return strings.Join(all, "\n")
}

// barred draws a rule down the left edge, which every screen leaves free.
func barred(st *widget.Style, lines []string, cells int) []string {
	rule := st.Bad.Render(st.Glyph.Border.Left)
	for i, l := range lines {
		if l == "" {
			lines[i] = rule
		} else if first := ansi.Cut(l, 0, 1); strings.TrimSpace(ansi.Strip(first)) == "" {
			lines[i] = rule + ansi.Cut(l, 1, cells)
		}
	}
	return lines
}

func (c *console) StandsAlone() (screen.Frameless, bool) {
	if len(c.Stack.Screens) == 0 || c.Stack.Dialog != nil {
		return nil, false
	}
	f, ok := c.Stack.Top().(screen.Frameless)
	return f, ok
}

// whole draws a screen that stands alone: below it one line, for what was just
// said or for the keys.
func (c *console) bare(f screen.Frameless) string {
	lines := f.Whole(c.width, c.height-1)
	lines = append(lines, make([]string, max(0, c.height-1-len(lines)))...)[:c.height-1]
	last := c.bareKeys(f)
	if c.Now.Before(c.Status.Until) {
		last = c.StatusLine(c.width)
	}
	text := strings.Join(append(lines, last), "\n")
	if c.Options.ASCII {
		return widget.AsciiOnly(text)
	}
	return text
}

// bareKeys are the keys, beside the command that prints the same.
func (c *console) bareKeys(f screen.Frameless) string {
	const least = 18 // cells for keys
	x, ok := f.(screen.Printed)
	if !ok {
		return c.keyBar(c.width)
	}
	command := widget.Clean(x.PrintedBy(c.width - least))
	if command == "" {
		return c.keyBar(c.width)
	}
	return widget.Edges(c.keyBar(c.width-widget.Width(command)-1), c.Style.Faint.Render(command), c.width,
		c.Style.Glyph.More)
}

// tooLittle reports whether the window has no room for a screen.
func (c *console) tooLittle() bool {
	return c.width > 0 && (c.width < screen.MinWidth || c.height < minHeight)
}

func (c *console) tooSmall() string {
	lines := []string{
		"Gatehouse needs a larger window.",
		fmt.Sprintf("It is %d×%d; at least %d×%d.", c.width, c.height, screen.MinWidth, minHeight),
		"q quits.",
	}
	for i := range lines {
		lines[i] = widget.Cut(lines[i], c.width, "")
	}
	return strings.Join(lines[:min(len(lines), c.height)], "\n")
}

// header names the environment and what waits in it. Where there is no room for
// all, the address goes before the counts: it is never cut.
func (c *console) header() string {
	st := c.Style
	left := " " + st.Brand.Render("Gatehouse")
	if name := c.Environment.Name; name != "" {
		left += "  " + c.chip(widget.Clean(name))
	}
	if c.Options.ReadOnly {
		left += " " + st.Warn.Render("read-only")
	}
	right := c.waits(c.width - widget.Width(left) - 2)
	for _, url := range []string{c.Options.BaseURL,
		strings.TrimPrefix(strings.TrimPrefix(c.Options.BaseURL, "http://"), "https://")} {
		if url != "" && widget.Width(left)+2+widget.Width(widget.Clean(url))+2+widget.Width(right) <= c.width {
			left += "  " + st.Faint.Render(widget.Clean(url))
			break
		}
	}
	return widget.Edges(left, right, c.width, st.Glyph.More)
}

// waits is what the environment waits for, and how many sessions it has. Where
// cells are few, words go first and then the sessions.
func (c *console) waits(cells int) string {
	st, sessions, mentions := c.Style, "", c.mentions()
	if n := int64(c.count.sessions); c.Environment.ID != "" {
		sessions = st.Faint.Render(humanize.Comma(n) + " " + widget.Plural(n, "session"))
	}
	var text string
	for _, parts := range [][]string{
		{c.pressure(), mentions, c.expiring.badge(st), c.expiring.change(st, false), sessions},
		{c.pressure(), mentions, c.expiring.badge(st), c.expiring.change(st, true), sessions},
		{c.pressure(), mentions, c.expiring.badge(st), c.expiring.change(st, true)},
	} {
		if text = strings.Join(widget.Filled(parts...), "  "); text != "" {
			text += " "
		}
		if widget.Width(text) <= cells {
			break
		}
	}
	return text
}

// chip is the badge of the environment: that of Production is not to be taken for
// another, by its colour and by its words.
func (c *console) chip(name string) string {
	if c.Environment.Kind != model.Production {
		return c.Style.Chip.Render(" " + name + " ")
	}
	word := "PRODUCTION"
	if !strings.EqualFold(name, word) {
		word += " " + name
	}
	return c.Style.Alarm.Render(" ! " + word + " ! ")
}

// pressure says that sign-ins are refused: for want of space, or because more came
// than can be held, within the last quarter of an hour.
func (c *console) pressure() string {
	st := c.Style
	if c.Facts.Refuses != "" {
		return st.Warn.Render("disk full: sign-ins refused")
	}
	if count, last := c.Facts.TurnedAway, c.Facts.TurnedAwayAt; count > 0 && c.Now.Sub(last) < 15*time.Minute {
		return st.Warn.Render(humanize.Comma(count) + " turned away")
	}
	return ""
}

// crumbs are the titles of the stack; at the root, the lists to choose from.
func (c *console) crumbs() string {
	st := c.Style
	if len(c.Stack.Screens) == 0 {
		return ""
	}
	var parts []string
	if len(c.Stack.Screens) == 1 {
		for _, name := range screen.PlaceNames {
			if name == c.Stack.Top().Title() {
				parts = append(parts, st.Strong.Underline(true).Render(name))
			} else {
				parts = append(parts, st.Faint.Render(name))
			}
		}
		if len(parts) > 0 {
			return c.beside(" " + strings.Join(parts, "  "))
		}
	}
	for i, s := range c.Stack.Screens {
		title := widget.Clean(s.Title())
		if i == len(c.Stack.Screens)-1 {
			parts = append(parts, st.Strong.Render(title))
		} else {
			parts = append(parts, st.Faint.Render(title))
		}
	}
	return c.beside(" " + strings.Join(parts, st.Faint.Render(" "+st.Glyph.Crumb+" ")))
}

func (c *console) beside(left string) string {
	right := ""
	if a, ok := c.Stack.Top().(screen.Aside); ok {
		if right = a.Aside(); right != "" {
			right += " "
		}
	}
	return widget.Edges(left, right, c.width, c.Style.Glyph.More)
}

// behind dims what a dialog stands on. Its cursor goes: the keys are the dialog's.
func behind(st *widget.Style, lines []string) []string {
	var all []string
	for _, l := range lines {
		plain := strings.TrimRight(ansi.Strip(l), " ")
		if rest, cursor := strings.CutPrefix(plain, st.Glyph.Cursor); cursor {
			plain = widget.Blank(widget.Width(st.Glyph.Cursor)) + rest
		}
		all = append(all, st.Faint.Render(plain))
	}
	return all
}

// above lays a dialog over the middle of the screen. It splices lines rather than
// compose layers of Lip Gloss: those draw every cell of the window anew, which takes
// four times as long at 200×50.
func (c *console) above(lines, dialog []string) []string {
	boxWidth := 0
	for _, l := range dialog {
		boxWidth = max(boxWidth, widget.Width(l))
	}
	left := max(0, (c.width-boxWidth)/2)
	top := max(0, (len(lines)-len(dialog))/3)
	for i, l := range dialog {
		if top+i >= len(lines) {
			break
		}
		under := lines[top+i]
		if n := widget.Width(under); n < c.width {
			under += widget.Blank(c.width - n)
		}
		right := ansi.Cut(under, left+boxWidth, c.width)
		if widget.Width(right) > c.width-left-boxWidth { // the box covers half of a wide character
			right = " " + ansi.Cut(under, left+boxWidth+1, c.width)
		}
		lines[top+i] = widget.Fit(ansi.Cut(under, 0, left), left, "") + ansi.ResetStyle + l + ansi.ResetStyle + right
	}
	return lines
}
