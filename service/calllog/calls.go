package calllog

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"gatehouse/model"
	"gatehouse/service/core"
)

// NoteAPICall keeps a request that was answered. Its bodies have no secrets any more.
func (s Service) NoteAPICall(ctx context.Context, c model.APICall) error {
	s, err := s.pass(s.core.Do(ctx, model.ActNoteCall, core.Nothing))
	if err != nil {
		return err
	}
	s.state.add(c)
	return nil
}

// APICalls lists requests of the last 24 hours, the oldest first, without their bodies.
func (s Service) APICalls(ctx context.Context, q model.APICallQuery) ([]model.APICall, error) {
	s, err := s.pass(s.core.See(ctx, model.ActSeeCalls, core.Within(&q.Environment, nil)))
	if err != nil {
		return nil, err
	}
	if err := q.Check(); err != nil {
		return nil, err
	}
	var all []model.APICall
	s.state.each(s.core.Now().Add(-callLife), func(c model.APICall) {
		if q.Match(c) {
			all = append(all, c.Bodiless())
		}
	})
	slices.SortFunc(all, func(a, b model.APICall) int { return cmp.Compare(a.Number, b.Number) })
	if q.Limit > 0 && len(all) > q.Limit {
		all = all[len(all)-q.Limit:]
	}
	return all, nil
}

// APICall gives a request with what was sent and answered, which is personal data: the history
// tells who looked.
func (s Service) APICall(ctx context.Context, id model.ID) (model.APICall, error) {
	s, err := s.pass(s.core.See(ctx, model.ActSeeCallBodies, s.of(id)))
	if err != nil {
		return model.APICall{}, err
	}
	c, err := s.call(id)
	if err != nil {
		return c, err
	}
	err = s.core.Shown(ctx, model.View{Subject: c.ID, Right: model.ActSeeCallBodies,
		EnvironmentID: c.EnvironmentID, OrganizationID: c.OrganizationID},
		fmt.Sprintf("looked at the request %s %s and its answer", c.Method, c.Path))
	if err != nil {
		return model.APICall{}, err
	}
	return c, nil
}

// AwaitAPICalls waits until there is a newer call than one whose number is known, and gives the
// number of the newest.
func (s Service) AwaitAPICalls(ctx context.Context, known uint64) (uint64, error) {
	s, err := s.pass(s.core.See(ctx, model.ActSeeCalls, core.Nothing))
	if err != nil {
		return 0, err
	}
	for {
		newest, changed := s.state.newest()
		if newest != known {
			return newest, nil
		}
		select {
		case <-ctx.Done():
			return 0, ctx.Err()
		case <-changed:
		}
	}
}

// of is where a call belongs.
func (s Service) of(id model.ID) core.Scope {
	return func(ctx context.Context, c *core.Core) (model.Place, error) {
		call, err := s.call(id)
		if err != nil {
			return model.Place{}, err
		}
		return model.Place{Environment: call.EnvironmentID, Organization: call.OrganizationID,
			Everything: call.EnvironmentID == "", What: fmt.Sprintf("request %q", id)}, nil
	}
}

func (s Service) call(id model.ID) (found model.APICall, err error) {
	s.state.each(s.core.Now().Add(-callLife), func(c model.APICall) {
		if c.ID == id {
			found = c
		}
	})
	if found.ID == "" {
		return found, fmt.Errorf("request %q: %w; the log has those of the last 24 hours that this instance answered",
			id, model.ErrNotFound)
	}
	return found, nil
}
