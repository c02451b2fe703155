package tui

import (
	"testing"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/saml/protocol"
)

// A click on the row under the cursor does what enter does: in a picker it chooses.
func TestClickInAPickerChooses(t *testing.T) {
	picked := ""
	for _, open := range []func(*driver) tea.Cmd{
		func(d *driver) tea.Cmd {
			return d.Nav.PickOrganization("New", func(o model.Organization) tea.Cmd { picked = o.Name; return nil })
		},
		func(d *driver) tea.Cmd {
			several := &protocol.ChooseProvider{Providers: []protocol.IdentityProvider{{EntityID: "https://a.example"}}}
			return d.Nav.PickProvider(several, func(id string) tea.Cmd { picked = id; return nil })
		},
	} {
		d := drive(t, 80, 24)
		picked = ""
		d.drain(open(d))
		d.send(tea.MouseClickMsg{X: 10, Y: 4}) // below header, breadcrumbs, search and titles
		if picked == "" {
			t.Errorf("nothing was chosen:\n%s", d.screen())
		}
	}
}
