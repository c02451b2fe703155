package access

import (
	"context"
	"errors"
	"net/http"

	"gatehouse/model"
	"gatehouse/service/core"
	"gatehouse/storage"
)

// Once answers a request of an app that may have been made before: with what was answered
// then, else with what answer gives, which is kept if the request succeeded. A request that
// differs from the first one with its key is a *FieldError; ErrUnderway: the first one is
// being answered.
func (s Service) Once(ctx context.Context, a model.Attempt,
	answer func() model.Answer) (model.Answer, error) {
	s, err := s.pass(s.core.Do(ctx, model.ActRepeat, core.Nothing))
	if err != nil {
		return model.Answer{}, err
	}
	if err := a.Check(); err != nil {
		return model.Answer{}, err
	}
	begun, err := s.begin(ctx, a)
	if err != nil {
		return model.Answer{}, err
	}
	if begun.Status != 0 {
		body, err := s.core.Secrets.Open(begun.Sealed, sealedFor(begun))
		return model.Answer{Status: begun.Status, Body: body}, err
	}
	given := answer()
	// It was done: whatever becomes of keeping the answer, and if the app has hung up, it is
	// not an error.
	if err := s.end(context.WithoutCancel(ctx), begun, given); err != nil {
		s.core.Log.WarnContext(ctx, "an answer could not be kept to be repeated", "error", err)
	}
	return given, nil
}

// begin gives the request as it was answered, or takes its key for it.
func (s Service) begin(ctx context.Context, a model.Attempt) (model.Repeatable, error) {
	p, now := s.core.Principal, s.core.Now()
	r := model.Repeatable{ID: s.core.NewID(model.PrefixRepeatable, now), APIKey: p.ID, Created: now}
	r.Key, r.Request = a.Hashes()
	before, err := core.ReadNamed[model.Repeatable](ctx, s.core.Store, model.RepeatableName(p.ID, r.Key))
	none, err := core.Missing(err)
	switch {
	case err != nil:
		return r, err
	case !none && before.Request != r.Request && !before.Over(now):
		return r, model.Refuse("Idempotency-Key", "use a new key for a new request",
			"was used for another request before")
	case !none && before.Status != 0 && !before.Over(now):
		return before, nil
	case !none && !before.Over(now):
		return r, model.ErrUnderway
	}
	edits, err := s.oldest(ctx, &r)
	if err != nil {
		return r, err
	}
	if !none {
		edits = append(edits, core.Deleted(before))
	}
	err = s.core.ApplyQuietly(ctx, append(edits, core.Created(r))...)
	if _, taken := errors.AsType[*storage.NameTaken](err); taken || errors.Is(err, model.ErrConflict) {
		return r, model.ErrUnderway
	}
	return r.AtRevision(1).(model.Repeatable), err
}

// oldest numbers a new request, and picks those of its API key that are too many.
func (s Service) oldest(ctx context.Context, r *model.Repeatable) ([]core.Edit, error) {
	of := storage.Selection{Kind: model.KindRepeatable, Parent: r.APIKey, Order: storage.NewestFirst, Limit: 1}
	newest, err := core.Select[model.Repeatable](ctx, s.core.Store, of)
	if err != nil {
		return nil, err
	}
	if len(newest) > 0 {
		r.Number = newest[0].Number + 1
	}
	of.Order = storage.OldestFirst
	oldest, err := core.Select[model.Repeatable](ctx, s.core.Store, of)
	if err != nil || len(oldest) == 0 || oldest[0].Key == r.Key || oldest[0].Number+model.MaxRepeatables > r.Number {
		return nil, err
	}
	return []core.Edit{core.Deleted(oldest[0])}, nil
}

// end keeps an answer, or frees the key of a request that failed: it can be made anew.
func (s Service) end(ctx context.Context, begun model.Repeatable, given model.Answer) error {
	if given.Status >= http.StatusMultipleChoices {
		return s.core.ApplyQuietly(ctx, core.Deleted(begun))
	}
	ended := begun
	ended.Status, ended.Sealed = given.Status, s.core.Secrets.Seal(given.Body, sealedFor(begun))
	return s.core.ApplyQuietly(ctx, core.Changed(begun, ended))
}

// sealedFor is the context that an answer is sealed in: links to the Admin Portal are
// among them.
func sealedFor(r model.Repeatable) string { return "answer " + string(r.ID) }
