package service_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"gatehouse/model"
	"gatehouse/storage"
)

// tamper changes a record as somebody who has the store and not the services.
func tamper(t *testing.T, h *installation, k model.Kind, id model.ID, change func(data string) string) {
	t.Helper()
	r, err := h.Store.Record(t.Context(), k, id)
	if err != nil {
		t.Fatal(err)
	}
	before := string(r.Data)
	r.Data = json.RawMessage(change(before))
	if string(r.Data) == before {
		t.Fatalf("nothing to tamper with in %s", before)
	}
	if err := h.Store.Apply(t.Context(), storage.Change{Record: r, Based: r.Revision}); err != nil {
		t.Fatal(err)
	}
}

func remove(t *testing.T, h *installation, k model.Kind, id model.ID) {
	t.Helper()
	r, err := h.Store.Record(t.Context(), k, id)
	if err != nil {
		t.Fatal(err)
	}
	if err := h.Store.Apply(t.Context(), storage.Change{Record: r, Based: r.Revision, Delete: true}); err != nil {
		t.Fatal(err)
	}
}

// swap gives two leaves each other's content, but for their places.
func swap(t *testing.T, h *installation, a, b int64, fields ...string) {
	t.Helper()
	var both [2]map[string]json.RawMessage
	for i, place := range []int64{a, b} {
		r, err := h.Store.Record(t.Context(), model.KindAuditLeaf, model.LeafID(place))
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(r.Data, &both[i]); err != nil {
			t.Fatal(err)
		}
	}
	for _, f := range fields {
		both[0][f], both[1][f] = both[1][f], both[0][f]
	}
	for i, place := range []int64{a, b} {
		data, err := json.Marshal(both[i])
		if err != nil {
			t.Fatal(err)
		}
		tamper(t, h, model.KindAuditLeaf, model.LeafID(place), func(string) string { return string(data) })
	}
}

// What is done to the log behind its back is found, and where.
func TestAuditLogTellsOfTampering(t *testing.T) {
	signed := func(t *testing.T, h *installation) string {
		t.Helper()
		return must(h.Checkpoint(t.Context()))
	}
	for name, test := range map[string]struct {
		do    func(t *testing.T, h *installation, log []model.AuditLeaf) (checkpoint string)
		place int64
		what  model.AuditWrong
	}{
		"an edited action": {func(t *testing.T, h *installation, log []model.AuditLeaf) string {
			tamper(t, h, model.KindAudit, log[4].Entry, func(s string) string {
				return strings.Replace(s, "created", "deleted", 1)
			})
			return ""
		}, 4, model.AuditEdited},
		"an edited body": {func(t *testing.T, h *installation, log []model.AuditLeaf) string {
			tamper(t, h, model.KindAudit, log[4].Entry, func(s string) string {
				return strings.Replace(s, `"name":"Initech`, `"name":"Initrode`, 1)
			})
			return ""
		}, 4, model.AuditEdited},
		"an actor without a salt": {func(t *testing.T, h *installation, log []model.AuditLeaf) string {
			tamper(t, h, model.KindAudit, log[4].Entry, func(s string) string {
				return strings.Replace(s, `"salts":{"actor":`, `"salts":{"other":`, 1)
			})
			return ""
		}, 4, model.AuditEdited},
		"an undo made up": {func(t *testing.T, h *installation, log []model.AuditLeaf) string {
			tamper(t, h, model.KindAudit, log[4].Entry, func(s string) string {
				return strings.Replace(s, `"action":`, `"undone_by":"audit_x","action":`, 1)
			})
			return ""
		}, 4, model.AuditEdited},
		"an entry cut out": {func(t *testing.T, h *installation, log []model.AuditLeaf) string {
			remove(t, h, model.KindAudit, log[5].Entry)
			return ""
		}, 5, model.AuditMissing},
		"an entry cut out with its place": {func(t *testing.T, h *installation, log []model.AuditLeaf) string {
			remove(t, h, model.KindAudit, log[5].Entry)
			remove(t, h, model.KindAuditLeaf, model.LeafID(5))
			return ""
		}, 5, model.AuditMissing},
		"the end cut off": {func(t *testing.T, h *installation, log []model.AuditLeaf) string {
			last := int64(len(log) - 1)
			remove(t, h, model.KindAudit, log[last].Entry)
			remove(t, h, model.KindAuditLeaf, model.LeafID(last))
			return ""
		}, -2, model.AuditMissing},
		"no head any more": {func(t *testing.T, h *installation, _ []model.AuditLeaf) string {
			remove(t, h, model.KindAuditHead, model.AuditHeadID)
			return ""
		}, 0, model.AuditMissing},
		"entries at each other's places": {func(t *testing.T, h *installation, _ []model.AuditLeaf) string {
			swap(t, h, 4, 6, "entry")
			return ""
		}, 4, model.AuditReordered},
		"leaves at each other's places": {func(t *testing.T, h *installation, _ []model.AuditLeaf) string {
			swap(t, h, 4, 6, "entry", "parts", "hashes")
			return ""
		}, 5, model.AuditReordered},
		"an entry put in": {func(t *testing.T, h *installation, log []model.AuditLeaf) string {
			r := must(h.Store.Record(t.Context(), model.KindAudit, log[5].Entry))
			r.ID += "x"
			r.Data = json.RawMessage(strings.Replace(string(r.Data), string(log[5].Entry), string(r.ID), 1))
			if err := h.Store.Apply(t.Context(), storage.Change{Record: r}); err != nil {
				t.Fatal(err)
			}
			return ""
		}, -1, model.AuditAdded},
	} {
		t.Run(name, func(t *testing.T) {
			h := openInstallation(t)
			for i := range 7 {
				h.org(t, fmt.Sprintf("Initech %d", i), "")
			}
			log := h.auditLog(t)
			if r := must(h.VerifyAudit(t.Context(), signed(t, h))); len(r.Faults) > 0 || r.Size != int64(len(log)) ||
				r.Checkpoints != 1 {
				t.Fatalf("before: %+v", r)
			}
			if test.place == -2 {
				test.place = int64(len(log) - 1)
			}
			r := must(h.VerifyAudit(t.Context(), test.do(t, h, log)))
			if !slices.ContainsFunc(r.Faults, func(f model.AuditFault) bool {
				return f.Place == test.place && f.What == test.what
			}) {
				t.Errorf("%+v, want %s at %d", r, test.what, test.place)
			}
		})
	}
}

