package note

import (
	"context"

	"gatehouse/model"
)

// Services are what these screens ask for.
type Services interface {
	Notes(ctx context.Context, about model.ID) ([]model.Note, error)
	AddNote(ctx context.Context, about model.ID, text string) (model.Note, error)
	RemoveNote(ctx context.Context, id model.ID) (model.Note, error)
	Mentions(ctx context.Context) ([]model.Mentioned, error) // of who looks, newest first
	MarkMentionRead(ctx context.Context, note model.ID) error

	Members(ctx context.Context) ([]model.TeamMember, error)
	History(ctx context.Context, q model.HistoryQuery) (model.HistoryPage, error)
}
