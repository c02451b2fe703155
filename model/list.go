package model

import (
	"slices"
	"strings"
)

// Searchable is a noun that lists search, and give in the order of its name.
type Searchable interface {
	Noun
	RecordWords() []string // that it is found by, in lower case: its name comes first
	RecordEnvironment() ID
}

func (o Organization) RecordWords() []string {
	words := []string{o.Name, o.ExternalID, string(o.ID)}
	for _, x := range o.Domains {
		words = append(words, x.Domain)
	}
	return lower(words)
}

func (o Organization) RecordEnvironment() ID { return o.EnvironmentID }

func (c Connection) RecordWords() []string {
	return lower([]string{c.Name, c.Type, TypeLabel(c.Type), string(c.ID), c.IdPEntityID, c.Key})
}

func (c Connection) RecordEnvironment() ID { return c.EnvironmentID }

func lower(words []string) []string {
	for i, w := range words {
		words[i] = strings.ToLower(w)
	}
	return words
}

// ContainsFold compares without regard to case; lower is lower case already.
func ContainsFold(s, lower string) bool { return strings.Contains(strings.ToLower(s), lower) }

// HasText reports whether a list finds a noun by a text, which is lower case.
func HasText(n Searchable, text string) bool {
	return text == "" || slices.ContainsFunc(n.RecordWords(), func(w string) bool { return strings.Contains(w, text) })
}

// Listed is the place of a record in a list by name, as the record was when it was read.
type Listed struct {
	Name string
	ID   ID
}

// String is the place as a cursor: the id, a blank, the name.
func (l Listed) String() string { return string(l.ID) + " " + l.Name }

// ParseListed reads a cursor, whatever the case of its name. The id alone has no name.
func ParseListed(cursor string) Listed {
	id, name, _ := strings.Cut(cursor, " ")
	return Listed{strings.ToLower(name), ID(id)}
}

func (o Organization) Listed() Listed { return Listed{strings.ToLower(o.Name), o.ID} }

func (c Connection) Listed() Listed { return Listed{strings.ToLower(c.Name), c.ID} }
