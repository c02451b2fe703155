package stored

import (
	"fmt"

	"gatehouse/model"
	"gatehouse/storage"
)

// CheckEvents refuses events that cannot be stored.
func CheckEvents(events []model.AppEvent) error {
	for i := range events {
		e := &events[i]
		if e.Environment == "" || e.Name == "" {
			return fmt.Errorf("an event needs an environment and a name, not %q and %q", e.Environment, e.Name)
		}
		if err := CheckID(e.Environment, e.Organization); err != nil {
			return err
		}
		if len(e.Data) > MaxRecord {
			return fmt.Errorf("%s: %d bytes are too many (at most %d)", e.Name, len(e.Data), MaxRecord)
		}
	}
	return nil
}

// AppEventPage is an answer of AppEvents in the making.
type AppEventPage struct {
	storage.AppEventPage
	query  storage.AppEventQuery
	looked int
}

// NewAppEventPage begins the answer to a query.
func NewAppEventPage(q storage.AppEventQuery) *AppEventPage { return &AppEventPage{query: q} }

// Look is given the events of the query's environment behind its position, in its order,
// until it wants no more.
func (p *AppEventPage) Look(e model.AppEvent) (more bool) {
	takes := p.query.Takes(&e)
	if n := len(p.Events); takes && n > 0 && n == p.query.Limit {
		p.Next = p.Events[n-1].ID
		return false
	}
	if takes {
		p.Events = append(p.Events, e)
	}
	if p.looked++; p.looked == p.query.Scan {
		p.Next = e.ID
		return false
	}
	return true
}
