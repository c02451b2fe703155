package core

import (
	"context"
	"fmt"

	"gatehouse/model"
)

// Scope finds a place. It is asked only for principals to whom it matters.
type Scope func(context.Context, *Core) (model.Place, error)

// Everything is what concerns all environments.
func Everything(context.Context, *Core) (model.Place, error) {
	return model.Place{Everything: true}, nil
}

// Nothing is what touches nothing that is stored, or what the caller proves by
// what they bring: a code, a token, a form.
func Nothing(context.Context, *Core) (model.Place, error) { return model.Place{Nothing: true}, nil }

// Within narrows a list to what is the principal's: an empty id becomes theirs.
// A list that cannot be narrowed to an organization is not for those who are bound
// to one.
func Within(environment, organization *model.ID) Scope {
	return func(_ context.Context, c *Core) (model.Place, error) {
		at := model.Place{What: "list"}
		if *environment == "" {
			*environment = c.Principal.Environment
		}
		at.Environment = *environment
		if organization != nil {
			if *organization == "" {
				*organization = c.Principal.Organization
			}
			at.Organization = *organization
		}
		return at, nil
	}
}

// WithinOrganization narrows a list that is by organization alone.
func WithinOrganization(id *model.ID) Scope {
	return func(ctx context.Context, c *Core) (model.Place, error) {
		if *id == "" {
			*id = c.Principal.Organization
		}
		if *id == "" {
			return model.Place{Everything: true}, nil
		}
		return OfOrganization(*id)(ctx, c)
	}
}

func OfEnvironment(id model.ID) Scope {
	return func(context.Context, *Core) (model.Place, error) {
		return model.Place{Environment: id, Wide: true, What: fmt.Sprintf("environment %q", id)}, nil
	}
}

// Of is where a stored record belongs.
func Of(k model.Kind, id model.ID) Scope {
	return func(ctx context.Context, c *Core) (model.Place, error) {
		r, err := c.Store.Record(ctx, k, id)
		if err != nil {
			return model.Place{}, fmt.Errorf("%s %q: %w", k, id, err)
		}
		if k == model.KindSetting {
			return model.Place{Everything: true}, nil
		}
		n, err := model.DecodeKind(r)
		if err != nil {
			return model.Place{}, err
		}
		return c.placeOf(ctx, n)
	}
}

func OfOrganization(id model.ID) Scope { return Of(model.KindOrganization, id) }

func OfConnection(id model.ID) Scope {
	return func(ctx context.Context, c *Core) (model.Place, error) {
		x, err := c.Connection(ctx, id)
		if err != nil {
			return model.Place{}, err
		}
		return c.placeOf(ctx, x)
	}
}

func OfKey(id model.ID) Scope { return Of(model.KindKey, id) }

func OfWebhook(id model.ID) Scope { return Of(model.KindWebhookEndpoint, id) }

func OfDirectory(id model.ID) Scope { return Of(model.KindDirectory, id) }

// OfDirectoryEntry is that of the directory of a user or group that apps know by an id, or of the directory alone
// if none is given.
func OfDirectoryEntry(directory, published model.ID) Scope {
	return func(ctx context.Context, c *Core) (model.Place, error) {
		if published != "" {
			e, err := c.Store.PublishedEntry(ctx, published)
			if err != nil {
				return model.Place{}, fmt.Errorf("directory entry %q: %w", published, err)
			}
			directory = e.Directory
		}
		return OfDirectory(directory)(ctx, c)
	}
}

func OfRequest(id model.ID) Scope { return Of(model.KindFeatureRequest, id) }

func OfEntry(id model.ID) Scope { return Of(model.KindAudit, id) }

// OfNamed is where the record belongs that holds a unique name.
func OfNamed(name string) Scope {
	return func(ctx context.Context, c *Core) (model.Place, error) {
		r, err := c.Store.Named(ctx, name)
		if err != nil {
			return model.Place{}, fmt.Errorf("%q: %w", name, err)
		}
		n, err := model.DecodeKind(r)
		if err != nil {
			return model.Place{}, err
		}
		return c.placeOf(ctx, n)
	}
}

// OfLink is that of a setup or portal link.
func OfLink(id model.ID) Scope {
	return func(ctx context.Context, c *Core) (model.Place, error) {
		l, err := c.Link(ctx, id)
		if err != nil {
			return model.Place{}, err
		}
		return c.placeOf(ctx, l)
	}
}

