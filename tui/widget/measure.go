package widget

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// Width is how many cells s takes.
func Width(s string) int { return ansi.StringWidth(s) }

// Cut shortens s to w cells, with an ellipsis where something is missing.
func Cut(s string, w int, more string) string {
	if w <= 0 {
		return ""
	}
	return ansi.Truncate(s, w, more)
}

// Fit makes s exactly w cells wide. A width of Lip Gloss would wrap what is longer:
// rows of a table must stay one line, with an ellipsis where they are cut.
func Fit(s string, w int, more string) string {
	if w <= 0 {
		return ""
	}
	n := Width(s)
	if n > w {
		s = Cut(s, w, more)
		n = Width(s)
	}
	return s + Blank(w-n)
}

// FitRight is fit, with the text at the right end.
func FitRight(s string, w int, more string) string {
	s = Cut(s, w, more)
	return Blank(w-Width(s)) + s
}

// Middle shortens s to w cells in its middle: the ends of ids, URLs and
// fingerprints are what tells them apart.
func Middle(s string, w int, more string) string {
	n := Width(s)
	if n <= w || w < 5 {
		return Cut(s, w, more)
	}
	head := (w - 1) / 2
	tail := w - 1 - head
	return ansi.Cut(s, 0, head) + more + ansi.Cut(s, n-tail, n)
}

// Wrap breaks plain text into lines of at most w cells, at blanks where it can.
func Wrap(s string, w int) []string {
	if w < 1 {
		w = 1
	}
	return strings.Split(ansi.Wrap(s, w, ":/?&,"), "\n")
}

// Blank is n spaces.
func Blank(n int) string {
	if n <= 0 {
		return ""
	}
	return strings.Repeat(" ", n)
}

// Edges puts left and right on one line of w cells; left gives way.
func Edges(left, right string, w int, more string) string {
	room := w - Width(right)
	if right != "" {
		room--
	}
	if room < 1 {
		return Cut(right, w, more)
	}
	return Fit(left, room, more) + strings.Repeat(" ", min(1, len(right))) + right
}
