package tui

import (
	"fmt"
	"slices"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
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

// ink is how a piece of text is drawn. The zero value leaves it as it is. The
// default background stays untouched but for the selected row.
type ink = ansi.Style

// style is every colour and glyph of the console.
type style struct {
	strong, faint, accent    ink
	good, bad, warn, waiting ink
	selected, match, focus   ink  // row under the cursor, search hit, the hit in focus
	brand, chip, key, title  ink  // header, environment, key caps, section titles
	alarm                    ink  // the badge of Production
	tag, attribute, value    ink  // XML
	qr, qrBlock              ink  // a QR code, and in ASCII its drawn modules
	qrLight                  bool // light modules are the drawn ones
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
	p := eitherPalette
	switch {
	case theme == Mono || profile <= colorprofile.ASCII:
		s.monochrome()
		s.qrLight = theme != Light && (dark == nil || *dark)
		return s
	case theme == Dark, theme != Light && dark != nil && *dark:
		p = darkPalette
	case theme == Light, dark != nil:
		p = lightPalette
	}
	if theme == Safe {
		p.good, p.bad = p.accent, 208
	}
	s.colour(p, profile)
	return s
}

func (s *style) monochrome() {
	s.strong, s.title, s.brand = ink{}.Bold(), ink{}.Bold(), ink{}.Bold()
	s.bad, s.warn, s.key = ink{}.Bold(), ink{}.Bold(), ink{}.Bold()
	s.alarm = ink{}.Bold().Reverse(true)
	s.chip, s.selected, s.focus = ink{}.Reverse(true), ink{}.Reverse(true), ink{}.Reverse(true)
	s.match = ink{}.Underline(true)
	s.qrBlock = ink{}.Reverse(true)
}

func (s *style) colour(p hues, profile colorprofile.Profile) {
	fg := func(n uint8) ink { return ink{}.ForegroundColor(ansi.IndexedColor(n)) }
	s.strong, s.title = ink{}.Bold(), ink{}.Bold()
	s.faint, s.accent = fg(p.faint), fg(p.accent)
	s.good, s.bad, s.warn, s.waiting = fg(p.good), fg(p.bad), fg(p.warn), fg(p.waiting)
	s.brand, s.key = fg(p.accent).Bold(), fg(p.accent)
	s.chip, s.alarm = fg(p.accent).Reverse(true), fg(p.bad).Bold().Reverse(true)
	s.match, s.focus = fg(p.warn).Underline(true), fg(p.warn).Reverse(true)
	black, white := ansi.IndexedColor(16), ansi.IndexedColor(231)
	s.qr, s.qrBlock = ink{}.ForegroundColor(black).BackgroundColor(white), ink{}.BackgroundColor(black)
	s.tag, s.attribute, s.value = fg(p.tag), fg(p.attribute), fg(p.value)
	if p.selection == 0 || profile < colorprofile.ANSI256 {
		s.selected = ink{}.Reverse(true)
	} else {
		s.selected = ink{}.Bold().BackgroundColor(ansi.IndexedColor(p.selection))
	}
}

// glyphs are the signs that stand beside words, never instead of them.
type glyphs struct {
	good, bad, waiting, halfway, late, skipped, warning string
	cursor, mark, crumb, more, follow, newer, bullet    string
	horizontal, vertical                                string
	corners                                             [4]string // clockwise from the top left
	spinner                                             []string
}

var (
	unicodeGlyphs = glyphs{
		good: "✓", bad: "✗", waiting: "○", halfway: "◐", late: "◌", skipped: "·", warning: "!",
		cursor: "▌", mark: "•", crumb: "›", more: "…", follow: "↧", newer: "↑", bullet: "•",
		horizontal: "─", vertical: "│", corners: [4]string{"╭", "╮", "╯", "╰"},
		spinner: []string{"⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"},
	}
	asciiGlyphs = glyphs{
		good: "+", bad: "x", waiting: "o", halfway: "%", late: "-", skipped: ".", warning: "!",
		cursor: ">", mark: "*", crumb: ">", more: "~", follow: "F", newer: "^", bullet: "*",
		horizontal: "-", vertical: "|", corners: [4]string{"+", "+", "+", "+"},
		spinner: []string{"|", "/", "-", "\\"},
	}
)
