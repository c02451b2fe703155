package tui

import (
	"context"
	"testing"

	tea "charm.land/bubbletea/v2"
)

// A program begins with the size that its output tells, none over SSH, and may send that after
// the terminal's own has come: the terminal's holds.
func TestLateFirstSizeDoesNotHold(t *testing.T) {
	next := func(context.Context) (int, int, bool) { return 0, 0, false }
	d := start(t, 80, 24, func(o *setup) { o.NextWindow = next })
	d.drain(d.Init())
	d.send(windowMsg{Width: 100, Height: 30})
	cmd := d.take(tea.WindowSizeMsg{})
	if d.width != 100 || d.height != 30 || cmd == nil {
		t.Fatalf("%dx%d", d.width, d.height)
	}
	if again := cmd(); again != (tea.WindowSizeMsg{Width: 100, Height: 30}) {
		t.Errorf("the program is told %+v", again)
	}
	if d.take(tea.WindowSizeMsg{Width: 100, Height: 30}) != nil {
		t.Error("it is told without an end")
	}
}
