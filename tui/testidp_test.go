package tui

import (
	"strings"
	"testing"

	"gatehouse/model"
	"gatehouse/service/connection"
)

// Where the test identity provider is switched off nothing offers it, and the keys
// say why.
func TestTestIdPSwitchedOff(t *testing.T) {
	const why = "the test identity provider is switched off (--test-idp=off)"
	for _, size := range [][2]int{{80, 24}, {160, 45}} {
		d := drive(t, size[0], size[1], func(o *setup) { o.TestIdPOff, o.TryURL = why, "" })
		bar := d.keyBar(d.width)
		for _, word := range []string{"sign in", "tour", "fault"} {
			if strings.Contains(bar, word) {
				t.Errorf("the key bar offers %q: %s", word, bar)
			}
		}
		d.missesText("signs a test user in")
		for _, key := range []string{"t", "x", "T"} {
			d.keys(key)
			d.sees("switched off")
		}
		if d.Stack.Focus() != d.Stack.Top() {
			t.Error("something was begun")
		}
		d.keys("?")
		d.missesText("play the tour")
		d.keys("esc")
		for _, e := range paletteEntries(d.console) {
			if e.name == "tour" || e.name == "test with a fault" {
				t.Errorf("the palette offers %q", e.name)
			}
		}
		d.drain(d.Nav.MakeConnection(model.Organization{Name: "Foo"}))
		for range model.ConnectionTypes() {
			d.missesText(model.TypeLabel(model.TestIdPType))
			d.keys("right")
		}
	}
}

// The menu of faults offers those that a connection can show; without one it offers all.
func TestFaultsAreThoseOfTheProtocol(t *testing.T) {
	openID := []Fault{{Name: "wrong-nonce", Title: "for another sign-in", OpenID: true}}
	j := newJourney(t)
	j.Options.OpenIDFaults = openID
	c, err := j.real.DemoConnection(t.Context(), connection.OpenIDNeeds)
	if err != nil {
		t.Fatal(err)
	}
	j.news()
	j.drain(j.FaultMenu("", nil))
	j.sees("for another audience")
	j.sees("OpenID Connect: for another sign-in")
	j.keys("esc")
	j.drain(j.FaultMenu(c.ID, nil))
	j.sees("for another sign-in")
	j.missesText("for another audience")
}
