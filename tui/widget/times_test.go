package widget

import (
	"testing"
	"time"
)

func TestAgo(t *testing.T) {
	for d, want := range map[time.Duration]string{
		-time.Minute: "just now", 0: "just now", time.Second - 1: "just now", time.Second: "1s ago",
		90 * time.Minute: "1h ago", 50 * time.Hour: "2d ago",
	} {
		if got := Ago(d); got != want {
			t.Errorf("%s: %q, want %q", d, got, want)
		}
	}
}
