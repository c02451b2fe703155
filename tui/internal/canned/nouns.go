package canned

import (
	"context"
	"strings"
	"time"

	"gatehouse/model"
	"gatehouse/saml"
	"gatehouse/saml/protocol"
)

// BaseURL is where the canned listener would be.
const BaseURL = "http://127.0.0.1:4100"

// Organizations lists those that match.
func (d *Services) Organizations(ctx context.Context, q model.OrganizationQuery) ([]model.Organization, error) {
	if d.Err != nil {
		return nil, d.Err
	}
	return d.Services.Organizations(ctx, q)
}

// Connections lists those that match.
func (d *Services) Connections(ctx context.Context, q model.ConnectionQuery) ([]model.Connection, error) {
	if d.Err != nil {
		return nil, d.Err
	}
	return d.Services.Connections(ctx, q)
}

// SPMetadata is ours for a connection, in short: the whole is tested elsewhere.
func (d *Services) SPMetadata(c model.Connection) []byte {
	return []byte(`<EntityDescriptor entityID="` + d.EntityID(c) + `"/>`)
}

// Recommend recommends a mapping for the first connection.
func (d *Services) Recommend(_ context.Context, connection model.ID, _ int) (model.Recommendation, error) {
	r := model.Recommendation{Connection: connection}
	if connection == d.connections[0].ID {
		r.Receipts, r.Before, r.Works = 12, 9, 12
		r.Mapping = saml.Mapping{Email: []string{"mail2", "email"}}
		r.Changes = []model.MappingChange{{Field: "email", To: "mail2", Reason: "it holds an email address",
			Sample: "bob@acme.example", Fits: 12}}
	}
	return r, nil
}

// CertificateUse says that each connection's first certificate signs.
func (d *Services) CertificateUse(ctx context.Context, id model.ID) (model.CertificateUse, error) {
	use := model.CertificateUse{Last: map[string]time.Time{}, Looked: 12}
	c, err := d.Connection(ctx, id)
	if err == nil && len(c.Certificates) > 0 {
		use.Last[protocol.Fingerprint(c.Certificates[0].DER)] = Now.Add(-5 * time.Minute)
	}
	return use, err
}

// AwaitingReconciliation lists two people of the first connection.
func (d *Services) AwaitingReconciliation(ctx context.Context, connection model.ID) ([]model.Unreconciled, error) {
	if connection != d.connections[0].ID {
		return nil, nil
	}
	page, err := d.store.Sessions(ctx,
		model.Query{Connection: connection, Filter: model.Is(model.FieldCause, saml.MissingAttributes)})
	var all []model.Unreconciled
	for _, s := range page.Sessions {
		all = append(all, model.Unreconciled{Connection: connection, User: s.Email, Session: s.ID, At: s.UpdatedAt,
			Cause: s.Cause, Problem: s.Cause.Title()})
	}
	return all, err
}

// BeginTest begins a test sign-in that [Services.Again] can answer.
func (d *Services) BeginTest(ctx context.Context, connection model.ID, _ model.Visitor) (model.Begun, error) {
	c, err := d.Connection(ctx, connection)
	if err != nil {
		return model.Begun{}, err
	}
	s := model.Session{ID: id("sess", Now, 500), EnvironmentID: c.EnvironmentID, OrganizationID: c.OrganizationID,
		ConnectionID: c.ID,
		State:        model.Started, Origin: model.FromAdminPortal, CreatedAt: Now, UpdatedAt: Now}
	d.Put(model.SessionDetail{Session: s, State: s.State, Environment: d.environments[0], Connection: c})
	return model.Begun{Session: s, URL: c.SSOURL + "?SAMLRequest=" + strings.Repeat("fVLLTsMwELwj8Q", 40) +
		"&RelayState=" + string(s.ID)}, nil
}
