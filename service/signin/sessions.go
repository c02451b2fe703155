package signin

import (
	"cmp"
	"context"
	"errors"

	"gatehouse/model"
	"gatehouse/service/claim"
	"gatehouse/service/core"
	"gatehouse/storage"
)

// Session gives one by its id.
func (s Service) Session(ctx context.Context, id model.ID) (model.Session, error) {
	s, err := s.pass(s.core.See(ctx, model.ActSeeSessions, core.OfSession(id)))
	if err != nil {
		return model.Session{}, err
	}
	return s.core.Store.Session(ctx, id)
}

// Sessions lists the principal's, newest first.
func (s Service) Sessions(ctx context.Context, q model.Query) (model.Page, error) {
	asker := s
	s, err := s.pass(s.core.See(ctx, model.ActSeeSessions, core.Within(&q.Environment, &q.Organization)))
	if err != nil {
		return model.Page{}, err
	}
	if q, err = asker.withClaims(ctx, q); err != nil {
		return model.Page{}, err
	}
	return s.core.Store.Sessions(ctx, q)
}

// SessionNames gives what a filter of sessions compares with the names of organizations and connections:
// those of an environment, or with "" of all that are the principal's. Only a filter that asks for
// names has them read.
func (s Service) SessionNames(ctx context.Context, environment model.ID, f model.Filter) (model.Names, error) {
	s, err := s.pass(s.core.See(ctx, model.ActSeeSessions, core.Within(&environment, nil)))
	if err != nil {
		return nil, err
	}
	names := map[model.ID]string{}
	if f.Asks(model.FieldOrganizationName) {
		all, err := s.tenant().Organizations(ctx, model.OrganizationQuery{Environment: environment})
		if err != nil {
			return nil, err
		}
		for _, o := range all {
			names[o.ID] = o.Name
		}
	}
	if f.Asks(model.FieldConnectionName) {
		all, err := s.connection().Connections(ctx, model.ConnectionQuery{Environment: environment})
		if err != nil {
			return nil, err
		}
		for _, c := range all {
			names[c.ID] = c.Name
		}
	}
	return func(id model.ID) string { return cmp.Or(names[id], model.OAuthName(id)) }, nil
}

// withClaims makes a query one that the store can answer if it asks who has a session in hand, and
// that reads no further than the oldest session that can be the answer.
func (s Service) withClaims(ctx context.Context, q model.Query) (model.Query, error) {
	if !q.Filter.Asks(model.FieldClaimed) {
		return q, nil
	}
	all, err := claim.On(s.core).Claims(ctx, q.Environment)
	if err != nil {
		return q, err
	}
	me := s.core.Principal.Actor()
	if since, bounded := q.Filter.ClaimedSince(all, me); bounded {
		if since.IsZero() { // nobody has one
			q.Filter = model.Nothing()
			since = s.core.Now()
		}
		if since.After(q.Since) {
			q.Since = since
		}
	}
	q.Filter = q.Filter.WithClaims(all, me)
	return q, nil
}

// Receipts gives what arrived for a session.
func (s Service) Receipts(ctx context.Context, session model.ID) ([]model.Receipt, error) {
	s, err := s.pass(s.core.See(ctx, model.ActSeeSessions, core.OfSession(session)))
	if err != nil {
		return nil, err
	}
	if err := s.shown(ctx, session); err != nil {
		return nil, err
	}
	return s.core.Store.Receipts(ctx, session)
}

// shown writes down that the principal is shown what was sent for a session, with
// the attributes of whoever signed in: before they are given it.
func (s Service) shown(ctx context.Context, id model.ID) error {
	x, err := s.core.Store.Session(ctx, id)
	if err != nil {
		return err
	}
	return s.core.Shown(ctx, model.View{
		Subject: id, Right: model.ActSeeSessions, EnvironmentID: x.EnvironmentID, OrganizationID: x.OrganizationID,
	}, "looked at the messages of session "+x.Trace())
}

// Now is the position behind the newest change, see [Service.Tail].
func (s Service) Now(ctx context.Context) (storage.Pos, error) {
	s, err := s.pass(s.core.See(ctx, model.ActSeeSessions, core.Nothing))
	if err != nil {
		return 0, err
	}
	return s.core.Store.Now(ctx)
}

// Tail follows the changes as [storage.Feed.Tail] does. A principal that may not see
// everything is told of what is theirs, while it is there.
func (s Service) Tail(ctx context.Context, from storage.Pos, f func(storage.Changed) error) error {
	asker := s
	s, err := s.pass(s.core.See(ctx, model.ActSeeSessions, core.Nothing))
	if err != nil {
		return err
	}
	return s.core.Store.Tail(ctx, from, storage.AllChanges, func(c storage.Changed) error {
		visible, err := asker.maySee(ctx, c)
		if err != nil || !visible {
			return err
		}
		return f(c)
	})
}

// maySee reports whether a change is the principal's to know of.
func (svc Service) maySee(ctx context.Context, c storage.Changed) (bool, error) {
	p := svc.core.Principal
	if c.Session == nil {
		row, err := c.Kind.Row()
		if err != nil || svc.core.May(row.See) != nil {
			return false, nil
		}
	}
	if svc.core.Passed || p.Environment == "" && p.Organization == "" {
		return true, nil
	}
	if s := c.Session; s != nil {
		return p.Reaches(model.Place{Environment: s.EnvironmentID, Organization: s.OrganizationID}) == nil, nil
	}
	at, err := core.Of(c.Kind, c.ID)(ctx, svc.core)
	if errors.Is(err, model.ErrNotFound) {
		return false, nil
	}
	return err == nil && p.Reaches(at) == nil, err
}
