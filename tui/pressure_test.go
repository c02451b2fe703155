package tui

import (
	"strings"
	"testing"
	"time"

	"gatehouse/storage"
	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

// The header says when sign-ins are refused, and for how long afterwards.
func TestHeaderSaysWhatIsRefused(t *testing.T) {
	now := time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)
	for name, test := range map[string]struct {
		facts storage.Facts
		says  string
	}{
		"well":        {storage.Facts{Sessions: 3}, ""},
		"a full disk": {storage.Facts{Refuses: "not enough free disk space"}, "sign-ins refused"},
		"a rush": {storage.Facts{TurnedAway: 1234, TurnedAwayAt: now.Add(-time.Minute)},
			"1,234 turned away"},
		"a rush of earlier": {storage.Facts{TurnedAway: 1234, TurnedAwayAt: now.Add(-time.Hour)}, ""},
	} {
		c := &console{World: &screen.World{Facts: test.facts, Now: now,
			Style: widget.NewStyle(widget.Mono, nil, 0, false)}}
		if got := c.pressure(); (test.says == "") != (got == "") || !strings.Contains(got, test.says) {
			t.Errorf("%s: %q", name, got)
		}
	}
}
