package model

import (
	"fmt"

	"golang.org/x/mod/sumdb/tlog"
)

// AuditSalts are random, each for one part of an entry that may hold personal data.
// The log has only salted hashes of these: a part can be deleted, with its salt, and
// the log stays as it is.
type AuditSalts struct {
	Actor  []byte `json:"actor,omitempty"`
	Words  []byte `json:"words,omitempty"`  // of the action
	Bodies []byte `json:"bodies,omitempty"` // what the records were before and are after
}

// AuditParts are the salted hashes of the parts of an entry.
type AuditParts struct {
	Actor  tlog.Hash `json:"actor"`
	Words  tlog.Hash `json:"words"`
	Bodies tlog.Hash `json:"bodies"`
}

// AuditLeaf is the place of an entry in the log, which is an append-only Merkle tree
// (RFC 6962).
type AuditLeaf struct {
	Place  int64       `json:"place"` // from 0
	Entry  ID          `json:"entry"`
	Parts  AuditParts  `json:"parts"`
	Hashes []tlog.Hash `json:"hashes"` // of the entry, and of the subtrees that it completes

	Revision uint64 `json:"-"`
}

// LeafID is the id of the leaf at a place: they are listed in their order.
func LeafID(place int64) ID { return ID(fmt.Sprintf("leaf_%016d", place)) }

func (l AuditLeaf) RecordKey() (Kind, ID) { return KindAuditLeaf, LeafID(l.Place) }

func (l AuditLeaf) RecordParent() ID { return "" }

func (l AuditLeaf) RecordNames() []string { return nil }

func (l AuditLeaf) RecordRevision() uint64 { return l.Revision }

func (l AuditLeaf) AtRevision(r uint64) Noun { l.Revision = r; return l }

// AuditHead is the log as it is now.
type AuditHead struct {
	Size int64               `json:"size"` // entries
	Root tlog.Hash           `json:"root"`
	Edge map[int64]tlog.Hash `json:"edge"` // the hashes that the next entry needs, by their place as tlog stores them

	Revision uint64 `json:"-"`
}

// AuditHeadID is the id of the one head.
const AuditHeadID ID = "audit-head"

func (h AuditHead) RecordKey() (Kind, ID) { return KindAuditHead, AuditHeadID }

func (h AuditHead) RecordParent() ID { return "" }

func (h AuditHead) RecordNames() []string { return nil }

func (h AuditHead) RecordRevision() uint64 { return h.Revision }

func (h AuditHead) AtRevision(r uint64) Noun { h.Revision = r; return h }

// AuditFault is what is wrong with one entry of the log.
type AuditFault struct {
	Place int64      `json:"place"`
	Entry ID         `json:"entry,omitempty"`
	What  AuditWrong `json:"what"`
	Why   string     `json:"why"`
}

// AuditWrong is in which way.
type AuditWrong string

// What can be wrong.
const (
	AuditEdited    AuditWrong = "edited"
	AuditMissing   AuditWrong = "missing"
	AuditReordered AuditWrong = "reordered"
	AuditForked    AuditWrong = "forked" // the log is not what it was when a checkpoint was signed
	AuditAdded     AuditWrong = "added"  // past the log
)

// AuditReport is what a look over the whole log came to.
type AuditReport struct {
	Size        int64        `json:"size"`        // entries in the log
	Erased      int64        `json:"erased"`      // of these, those without some of their parts
	Before      int64        `json:"before"`      // entries of versions that had no log
	Checkpoints int          `json:"checkpoints"` // that it is consistent with
	Faults      []AuditFault `json:"faults"`      // the first 100
}

// MaxAuditFaults bounds a report.
const MaxAuditFaults = 100

// Fault notes what is wrong.
func (r *AuditReport) Fault(f AuditFault) {
	if len(r.Faults) < MaxAuditFaults {
		r.Faults = append(r.Faults, f)
	}
}
