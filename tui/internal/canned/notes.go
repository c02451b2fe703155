package canned

import (
	"time"

	"gatehouse/model"
)

// annotate lets colleagues have written something down.
func (d *Services) annotate() {
	o := d.organizations[2]
	last := Now.Add(-scenes[7].ago)
	session := id("sess", last, 7)
	for i, n := range []model.Note{
		{About: o.ID, Text: "Sent them the setup link again.", Created: Now.Add(-50 * time.Hour),
			Author: model.Actor{Name: "paula@vendor.example", Via: model.ViaConsole}},
		{About: o.ID, Text: "Rang them: they rotate the certificate tomorrow.\n\nKim (+1 555 0100) does it, " +
			"at nine. If " +
			"sign-ins fail after that, approve the change of their metadata.", Created: Now.Add(-25 * time.Hour),
			Author: model.Actor{Name: "paula@vendor.example", Via: model.ViaConsole}},
		{About: o.ID, Text: "Ticket 4711 is about the same.", Created: Now.Add(-2 * time.Hour),
			Author: model.Actor{Name: "API key helpdesk", Via: model.ViaAPI}},
		{About: session, Text: "The attribute is called mail2 since their migration.", Created: last.Add(time.Minute),
			Author: model.Actor{Name: "operator", Via: model.ViaCommand}},
	} {
		n.ID, n.EnvironmentID, n.OrganizationID = id("note", n.Created, i), o.EnvironmentID, o.ID
		d.record(n)
	}
}
