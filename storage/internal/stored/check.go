// Package stored is what the engines have in common: what they refuse, and how
// a noun becomes bytes.
package stored

import (
	"fmt"

	"gatehouse/model"
	"gatehouse/storage"
)

// Bounds of what a store takes, in bytes.
const (
	MaxID     = 200
	MaxName   = 1000      // a unique name
	MaxRecord = 512 << 10 // the data of a record
)

// CheckID refuses ids that cannot be stored. Nothing is stored under them, so a
// reader finds nothing.
func CheckID(ids ...model.ID) error {
	for _, id := range ids {
		if len(id) > MaxID {
			return fmt.Errorf("an id of %d bytes is too long (at most %d)", len(id), MaxID)
		}
		for i := range len(id) {
			if id[i] == 0 {
				return fmt.Errorf("id %q has a zero byte", id)
			}
		}
	}
	return nil
}

// CheckSession refuses a session that cannot be stored.
func CheckSession(s *model.Session) error {
	if s.ID == "" {
		return fmt.Errorf("a session needs an id")
	}
	return CheckID(s.ID, s.EnvironmentID, s.OrganizationID, s.ConnectionID, s.Profile, s.Claims)
}

// CheckOutcome refuses an outcome that cannot be stored.
func CheckOutcome(o *storage.Outcome) error {
	if err := CheckSession(&o.Session); err != nil {
		return err
	}
	return CheckID(o.Receipt.ID, o.Receipt.ConnectionID)
}

// CheckChanges refuses records that cannot be stored, and two changes of one
// record in one step.
func CheckChanges(changes []storage.Change) error {
	type key struct {
		kind model.Kind
		id   model.ID
	}
	seen := make(map[key]bool, len(changes))
	for i := range changes {
		r := &changes[i].Record
		if err := checkRecord(r); err != nil {
			return err
		}
		if err := CheckEvents(changes[i].Tell); err != nil {
			return err
		}
		if seen[key{r.Kind, r.ID}] {
			return fmt.Errorf("%s %s is changed twice in one step", r.Kind, r.ID)
		}
		seen[key{r.Kind, r.ID}] = true
	}
	return nil
}

func checkRecord(r *model.Record) error {
	if r.Kind == "" || r.ID == "" {
		return fmt.Errorf("a record needs a kind and an id, not %q and %q", r.Kind, r.ID)
	}
	if err := CheckID(model.ID(r.Kind), r.ID, r.Parent, r.Environment); err != nil {
		return err
	}
	for _, n := range r.Names {
		if n == "" || len(n) > MaxName {
			return fmt.Errorf("%s %s: a name has 1 to %d bytes, not %d", r.Kind, r.ID, MaxName, len(n))
		}
	}
	if len(r.Data) > MaxRecord {
		return fmt.Errorf("%s %s: %d bytes are too many (at most %d)", r.Kind, r.ID, len(r.Data), MaxRecord)
	}
	return nil
}
