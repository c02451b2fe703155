package storagetest

import (
	"fmt"
	"testing"
	"time"

	"gatehouse/model"
	"gatehouse/storage"
)

// Who gives names may use the store meanwhile: a page shows one moment, whatever is
// stored.
func testMatch(t *testing.T, s storage.Store) {
	all := many(t, s, 6)
	named := model.Has(model.FieldOrganizationName, "org_")
	page, err := s.Sessions(t.Context(), model.Query{Filter: named, Names: func(id model.ID) string {
		if _, err := s.Request(t.Context(), all[0].ID); err != nil {
			return ""
		}
		return string(id)
	}})
	must(t, err)
	same(t, "sessions", ids(page.Sessions), ids(all))
	older := 0
	page, err = s.Sessions(t.Context(), model.Query{Filter: named, Names: func(id model.ID) string {
		older--
		begun(t, s, older)
		return string(id)
	}})
	must(t, err)
	same(t, "sessions of one moment", ids(page.Sessions), ids(all))
	begun(t, s, 100)
}

// What waits is timed out at its deadline, as the time of the question has it.
func testFilterAt(t *testing.T, s storage.Store) {
	m := started(0)
	m.Deadline = m.CreatedAt.Add(time.Minute)
	must(t, s.Begin(t.Context(), m, requestOf(m)))
	for _, x := range []struct {
		after    time.Duration
		state    model.State
		expected int
	}{{0, model.Started, 1}, {0, model.TimedOut, 0}, {time.Minute, model.Started, 0}, {time.Minute, model.TimedOut, 1},
		{59 * time.Second, model.Started, 1}} {
		page, err := s.Sessions(t.Context(),
			model.Query{Filter: model.Is(model.FieldState, x.state), At: m.CreatedAt.Add(x.after)})
		must(t, err)
		same(t, fmt.Sprintf("%s after %v", x.state, x.after), len(page.Sessions), x.expected)
	}
}
