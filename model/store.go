package model

import (
	"encoding/json"
	"errors"
	"time"
)

var (
	ErrNotFound = errors.New("not found")
	ErrConflict = errors.New("changed by somebody else in the meantime")
	ErrDamaged  = errors.New("the store is damaged")
)

// Query selects sessions. Zero fields select all.
type Query struct {
	Environment  ID
	Organization ID
	Connection   ID
	Since, Until time.Time // CreatedAt in [Since, Until)
	Filter       Filter
	At           time.Time // when it is asked: what has run out of time by then is TimedOut
	Names        Names     // for filters that look at names; nil: there are none
	Before       ID        // only sessions older than this one: the cursor
	After        ID        // only sessions newer than this one, newest first
	Limit        int       // rows to return; 0 means 50
	Scan         int       // rows to look at, at most; 0 means no bound
}

// Page is one answer of Sessions.
type Page struct {
	Sessions []Session
	Next     ID   // Before of the next page; "" at the end
	Scanned  int  // rows looked at
	Done     bool // false if Scan ended the search
}

// Record is one stored noun: few and cold.
type Record struct {
	Kind     Kind
	ID       ID
	Parent   ID
	Revision uint64   // counts from 1
	Names    []string // unique over the store, see names.go
	Data     json.RawMessage
	At       time.Time // last change

	// By what it is searched; none of a record that no list searches.
	Words       []string // in lower case, its name first
	Environment ID
}
