package organization

import (
	"time"

	"gatehouse/model"
	"gatehouse/tui/noun"
	"gatehouse/tui/widget"
)

// addDirectories are where the users and groups of an organization come from.
func addDirectories(p *widget.Paragraphs, all []model.DirectoryStatus, now time.Time) {
	st := p.Style
	p.Heading("Directories")
	for _, d := range all {
		state := noun.DirectoryState(st, d, now)
		p.Add(state.Ink.Render(widget.Fit(state.Text, 12, "")) + "  " + widget.Clean(d.Name) + "  " +
			st.Faint.Render(widget.Clean(d.TypeName())+", "+widget.Count(d.Counts.Active, "user")))
	}
	if len(all) == 0 {
		p.Text(st.Faint, "None: no identity provider tells of its users and groups.", 0)
		p.Lines = append(p.Lines, st.Key.Render("S")+st.Faint.Render(" makes one"))
	}
}
