package screen

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"
)

// A record is drawn once it was read, and not from an answer that failed.
func TestDetailDrawsWhatWasRead(t *testing.T) {
	var drawn []string
	var failure error
	d := NewDetail[string](&World{Context: t.Context()}, "conn_1")
	d.Read = func(context.Context) (string, error) { return "what was read", failure }
	d.Render = func(about string, _ int) []string { drawn = append(drawn, about); return nil }
	read := d.Init()
	d.Resize(80, 24)
	d.Update(Tick(time.Time{}))
	if len(drawn) > 0 {
		t.Errorf("%q was drawn before it was read", drawn)
	}
	d.Update(read())
	if want := []string{"what was read"}; !slices.Equal(drawn, want) {
		t.Errorf("%q was drawn, want %q", drawn, want)
	}
	failure = errors.New("it is gone")
	d.Update(d.Reload()())
	d.Resize(90, 24)
	if len(drawn) != 1 || d.Unread() == "" {
		t.Errorf("after an answer that failed: %q, %q", drawn, d.Unread())
	}
}
