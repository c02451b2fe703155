package tui

import (
	"testing"

	"gatehouse/model"
)

// A session is opened by any part of its id or trace; of several, they are listed.
func TestSessionIsFoundByAPartOfItsName(t *testing.T) {
	s := drive(t, 80, 24).services
	page, err := s.Sessions(t.Context(), model.Query{Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	trace := page.Sessions[0].Trace()
	for _, text := range []string{string(page.Sessions[0].ID), trace, trace[:6], trace[2:], trace[:4] + trace[5:]} {
		d := drive(t, 120, 24).keys(":").write("session " + text).keys("enter")
		d.sees("Session " + trace)
	}
	d := drive(t, 120, 24).keys(":").write("session nowhere").keys("enter")
	d.sees("no session of this environment has nowhere")
	d.sees("Sessions  Organizations") // no dead end was opened
	d.keys(":").write("session sess_").keys("enter").sees("/ id:sess_").sees("10 found")
}

// What a list without rows and the palette say leads on.
func TestEmptyListsNameTheNextStep(t *testing.T) {
	drive(t, 80, 24).keys(":").write("brand").sees("There is no such command")
	drive(t, 80, 24).keys("tab /").write("nobody").sees("esc shows all again")
	drive(t, 80, 24).keys("E j enter tab").sees("There are none yet: n makes one.")
	drive(t, 80, 24).keys("E j enter tab tab").sees("There are none yet: n makes one.")
	drive(t, 80, 24).keys("E j enter tab tab tab").sees(
		"There are none yet: n makes one, for a customer's IT admin to open.")
}

// A second organization of a name is made, but not without a word.
func TestSecondOrganizationOfANameIsNamed(t *testing.T) {
	for _, name := range []string{"Initech", "initech", " Initech "} {
		drive(t, 80, 24).keys("tab n").write(name).keys("ctrl+s").sees("another one has the same name")
	}
	drive(t, 80, 24).keys("tab n").write("Init").keys("ctrl+s").missesText("another one")
}
