package model

import (
	"context"
	"fmt"
)

// place is the environment and the organization of what a verb touches.
type place struct {
	Environment  ID
	Organization ID

	what       string // for the refusal
	wide       bool   // it belongs to the environment as a whole
	everything bool   // it belongs to no environment
	nothing    bool   // it touches nothing that is stored
}

// scope finds a place. It is asked only for principals to whom it matters.
type scope func(context.Context, *Desk) (place, error)

// everything is what concerns all environments.
func everything(context.Context, *Desk) (place, error) { return place{everything: true}, nil }

// nothing is what touches nothing that is stored, or what the caller proves by
// what they bring: a code, a token, a form.
func nothing(context.Context, *Desk) (place, error) { return place{nothing: true}, nil }

// within narrows a list to what is the principal's: an empty id becomes theirs.
// A list that cannot be narrowed to an organization is not for those who are bound
// to one.
func within(environment, organization *ID) scope {
	return func(_ context.Context, d *Desk) (place, error) {
		at := place{what: "list"}
		if *environment == "" {
			*environment = d.principal.Environment
		}
		at.Environment = *environment
		if organization != nil {
			if *organization == "" {
				*organization = d.principal.Organization
			}
			at.Organization = *organization
		}
		return at, nil
	}
}

// withinOrganization narrows a list that is by organization alone.
func withinOrganization(id *ID) scope {
	return func(ctx context.Context, d *Desk) (place, error) {
		if *id == "" {
			*id = d.principal.Organization
		}
		if *id == "" {
			return place{everything: true}, nil
		}
		return ofOrganization(*id)(ctx, d)
	}
}

func ofEnvironment(id ID) scope {
	return func(context.Context, *Desk) (place, error) {
		return place{Environment: id, wide: true, what: fmt.Sprintf("environment %q", id)}, nil
	}
}

// of is where a stored record belongs.
func of(k Kind, id ID) scope {
	return func(ctx context.Context, d *Desk) (place, error) {
		r, err := d.store.Record(ctx, k, id)
		if err != nil {
			return place{}, fmt.Errorf("%s %q: %w", k, id, err)
		}
		if k == KindSetting {
			return place{everything: true}, nil
		}
		n, err := decodeKind(r)
		if err != nil {
			return place{}, err
		}
		return d.placeOf(ctx, n)
	}
}

func ofOrganization(id ID) scope { return of(KindOrganization, id) }
func ofConnection(id ID) scope   { return of(KindConnection, id) }
func ofKey(id ID) scope          { return of(KindKey, id) }
func ofRequest(id ID) scope      { return of(KindFeatureRequest, id) }
func ofEntry(id ID) scope        { return of(KindAudit, id) }

// ofNamed is where the record belongs that holds a unique name.
func ofNamed(name string) scope {
	return func(ctx context.Context, d *Desk) (place, error) {
		r, err := d.store.Named(ctx, name)
		if err != nil {
			return place{}, fmt.Errorf("%q: %w", name, err)
		}
		n, err := decodeKind(r)
		if err != nil {
			return place{}, err
		}
		return d.placeOf(ctx, n)
	}
}

// ofLink is that of a setup or portal link.
func ofLink(id ID) scope {
	return func(ctx context.Context, d *Desk) (place, error) {
		l, err := d.link(ctx, id)
		if err != nil {
			return place{}, err
		}
		return d.placeOf(ctx, l)
	}
}

func ofSession(id ID) scope {
	return func(ctx context.Context, d *Desk) (place, error) {
		s, err := d.store.Session(ctx, id)
		return place{Environment: s.EnvironmentID, Organization: s.OrganizationID, what: fmt.Sprintf("session %q", id)}, err
	}
}

// placeOf is where a noun belongs.
func (d *Desk) placeOf(ctx context.Context, n noun) (place, error) {
	kind, id := n.key()
	at := place{what: fmt.Sprintf("%s %q", kind, id)}
	switch n := n.(type) {
	case Environment:
		at.Environment, at.wide = n.ID, true
	case APIKey:
		at.Environment, at.wide = n.EnvironmentID, true
	case Branding:
		at.Environment, at.wide = n.EnvironmentID, true
	case Organization:
		at.Environment, at.Organization = n.EnvironmentID, n.ID
	case Connection:
		at.Environment, at.Organization = n.EnvironmentID, n.OrganizationID
	case Link:
		at.Environment, at.Organization = n.EnvironmentID, n.OrganizationID
	case FeatureRequest:
		return ofOrganization(n.OrganizationID)(ctx, d)
	case Profile:
		return ofConnection(n.ConnectionID)(ctx, d)
	case Step:
		return ofLink(n.LinkID)(ctx, d)
	case AuditEntry:
		return d.placeOfEntry(ctx, n)
	default:
		at.everything = true
	}
	return at, nil
}

// placeOfEntry is where all changes of an entry belong, everything if they belong
// to several places.
func (d *Desk) placeOfEntry(ctx context.Context, a AuditEntry) (place, error) {
	var all place
	for i, c := range a.Changes {
		n, err := c.noun()
		if err != nil {
			return place{}, err
		}
		at, err := d.placeOf(ctx, n)
		if gone, err := missing(err); err != nil {
			return place{}, err
		} else if gone {
			return place{everything: true}, nil
		}
		switch {
		case i == 0:
			all = at
		case all.Environment != at.Environment:
			return place{everything: true}, nil
		case all.Organization != at.Organization:
			all.Organization = ""
		}
	}
	all.what, all.everything = fmt.Sprintf("audit entry %q", a.ID), all.everything || len(a.Changes) == 0
	return all, nil
}
