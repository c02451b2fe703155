package model

import (
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"gatehouse/saml"
	"gatehouse/saml/diagnose"
)

// Search is a filter over sessions as people type it: terms that must all hold.
//
//	todd                 text in user, id, cause, organization or connection
//	error:certificate    one field: state, error, class, user, org, conn, origin, id, claimed
//	-state:success       not
//	"two words"          quoted
//	since:2h before:10m  age; or a time: since:14:05 before:yesterday since:2026-01-31T14:05
//	at:14:05±10m         around a time, also written +-10m; at:yesterday all of a day
//
// Times are read in the zone of the now that is given.
type Search struct {
	Text         string
	Filter       Filter // what is not about time
	Since, Until time.Time
}

type term struct {
	field string // "" for any
	value string // lower case
	not   bool
}

// FilterError says what in a filter cannot be understood, and where.
type FilterError struct {
	Offset  int // bytes into the text
	Message string
}

func (e *FilterError) Error() string { return e.Message }

// FilterField describes one field for help and completion.
type FilterField struct {
	Name, Help string
	Values     []string // known values, if they are few
}

// FilterFields lists the fields that a filter knows.
func FilterFields() []FilterField {
	var causes []string
	for _, c := range diagnose.Causes() {
		causes = append(causes, string(c.Cause))
	}
	return []FilterField{
		{"state", "how far it came", []string{"in_progress", "success", "failed", "timed_out", "started",
			"authorized"}},
		{"error", "cause, or part of it", causes},
		{"class", "one of the five errors, or part of it",
			[]string{"malformed", "x509", "attributes", "outside", "decryption"}},
		{"user", "email or id of the user, or part of it", nil},
		{"org", "organization: name or id", nil},
		{"conn", "connection: name or id", nil},
		{"origin", "who began it", []string{"service", "identity", "portal"}},
		{"id", "session id or trace", nil},
		{"claimed", "who has it in hand: me, any, none, or part of an email",
			[]string{ClaimedByMe, ClaimedByAny, ClaimedByNone}},
		{"since", "not older than: 15m, 2h, 3d, 14:05, yesterday, 2026-01-31 or 2026-01-31T14:05", nil},
		{"before", "older than: likewise", nil},
		{"at", "around a time: 14:05±10m or 14:05+-10m; or on a day: yesterday", nil},
	}
}

// filterAliases are other words that people type for a field.
var filterAliases = map[string]string{"cause": "error", "email": "user", "organization": "org", "connection": "conn",
	"session": "id", "until": "before", "status": "state"}

// ParseFilter reads a filter. The error is a *FilterError.
func ParseFilter(text string, now time.Time) (Search, error) {
	f := Search{Text: text}
	var terms []Filter
	for w, err := range filterWords(text) {
		if err != nil {
			return Search{}, err
		}
		word, start := w.text, w.at
		t := term{}
		if len(word) > 1 && (word[0] == '!' || word[0] == '-') {
			t.not, word = true, word[1:]
		}
		if name, value, ok := strings.Cut(word, ":"); ok && !w.quoted {
			if t.field, err = filterField(name, start); err != nil {
				return Search{}, err
			}
			word = value
		}
		if word == "" {
			return Search{}, &FilterError{start, fmt.Sprintf("%s: needs a value behind the colon", t.field)}
		}
		if t.field == "since" || t.field == "before" || t.field == "at" {
			if err := f.window(t.field, word, t.not, now, start); err != nil {
				return Search{}, err
			}
			continue
		}
		t.value = strings.ToLower(word)
		if err := filterValue(t, start); err != nil {
			return Search{}, err
		}
		terms = append(terms, t.filter())
	}
	f.Filter = All(terms...)
	return f, nil
}

// searchWord is one word of what people type to search.
type searchWord struct {
	text   string // without its quotes
	at     int    // where it begins, in bytes
	quoted bool   // from its first character on: a colon in it names no field
}