func OfSession(id model.ID) Scope {
	return func(ctx context.Context, c *Core) (model.Place, error) {
		s, err := c.Store.Session(ctx, id)
		return model.Place{Environment: s.EnvironmentID, Organization: s.OrganizationID,
			What: fmt.Sprintf("session %q", id)}, err
	}
}

func OfITContact(id model.ID) Scope { return Of(model.KindITContact, id) }

func OfNote(id model.ID) Scope { return Of(model.KindNote, id) }

// OfSubject is where what a note is about belongs.
func OfSubject(id model.ID) Scope {
	return func(ctx context.Context, c *Core) (model.Place, error) {
		x, err := c.Subject(ctx, id)
		return model.Place{Environment: x.EnvironmentID, Organization: x.OrganizationID,
			What: fmt.Sprintf("%q", id)}, err
	}
}

// placeOf is where a noun belongs.
func (c *Core) placeOf(ctx context.Context, n model.Noun) (model.Place, error) {
	kind, id := n.RecordKey()
	at := model.Place{What: fmt.Sprintf("%s %q", kind, id)}
	switch n := n.(type) {
	case model.Environment:
		at.Environment, at.Wide = n.ID, true
	case model.APIKey:
		at.Environment, at.Wide = n.EnvironmentID, true
	case model.WebhookEndpoint:
		at.Environment, at.Wide = n.EnvironmentID, true
	case model.WebhookDelivery:
		return OfWebhook(n.EndpointID)(ctx, c)
	case model.WebhookProgress:
		return OfWebhook(n.EndpointID)(ctx, c)
	case model.Branding:
		at.Environment, at.Wide = n.EnvironmentID, true
	case model.Organization:
		at.Environment, at.Organization = n.EnvironmentID, n.ID
	case model.Connection:
		at.Environment, at.Organization = n.EnvironmentID, n.OrganizationID
	case model.Directory:
		at.Environment, at.Organization = n.EnvironmentID, n.OrganizationID
	case model.DirectoryToken:
		at.Environment, at.Organization = n.EnvironmentID, n.OrganizationID
	case model.Recompute:
		return OfDirectory(n.DirectoryID)(ctx, c)
	case model.Link:
		at.Environment, at.Organization = n.EnvironmentID, n.OrganizationID
	case model.ITContact:
		at.Environment, at.Organization = n.EnvironmentID, n.OrganizationID
	case model.Note:
		at.Environment, at.Organization = n.EnvironmentID, n.OrganizationID
	case model.Mention:
		at.Environment, at.Organization = n.EnvironmentID, n.OrganizationID
	case model.Claim:
		at.Environment, at.Organization = n.EnvironmentID, n.OrganizationID
	case model.FeatureRequest:
		return OfOrganization(n.OrganizationID)(ctx, c)
	case model.KeyUse:
		return OfKey(n.Key)(ctx, c)
	case model.Repeatable:
		return OfKey(n.APIKey)(ctx, c)
	case model.Profile:
		return OfConnection(n.ConnectionID)(ctx, c)
	case model.Step:
		return OfLink(n.LinkID)(ctx, c)
	case model.AuditEntry:
		return c.placeOfEntry(ctx, n)
	default:
		at.Everything = true
	}
	return at, nil
}

// placeOfEntry is where all changes of an entry belong, everything if they belong
// to several places.
func (c *Core) placeOfEntry(ctx context.Context, a model.AuditEntry) (model.Place, error) {
	var all model.Place
	if v := a.View; v != nil && v.EnvironmentID != "" {
		return model.Place{Environment: v.EnvironmentID, Organization: v.OrganizationID,
			What: fmt.Sprintf("audit entry %q", a.ID)}, nil
	}
	for i, x := range a.Changes {
		n, err := x.Noun()
		if err != nil {
			return model.Place{}, err
		}
		at, err := c.placeOf(ctx, n)
		if gone, err := Missing(err); err != nil {
			return model.Place{}, err
		} else if gone {
			return model.Place{Everything: true}, nil
		}
		switch {
		case i == 0:
			all = at
		case all.Environment != at.Environment:
			return model.Place{Everything: true}, nil
		case all.Organization != at.Organization:
			all.Organization = ""
		}
	}
	all.What, all.Everything = fmt.Sprintf("audit entry %q", a.ID), all.Everything || len(a.Changes) == 0
	return all, nil
}
