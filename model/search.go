package model

import (
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"
)

// Search is a filter as people type it: terms that must all hold. What rows it is over says its language, for
// which there are [ParseFilter] and [ParseDirectoryFilter].
//
//	todd                 text in any of what a row is found by
//	error:certificate    in one field
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
	value string
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

// timeFields are the fields that each search has.
var timeFields = []FilterField{
	{"since", "not older than: 15m, 2h, 3d, 14:05, yesterday, 2026-01-31 or 2026-01-31T14:05", nil},
	{"before", "older than: likewise", nil},
	{"at", "around a time: 14:05±10m or 14:05+-10m; or on a day: yesterday", nil},
}

// language is what a search over some rows may ask for.
type language struct {
	fields  func() []FilterField
	aliases map[string]string // other words that people type for a field
	wrong   func(term) string // what has to stand behind the colon where a value can never match, or ""
	filter  func(term) Filter // what a term means, but for its not
}

// parse reads a search. The error is a *FilterError.
func (l language) parse(text string, now time.Time) (Search, error) {
	f := Search{Text: text}
	var terms []Filter
	for w, err := range filterWords(text) {
		if err != nil {
			return Search{}, err
		}
		t, err := l.term(w)
		if err != nil {
			return Search{}, err
		}
		if t.field == "since" || t.field == "before" || t.field == "at" {
			if err := f.window(t.field, t.value, t.not, now, w.at); err != nil {
				return Search{}, err
			}
			continue
		}
		t.value = strings.ToLower(t.value)
		if wrong := l.wrong(t); wrong != "" {
			return Search{}, &FilterError{w.at, t.field + " is " + wrong}
		}
		terms = append(terms, l.meant(t))
	}
	f.Filter = All(terms...)
	return f, nil
}

// term is what a word says, its value as it was typed.
func (l language) term(w searchWord) (t term, err error) {
	t.value = w.text
	if len(t.value) > 1 && (t.value[0] == '!' || t.value[0] == '-') {
		t.not, t.value = true, t.value[1:]
	}
	if name, value, ok := strings.Cut(t.value, ":"); ok && !w.quoted {
		if t.field, err = l.field(name, w.at); err != nil {
			return t, err
		}
		t.value = value
	}
	if t.value == "" {
		return t, &FilterError{w.at, fmt.Sprintf("%s: needs a value behind the colon", t.field)}
	}
	return t, nil
}

// meant is a term as data.
func (l language) meant(t term) Filter {
	if t.not {
		return Not(l.filter(t))
	}
	return l.filter(t)
}

// field is the field that a name means.
func (l language) field(name string, at int) (string, error) {
	name = strings.ToLower(name)
	if full, ok := l.aliases[name]; ok {
		name = full
	}
	var known []string
	for _, f := range l.fields() {
		if f.Name == name {
			return name, nil
		}
		known = append(known, f.Name)
	}
	return "", &FilterError{at, fmt.Sprintf("there is no field %q: use %s", name, strings.Join(known, ", "))}
}

// anyOf says what a value has to be that none of the known ones fits.
func anyOf(known []string) string { return "one of " + strings.Join(known, ", ") }

// likeOne reports whether a value and a known one begin alike, up to the end of the shorter one.
func likeOne(value string, known []string) bool {
	return slices.ContainsFunc(known, func(k string) bool {
		return strings.HasPrefix(k, value) || strings.HasPrefix(value, k)
	})
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

// Empty reports whether the search lets everything through.
func (f Search) Empty() bool { return f.Filter.Everything() && f.Since.IsZero() && f.Until.IsZero() }

// spans reports whether a time lies in what the search is about.
func (f Search) spans(at time.Time) bool {
	return (f.Since.IsZero() || !at.Before(f.Since)) && (f.Until.IsZero() || at.Before(f.Until))
}