// filterWords gives the words of a text in their order, up to the first that cannot be read, whose error
// is a *FilterError.
func filterWords(text string) iter.Seq2[searchWord, error] {
	return func(yield func(searchWord, error) bool) {
		for at := 0; at < len(text); {
			if text[at] == ' ' {
				at++
				continue
			}
			word, next, err := filterWord(text, at)
			if !yield(searchWord{word, at, text[at] == '"'}, err) || err != nil {
				return
			}
			at = next
		}
	}
}

// filterWord reads up to the next blank outside quotes; quotes fall away.
func filterWord(text string, at int) (word string, next int, err error) {
	var b strings.Builder
	quoted, from := false, at
	for ; at < len(text); at++ {
		switch c := text[at]; {
		case c == '"':
			if !quoted {
				from = at
			}
			quoted = !quoted
		case c == ' ' && !quoted:
			return b.String(), at, nil
		default:
			b.WriteByte(c)
		}
	}
	if quoted {
		return "", 0, &FilterError{from, "the quotation mark is not closed"}
	}
	return b.String(), at, nil
}

func filterField(name string, at int) (string, error) {
	name = strings.ToLower(name)
	if full, ok := filterAliases[name]; ok {
		name = full
	}
	var known []string
	for _, f := range FilterFields() {
		if f.Name == name {
			return name, nil
		}
		known = append(known, f.Name)
	}
	return "", &FilterError{at, fmt.Sprintf("there is no field %q: use %s", name, strings.Join(known, ", "))}
}

// filterValue refuses a value that could never match.
func filterValue(t term, at int) error {
	if t.field == "state" && len(statesLike(t.value)) > 0 || t.field != "state" && t.field != "origin" {
		return nil
	}
	for _, f := range FilterFields() {
		if f.Name != t.field {
			continue
		}
		fits := func(known string) bool {
			return strings.HasPrefix(known, t.value) || strings.HasPrefix(t.value, known)
		}
		if t.field == "state" || !slices.ContainsFunc(f.Values, fits) {
			return &FilterError{at, fmt.Sprintf("%s is one of %s", t.field, strings.Join(f.Values, ", "))}
		}
	}
	return nil
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

// Empty reports whether the search lets everything through.
func (f Search) Empty() bool { return f.Filter.Everything() && f.Since.IsZero() && f.Until.IsZero() }

// Match reports whether a session fits at a time.
func (f Search) Match(s Session, names Names, now time.Time) bool {
	return (f.Since.IsZero() || !s.CreatedAt.Before(f.Since)) && (f.Until.IsZero() || s.CreatedAt.Before(f.Until)) &&
		f.Filter.Match(s, now, names)
}

// Query turns the search into what a store is asked.
func (f Search) Query(names Names, now time.Time) Query {
	return Query{Since: f.Since, Until: f.Until, Filter: f.Filter, At: now, Names: names}
}

// filter is the term as data.
func (t term) filter() Filter {
	var f Filter
	switch t.field {
	case "state":
		f = Is(FieldState, statesLike(t.value)...)
	case "error":
		f = All(Is(FieldState, Failed), Any(Has(FieldCause, t.value), Is(FieldCause, causesTitled(t.value)...)))
	case "class":
		f = All(Is(FieldState, Failed), Has(FieldClass, t.value))
	case "user":
		f = Any(Has(FieldEmail, t.value), Has(FieldIdPID, t.value))
	case "org":
		f = Any(Has(FieldOrganizationName, t.value), Has(FieldOrganization, t.value))
	case "conn":
		f = Any(Has(FieldConnectionName, t.value), Has(FieldConnection, t.value))
	case "origin":
		f = Has(FieldOrigin, t.value)
	case "claimed":
		f = Has(FieldClaimed, t.value)
	case "id":
		f = Any(Has(FieldID, t.value), Has(FieldTrace, t.value), Has(FieldClaims, t.value))
	default:
		f = Any(Has(FieldEmail, t.value), Has(FieldIdPID, t.value), Has(FieldID, t.value), Has(FieldTrace, t.value),
			Has(FieldCause, t.value), Is(FieldCause, causesTitled(t.value)...), Has(FieldClass, t.value),
			Is(FieldState, statesLabelled(t.value)...), Has(FieldOrganizationName, t.value),
			Has(FieldConnectionName, t.value))
	}
	if t.not {
		return Not(f)
	}
	return f
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
