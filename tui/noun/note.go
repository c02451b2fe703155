package noun

import (
	"fmt"
	"time"

	"charm.land/lipgloss/v2"

	"gatehouse/model"
	"gatehouse/tui/widget"
)

// AddNotes is how many notes there are about something, with the beginning of the
// last one; nothing where there are none.
func AddNotes(p *widget.Paragraphs, notes []model.Note, now time.Time) {
	if len(notes) == 0 {
		return
	}
	last := notes[0]
	p.Heading(fmt.Sprintf("Notes %d", len(notes)))
	p.Hint("W", "opens them")
	p.Text(lipgloss.NewStyle(), last.Beginning(), 0)
	p.Text(p.Style.Faint, ActorText(last.Author)+", "+widget.Ago(now.Sub(last.Created)), 0)
}
