package tui

import (
	"context"
	"errors"
	"testing"

	"gatehouse/model"
	"gatehouse/tui/internal/canned"
	"gatehouse/tui/screen"
)

// A list that could not be read says so, also when the message on the status
// line is gone, and r reads it again.
func TestUnreadSessionsAreTold(t *testing.T) {
	d := drive(t, 80, 24)
	d.services.Err = errors.New("the store is damaged")
	d.keys("r").Say(screen.Told, "")
	d.sees("The sessions cannot be read: the store is damaged").sees("r reads them again")
	d.missesText("reading…")
	d.services.Err = nil
	d.keys("r").sees("1/10")
}

// A search that was stopped does not claim to go on.
func TestStoppedSearchIsTold(t *testing.T) {
	d := drive(t, 80, 24).keys("/").write("user:nobod")
	_, rests := d.Update(press("y"))
	_, reads := d.Update(rests())
	page := reads() // is on its way
	d.keys("enter").sees("reading…").keys("ctrl+x").sees("The search was stopped")
	d.missesText("reading…")
	d.send(page)
	d.sees("No session matches this filter.")
}

// unreadable cannot read any link.
type unreadable struct{ *canned.Services }

func (unreadable) Onboarding(context.Context, model.ID) (model.Onboarding, error) {
	return model.Onboarding{}, errors.New("the store is damaged")
}

// A link that cannot be read is neither expired nor one of all organizations.
func TestUnreadLinkIsTold(t *testing.T) {
	d := drive(t, 80, 24, func(o *setup) { o.Services = unreadable{o.Services.(*canned.Services)} })
	d.drain(d.Nav.Link("portal_link_1"))
	d.sees("This cannot be shown: the store is damaged")
	d.missesText("Link of")
	d.keys("s").sees("sessions: it cannot be read")
	d.drain(d.Nav.LinkAlone("portal_link_1"))
	d.sees("This cannot be shown: the store is damaged")
	d.keys("y").sees("copy: it cannot be read")
}

// A list that could not be read again keeps its rows, and says that they are old.
func TestUnreadListKeepsItsRows(t *testing.T) {
	d := drive(t, 80, 24).keys("tab").sees("Initech")
	d.services.Err = errors.New("the store is damaged")
	d.keys("r").sees("read organizations: the store is damaged").sees("Initech")
	d = drive(t, 80, 24)
	d.services.Err = errors.New(
		"the store is damaged, and what it says of that is longer than a line of eighty columns")
	d.keys("tab").sees("eighty columns (r tries again)")
}

// A console whose beginning could not be read tries again.
func TestBeginningIsTriedAgain(t *testing.T) {
	d := start(t, 80, 24)
	d.services.Err = errors.New("the store is busy")
	d.drain(d.Init())
	d.sees("the store is busy")
	d.services.Err = nil
	d.send(beginAgainMsg{})
	d.sees("1/10")
}

// The header keeps the last count that could be read.
func TestUnreadCountKeepsTheLast(t *testing.T) {
	d := drive(t, 80, 24).sees("10 sessions")
	d.send(factsMsg{err: errors.New("the store is busy")})
	d.sees("10 sessions").sees("count sessions: the store is busy")
}
