package noun

import (
	"fmt"
	"time"

	"gatehouse/model"
	"gatehouse/tui/widget"
)

// AddSetupLink is the active link of an organization in one or two lines.
func AddSetupLink(p *widget.Paragraphs, x *model.Onboarding, now time.Time) {
	st := p.Style
	if x == nil {
		p.Text(st.Faint, "None is active; i, then n, generates one for their IT admin.", 0)
		return
	}
	p.Add(st.Waiting.Render(widget.Fit(st.Glyph.Halfway+" active", 13, "")) +
		widget.Clean(model.IntentLabels(x.Link.Intents)))
	text := model.LongAge(x.Link.Left(now)) + " left, " + model.Openings(x.Progress.Opened)
	if x.Progress.Reached != "" {
		text += fmt.Sprintf(", at %q", x.Progress.Reached)
	}
	in := st.Faint
	if x.Progress.Stuck(now) {
		in, text = st.Warn, text+", "+st.Glyph.Warning+" stuck for "+model.LongAge(x.Progress.StuckBy(now))
	}
	p.Text(in, text, 13)
}
