package tui

import (
	"strings"
	"testing"

	"gatehouse/model"
	"gatehouse/tui/internal/canned"
	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

// looker is the canned Admin with another role.
func looker(t *testing.T, role model.TeamRole) func(*setup) {
	t.Helper()
	m, _ := colleague(t, "paula@vendor.example")
	return func(o *setup) {
		d := o.Services.(*canned.Services)
		if role != model.Admin {
			if _, err := d.ChangeRole(t.Context(), m.ID, role, ""); err != nil {
				t.Fatal(err)
			}
		}
		m.Role = role
		as(m.Principal(model.ViaSSH, m.Keys[0].Fingerprint, canned.Now))(o)
	}
}

// asks is a screen that is answered before something is changed.
func asks(x screen.Screen) bool {
	form, isForm := x.(*screen.Form)
	return isForm && form != nil || x != nil && x.Title() == "Sure?"
}

// On every screen, for every role, an action that the role may not do is switched off in the
// words of the table, and no other is for that reason. One that opens a form or a question
// names what it needs, and none that is offered ends in the gate's refusal.
func TestActionsAreOfferedByRole(t *testing.T) {
	for _, role := range model.Roles() {
		t.Run(string(role), func(t *testing.T) {
			tried, off := map[string]bool{}, 0
			who := looker(t, role)
			for _, v := range views {
				d := drive(t, 80, 24, who).keys(v.keys)
				for _, g := range widget.Listed(d.Actions()) {
					for _, a := range g.Actions {
						row := model.Action(a.Needs).Row()
						may := a.Needs == "" || row.Grants(d.Who)
						refusal := row.Forbidden(d.Who).Error()
						if why := a.WhyNot(); !may != (why == refusal) {
							t.Errorf("%s: %s needs %q, and why not is %q", v.name, a.Name, a.Needs, why)
						}
						if !may {
							off++
						}
						once := g.Name + "/" + a.Name + "/" + a.Needs
						if a.WhyNot() == "" && !tried[once] {
							tried[once] = true
							tryAction(t, drive(t, 80, 24, who).keys(v.keys), v.name, a)
						}
					}
				}
			}
			if (off == 0) != (role == model.Admin) {
				t.Errorf("%d actions are switched off for the role %s", off, role)
			}
		})
	}
}

// tryAction does an action that is offered, and says yes to what it asks.
func tryAction(t *testing.T, d *driver, name string, a widget.Action) {
	t.Helper()
	before := d.Stack.Focus()
	_, picks := before.(screen.Transient)
	again, ok := widget.LookupName(d.Actions(), a.Name)
	if !ok {
		t.Fatalf("%s: %s is not there any more", name, a.Name)
	}
	d.drain(d.act(again))
	if d.end || len(d.Stack.Screens) == 0 {
		return
	}
	if now := d.Stack.Focus(); now != before && asks(now) {
		if a.Needs == "" && !picks {
			t.Errorf("%s: %s asks %q, and does not name what it needs", name, a.Name, now.Title())
		}
		answer := "y"
		if _, isForm := now.(*screen.Form); isForm {
			answer = "ctrl+s"
		}
		d.keys(answer)
	}
	if line := d.line(" cannot "); strings.Contains(line, "the role ") && !strings.Contains(line, "cannot be shown") {
		t.Errorf("%s: %s is offered and refused: %s", name, a.Name, line)
	}
}

// A role that somebody changes is that by which the next key is judged.
func TestRoleChangesWhileSomebodyLooks(t *testing.T) {
	d := drive(t, 80, 24, looker(t, model.Support)).keys(toTeam)
	d.keys("n").sees("the role support cannot invite, change or revoke members")
	_, owner := colleague(t, "zoe@vendor.example")
	m, _ := colleague(t, "paula@vendor.example")
	if _, err := d.services.Services.For(owner).ChangeRole(t.Context(), m.ID, model.Admin, ""); err != nil {
		t.Fatal(err)
	}
	d.news()
	d.keys("n").sees("Invite a colleague")
}

// Who is limited to looking is told so at each thing that changes something, but not at their
// own keys.
func TestLimitSwitchesActionsOff(t *testing.T) {
	_, ada := colleague(t, "ada@vendor.example")
	d := drive(t, 80, 24, as(ada)).keys("tab n").sees("a member who is limited to read_only cannot create")
	d.keys(": p r o f i l e enter a").sees("SSH key of yours")
}
