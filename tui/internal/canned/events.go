package canned

import (
	"context"
	"time"

	"gatehouse/model"
	"gatehouse/storage"
)

// tell records the environment with what its apps were told.
func (d *Services) tell(in model.Environment) {
	x := storage.Change{Record: model.RecordOf(in, encode(in), Now)}
	for i, t := range d.tellings() {
		at := Now.Add(-time.Duration([]int{90, 50, 44, 30, 10, 4}[i]) * time.Minute)
		t.Environment = in.ID
		e, err := t.Event(at)
		if err != nil {
			panic(err) // nouns can be encoded
		}
		x.Tell = append(x.Tell, e)
	}
	if err := d.store.Apply(context.Background(), x); err != nil {
		panic(err) // the cast does not fit together
	}
}

// tellings are of a connection, an organization with its domain, and sign-ins, the oldest first.
func (d *Services) tellings() []model.Telling {
	activated := func(c model.Connection) model.Telling {
		return model.Telling{Name: model.ConnectionActivated, Organization: c.OrganizationID,
			Data: model.ConnectionEvent{ID: c.ID, OrganizationID: c.OrganizationID, Key: c.Key, Type: c.Type,
				Name: c.Name, State: c.State, Created: c.Created, Updated: c.Updated}}
	}
	o, c := d.organizations[2], d.connections[0]
	failed := model.SignInEvent{SessionID: d.sessionOf(model.Failed), OrganizationID: c.OrganizationID,
		ConnectionID: c.ID, Peer: "198.51.100.7", UserAgent: "Mozilla/5.0 \x1b[31m",
		Error: &model.SignInFailed{Code: "audience", Message: "Issued for a different audience"}}
	passed := model.SignInEvent{SessionID: d.sessionOf(model.Successful), OrganizationID: c.OrganizationID,
		ConnectionID: c.ID, Peer: "198.51.100.7", UserAgent: "Mozilla/5.0", Email: "todd@acme.example"}
	return []model.Telling{
		activated(c),
		{Name: model.OrganizationCreated, Organization: o.ID, Data: o},
		{Name: model.DomainWasVerified, Organization: o.ID,
			Data: model.DomainEvent{OrganizationID: o.ID, Domain: o.Domains[0]}},
		{Name: model.SSOFailed, Organization: c.OrganizationID, Data: failed},
		activated(d.connections[1]),
		{Name: model.SSOSucceeded, Organization: c.OrganizationID, Data: passed},
	}
}

// events are what apps were told, the oldest first.
func (d *Services) events() []model.AppEvent {
	page, err := d.store.AppEvents(context.Background(), storage.AppEventQuery{Environment: d.environments[0].ID})
	if err != nil {
		panic(err) // a store in memory answers
	}
	return page.Events
}
