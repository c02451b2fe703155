package model

import (
	"context"
	"fmt"
)

// address is where the listener was last reached: what commands on a closed
// store show as our entity IDs and URLs.
type address struct {
	ID       ID     `json:"id"`
	BaseURL  string `json:"base_url"`
	Revision uint64 `json:"-"`
}

func (a address) key() (Kind, ID)  { return KindSetting, a.ID }
func (a address) parent() ID       { return "" }
func (a address) names() []string  { return nil }
func (a address) revision() uint64 { return a.Revision }
func (a address) at(r uint64) noun { a.Revision = r; return a }

const listenerSetting ID = "listener"

// LastBaseURL is where a store's listener was last reached, "" before the first
// time.
func LastBaseURL(ctx context.Context, s Store) (string, error) {
	a, err := read[address](ctx, s, KindSetting, listenerSetting)
	if none, err := missing(err); none || err != nil {
		return "", err
	}
	return a.BaseURL, nil
}

// Listening keeps the base URL for commands on a closed store.
func (d *Desk) Listening(ctx context.Context) error {
	before, err := read[address](ctx, d.Store, KindSetting, listenerSetting)
	none, err := missing(err)
	if err != nil {
		return err
	}
	if before.BaseURL == d.BaseURL {
		return nil
	}
	e := edit{after: address{ID: listenerSetting, BaseURL: d.BaseURL}}
	if !none {
		e.before = before
	}
	if err := d.applyQuietly(ctx, e); err != nil {
		return fmt.Errorf("keep the base URL: %w", err)
	}
	return nil
}
