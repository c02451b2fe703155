package tui

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// width is how many cells s takes.
func width(s string) int { return ansi.StringWidth(s) }

// cut shortens s to w cells, with an ellipsis where something is missing.
func cut(s string, w int, more string) string {
	if w <= 0 {
		return ""
	}
	return ansi.Truncate(s, w, more)
}

// fit makes s exactly w cells wide. A width of Lip Gloss would wrap what is longer:
// rows of a table must stay one line, with an ellipsis where they are cut.
func fit(s string, w int, more string) string {
	if w <= 0 {
		return ""
	}
	n := width(s)
	if n > w {
		s = cut(s, w, more)
		n = width(s)
	}
	return s + blank(w-n)
}

// fitRight is fit, with the text at the right end.
func fitRight(s string, w int, more string) string {
	s = cut(s, w, more)
	return blank(w-width(s)) + s
}

// middle shortens s to w cells in its middle: the ends of ids, URLs and
// fingerprints are what tells them apart.
func middle(s string, w int, more string) string {
	n := width(s)
	if n <= w || w < 5 {
		return cut(s, w, more)
	}
	head := (w - 1) / 2
	tail := w - 1 - head
	return ansi.Cut(s, 0, head) + more + ansi.Cut(s, n-tail, n)
}

// wrap breaks plain text into lines of at most w cells, at blanks where it can.
func wrap(s string, w int) []string {
	if w < 1 {
		w = 1
	}
	return strings.Split(ansi.Wrap(s, w, ":/?&,"), "\n")
}

func blank(n int) string {
	if n <= 0 {
		return ""
	}
	return strings.Repeat(" ", n)
}

// edges puts left and right on one line of w cells; left gives way.
func edges(left, right string, w int, more string) string {
	room := w - width(right)
	if right != "" {
		room--
	}
	if room < 1 {
		return cut(right, w, more)
	}
	return fit(left, room, more) + strings.Repeat(" ", min(1, len(right))) + right
}
