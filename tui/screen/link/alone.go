package link

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"
	"rsc.io/qr"

	"gatehouse/model"
	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

// maxLinkLine is what a mail program leaves on one line.
const maxLinkLine = 78

// bareLink shows a link and nothing beside it, from the first column on, so that
// a terminal selects it whole; below it how long it lives, and as a QR code.
type bareLink struct {
	*screen.World
	services Services

	id    model.ID
	about model.Onboarding
	url   string
	code  *qr.Code
	err   error
	ready bool
	gen   int
}

type bareLinkMsg struct {
	of    *bareLink
	gen   int
	about model.Onboarding
	url   string
	code  *qr.Code
	err   error
}

// NewAlone is a link alone, with its QR code.
func NewAlone(w *screen.World, services Services, id model.ID) screen.Screen {
	return &bareLink{World: w, services: services, id: id}
}

func (b *bareLink) Title() string { return "Link" }

func (b *bareLink) Init() tea.Cmd   { return b.read() }
func (b *bareLink) Resize(_, _ int) {}
func (b *bareLink) View() string    { return "" }

func (b *bareLink) read() tea.Cmd {
	b.gen++
	ctx, services, id, gen := b.Context, b.services, b.id, b.gen
	return func() tea.Msg {
		msg := bareLinkMsg{of: b, gen: gen}
		if msg.about, msg.err = services.Onboarding(ctx, id); msg.err != nil {
			return msg
		}
		if msg.url, msg.err = services.LinkURL(ctx, msg.about.Link); msg.err == nil {
			msg.code, msg.err = qr.Encode(msg.url, qr.L)
		}
		return msg
	}
}

func (b *bareLink) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case bareLinkMsg:
		if msg.of == b && msg.gen == b.gen {
			b.about, b.url, b.code, b.err, b.ready = msg.about, msg.url, msg.code, msg.err, true
		}
	case screen.Changes:
		if screen.TouchesLinks(msg) {
			return b.read()
		}
	}
	return nil
}

func (b *bareLink) Actions() []widget.Group {
	do := actionsOf(b.World, b.services, func() model.Link { return b.about.Link },
		func() model.Progress { return b.about.Progress })
	return []widget.Group{{Name: "Link alone", Actions: widget.Unless(b.unread,
		widget.Action{Name: "copy", Keys: widget.Keys("y"), Word: "copy", Help: "copy the link", Why: do.alone.Why,
			Needs: do.alone.Needs,
			Do:    func() tea.Cmd { return b.Copy("the link", b.url) }},
		do.message,
	)}}
}

func (b *bareLink) unread() string {
	switch {
	case !b.ready:
		return "it is still being read"
	case b.err != nil && b.about.Link.ID == "":
		return "it cannot be read"
	}
	return ""
}

// Whole is the screen from its first line on.
func (b *bareLink) Whole(cells, height int) []string {
	st := b.Style
	l := b.about.Link
	state := l.StateAt(b.Now)
	switch {
	case !b.ready:
		return []string{st.Faint.Render("reading" + st.Glyph.More)}
	case b.about.Link.ID != "" && state != model.LinkActive:
		return []string{st.Bad.Render("This link is " + string(state) + ": it opens nothing any more.")}
	case b.err != nil:
		return widget.Wrap(widget.Clean("This cannot be shown: "+b.err.Error()), cells)
	}
	var lines []string
	for rest := b.url; rest != ""; {
		n := min(len(rest), cells)
		lines, rest = append(lines, rest[:n]), rest[n:]
	}
	life := fmt.Sprintf("Lives %s more, until %s UTC, for %s.", model.LongAge(l.Left(b.Now)),
		l.Expires.UTC().Format("2006-01-02 15:04"), b.about.Organization.Name)
	lines = append(lines, st.Faint.Render(widget.Cut(widget.Clean(life), cells, st.Glyph.More)))
	if n := len(b.url); n > maxLinkLine {
		lines = append(lines,
			st.Warn.Render(widget.Cut(fmt.Sprintf(
				"It has %d columns, because the base URL has many: mail may break it after %d.", n, maxLinkLine),
				cells, st.Glyph.More)))
	}
	code := qrLines(st, b.code, b.Options.ASCII)
	room := height - len(lines)
	if widget.Width(code[0]) > cells || len(code) > room {
		return append(lines, "", st.Faint.Render(fmt.Sprintf("For the QR code the window must be %d×%d.",
			widget.Width(code[0]), len(code)+len(lines)+1)))
	}
	if len(code) < room {
		lines = append(lines, "")
	}
	return append(lines, code...)
}

// quiet is the margin of a QR code, in modules.
const quiet = 2

// qrLines draws a code. Two modules stand in one cell, one above the other; in
// ASCII each takes two cells. Without colours light modules are drawn and dark
// ones left out, unless the terminal is known to be light: a code is dark on
// light.
func qrLines(st *widget.Style, code *qr.Code, ascii bool) []string {
	var lines []string
	drawn := func(x, y int) bool { return code.Black(x, y) != st.QRLight }
	step := 2
	if ascii {
		step = 1
	}
	for y := -quiet; y < code.Size+quiet; y += step {
		var b strings.Builder
		for x := -quiet; x < code.Size+quiet; x++ {
			upper, lower := drawn(x, y), drawn(x, y+1)
			switch {
			case ascii && upper:
				b.WriteString(st.QRBlock.Render("  "))
			case ascii:
				b.WriteString(st.QR.Render("  "))
			case upper && lower:
				b.WriteString("█")
			case upper:
				b.WriteString("▀")
			case lower:
				b.WriteString("▄")
			default:
				b.WriteString(" ")
			}
		}
		if ascii {
			lines = append(lines, b.String())
		} else {
			lines = append(lines, st.QR.Render(b.String()))
		}
	}
	return lines
}