// auditLog are the leaves of the log.
func (h *installation) auditLog(t *testing.T) (all []model.AuditLeaf) {
	t.Helper()
	records, err := h.Store.Records(t.Context(), storage.Selection{Kind: model.KindAuditLeaf})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range records {
		all = append(all, must(model.Decode[model.AuditLeaf](r)))
	}
	return all
}

// A log that went back to what it was once and on from there is whole in itself. An
// older checkpoint tells that it is not what it was.
func TestForkIsToldByACheckpoint(t *testing.T) {
	h := openInstallation(t)
	h.org(t, "Initech", "")
	past := must(h.Checkpoint(t.Context()))
	copied := h.snapshot(t)
	h.org(t, "Globex", "")
	checkpoints := past + "\n" + must(h.Checkpoint(t.Context()))
	h.restore(t, copied)
	if r := must(h.VerifyAudit(t.Context(), checkpoints)); len(r.Faults) != 1 ||
		r.Faults[0].What != model.AuditMissing {
		t.Fatalf("one entry is gone: %+v", r)
	}
	h.org(t, "Hooli", "")
	if r := must(h.VerifyAudit(t.Context(), past)); len(r.Faults) != 0 || r.Checkpoints != 1 {
		t.Fatalf("%+v", r)
	}
	r := must(h.VerifyAudit(t.Context(), checkpoints))
	if len(r.Faults) != 1 || r.Faults[0].What != model.AuditForked || r.Checkpoints != 1 {
		t.Errorf("%+v", r)
	}
	for name, file := range map[string]string{
		"of another size": strings.Replace(past, "\n2\n", "\n1\n", 1), "cut off": past[:40], "nothing": "x",
		"of another log": must(openInstallation(t).Checkpoint(t.Context())),
	} {
		if r, err := h.VerifyAudit(t.Context(), file); err == nil {
			t.Errorf("a checkpoint %s was taken: %+v", name, r)
		}
	}
}

// snapshot copies what the log is made of; restore puts it back.
func (h *installation) snapshot(t *testing.T) (all []model.Record) {
	t.Helper()
	for _, k := range []model.Kind{model.KindAudit, model.KindAuditLeaf, model.KindAuditHead} {
		all = append(all, must(h.Store.Records(t.Context(), storage.Selection{Kind: k}))...)
	}
	return all
}

