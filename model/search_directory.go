package model

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The fields of requests to a directory, beside [FieldID] and [FieldCause]. A field of several values has one a line.
const (
	FieldVerdict     Field = "verdict"
	FieldCauseWords  Field = "cause_words" // what screens call the causes
	FieldFixer       Field = "fixer"
	FieldAsked       Field = "asked" // see [DirectoryRequest.Asked]
	FieldMethod      Field = "method"
	FieldKind        Field = "kind"         // see [DirectoryRequest.Kind]
	FieldQuery       Field = "query"        // of the path, as it was meant
	FieldStatus      Field = "status"       // "409"
	FieldStatusClass Field = "status_class" // "4xx"
	FieldSaid        Field = "said"         // to the IT admin
	FieldEntry       Field = "entry"        // the resource that it was about, by its id
	FieldName        Field = "name"         // what that is called
	FieldToken       Field = "token"        // by its hint
	FieldPeer        Field = "peer"
	FieldAgent       Field = "agent"
)

// Values of fields that take no others: a verdict has further words, see verdictNames.
var (
	knownVerdicts = []string{"ok", "unchanged", "partly", "refused"}
	knownFixers   = []string{"idp", "vendor", "desk"}
)

// DirectoryFilterFields lists the fields that a filter over the requests of a directory knows.
func DirectoryFilterFields() []FilterField {
	var causes []string
	for _, c := range DirectoryCauses {
		causes = append(causes, string(c.Cause))
	}
	return append([]FilterField{
		{"verdict", "what became of it", knownVerdicts},
		{"cause", "why it was refused, or what else is amiss, or part of it", causes},
		{"fixer", "who has to put it right", knownFixers},
		{"user", "name or id of the user, or what was looked for among users", nil},
		{"group", "likewise of the group", nil},
		{"kind", "what was asked for, or part of it", []string{"users", "groups"}},
		{"method", "HTTP method, or part of it", []string{"GET", "POST", "PUT", "PATCH", "DELETE"}},
		{"status", "409, or a class: 4xx", nil},
		{"token", "its last characters", nil},
		{"peer", "the address that it came from, or part of it", nil},
		{"agent", "the user agent, or part of it", nil},
		{"id", "id of the request, or of the resource", nil},
	}, timeFields...)
}

// directoryLanguage is what a search over requests of a directory may ask for.
var directoryLanguage = language{DirectoryFilterFields, map[string]string{"state": "verdict", "error": "cause",
	"who": "fixer", "email": "user", "request": "id", "until": "before"}, wrongOfRequest, filterOfRequest}

// ParseDirectoryFilter reads a filter over the requests of a directory. The error is a *FilterError.
func ParseDirectoryFilter(text string, now time.Time) (Search, error) {
	return directoryLanguage.parse(text, now)
}

// knownStatus is a status, or a class of them.
var knownStatus = regexp.MustCompile(`^[1-5]([0-9]{2}|xx)$`)

// wrongOfRequest refuses a value that could never match.
func wrongOfRequest(t term) string {
	switch {
	case t.field == "verdict" && len(verdictsLike(t.value)) == 0:
		return anyOf(knownVerdicts)
	case t.field == "fixer" && !likeOne(t.value, knownFixers):
		return anyOf(knownFixers)
	case t.field == "status" && !knownStatus.MatchString(t.value):
		return "a number or a class: 409, 4xx"
	}
	return ""
}

// verdictNames are all words for a verdict: its own, and what else people call it.
var verdictNames = map[DirectoryVerdict][]string{
	DirectoryDone:      {"ok", "done", "success", "successful"},
	DirectoryUnchanged: {"unchanged"},
	DirectoryPartly:    {"partly", "partial"},
	DirectoryRefused:   {"refused", "failed", "failure", "error"},
}

// verdictsLike lists the verdicts that a word can mean, or the beginning of one.
func verdictsLike(word string) (all []DirectoryVerdict) {
	for v, names := range verdictNames {
		if slices.ContainsFunc(names, func(name string) bool { return strings.HasPrefix(name, word) }) {
			all = append(all, v)
		}
	}
	return all
}

