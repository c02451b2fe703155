package tui

import (
	"fmt"
	"slices"

	"charm.land/bubbles/v2/spinner"
	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/colorprofile"
)

// Theme names a set of colours.
type Theme string

// The themes. Safe tells apart without red and green; Mono uses no colour.
const (
	Auto  Theme = "auto"
	Dark  Theme = "dark"
	Light Theme = "light"
	Safe  Theme = "safe"
	Mono  Theme = "mono"
)

// Themes lists them in the order of the help.
func Themes() []Theme { return []Theme{Auto, Dark, Light, Safe, Mono} }

// ParseTheme reads the name of a theme; "" is Auto.
func ParseTheme(name string) (Theme, error) {
	if name == "" {
		return Auto, nil
	}
	if t := Theme(name); slices.Contains(Themes(), t) {
		return t, nil
	}
	return "", fmt.Errorf("there is no theme %q: use one of %v", name, Themes())
}

// style is every colour, border and glyph of the console. The default background
// stays untouched but for the selected row.
type style struct {
	strong, faint, accent    lipgloss.Style
	good, bad, warn, waiting lipgloss.Style
	selected, match, focus   lipgloss.Style // row under the cursor, search hit, the hit in focus
	brand, chip, key, title  lipgloss.Style // header, environment, key caps, section titles
	alarm                    lipgloss.Style // the badge of Production
	tag, attribute, value    lipgloss.Style // XML
	qr, qrBlock              lipgloss.Style // a QR code, and in ASCII its drawn modules
	qrLight                  bool           // light modules are the drawn ones
	dialog                   lipgloss.Style // sides and foot of a dialog: its title stands in the head
	quote                    lipgloss.Style // a text to send to somebody
	body                     lipgloss.Style // margins of a screen that is read
	glyph                    glyphs
}

// hues holds indexes into the 256 colours: SSH forwards no COLORTERM, so no
// more can be relied on. The renderer maps them to 16 where that is all.
type hues struct {
	faint, accent, good, bad, warn, waiting uint8
	selection, tag, attribute, value        uint8
}

var (
	darkPalette  = hues{faint: 245, accent: 111, good: 114, bad: 210, warn: 221, waiting: 152, selection: 238, tag: 110, attribute: 180, value: 151}
	lightPalette = hues{faint: 241, accent: 25, good: 28, bad: 160, warn: 94, waiting: 24, selection: 253, tag: 25, attribute: 94, value: 29}
	// eitherPalette can be read on black and on white: for terminals that do
	// not tell their background. It selects by reversing.
	eitherPalette = hues{faint: 244, accent: 68, good: 65, bad: 167, warn: 136, waiting: 67, tag: 68, attribute: 136, value: 65}
)

// newStyle makes the style for a theme. background is nil while unknown.
func newStyle(theme Theme, dark *bool, profile colorprofile.Profile, ascii bool) *style {
	s := &style{glyph: unicodeGlyphs}
	if ascii {
		s.glyph = asciiGlyphs
	}
	s.inks(theme, dark, profile)
	s.dialog = lipgloss.NewStyle().Border(s.glyph.border, false, true, true).
		BorderForeground(s.faint.GetForeground()).Padding(0, 1)
	s.quote = lipgloss.NewStyle().Border(s.glyph.border, false, false, false, true).
		BorderForeground(s.faint.GetForeground()).PaddingLeft(1)
	s.body = lipgloss.NewStyle().PaddingTop(1).PaddingLeft(1)
	return s
}

// inks sets the colours.
func (s *style) inks(theme Theme, dark *bool, profile colorprofile.Profile) {
	p := eitherPalette
	switch {
	case theme == Mono || profile <= colorprofile.ASCII:
		s.monochrome()
		s.qrLight = theme != Light && (dark == nil || *dark)
		return
	case theme == Dark, theme != Light && dark != nil && *dark:
		p = darkPalette
	case theme == Light, dark != nil:
		p = lightPalette
	}
	if theme == Safe {
		p.good, p.bad = p.accent, 208
	}
	s.colour(p, profile)
}

func (s *style) monochrome() {
	bold, reversed := lipgloss.NewStyle().Bold(true), lipgloss.NewStyle().Reverse(true)
	s.strong, s.title, s.brand, s.bad, s.warn, s.key = bold, bold, bold, bold, bold, bold
	s.alarm = bold.Reverse(true)
	s.chip, s.selected, s.focus, s.qrBlock = reversed, reversed, reversed, reversed
	s.match = lipgloss.NewStyle().Underline(true)
}

func (s *style) colour(p hues, profile colorprofile.Profile) {
	fg := func(n uint8) lipgloss.Style { return lipgloss.NewStyle().Foreground(lipgloss.ANSIColor(n)) }
	s.strong, s.title = lipgloss.NewStyle().Bold(true), lipgloss.NewStyle().Bold(true)
	s.faint, s.accent = fg(p.faint), fg(p.accent)
	s.good, s.bad, s.warn, s.waiting = fg(p.good), fg(p.bad), fg(p.warn), fg(p.waiting)
	s.brand, s.key = fg(p.accent).Bold(true), fg(p.accent)
	s.chip, s.alarm = fg(p.accent).Reverse(true), fg(p.bad).Bold(true).Reverse(true)
	s.match, s.focus = fg(p.warn).Underline(true), fg(p.warn).Reverse(true)
	black, white := lipgloss.ANSIColor(16), lipgloss.ANSIColor(231)
	s.qr, s.qrBlock = fg(16).Background(white), lipgloss.NewStyle().Background(black)
	s.tag, s.attribute, s.value = fg(p.tag), fg(p.attribute), fg(p.value)
	s.selected = lipgloss.NewStyle().Bold(true).Background(lipgloss.ANSIColor(p.selection))
	if p.selection == 0 || profile < colorprofile.ANSI256 {
		s.selected = lipgloss.NewStyle().Reverse(true)
	}
}

// glyphs are the signs that stand beside words, never instead of them.
type glyphs struct {
	good, bad, waiting, halfway, late, skipped, warning string
	cursor, mark, crumb, more, follow, newer, bullet    string
	border                                              lipgloss.Border
	spinner                                             spinner.Spinner
}

var (
	unicodeGlyphs = glyphs{
		good: "✓", bad: "✗", waiting: "○", halfway: "◐", late: "◌", skipped: "·", warning: "!",
		cursor: "▌", mark: "•", crumb: "›", more: "…", follow: "↧", newer: "↑", bullet: "•",
		border:  lipgloss.RoundedBorder(),
		spinner: spinner.MiniDot,
	}
	asciiGlyphs = glyphs{
		good: "+", bad: "x", waiting: "o", halfway: "%", late: "-", skipped: ".", warning: "!",
		cursor: ">", mark: "*", crumb: ">", more: "~", follow: "F", newer: "^", bullet: "*",
		border:  lipgloss.ASCIIBorder(),
		spinner: spinner.Line,
	}
)
