package model

import (
	"context"
	"fmt"
)

// address is where the listener was last reached: what commands on a closed
// store show as our entity IDs and URLs.
type address struct {
	ID       ID            `json:"id"`
	BaseURL  string        `json:"base_url"`
	Listen   string        `json:"listen,omitempty"`
	TestIdP  TestIdPSwitch `json:"test_idp,omitempty"`
	Revision uint64        `json:"-"`
}

func (a address) key() (Kind, ID)  { return KindSetting, a.ID }
func (a address) parent() ID       { return "" }
func (a address) names() []string  { return nil }
func (a address) revision() uint64 { return a.Revision }
func (a address) at(r uint64) noun { a.Revision = r; return a }

const listenerSetting ID = "listener"

// LastListening gives the options of a desk on a closed store: where its listener
// was last reached, and how the test identity provider was set then.
func LastListening(ctx context.Context, s Store) (Options, error) {
	a, err := read[address](ctx, s, KindSetting, listenerSetting)
	if none, err := missing(err); none || err != nil {
		return Options{}, err
	}
	return Options{BaseURL: a.BaseURL, Listen: a.Listen, TestIdP: a.TestIdP}, nil
}

// Listening keeps for commands on a closed store how the listener is set.
func (d *Desk) Listening(ctx context.Context) error {
	d, err := d.do(ctx, ActMaintain, everything)
	if err != nil {
		return err
	}
	before, err := read[address](ctx, d.store, KindSetting, listenerSetting)
	none, err := missing(err)
	if err != nil {
		return err
	}
	after := address{ID: listenerSetting, BaseURL: d.BaseURL, Listen: d.listen, TestIdP: d.testIdP}
	if after == before.at(0).(address) {
		return nil
	}
	e := edit{after: after}
	if !none {
		e.before = before
	}
	if err := unlessFull(d.applyQuietly(ctx, e)); err != nil {
		return fmt.Errorf("keep the base URL: %w", err)
	}
	return nil
}