// filterOfRequest is a term over requests as data.
func filterOfRequest(t term) Filter {
	switch t.field {
	case "verdict":
		return Is(FieldVerdict, verdictsLike(t.value)...)
	case "cause":
		return Any(Has(FieldCause, t.value), Has(FieldCauseWords, t.value))
	case "user", "group":
		return All(Is(FieldKind, t.field+"s"), Any(Has(FieldName, t.value), Has(FieldEntry, t.value),
			Has(FieldQuery, t.value)))
	case "token":
		return Has(FieldToken, strings.TrimLeft(t.value, "…."))
	case "status":
		return Any(Is(FieldStatus, t.value), Is(FieldStatusClass, t.value))
	case "id":
		return Any(Has(FieldID, t.value), Has(FieldEntry, t.value))
	case "fixer", "kind", "method", "peer", "agent":
		return Has(Field(t.field), t.value)
	}
	return Any(Has(FieldAsked, t.value), Has(FieldName, t.value), Has(FieldVerdict, t.value), Has(FieldCause, t.value),
		Has(FieldCauseWords, t.value), Has(FieldSaid, t.value), Has(FieldStatus, t.value),
		Has(FieldStatusClass, t.value), Has(FieldToken, t.value), Has(FieldID, t.value), Has(FieldEntry, t.value))
}

// DirectoryLogSearch asks for the requests of a directory that a search lets through, the newest first.
type DirectoryLogSearch struct {
	Directory ID
	Search    Search
	Behind    ID  // only older ones than this: the cursor
	Limit     int // 0 means all
}

// DirectoryLogFound is one answer of a search. It looks at some thousand requests at most.
type DirectoryLogFound struct {
	Requests []DirectoryRequest
	Next     ID        // behind it the search goes on; "" at the end
	Scanned  int       // requests looked at
	Back     time.Time // when the oldest of these came
}

// From is behind which request the search has to begin: nothing that came too late is read.
func (q DirectoryLogSearch) From() ID {
	if q.Search.Until.IsZero() {
		return q.Behind
	}
	until := FirstID(PrefixDirectoryRequest, q.Search.Until.Add(time.Millisecond)) // an id knows no parts of one
	if q.Behind != "" && q.Behind < until {
		return q.Behind
	}
	return until
}

// Ends reports whether a request, and with it each older one, is too old for the search.
func (q DirectoryLogSearch) Ends(r DirectoryRequest) bool {
	return r.At.Before(q.Search.Since.Truncate(time.Millisecond)) // requests of one have their ids in any order
}

// MatchRequest reports whether a request of a directory fits.
func (f Search) MatchRequest(r DirectoryRequest) bool {
	return f.spans(r.At) && f.Filter.MatchRequest(r)
}

// MatchRequest reports whether a request of a directory fits.
func (f Filter) MatchRequest(r DirectoryRequest) bool {
	return f.match(func(x Field) string { return x.ofRequest(r) })
}

// ofRequest is the field of a request.
func (f Field) ofRequest(r DirectoryRequest) string {
	switch f {
	case FieldID:
		return string(r.ID)
	case FieldVerdict:
		return string(r.Verdict)
	case FieldCause:
		return lines(r.Causes(), func(c DirectoryCauseRow) string { return string(c.Cause) })
	case FieldCauseWords:
		return lines(r.Causes(), func(c DirectoryCauseRow) string { return c.Words })
	case FieldFixer:
		return lines(r.Causes(), func(c DirectoryCauseRow) string { return string(c.Fixer) })
	case FieldAsked:
		return r.Asked()
	case FieldMethod:
		return r.Method
	case FieldKind:
		return r.Kind()
	case FieldQuery:
		_, query, _ := strings.Cut(r.Asked(), "?")
		return query
	case FieldStatus:
		return strconv.Itoa(r.Status)
	case FieldStatusClass:
		return fmt.Sprintf("%dxx", r.Status/100)
	case FieldSaid:
		return r.Detail + "\n" + lines(r.Warnings, func(w DirectoryWarning) string { return w.Detail })
	case FieldEntry:
		return string(r.Entry)
	case FieldName:
		return r.Name
	case FieldToken:
		return r.Token
	case FieldPeer:
		return r.Peer
	case FieldAgent:
		return r.UserAgent
	}
	return ""
}

// lines are the values of a field, one a line.
func lines[T any](all []T, value func(T) string) string {
	texts := make([]string, len(all))
	for i, x := range all {
		texts[i] = value(x)
	}
	return strings.Join(texts, "\n")
}
