package model

import (
	"gatehouse/saml"
)

// Recommendation is a mapping that suits what a connection receives better than
// its present one. Without changes there is nothing to recommend.
type Recommendation struct {
	Connection ID
	Mapping    saml.Mapping
	Changes    []MappingChange

	Receipts int // verified messages that were looked at, the last ones
	Before   int // of them that sign their user in with the present mapping
	Works    int // of them that would with the recommended one

	// Of those that sign their user in, how many have all that was received in
	// the field where it belongs.
	SuitsBefore, Suits int
}

// Gains reports whether the recommended mapping helps anybody: a change without
// a gain is a risk for nothing.
func (r Recommendation) Gains() bool {
	return r.Works > r.Before || r.Works == r.Before && r.Suits > r.SuitsBefore
}

// MappingChange is one field of a [Recommendation].
type MappingChange struct {
	Field  string // "email", "first_name", "last_name"
	From   string // the attribute that fills it now, "" for none
	To     string // the one that should
	Reason string // "it holds an email address"
	Sample string // a value of To
	Fits   int    // receipts in which To holds what belongs there
}
