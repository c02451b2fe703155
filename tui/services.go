package tui

import (
	"context"
	"time"

	"gatehouse/model"
	"gatehouse/storage"
	"gatehouse/tui/screen"
	"gatehouse/tui/screen/configuration"
	"gatehouse/tui/screen/connection"
	"gatehouse/tui/screen/developer"
	"gatehouse/tui/screen/directory"
	"gatehouse/tui/screen/history"
	"gatehouse/tui/screen/link"
	"gatehouse/tui/screen/note"
	"gatehouse/tui/screen/organization"
	"gatehouse/tui/screen/session"
	"gatehouse/tui/screen/team"
	"gatehouse/tui/screen/webhook"
)

// Services are what the console asks for: its shell, and each of its screens.
// [*service.Services] are some, or a fake in tests.
type Services interface {
	screen.Services
	session.Services
	organization.Services
	connection.Services
	link.Services
	configuration.Services
	history.Services
	note.Services
	team.Services
	directory.Services
	webhook.Services
	developer.Services

	Environments(ctx context.Context) ([]model.Environment, error)
	Facts(ctx context.Context) (storage.Facts, error)
	CountSessions(ctx context.Context, environment model.ID, before time.Time) (int, error)

	// Now and Tail are called once a console: Tail blocks until ctx ends.
	Now(ctx context.Context) (storage.Pos, error)
	Tail(ctx context.Context, from storage.Pos, f func(storage.Changed) error) error

	Connections(ctx context.Context, q model.ConnectionQuery) ([]model.Connection, error)
	ExpiringCertificates(ctx context.Context, environment model.ID) ([]model.Expiry, error)
	Claims(ctx context.Context, environment model.ID) ([]model.Claim, error)
	Mentions(ctx context.Context) ([]model.Mentioned, error)           // of who looks, newest first
	LookAt(ctx context.Context, session model.ID) error                // until ctx ends
	Lookers(ctx context.Context, known uint64) (model.Presence, error) // once they are others than those known
}
