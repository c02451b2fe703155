package signin

import (
	"context"
	"fmt"

	"gatehouse/model"
	"gatehouse/service/core"
	"gatehouse/storage"
)

// address is where the listener was last reached: what commands on a closed
// store show as our entity IDs and URLs.
type address struct {
	ID       model.ID            `json:"id"`
	BaseURL  string              `json:"base_url"`
	Listen   string              `json:"listen,omitempty"`
	TestIdP  model.TestIdPSwitch `json:"test_idp,omitempty"`
	Revision uint64              `json:"-"`
}

func (a address) RecordKey() (model.Kind, model.ID) { return model.KindSetting, a.ID }

func (a address) RecordParent() model.ID { return "" }

func (a address) RecordNames() []string { return nil }

func (a address) RecordRevision() uint64 { return a.Revision }

func (a address) AtRevision(r uint64) model.Noun { a.Revision = r; return a }

const listenerSetting model.ID = "listener"

// LastListening gives the options of services on a closed store: where its listener
// was last reached, and how the test identity provider was set then.
func LastListening(ctx context.Context, s storage.Records) (core.Options, error) {
	a, err := core.Read[address](ctx, s, model.KindSetting, listenerSetting)
	if none, err := core.Missing(err); none || err != nil {
		return core.Options{}, err
	}
	return core.Options{BaseURL: a.BaseURL, Listen: a.Listen, TestIdP: a.TestIdP}, nil
}

// Listening keeps for commands on a closed store how the listener is set.
func (s Service) Listening(ctx context.Context) error {
	s, err := s.pass(s.core.Do(ctx, model.ActMaintain, core.Everything))
	if err != nil {
		return err
	}
	before, err := core.Read[address](ctx, s.core.Store, model.KindSetting, listenerSetting)
	none, err := core.Missing(err)
	if err != nil {
		return err
	}
	after := address{ID: listenerSetting, BaseURL: s.core.BaseURL, Listen: s.core.Listen, TestIdP: s.core.TestIdP}
	if after == before.AtRevision(0).(address) {
		return nil
	}
	e := core.Edit{After: after}
	if !none {
		e.Before = before
	}
	if err := core.UnlessFull(s.core.ApplyQuietly(ctx, e)); err != nil {
		return fmt.Errorf("keep the base URL: %w", err)
	}
	return nil
}
