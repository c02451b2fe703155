package service_test

import (
	"fmt"
	"slices"
	"testing"

	"gatehouse/model"
)

// A history of any length is read in pages, newest first, without a gap and
// without a repetition; also that of one record, whose changes lie far apart.
func TestHistoryInPages(t *testing.T) {
	h := openInstallation(t)
	acme, other := h.org(t, "Initech", "initech.example"), h.org(t, "Globex", "globex.example")
	for i := range 450 {
		id := other.ID
		if i%150 == 0 {
			id = acme.ID
		}
		name := fmt.Sprintf("Name %d", i)
		if _, err := h.UpdateOrganization(t.Context(), id, model.OrganizationPatch{Name: &name}); err != nil {
			t.Fatal(err)
		}
		h.clock.add(1)
	}
	for about, want := range map[model.ID]int{"": 450 + 2 + 1, acme.ID: 3 + 1, other.ID: 447 + 1, "org_none": 0} {
		for _, limit := range []int{1, 7, 200, 1000} {
			if limit == 1 && about == "" {
				continue // the same again, slowly
			}
			var all []model.ID
			for q := (model.HistoryQuery{About: about, Limit: limit}); ; {
				page, err := h.Services.History(t.Context(), q)
				if err != nil || len(page.Entries) > limit {
					t.Fatal(len(page.Entries), err)
				}
				for _, e := range page.Entries {
					all = append(all, e.ID)
				}
				if q.Before = page.Next; page.Next == "" {
					break
				}
			}
			sorted := slices.Clone(all)
			slices.Sort(sorted)
			slices.Reverse(sorted)
			if len(all) != want || !slices.Equal(all, sorted) || len(slices.Compact(sorted)) != want {
				t.Errorf("history of %q by %d: %d entries, not %d; newest first: %v", about, limit, len(all), want,
					slices.Equal(all, sorted))
			}
		}
	}
}
