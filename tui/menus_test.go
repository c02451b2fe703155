package tui

import (
	"strings"
	"testing"

	"gatehouse/model"
	"gatehouse/tui/internal/canned"
)

// Where there is nothing to choose from, enter chooses nothing.
func TestEnterInAnEmptyMenu(t *testing.T) {
	drive(t, 80, 24, func(o *setup) { o.Faults = nil }).keys("x").sees("nothing to choose from").keys("enter").
		sees("nothing to choose from")
}

// Whoever keeps the DNS of a domain is given its record in parts, and whole.
func TestInstructionsForADomain(t *testing.T) {
	d := drive(t, 100, 40)
	services := d.console.services.(*canned.Services)
	orgs, err := services.Organizations(t.Context(), model.OrganizationQuery{Environment: d.Environment.ID, Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	_, domain, err := services.AddDomain(t.Context(), orgs[0].ID, "pending.example", model.DomainPending)
	if err != nil {
		t.Fatal(err)
	}
	r := domain.Record()
	d.drain(d.Nav.Organization(orgs[0].ID))
	d.keys("D").sees("pending.example").keys("G enter").sees("copy the instructions").keys("j enter")
	whole := "(In full: " + r.Name + " " + r.Type + ` "` + r.Value + `")`
	for _, part := range []string{"Host:  " + r.Host, "Value: " + r.Value, whole} {
		if got := d.copied(); !strings.Contains(got, part) {
			t.Errorf("%q is missing:\n%s", part, got)
		}
	}
}
