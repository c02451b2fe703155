package idp

import (
	"slices"

	"gatehouse/saml"
	"gatehouse/saml/diagnose"
)

// Fault is one way in which a login goes wrong, or an unusual way in which it
// goes right. Its exported part says what a service provider should make of it
// with the default policy.
type Fault struct {
	Number int    // in the fault list, from 1; 0 for a scenario
	Name   string // kebab-case; a published one never changes
	Title  string
	What   string // one sentence: what is wrong, or unusual
	Stage  Stage

	Accept bool // it is sound: the login succeeds
	Class  saml.Class
	Cause  saml.Cause
	Fixer  diagnose.Fixer

	Expected, Received string // what the two values are, if there are two

	Needs       Needs // of the connection's settings
	SPInitiated bool  // it is nothing in a login that begins at the provider

	edit   func(*draft)                           // before it is written and signed
	tamper func(d *draft, doc string) string      // with the signed document
	post   func(samlResponse string) (out string) // with the form field
	repeat Repeat
}

// Stage is the part of the judgement where a fault shows.
type Stage string

// The stages, in the order in which a response passes them.
const (
	Scenario   Stage = "scenario"
	Transport  Stage = "transport"
	XML        Stage = "XML"
	Signature  Stage = "signature"
	Encryption Stage = "encryption"
	Message    Stage = "message"
	Time       Stage = "time"
	Attributes Stage = "attributes"
)

// Faults lists all: the fault list in its order, the four scenarios of WorkOS'
// own test provider, and what live providers do beyond the list.
func Faults() []Fault {
	return slices.Concat(
		soundFaults(),       // 1, 2
		partyFaults(),       // 3–5
		timeFaults(),        // 6–10
		addressFaults(),     // 11–14
		signatureFaults(),   // 15–22
		statusFaults(),      // 23
		attributeFaults(),   // 24–26
		encryptionFaults(),  // 27, 28
		transportFaults(),   // 29–32
		attackFaults(),      // 33–36
		repeatFaults(),      // 37, 38
		certificateFaults(), // 39, 40
		groupFaults(),       // 41
		valueFaults(),       // 42, 43
		nameIDFaults(),      // 44
		scenarios(),
		fieldFaults(), // what live providers do beyond the list
	)
}

// Lookup finds a fault by its name; "" is "none", the sound response.
func Lookup(name string) (Fault, bool) {
	if name == "" {
		name = "none"
	}
	for _, f := range Faults() {
		if f.Name == name {
			return f, true
		}
	}
	return Fault{}, false
}

// Group is the faults of one stage.
type Group struct {
	Stage  Stage
	Faults []Fault
}

// Groups lists all faults by stage, for the sign-in page.
func Groups() []Group {
	stages := []Stage{Scenario, Transport, XML, Signature, Encryption, Message, Time, Attributes}
	groups := make([]Group, len(stages))
	for i, s := range stages {
		groups[i].Stage = s
	}
	for _, f := range Faults() {
		i := slices.Index(stages, f.Stage)
		groups[i].Faults = append(groups[i].Faults, f)
	}
	return groups
}

// IdPInitiated reports whether the login begins at the provider: there is no
// request that it could answer.
func (f Fault) IdPInitiated() bool { return f.Name == "unsolicited" || f.Name == "idp-initiated" }
