package widget

import (
	"fmt"
	"regexp"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

type match struct{ line, from, to int } // cells of the line

// Searching reports whether what is typed is looked for.
func (d *Document) Searching() bool { return d.find.Open }

// Typed takes text for the search: it follows the typing.
func (d *Document) Typed(msg tea.Msg) {
	if d.find.Typed(msg) == Cancelled {
		d.find.Set("")
	}
	d.search(d.find.Value())
	d.focus(0)
}

// search finds text without regard to case.
func (d *Document) search(text string) {
	d.matches, d.at = nil, 0
	if text == "" {
		return
	}
	pattern := regexp.MustCompile("(?i)" + regexp.QuoteMeta(text))
	for i, line := range d.lines {
		plain := ansi.Strip(line)
		for _, m := range pattern.FindAllStringIndex(plain, -1) {
			from := Width(plain[:m[0]])
			d.matches = append(d.matches, match{i, from, from + Width(plain[m[0]:m[1]])})
		}
	}
}

// EndSearch ends the search. It reports false if there is none.
func (d *Document) EndSearch() bool {
	if d.find.Value() == "" {
		return false
	}
	d.find.Set("")
	d.search("")
	return true
}

func (d *Document) focus(at int) {
	if n := len(d.matches); n > 0 {
		d.at = (at + n) % n
		d.show(d.matches[d.at].line, d.matches[d.at].from)
	}
}

// State is how far down one is, and how many matches there are.
func (d *Document) State() string {
	text := ""
	if d.find.Value() != "" {
		text = "no match  "
		if n := len(d.matches); n > 0 {
			text = fmt.Sprintf("match %d of %d  ", d.at+1, n)
		}
	}
	if len(d.rows) > d.height && d.height > 0 {
		text += Position(min(d.top+d.height, len(d.rows))-1, len(d.rows))
	}
	return text
}

// Position is "12/340".
func Position(at, of int) string { return fmt.Sprintf("%d/%d", at+1, of) }
