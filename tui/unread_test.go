package tui

import (
	"errors"
	"testing"

	"gatehouse/model"
)

// A list that could not be read says so, also when the message on the status
// line is gone, and r reads it again.
func TestUnreadSessionsAreTold(t *testing.T) {
	d := drive(t, 80, 24)
	d.desk.Err = errors.New("the store is damaged")
	d.keys("r").say(told, "")
	d.sees("The sessions cannot be read: the store is damaged").sees("r reads them again")
	d.missesText("reading…")
	d.desk.Err = nil
	d.keys("r").sees("1/10")
}

// A search that was stopped does not claim to go on.
func TestStoppedSearchIsTold(t *testing.T) {
	d := drive(t, 80, 24)
	s := d.stack.top().(*sessions)
	s.filter.use("user:nobody")
	s.restart() // what it asks for never comes
	d.sees("reading…").keys("ctrl+x").sees("The search was stopped")
	d.missesText("reading…")
	d.send(pageMsg{gen: s.search.gen, want: want{}, page: model.Page{}, names: s.filter.names})
	d.sees("No session matches this filter.")
}
