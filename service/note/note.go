package note

import (
	"context"

	"gatehouse/model"
	"gatehouse/service/core"
	"gatehouse/storage"
)

// Notes lists what was written about a session or an organization, newest first.
func (s Service) Notes(ctx context.Context, about model.ID) ([]model.Note, error) {
	s, err := pass(s.core.See(ctx, model.ActSeeNotes, core.OfSubject(about)))
	if err != nil {
		return nil, err
	}
	if _, err := s.core.Subject(ctx, about); err != nil {
		return nil, err
	}
	return s.newest(ctx, about)
}

func (s Service) newest(ctx context.Context, about model.ID) ([]model.Note, error) {
	records, err := s.core.Store.Records(ctx, storage.Selection{
		Kind: model.KindNote, Parent: about, Order: storage.NewestFirst, Limit: model.MaxNotes,
	})
	all := make([]model.Note, len(records))
	for i := 0; i < len(records) && err == nil; i++ {
		all[i], err = model.Decode[model.Note](records[i])
	}
	return all, err
}

// AddNote writes a note about a session or an organization.
func (s Service) AddNote(ctx context.Context, about model.ID, text string) (model.Note, error) {
	s, err := pass(s.core.Do(ctx, model.ActWriteNote, core.OfSubject(about)))
	if err != nil {
		return model.Note{}, err
	}
	x, err := s.core.Subject(ctx, about)
	if err != nil {
		return model.Note{}, err
	}
	if text, err = model.CleanNote(text); err != nil {
		return model.Note{}, err
	}
	all, err := s.newest(ctx, about)
	if err != nil {
		return model.Note{}, err
	}
	if len(all) >= model.MaxNotes {
		return model.Note{}, model.Refuse("text", "remove one that is of no use any more",
			"%s has %d notes already", x.Title, len(all))
	}
	mentions, err := s.mentionsIn(ctx, text)
	if err != nil {
		return model.Note{}, err
	}
	now := s.core.Now()
	n := model.Note{
		ID: s.core.NewID(model.PrefixNote, now), About: about,
		EnvironmentID: x.EnvironmentID, OrganizationID: x.OrganizationID,
		Text: text, Author: s.core.Principal.Actor(), Created: now,
	}
	for _, m := range mentions {
		n.Mentions = append(n.Mentions, m.ID)
	}
	edits := []core.Edit{core.Created(n)}
	for _, m := range n.Mentioning() {
		edits = append(edits, core.Created(m))
	}
	if err := s.core.Apply(ctx, "wrote a note on "+x.Title+": "+n.Beginning(), edits...); err != nil {
		return model.Note{}, err
	}
	s.dropOldest(ctx, n.Mentions)
	return n.AtRevision(1).(model.Note), nil
}

// RemoveNote removes a note: one's own, or as an Admin anybody's.
func (s Service) RemoveNote(ctx context.Context, id model.ID) (model.Note, error) {
	s, err := pass(s.core.Do(ctx, model.ActWriteNote, core.OfNote(id)))
	if err != nil {
		return model.Note{}, err
	}
	n, err := core.Read[model.Note](ctx, s.core.Store, model.KindNote, id)
	if err != nil {
		return model.Note{}, err
	}
	removal := []core.Edit{core.Deleted(n)}
	if err := s.core.Rights(ctx, removal); err != nil {
		return model.Note{}, err
	}
	for _, m := range n.Mentioning() {
		m, err := core.Read[model.Mention](ctx, s.core.Store, model.KindMention, keyOf(m))
		if gone, err := core.Missing(err); err != nil {
			return n, err
		} else if !gone {
			removal = append(removal, core.Deleted(m))
		}
	}
	return n, s.core.Apply(ctx, "removed the note: "+n.Beginning(), removal...)
}
