package memory

import (
	"cmp"
	"slices"
	"strings"

	"gatehouse/model"
	"gatehouse/storage"
	"gatehouse/storage/internal/stored"
)

// searched gives the records that a selection by name picks.
func (s *Store) searched(q storage.Selection) (all []model.Record) {
	text := strings.ToLower(q.Text)
	behind := placeByName([]string{q.BehindName}, q.Behind)
	var found []*record
	s.listed(q.Parent).Ascend(&record{Record: model.Record{Kind: q.Kind, Parent: q.Parent}}, func(r *record) bool {
		if r.Kind != q.Kind || q.Parent != "" && r.Parent != q.Parent {
			return false
		}
		if len(r.Words) > 0 && (q.Environment == "" || r.Environment == q.Environment) &&
			(q.Behind == "" || placeByName(r.Words, r.ID) > behind) && strings.Contains(stored.Text(r.Words), text) {
			found = append(found, r)
		}
		return true
	})
	slices.SortFunc(found, func(a, b *record) int {
		return cmp.Compare(placeByName(a.Words, a.ID), placeByName(b.Words, b.ID))
	})
	if q.Limit > 0 {
		found = found[:min(q.Limit, len(found))]
	}
	for _, r := range found {
		all = append(all, clone(r.Record))
	}
	return all
}

// placeByName is what records are put in order by.
func placeByName(words []string, id model.ID) string { return stored.Name(words) + "\x00" + string(id) }
