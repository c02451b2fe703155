package presence

import (
	"context"
	"slices"

	"gatehouse/model"
	"gatehouse/service/core"
)

// LookAt keeps, until ctx ends, that the principal looks at a session.
func (s Service) LookAt(ctx context.Context, session model.ID) error {
	s, err := s.pass(s.core.See(ctx, model.ActSeePresence, core.OfSession(session)))
	if err != nil {
		return err
	}
	place, err := core.OfSession(session)(ctx, s.core)
	if err != nil {
		return err
	}
	p := s.core.Principal
	l := &look{who: p, place: place, Looker: model.Looker{Session: session, Who: p.Actor(), Since: s.core.Now()}}
	if s.state.add(l) {
		context.AfterFunc(ctx, func() { s.state.remove(l) })
	}
	return nil
}

// Lookers waits until there is another version than one that is known, 0 for none, and gives who
// else looks at which session now: each of them once for a session, and nobody whose access has
// ended meanwhile.
func (s Service) Lookers(ctx context.Context, known uint64) (model.Presence, error) {
	s, err := s.pass(s.core.See(ctx, model.ActSeePresence, core.Nothing))
	if err != nil {
		return model.Presence{}, err
	}
	looks, version, changed := s.state.now()
	for version == known {
		select {
		case <-ctx.Done():
			return model.Presence{}, ctx.Err()
		case <-changed:
			looks, version, changed = s.state.now()
		}
	}
	lookers, err := s.seen(ctx, looks)
	return model.Presence{Lookers: lookers, Version: version}, err
}

// seen are the looks that the principal may know of.
func (s Service) seen(ctx context.Context, looks []*look) (all []model.Looker, err error) {
	me := s.core.Principal
	slices.SortFunc(looks, func(a, b *look) int { return a.Since.Compare(b.Since) })
	for _, l := range looks {
		same := func(x model.Looker) bool { return x.Session == l.Session && x.Who.Same(l.Who) }
		had := slices.ContainsFunc(all, same)
		if had || l.Who.Same(me.Actor()) || me.Reaches(l.place) != nil {
			continue
		}
		here, err := s.here(ctx, l.who)
		if err != nil {
			return nil, err
		}
		if here {
			all = append(all, l.Looker)
		}
	}
	return all, nil
}

// here reports whether somebody still may look: a member whose access ended may not, even before
// their console has ended.
func (s Service) here(ctx context.Context, p model.Principal) (bool, error) {
	if p.Kind != model.Member {
		return true, nil
	}
	m, err := core.Read[model.TeamMember](ctx, s.core.Store, model.KindMember, p.ID)
	gone, err := core.Missing(err)
	return !gone && m.Proves(p), err
}
