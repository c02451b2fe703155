package model

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"gatehouse/saml"
)

// Filter is a condition on sessions or on requests of directories, as data: [Filter.Match] and
// [Filter.MatchRequest] evaluate it row by row, and an engine that has a query language can compile it. The zero
// Filter lets everything through.
type Filter struct {
	Op     Op
	Of     []Filter // of OpAll, OpAny and OpNot (which has one)
	Field  Field    // of OpIs and OpHas
	Values []string // of OpIs and OpHas: one of them has to fit; of OpHas in lower case
}

// Op is what a [Filter] does.
type Op string

// The operators.
const (
	OpAll Op = "all" // all of Of hold
	OpAny Op = "any" // one of Of holds
	OpNot Op = "not" // Of does not hold
	OpIs  Op = "is"  // the field is one of Values
	OpHas Op = "has" // one of Values stands in the field, without regard to case
)

// Field is what a [Filter] looks at.
type Field string

// The fields of sessions; those of requests are in search_directory.go.
const (
	FieldID               Field = "id"
	FieldTrace            Field = "trace"  // see [Session.Trace], in capitals
	FieldClaims           Field = "claims" // the session that the message claimed to answer
	FieldState            Field = "state"  // at the time of the question: see [Session.StateAt]
	FieldCause            Field = "cause"
	FieldClass            Field = "class"
	FieldOrigin           Field = "origin"
	FieldEmail            Field = "email"
	FieldIdPID            Field = "idp_id"
	FieldOrganization     Field = "organization"
	FieldOrganizationName Field = "organization_name"
	FieldConnection       Field = "connection"
	FieldConnectionName   Field = "connection_name"
	FieldAnswered         Field = "answered" // "true" if a message came
	FieldClaimed          Field = "claimed"  // who has it in hand: no session knows; see [Filter.WithClaims]
)

// All holds if each of some filters does; of none, it lets everything through.
func All(of ...Filter) Filter {
	of = slices.DeleteFunc(of, Filter.Everything)
	switch len(of) {
	case 0:
		return Filter{}
	case 1:
		return of[0]
	}
	return Filter{Op: OpAll, Of: of}
}

// Any holds if one of some filters does; of none, it lets nothing through.
func Any(of ...Filter) Filter { return Filter{Op: OpAny, Of: of} }

// Not holds if a filter does not.
func Not(f Filter) Filter { return Filter{Op: OpNot, Of: []Filter{f}} }

// Is holds if a field is one of some values.
func Is[T ~string](f Field, values ...T) Filter {
	x := Filter{Op: OpIs, Field: f}
	for _, v := range values {
		x.Values = append(x.Values, string(v))
	}
	return x
}

// Has holds if a text stands in a field, in whatever case.
func Has(f Field, text string) Filter {
	return Filter{Op: OpHas, Field: f, Values: []string{strings.ToLower(text)}}
}

// Answered holds for sessions that a message came for.
func Answered() Filter { return Is(FieldAnswered, "true") }

// Readable holds for sessions that have ended and whose message could be read.
func Readable() Filter {
	return All(Is(FieldState, Successful, Failed), Not(Is(FieldClass, saml.DecryptionFailed)))
}

// Nothing lets nothing through: whoever asks with it only counts.
func Nothing() Filter { return Any() }

// Called holds for the session that a text names: by its id, or by its trace as
// people read it out, in either case and with or without the dash.
func Called(text string) Filter {
	trace := strings.ToUpper(strings.ReplaceAll(strings.TrimSpace(text), "-", ""))
	if len(trace) == 8 {
		trace = trace[:4] + "-" + trace[4:]
	}
	return Any(Is(FieldID, text), Is(FieldTrace, trace))
}

// Everything reports whether the filter lets everything through.
func (f Filter) Everything() bool { return f.Op == "" || f.Op == OpAll && len(f.Of) == 0 }

// Names gives the name of an organization or connection, "" if it has none.
type Names func(ID) string

// Match reports whether a session fits at a time. Without names, no session has
// one.
func (f Filter) Match(s Session, now time.Time, names Names) bool {
	return f.match(func(x Field) string { return x.of(s, now, names) })
}

// match reports whether a row fits whose fields are known.
func (f Filter) match(row func(Field) string) bool {
	switch f.Op {
	case "":
		return true
	case OpAll:
		for _, x := range f.Of {
			if !x.match(row) {
				return false
			}
		}
		return true
	case OpAny:
		for _, x := range f.Of {
			if x.match(row) {
				return true
			}
		}
		return false
	case OpNot:
		return len(f.Of) == 1 && !f.Of[0].match(row)
	case OpIs:
		return slices.Contains(f.Values, row(f.Field))
	case OpHas:
		text := strings.ToLower(row(f.Field))
		return slices.ContainsFunc(f.Values, func(v string) bool { return strings.Contains(text, v) })
	}
	return false
}

// of is the field of a session.
func (f Field) of(s Session, now time.Time, names Names) string {
	switch f {
	case FieldID:
		return string(s.ID)
	case FieldTrace:
		return strings.ToUpper(s.Trace())
	case FieldClaims:
		return string(s.Claims)
	case FieldState:
		return string(s.StateAt(now))
	case FieldCause:
		return string(s.Cause)
	case FieldClass:
		return string(s.Class)
	case FieldOrigin:
		return string(s.Origin)
	case FieldEmail:
		return s.Email
	case FieldIdPID:
		return s.IdPID
	case FieldOrganization:
		return string(s.OrganizationID)
	case FieldOrganizationName:
		return names.of(s.OrganizationID)
	case FieldConnection:
		return string(s.ConnectionID)
	case FieldConnectionName:
		return names.of(s.ConnectionID)
	case FieldAnswered:
		return strconv.FormatBool(s.Receipts > 0)
	}
	return ""
}

// Lacks reports whether the filter asks for a name of the session that names does not have, as
// of what was made after they were read.
func (f Filter) Lacks(s Session, names Names) bool {
	return s.OrganizationID != "" && f.Asks(FieldOrganizationName) && names.of(s.OrganizationID) == "" ||
		f.Asks(FieldConnectionName) && names.of(s.ConnectionID) == ""
}

func (n Names) of(id ID) string {
	if n == nil {
		return ""
	}
	return n(id)
}
