package model_test

import (
	"context"
	"testing"

	"gatehouse/model"
)

// watched tells of every list that is read, before it is read.
type watched struct {
	model.Store
	list func(model.Kind)
}

func (s watched) Records(ctx context.Context, k model.Kind, parent, after model.ID, limit int) ([]model.Record, error) {
	s.list(k)
	return s.Store.Records(ctx, k, parent, after, limit)
}

// watch is the desk over a store that tells.
func (h *house) watch(list func(model.Kind)) *model.Desk {
	return model.NewDesk(model.Options{Store: watched{h.Store, list}, Clock: h.clock.Now, BaseURL: h.BaseURL, Secrets: h.Secrets})
}

// What is deleted while the purge is at work can be taken back whole.
func TestPurgeWhileDeleting(t *testing.T) {
	h := openHouse(t)
	c := h.welcome.Connection
	if _, err := h.Rehearse(t.Context(), model.Rehearsal{User: ada()}); err != nil {
		t.Fatal(err)
	}
	var what model.Deletion
	purging := h.watch(func(k model.Kind) {
		if k != model.KindProfile || what.Undo != "" {
			return
		}
		var err error
		if what, err = h.DeleteConnection(t.Context(), c.ID); err != nil {
			t.Error(err)
		}
	})
	if n, err := purging.PurgeDeleted(t.Context()); n != 0 || err != nil {
		t.Errorf("purged %d, %v", n, err)
	}
	if _, err := h.Undo(t.Context(), what.Undo); err != nil {
		t.Fatal(err)
	}
	if all, err := h.Profiles(t.Context(), c.ID, "", 0); len(all) != 1 || err != nil {
		t.Errorf("%d profiles came back, %v", len(all), err)
	}
}
