package model

import (
	"encoding/json"
	"fmt"
)

// Noun is a record with its Go type.
type Noun interface {
	RecordKey() (Kind, ID)
	RecordParent() ID
	RecordNames() []string           // unique over the store
	RecordRevision() uint64          // that it was read at; 0 for a new one
	AtRevision(revision uint64) Noun // a copy that knows its revision
}

func Decode[T Noun](r Record) (T, error) {
	var n T
	if err := json.Unmarshal(r.Data, &n); err != nil {
		return n, fmt.Errorf("%w: %s %q cannot be read: %v", ErrDamaged, r.Kind, r.ID, err)
	}
	return n.AtRevision(r.Revision).(T), nil
}
