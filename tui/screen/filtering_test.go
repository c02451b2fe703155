package screen

import (
	"testing"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/tui/widget"
)

// Completion offers what is there first, and goes on at each tab.
func TestCompleteFilter(t *testing.T) {
	for _, c := range []struct {
		in   string
		tabs int
		want string
	}{
		{"sta", 1, "state:"},
		{"state:f", 1, "state:failed "},
		{"-state:su", 1, "-state:success "},
		{"acme state:s", 1, "acme state:success"}, {"acme state:s", 2, "acme state:started"},
		{"acme state:s", 3, "acme state:success"},
		{"o", 1, "or"}, {"o", 2, "org:"}, {"o", 3, "origin:"},
		{"nothing", 1, "nothing"},
		{"error:", 1, "error:audience"}, {"error:", 2, "error:replay"}, // those that are there, and how often
		{"org:gl", 1, `org:"Globex 日本" `},
	} {
		p := widget.NewPrompt("/", nil, nil)
		p.Complete = func(text string) (string, []string) {
			return (Filtering{Fields: model.FilterFields(), Present: func(field string) []string {
				return map[string][]string{"error": {"audience", "replay"}, "org": {`"Globex 日本"`}}[field]
			}}).complete(text)
		}
		p.Begin(c.in)
		for range c.tabs {
			p.Typed(tea.KeyPressMsg{Code: tea.KeyTab})
		}
		if p.Value() != c.want {
			t.Errorf("%q after %d tabs: %q, want %q", c.in, c.tabs, p.Value(), c.want)
		}
	}
}
