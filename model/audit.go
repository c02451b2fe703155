package model

import (
	"encoding/json"
	"slices"
	"time"
)

// AuditEntry is one action of somebody, with what each record was before and is
// after: the history, the diff and the way back in one.
type AuditEntry struct {
	ID       ID            `json:"id"`
	At       time.Time     `json:"at"`
	Actor    Actor         `json:"actor"`
	Action   string        `json:"action"` // "created organization Acme"
	Changes  []AuditChange `json:"changes"`
	UndoneBy ID            `json:"undone_by,omitempty"`

	Revision uint64 `json:"-"`
}

// AuditChange is one record in an [AuditEntry]; see [Diff].
type AuditChange struct {
	Kind   Kind            `json:"kind"`
	Target ID              `json:"id"`
	Parent ID              `json:"parent,omitempty"`
	Before json.RawMessage `json:"before,omitempty"` // nil if it was created
	After  json.RawMessage `json:"after,omitempty"`  // nil if it was deleted
}

func (a AuditEntry) RecordKey() (Kind, ID) { return KindAudit, a.ID }

func (a AuditEntry) RecordParent() ID { return "" }

func (a AuditEntry) RecordNames() []string { return nil }

func (a AuditEntry) RecordRevision() uint64 { return a.Revision }

func (a AuditEntry) AtRevision(r uint64) Noun { a.Revision = r; return a }

// Touches reports whether the entry changed a record, or one that belongs to it.
func (a AuditEntry) Touches(id ID) bool {
	return slices.ContainsFunc(a.Changes, func(c AuditChange) bool { return c.Target == id || c.Parent == id })
}

// DefaultHistory is how many entries a [HistoryQuery] without a limit gives.
const DefaultHistory = 100

// HistoryQuery selects audit entries, newest first.
type HistoryQuery struct {
	About  ID  // only those that touch a record, or what belongs to it; "" for all
	Before ID  // only older entries than this one: the cursor
	Limit  int // 0 means [DefaultHistory]
}

// HistoryPage is one answer to a [HistoryQuery].
type HistoryPage struct {
	Entries []AuditEntry
	Next    ID // Before of the next page; "" at the end
}
