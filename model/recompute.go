package model

// Recompute is how far what apps see of a directory follows its attribute map. It is written before the first user
// is stored by another map, so that no change of a map is forgotten.
type Recompute struct {
	DirectoryID ID     `json:"directory_id"`
	Map         string `json:"map"` // the fingerprint of the [AttributeMap]
	Finished    bool   `json:"finished,omitempty"`

	Kind   EntryKind `json:"kind,omitempty"`   // users come first, then groups
	Behind ID        `json:"behind,omitempty"` // the last entry that was looked at
	Done   int       `json:"done,omitempty"`   // users that were looked at
	Total  int       `json:"total,omitempty"`  // users when it began

	Revision uint64 `json:"-"`
}

func (r Recompute) RecordKey() (Kind, ID) { return KindRecompute, r.DirectoryID }

func (r Recompute) RecordParent() ID { return r.DirectoryID }

func (r Recompute) RecordNames() []string { return nil }

func (r Recompute) RecordRevision() uint64 { return r.Revision }

func (r Recompute) AtRevision(n uint64) Noun { r.Revision = n; return r }

// NewRecompute is the beginning of one of a directory with so many entries.
func NewRecompute(directory ID, m AttributeMap, c DirectoryCounts) Recompute {
	return Recompute{DirectoryID: directory, Map: m.Fingerprint(), Kind: UserEntry,
		Total: c.Active + c.Inactive + c.Unpublished}
}

// Runs reports whether users are still to be looked at.
func (r Recompute) Runs() bool { return r.Map != "" && !r.Finished }
