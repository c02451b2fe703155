package widget

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

// Style is every colour, border and glyph of the console. The default background
// stays untouched but for the selected row.
type Style struct {
	Strong, Faint, Accent    lipgloss.Style
	Good, Bad, Warn, Waiting lipgloss.Style
	Selected, match, focus   lipgloss.Style // row under the cursor, search hit, the hit in focus
	Brand, Chip, Key, Title  lipgloss.Style // header, environment, key caps, section titles
	Alarm                    lipgloss.Style // the badge of Production
	tag, attribute, Value    lipgloss.Style // XML
	QR, QRBlock              lipgloss.Style // a QR code, and in ASCII its drawn modules
	QRLight                  bool           // light modules are the drawn ones
	dialog                   lipgloss.Style // sides and foot of a dialog: its title stands in the head
	Quote                    lipgloss.Style // a text to send to somebody
	Body                     lipgloss.Style // margins of a screen that is read
	Glyph                    glyphs
}

// hues holds indexes into the 256 colours: SSH forwards no COLORTERM, so no
// more can be relied on. The renderer maps them to 16 where that is all.
type hues struct {
	faint, accent, good, bad, warn, waiting uint8
	selection, tag, attribute, value        uint8
}

var (
	darkPalette = hues{faint: 245, accent: 111, good: 114, bad: 210, warn: 221, waiting: 152, selection: 238,
		tag: 110, attribute: 180, value: 151}
	lightPalette = hues{faint: 241, accent: 25, good: 28, bad: 160, warn: 94, waiting: 24, selection: 253, tag: 25,
		attribute: 94, value: 29}
	// eitherPalette can be read on black and on white: for terminals that do
	// not tell their background. It selects by reversing.
	eitherPalette = hues{faint: 244, accent: 68, good: 65, bad: 167, warn: 136, waiting: 67, tag: 68, attribute: 136,
		value: 65}
)

// NewStyle makes the style for a theme. background is nil while unknown.
func NewStyle(theme Theme, dark *bool, profile colorprofile.Profile, ascii bool) *Style {
	s := &Style{Glyph: unicodeGlyphs}
	if ascii {
		s.Glyph = asciiGlyphs
	}
	s.inks(theme, dark, profile)
	s.dialog = lipgloss.NewStyle().Border(s.Glyph.Border, false, true, true).
		BorderForeground(s.Faint.GetForeground()).Padding(0, 1)
	s.Quote = lipgloss.NewStyle().Border(s.Glyph.Border, false, false, false, true).
		BorderForeground(s.Faint.GetForeground()).PaddingLeft(1)
	s.Body = lipgloss.NewStyle().PaddingTop(1).PaddingLeft(1)
	return s
}

// inks sets the colours.
func (s *Style) inks(theme Theme, dark *bool, profile colorprofile.Profile) {
	p := eitherPalette
	switch {
	case theme == Mono || profile <= colorprofile.ASCII:
		s.monochrome()
		s.QRLight = theme != Light && (dark == nil || *dark)
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

func (s *Style) monochrome() {
	bold, reversed := lipgloss.NewStyle().Bold(true), lipgloss.NewStyle().Reverse(true)
	s.Strong, s.Title, s.Brand, s.Bad, s.Warn, s.Key = bold, bold, bold, bold, bold, bold
	s.Alarm = bold.Reverse(true)
	s.Chip, s.Selected, s.focus, s.QRBlock = reversed, reversed, reversed, reversed
	s.match = lipgloss.NewStyle().Underline(true)
}

func (s *Style) colour(p hues, profile colorprofile.Profile) {
	fg := func(n uint8) lipgloss.Style { return lipgloss.NewStyle().Foreground(lipgloss.ANSIColor(n)) }
	s.Strong, s.Title = lipgloss.NewStyle().Bold(true), lipgloss.NewStyle().Bold(true)
	s.Faint, s.Accent = fg(p.faint), fg(p.accent)
	s.Good, s.Bad, s.Warn, s.Waiting = fg(p.good), fg(p.bad), fg(p.warn), fg(p.waiting)
	s.Brand, s.Key = fg(p.accent).Bold(true), fg(p.accent)
	s.Chip, s.Alarm = fg(p.accent).Reverse(true), fg(p.bad).Bold(true).Reverse(true)
	s.match, s.focus = fg(p.warn).Underline(true), fg(p.warn).Reverse(true)
	black, white := lipgloss.ANSIColor(16), lipgloss.ANSIColor(231)
	s.QR, s.QRBlock = fg(16).Background(white), lipgloss.NewStyle().Background(black)
	s.tag, s.attribute, s.Value = fg(p.tag), fg(p.attribute), fg(p.value)
	s.Selected = lipgloss.NewStyle().Bold(true).Background(lipgloss.ANSIColor(p.selection))
	if p.selection == 0 || profile < colorprofile.ANSI256 {
		s.Selected = lipgloss.NewStyle().Reverse(true)
	}
}

// glyphs are the signs that stand beside words, never instead of them.
type glyphs struct {
	Good, Bad, Waiting, Halfway, Late, Skipped, Warning, Looks string
	Cursor, mark, Crumb, More, Follow, Newer, Bullet           string
	Border                                                     lipgloss.Border
	Spinner                                                    spinner.Spinner
}

var (
	unicodeGlyphs = glyphs{
		Good: "✓", Bad: "✗", Waiting: "○", Halfway: "◐", Late: "◌", Skipped: "·", Warning: "!", Looks: "◉",
		Cursor: "▌", mark: "•", Crumb: "›", More: "…", Follow: "↧", Newer: "↑", Bullet: "•",
		Border:  lipgloss.RoundedBorder(),
		Spinner: spinner.MiniDot,
	}
	asciiGlyphs = glyphs{
		Good: "+", Bad: "x", Waiting: "o", Halfway: "%", Late: "-", Skipped: ".", Warning: "!", Looks: "@",
		Cursor: ">", mark: "*", Crumb: ">", More: "~", Follow: "F", Newer: "^", Bullet: "*",
		Border:  lipgloss.ASCIIBorder(),
		Spinner: spinner.Line,
	}
)
