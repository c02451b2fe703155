package service_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"gatehouse/model"
	"gatehouse/storage"
	"gatehouse/storage/badger"
	"gatehouse/storage/memory"
)

// BenchmarkAudit reads 100,000 entries in a directory.
func BenchmarkAudit(b *testing.B) {
	h := newInstallation(b, memory.Open()) // which becomes garbage, as it is none of a process that reads a disk
	o := h.org(b, "Initech", "")
	for i := range 100_000 {
		h.clock.add(time.Millisecond)
		if _, err := h.UpdateOrganization(b.Context(), o.ID,
			model.OrganizationPatch{Name: new(fmt.Sprint("Name ", i))}); err != nil {
			b.Fatal(err)
		}
	}
	h.onDisk(b)
	for name, q := range map[string]model.HistoryQuery{"page": {}, "filter": {Who: "nobody"}} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := h.Services.History(b.Context(), q); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("verify", func(b *testing.B) {
		for b.Loop() {
			if r, err := h.VerifyAudit(b.Context(), ""); err != nil || len(r.Faults) > 0 {
				b.Fatal(r, err)
			}
		}
	})
}

// onDisk puts the log into a directory, and goes on there.
func (h *installation) onDisk(b *testing.B) {
	b.Helper()
	disk, err := badger.Open(b.Context(), badger.Options{Dir: b.TempDir(), Key: h.Secrets.Derive("store")})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { disk.Close() })
	for _, k := range []model.Kind{model.KindAudit, model.KindAuditLeaf, model.KindAuditHead} {
		all, err := h.Store.Records(b.Context(), storage.Selection{Kind: k})
		if err != nil {
			b.Fatal(err)
		}
		for some := range slices.Chunk(all, 200) {
			var changes []storage.Change
			for _, r := range some {
				changes = append(changes, storage.Change{Record: r})
			}
			if err := disk.Apply(b.Context(), changes...); err != nil {
				b.Fatal(err)
			}
		}
	}
	h.Store = disk
	h.log(nil)
}
