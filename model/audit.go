package model

import (
	"encoding/json"
	"slices"
	"strings"
	"time"
)

// AuditEntry is one action of somebody, with what each record was before and is
// after: the history, the diff and the way back in one. Or it is a view: that
// somebody was shown what is not for everybody, or signed in.
type AuditEntry struct {
	ID      ID            `json:"id"`
	At      time.Time     `json:"at"`
	Actor   Actor         `json:"actor"`
	Action  string        `json:"action"` // "created organization Acme"
	Changes []AuditChange `json:"changes"`
	View    *View         `json:"view,omitempty"`   // nil if it is a change
	Undoes  ID            `json:"undoes,omitempty"` // the entry that it takes back
	Salts   *AuditSalts   `json:"salts,omitempty"`  // nil in those of earlier versions, which are not in the log

	// UndoneBy is found by Undoes of another entry, and stored by earlier versions alone.
	UndoneBy ID `json:"undone_by,omitempty"`

	Revision uint64 `json:"-"`
}

// AuditChange is one record in an [AuditEntry]; see [Diff].
type AuditChange struct {
	Kind   Kind            `json:"kind"`
	Target ID              `json:"id"`
	Parent ID              `json:"parent,omitempty"`
	Before json.RawMessage `json:"before,omitempty"` // nil if it was created
	After  json.RawMessage `json:"after,omitempty"`  // nil if it was deleted; both are once it is Trimmed
}

// View is what somebody was shown: the messages of a session, a key, the URL of a
// link, an export; or with [ActSeeSignIns] that a member came over SSH.
type View struct {
	Subject ID     `json:"subject,omitempty"` // "" for an export; the member who signed in
	Right   Action `json:"right"`             // by which they were shown it

	EnvironmentID  ID `json:"environment_id,omitempty"`
	OrganizationID ID `json:"organization_id,omitempty"`
}

func (a AuditEntry) RecordKey() (Kind, ID) { return KindAudit, a.ID }

func (a AuditEntry) RecordParent() ID { return "" }

// RecordNames has a change taken back once.
func (a AuditEntry) RecordNames() []string {
	if a.Undoes == "" {
		return nil
	}
	return []string{NameUndo.Of(string(a.Undoes))}
}

func (a AuditEntry) RecordRevision() uint64 { return a.Revision }

func (a AuditEntry) AtRevision(r uint64) Noun { a.Revision = r; return a }

// WithoutBodies is the entry without what the records were before and are after it. The log
// has the hash of that, so it stays whole.
func (a AuditEntry) WithoutBodies() AuditEntry {
	a.Changes = slices.Clone(a.Changes)
	for i := range a.Changes {
		a.Changes[i].Before, a.Changes[i].After = nil, nil
	}
	if a.Salts != nil {
		salts := *a.Salts
		salts.Bodies = nil
		a.Salts = &salts
	}
	return a
}

// Trimmed reports whether the entry no longer has what the records were and are: see
// [AuditEntry.WithoutBodies].
func (a AuditEntry) Trimmed() bool {
	return slices.ContainsFunc(a.Changes, AuditChange.Trimmed)
}

// Trimmed reports whether it is no longer known what the record was and is.
func (c AuditChange) Trimmed() bool { return c.Before == nil && c.After == nil }

// Touches reports whether the entry changed a record, or one that belongs to it, or
// tells that it was looked at.
func (a AuditEntry) Touches(id ID) bool {
	if v := a.View; v != nil && (v.Subject == id || v.OrganizationID == id) {
		return true
	}
	return slices.ContainsFunc(a.Changes, func(c AuditChange) bool { return c.Target == id || c.Parent == id })
}

// DefaultHistory is how many entries a [HistoryQuery] without a limit gives.
const DefaultHistory = 100

// AuditContent says of which content audit entries are.
type AuditContent string

// What audit entries are: any of these, if it is "".
const (
	AuditChanges AuditContent = "changes"
	AuditViews   AuditContent = "views"
	AuditSignIns AuditContent = "sign-ins" // of members, over SSH
)

// AuditContents are all of which entries can be.
func AuditContents() []AuditContent { return []AuditContent{AuditChanges, AuditViews, AuditSignIns} }

// Content is what the entry tells of.
func (a AuditEntry) Content() AuditContent {
	switch {
	case a.View == nil:
		return AuditChanges
	case a.View.Right == ActSeeSignIns:
		return AuditSignIns
	}
	return AuditViews
}

// HistoryQuery selects audit entries, newest first.
type HistoryQuery struct {
	About   ID           // only those that touch a record, or what belongs to it; "" for all
	Content AuditContent // only those of which this is the content; "" for all
	Who     string       // only by those with it in what they are found by, see [Actor.words]; without regard to case
	Action  string       // only those with it in their words, without regard to case
	Words   []string     // only those with each of them in their words or in Who, without regard to case
	Since   time.Time    // only those from a time on, zero for all
	Until   time.Time    // only those before a time, zero for all
	Before  ID           // only older entries than this one: the cursor
	Limit   int          // 0 means [DefaultHistory]
}

// Fits reports whether the query selects an entry, but for its cursor and limit.
func (q HistoryQuery) Fits(a AuditEntry) bool {
	return (q.Content == "" || a.Content() == q.Content) &&
		(q.About == "" || a.Touches(q.About)) &&
		(q.Since.IsZero() || !a.At.Before(q.Since)) && (q.Until.IsZero() || a.At.Before(q.Until)) &&
		(q.Action == "" || ContainsFold(a.Action, strings.ToLower(q.Action))) &&
		(q.Who == "" || ContainsFold(a.Actor.words(), strings.ToLower(q.Who))) &&
		!slices.ContainsFunc(q.Words, func(word string) bool {
			return !ContainsFold(a.Action+"\n"+a.Actor.words(), strings.ToLower(word))
		})
}

// words are what an actor is found by.
func (a Actor) words() string {
	return strings.Join([]string{a.Name, string(a.ID), a.Evidence, a.Peer, a.Via}, "\n")
}

// HistoryPage is one answer to a [HistoryQuery].
type HistoryPage struct {
	Entries []AuditEntry
	Next    ID // Before of the next page; "" at the end
}
