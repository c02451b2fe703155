package directory

import (
	"context"
	"errors"
	"time"

	"gatehouse/model"
	"gatehouse/service/core"
)

// ResetDirectory begins a directory anew: in one step it is deleted, with its endpoint, its tokens and all that came
// to it, the roles of its groups too, and one with the same settings takes its place, with an endpoint of its own and a
// token, which is given once. Apps are told that the one is deleted and the other is there. It can be taken back until
// the other is reached.
func (s Service) ResetDirectory(ctx context.Context, id model.ID) (model.Directory, string, error) {
	s, err := s.pass(s.core.Do(ctx, model.ActResetDirectory, core.OfDirectory(id)))
	if err != nil {
		return model.Directory{}, "", err
	}
	for tries := 1; ; tries++ {
		d, err := s.record(ctx, id)
		if err != nil {
			return model.Directory{}, "", err
		}
		fresh := begun(s.core, d)
		fresh.File, fresh.FileAt, fresh.Roles = "", time.Time{}, nil // its groups will be others
		secret, first := s.firstToken(fresh)
		edits := append([]core.Edit{core.Deleted(d), core.Created(fresh)}, first...)
		err = s.core.Apply(ctx, "reset the directory "+d.Name, edits...)
		if !errors.Is(err, model.ErrConflict) || tries == core.MaxRevisions {
			return fresh.AtRevision(1).(model.Directory), secret, err
		}
	}
}
