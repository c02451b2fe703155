package noun

import (
	"testing"

	"gatehouse/model"
	"gatehouse/tui/internal/canned"
	"gatehouse/tui/widget"
)

func TestStateIsGlyphAndWord(t *testing.T) {
	st := widget.NewStyle(widget.Mono, nil, 0, false)
	now := canned.Now
	for _, c := range []struct {
		s    model.Session
		want string
	}{
		{model.Session{State: model.Started}, "○ In progress"},
		{model.Session{State: model.Authorized}, "◐ In progress"},
		{model.Session{State: model.Successful}, "✓ Success"},
		{model.Session{State: model.Failed}, "✗ Failed"},
		{model.Session{State: model.Started, Deadline: now}, "◌ Timed out"},
		{model.Session{State: model.Failed, Deadline: now}, "✗ Failed"},
	} {
		if got := StateCell(st, c.s, now).Text; got != c.want {
			t.Errorf("%s: %q, want %q", c.s.State, got, c.want)
		}
	}
}
