package tui

import (
	"testing"

	"gatehouse/model"
)

// IT contacts are added, invited and removed from the page of their organization; who is
// removed can no longer use the link that was made for them.
func TestITContacts(t *testing.T) {
	d := drive(t, 80, 24).keys("tab n").write("Umbrella").keys("ctrl+s")
	d.keys("t").sees("add one").keys("enter").write("Ada@Umbrella.test").keys("ctrl+s")
	d.sees("added ada@umbrella.test; t, then their email, invites them")
	d.keys("t j enter").sees("generates a setup link for them").keys("enter")
	d.sees("Invite ada@umbrella.test to set up Umbrella").keys("ctrl+s")
	d.sees("generated: y copies the link, m a message to send it with")
	all, err := d.services.Organizations(t.Context(), model.OrganizationQuery{Text: "umbrella"})
	if err != nil || len(all) != 1 {
		t.Fatal(all, err)
	}
	l, err := d.services.CurrentLink(t.Context(), all[0].ID)
	if err != nil || l.ContactEmail != "ada@umbrella.test" {
		t.Fatal(l, err)
	}
	d.keys("esc t j enter enter").sees("a setup link is active: i shows it, and revokes it")
	d.keys("j j enter").sees("The setup link that was made for ada@umbrella.test ends at once.").keys("y")
	d.sees("removed ada@umbrella.test")
	if _, err := d.services.CurrentLink(t.Context(), all[0].ID); err == nil {
		t.Error("the link lives")
	}
}
