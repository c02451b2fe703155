package model

import (
	"slices"
	"strings"
	"time"

	"gatehouse/saml"
	"gatehouse/saml/diagnose"
)

// Values of fields that take no others: a state has further words, see [statesLike].
var (
	knownStates  = []string{"in_progress", "success", "failed", "timed_out", "started", "authorized"}
	knownOrigins = []string{"service", "identity", "portal"}
)

// FilterFields lists the fields that a filter over sessions knows.
func FilterFields() []FilterField {
	var causes []string
	for _, c := range diagnose.Causes() {
		causes = append(causes, string(c.Cause))
	}
	return append([]FilterField{
		{"state", "how far it came", knownStates},
		{"error", "cause, or part of it", causes},
		{"class", "one of the five errors, or part of it",
			[]string{"malformed", "x509", "attributes", "outside", "decryption"}},
		{"user", "email or id of the user, or part of it", nil},
		{"org", "organization: name or id", nil},
		{"conn", "connection: name or id", nil},
		{"origin", "who began it", knownOrigins},
		{"id", "session id or trace", nil},
		{"claimed", "who has it in hand: me, any, none, or part of an email",
			[]string{ClaimedByMe, ClaimedByAny, ClaimedByNone}},
	}, timeFields...)
}

// filterAliases are other words that people type for a field.
var filterAliases = map[string]string{"cause": "error", "email": "user", "organization": "org", "connection": "conn",
	"session": "id", "until": "before", "status": "state"}

// sessionLanguage is what a search over sessions may ask for.
var sessionLanguage = language{FilterFields, filterAliases, wrongOfSession, filterOfSession}

// ParseFilter reads a filter over sessions. The error is a *FilterError.
func ParseFilter(text string, now time.Time) (Search, error) { return sessionLanguage.parse(text, now) }

// wrongOfSession refuses a value that could never match.
func wrongOfSession(t term) string {
	switch {
	case t.field == "state" && len(statesLike(t.value)) == 0:
		return anyOf(knownStates)
	case t.field == "origin" && !likeOne(t.value, knownOrigins):
		return anyOf(knownOrigins)
	}
	return ""
}

// stateNames are all words for a state: those that are stored, those that screens
// show, and what else people call it.
var stateNames = map[State][]string{
	Started:    {"started", "waiting"},
	Authorized: {"authorized"},
	Successful: {"successful", "ok"},
	Failed:     {"failed", "failure", "error"},
	TimedOut:   {"timedout", "timeout", "expired"},
}

// statesLike lists the states that a word can mean, or the beginning of one:
// in_progress, "in progress", progress, success, timed out.
func statesLike(word string) []State {
	plain := strings.NewReplacer(" ", "", "-", "", "_", "")
	word = plain.Replace(strings.ToLower(word))
	var all []State
	for s, names := range stateNames {
		label := plain.Replace(strings.ToLower(s.Label()))
		fits := func(name string) bool { return strings.HasPrefix(name, word) }
		if word != "" && (slices.ContainsFunc(names, fits) || fits(label) || len(word) > 3 &&
			strings.HasSuffix(label, word)) {
			all = append(all, s)
		}
	}
	return all
}

// Match reports whether a session fits at a time.
func (f Search) Match(s Session, names Names, now time.Time) bool {
	return f.spans(s.CreatedAt) && f.Filter.Match(s, now, names)
}

// Query turns the search into what a store is asked.
func (f Search) Query(names Names, now time.Time) Query {
	return Query{Since: f.Since, Until: f.Until, Filter: f.Filter, At: now, Names: names}
}

// filterOfSession is a term over sessions as data.
func filterOfSession(t term) Filter {
	switch t.field {
	case "state":
		return Is(FieldState, statesLike(t.value)...)
	case "error":
		return All(Is(FieldState, Failed), Any(Has(FieldCause, t.value), Is(FieldCause, causesTitled(t.value)...)))
	case "class":
		return All(Is(FieldState, Failed), Has(FieldClass, t.value))
	case "user":
		return Any(Has(FieldEmail, t.value), Has(FieldIdPID, t.value))
	case "org":
		return Any(Has(FieldOrganizationName, t.value), Has(FieldOrganization, t.value))
	case "conn":
		return Any(Has(FieldConnectionName, t.value), Has(FieldConnection, t.value))
	case "origin":
		return Has(FieldOrigin, t.value)
	case "claimed":
		return Has(FieldClaimed, t.value)
	case "id":
		return Any(Has(FieldID, t.value), Has(FieldTrace, t.value), Has(FieldClaims, t.value))
	}
	return Any(Has(FieldEmail, t.value), Has(FieldIdPID, t.value), Has(FieldID, t.value), Has(FieldTrace, t.value),
		Has(FieldCause, t.value), Is(FieldCause, causesTitled(t.value)...), Has(FieldClass, t.value),
		Is(FieldState, statesLabelled(t.value)...), Has(FieldOrganizationName, t.value),
		Has(FieldConnectionName, t.value))
}

// causesTitled lists the causes that screens show under words with that text.
func causesTitled(text string) []saml.Cause {
	var all []saml.Cause
	for _, c := range diagnose.Causes() {
		if ContainsFold(c.Cause.Title(), text) {
			all = append(all, c.Cause)
		}
	}
	return all
}

// statesLabelled lists the states that screens show under words with that text.
func statesLabelled(text string) []State {
	var all []State
	for s := range stateNames {
		if ContainsFold(s.Label(), text) {
			all = append(all, s)
		}
	}
	return all
}