func (h *installation) restore(t *testing.T, then []model.Record) {
	t.Helper()
	for _, now := range h.snapshot(t) {
		i := slices.IndexFunc(then, func(r model.Record) bool { return r.Kind == now.Kind && r.ID == now.ID })
		c := storage.Change{Record: now, Based: now.Revision, Delete: i < 0}
		if i >= 0 {
			c.Record.Data = then[i].Data
		}
		if err := h.Store.Apply(t.Context(), c); err != nil {
			t.Fatal(err)
		}
	}
}

// Changes, views and undos of many at once, also of two processes on one store, leave
// one whole log.
func TestParallelChangesKeepTheLogWhole(t *testing.T) {
	h := openInstallation(t)
	session := h.testSession(t)
	others := *h
	others.log(nil) // services of their own, as another process has
	var group sync.WaitGroup
	failed := make(chan error, 1000)
	for i := range 16 {
		group.Go(func() {
			services := h.Services
			if i%2 == 0 {
				services = others.Services
			}
			for n := range 8 {
				o, err := services.CreateOrganization(t.Context(),
					model.NewOrganization{Environment: h.staging, Name: fmt.Sprintf("Initech %d %d", i, n)})
				_, seen := services.For(tester.From(fmt.Sprintf("192.0.2.%d", i))).Receipts(t.Context(), session)
				failed <- errors.Join(err, seen)
				if page, err := services.History(t.Context(), model.HistoryQuery{About: o.ID}); err == nil && n%4 == 0 {
					_, err = services.Undo(t.Context(), page.Entries[0].ID)
					failed <- err
				}
			}
		})
	}
	group.Wait()
	close(failed)
	for err := range failed {
		if err != nil {
			t.Error(err)
		}
	}
	r := must(h.VerifyAudit(t.Context(), must(h.Checkpoint(t.Context()))))
	if len(r.Faults) > 0 || r.Size < 16*8+16*2+16 {
		t.Errorf("%+v", r)
	}
}

// The entries of a version that had no log stay as they are: the log begins with the
// next one.
func TestEntriesOfEarlierVersionsAreOutsideTheLog(t *testing.T) {
	h := openInstallation(t)
	for _, r := range h.snapshot(t) {
		if r.Kind != model.KindAudit {
			remove(t, h, r.Kind, r.ID)
			continue
		}
		e := must(model.Decode[model.AuditEntry](r))
		e.Salts = nil
		tamper(t, h, r.Kind, r.ID, func(string) string { return string(must(json.Marshal(e))) })
	}
	if s := must(h.Checkpoint(t.Context())); s != "" {
		t.Error(s)
	}
	h.org(t, "Initech", "")
	if r := must(h.VerifyAudit(t.Context(), "")); len(r.Faults) > 0 || r.Size != 1 || r.Before != 1 {
		t.Errorf("%+v", r)
	}
}

// A part of an entry may be deleted with its salt: the log stays whole, and says so.
func TestPartsCanBeErased(t *testing.T) {
	h := openInstallation(t)
	h.org(t, "Initech", "")
	log := h.auditLog(t)
	tamper(t, h, model.KindAudit, log[1].Entry, func(s string) string {
		var e model.AuditEntry
		if err := json.Unmarshal([]byte(s), &e); err != nil {
			t.Fatal(err)
		}
		e.Actor, e.Salts.Actor, e.Salts.Bodies = model.Actor{}, nil, nil
		for i := range e.Changes {
			e.Changes[i].Before, e.Changes[i].After = nil, nil
		}
		return string(must(json.Marshal(e)))
	})
	if r := must(h.VerifyAudit(t.Context(), "")); len(r.Faults) > 0 || r.Erased != 1 {
		t.Errorf("%+v", r)
	}
}

func BenchmarkChange(b *testing.B) {
	h := openInstallation(b)
	o := h.org(b, "Initech", "")
	for i := 0; b.Loop(); i++ {
		h.clock.add(time.Millisecond)
		if _, err := h.UpdateOrganization(b.Context(), o.ID,
			model.OrganizationPatch{Name: new(fmt.Sprint("Name ", i))}); err != nil {
			b.Fatal(err)
		}
	}
}
