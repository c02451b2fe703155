package note

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"gatehouse/model"
	"gatehouse/service/core"
	"gatehouse/storage"
)

// mentionsIn are the members that a text mentions.
func (s Service) mentionsIn(ctx context.Context, text string) ([]model.TeamMember, error) {
	if !strings.Contains(text, "@") {
		return nil, nil
	}
	team, err := core.ReadAll[model.TeamMember](ctx, s.core.Store, model.KindMember, "", "", 0)
	if err != nil {
		return nil, err
	}
	found, _ := model.ReadMentions(text, team)
	if len(found) > model.MaxMentioned {
		return nil, model.Refuse("text", "mention those who have to know", "mentions %d members, more than %d",
			len(found), model.MaxMentioned)
	}
	return found, nil
}

// dropOldest keeps no more mentions of each member than they are shown. What fails is done with the
// next note that mentions them.
func (s Service) dropOldest(ctx context.Context, members []model.ID) {
	for _, id := range members {
		all, err := s.mentionsOf(ctx, id, 2*model.MaxMentions)
		var edits []core.Edit
		for _, m := range all[min(len(all), model.MaxMentions):] {
			edits = append(edits, core.Deleted(m))
		}
		if err == nil && len(edits) > 0 {
			err = s.core.ApplyQuietly(ctx, edits...)
		}
		if err != nil {
			s.core.Log.WarnContext(ctx, "old mentions are kept", "member", id, "error", err)
		}
	}
}

// mentionsOf are those of a member, newest first.
func (s Service) mentionsOf(ctx context.Context, member model.ID, limit int) ([]model.Mention, error) {
	return core.Select[model.Mention](ctx, s.core.Store, storage.Selection{
		Kind: model.KindMention, Parent: member, Order: storage.NewestFirst, Limit: limit,
	})
}

func keyOf(m model.Mention) model.ID {
	_, id := m.RecordKey()
	return id
}

// Mentions lists the notes that mention the member who acts, newest first. The owner of the data
// directory is no member: nothing mentions them.
func (s Service) Mentions(ctx context.Context) ([]model.Mentioned, error) {
	s, err := pass(s.core.See(ctx, model.ActKeepMentions, core.Nothing))
	if err != nil || s.core.Principal.Kind != model.Member {
		return nil, err
	}
	read, err := s.read(ctx)
	if err != nil {
		return nil, err
	}
	mentions, err := s.mentionsOf(ctx, s.core.Principal.ID, model.MaxMentions)
	var all []model.Mentioned
	for i := 0; i < len(mentions) && err == nil; i++ {
		var x model.Mentioned
		var gone bool
		if x, gone, err = s.mentioned(ctx, mentions[i]); err == nil && !gone {
			x.Unread = !slices.Contains(read.Notes, x.Note.ID)
			all = append(all, x)
		}
	}
	return all, err
}

// mentioned reads the note of a mention, and what it is about; gone says that one of the two was
// deleted since.
func (s Service) mentioned(ctx context.Context, m model.Mention) (x model.Mentioned, gone bool, err error) {
	if x.Note, err = core.Read[model.Note](ctx, s.core.Store, model.KindNote, m.NoteID); err == nil {
		x.About, err = s.core.Subject(ctx, x.Note.About)
	}
	gone, err = core.Missing(err)
	return x, gone, err
}

// read is what the member has read.
func (s Service) read(ctx context.Context) (model.MentionsRead, error) {
	read, err := core.Read[model.MentionsRead](ctx, s.core.Store, model.KindMentionsRead, s.core.Principal.ID)
	_, err = core.Missing(err)
	return read, err
}

// MarkMentionRead keeps that the member who acts has opened a note that mentions them.
func (s Service) MarkMentionRead(ctx context.Context, note model.ID) error {
	s, err := pass(s.core.Do(ctx, model.ActKeepMentions, core.OfNote(note)))
	if err != nil {
		return err
	}
	mine := keyOf(model.Mention{NoteID: note, MemberID: s.core.Principal.ID})
	if _, err := core.Read[model.Mention](ctx, s.core.Store, model.KindMention, mine); err != nil {
		return fmt.Errorf("note %q does not mention you: %w", note, err)
	}
	for tries := 1; ; tries++ {
		err := s.markRead(ctx, note)
		if !errors.Is(err, model.ErrConflict) || tries == core.MaxRevisions {
			return err
		}
	}
}

// markRead forgets notes that are listed no more.
func (s Service) markRead(ctx context.Context, note model.ID) error {
	before, err := s.read(ctx)
	if err != nil || slices.Contains(before.Notes, note) {
		return err
	}
	mentions, err := s.mentionsOf(ctx, s.core.Principal.ID, model.MaxMentions)
	if err != nil {
		return err
	}
	now := model.MentionsRead{MemberID: s.core.Principal.ID}
	for _, m := range mentions {
		if m.NoteID == note || slices.Contains(before.Notes, m.NoteID) {
			now.Notes = append(now.Notes, m.NoteID)
		}
	}
	if before.MemberID == "" {
		return s.core.ApplyQuietly(ctx, core.Created(now))
	}
	return s.core.ApplyQuietly(ctx, core.Changed(before, now))
}
