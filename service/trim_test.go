package service_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"gatehouse/model"
	"gatehouse/storage"
)

// After the time that the team set, the history no longer tells what changes were about.
// Who did what stays, and the log is whole, also by a checkpoint from before.
func TestHistoryIsTrimmed(t *testing.T) {
	h := openInstallation(t)
	ctx := t.Context()
	old := h.org(t, "Initech", "")
	checkpoint := must(h.Checkpoint(ctx))
	h.clock.add(29 * 24 * time.Hour)
	young := h.org(t, "Globex", "")
	h.clock.add(2 * 24 * time.Hour)
	if n, err := h.TrimHistory(ctx); n != 0 || err != nil {
		t.Fatalf("trimmed %d though all is kept for ever, %v", n, err)
	}
	if _, err := h.KeepChanges(ctx, 30); err != nil {
		t.Fatal(err)
	}
	if n, err := h.TrimHistory(ctx); n == 0 || err != nil {
		t.Fatalf("trimmed %d, %v", n, err)
	}
	for o, trimmed := range map[model.ID]bool{old.ID: true, young.ID: false} {
		e := h.last(t, o)
		if e.Trimmed() != trimmed || !strings.Contains(e.Action, "created organization") ||
			e.Actor.Name != tester.Name {
			t.Errorf("%s: %+v", o, e)
		}
	}
	all, err := h.History(ctx, "")
	if err != nil || !strings.HasPrefix(all[0].Action, "dropped what ") || all[0].Actor.Name != tester.Name {
		t.Errorf("%+v, %v", all[0], err)
	}
	if r := must(h.VerifyAudit(ctx, checkpoint)); len(r.Faults) > 0 || r.Erased == 0 || r.Checkpoints != 1 {
		t.Errorf("%+v", r)
	}
	if n, err := h.TrimHistory(ctx); n != 0 || err != nil {
		t.Errorf("trimmed %d twice, %v", n, err)
	}
	_, err = h.Undo(ctx, h.last(t, old.ID).ID)
	refused(t, err, "undo")
}

// Entries of earlier versions hold secrets: they are withheld once nobody can take the
// change back, and no sooner.
func TestSecretsOfEarlierVersionsAreWithheld(t *testing.T) {
	h := openInstallation(t)
	ctx := t.Context()
	for i, at := range []time.Time{h.clock.Now().Add(-model.UndoLife - time.Hour), h.clock.Now()} {
		e := model.AuditEntry{ID: model.NewID(model.PrefixAudit, at), At: at, Action: "created a key",
			Changes: []model.AuditChange{{
				Kind: model.KindKey, Target: "key_1",
				After: json.RawMessage(fmt.Sprintf(`{"id":"key_1","hash":"abcdef%d"}`, i)),
			}}}
		data, err := json.Marshal(e)
		if err != nil {
			t.Fatal(err)
		}
		if err := h.Store.Apply(ctx, storage.Change{Record: model.RecordOf(e, data, at)}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := h.TrimHistory(ctx); err != nil {
		t.Fatal(err)
	}
	var held string
	for _, r := range must(h.Store.Records(ctx, storage.Selection{Kind: model.KindAudit})) {
		held += string(r.Data)
	}
	if strings.Contains(held, "abcdef0") || !strings.Contains(held, "withheld0001") ||
		!strings.Contains(held, "abcdef1") {
		t.Error(held)
	}
}

// The bounds of the setting are said in words.
func TestHowLongChangesAreKept(t *testing.T) {
	h := openInstallation(t)
	for _, days := range []int{-1, 1, 29, 3651} {
		_, err := h.KeepChanges(t.Context(), days)
		refused(t, err, "days")
	}
	for _, days := range []int{30, 3650, 0} {
		if team, err := h.KeepChanges(t.Context(), days); err != nil || team.KeepChanges != days {
			t.Errorf("%d: %+v, %v", days, team, err)
		}
	}
}
