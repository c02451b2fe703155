package scim

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// Filter is a condition on resources (RFC 7644, section 3.4.2.2).
type Filter struct {
	root  expression
	terms int // comparisons in it
}

// expression is a *junction, a *negation or a *comparison.
type expression interface {
	matches(subject) bool
	write(b *strings.Builder, outer string)
}

// junction is several expressions of which all or any must match.
type junction struct {
	word  string // "and" or "or"
	terms []expression
}

// negation matches where what is in it does not.
type negation struct{ inner expression }

// comparison compares what a path leads to with a value.
type comparison struct {
	path  Path
	op    string // eq ne co sw ew gt ge lt le pr; "" asks whether there is anything that the path's filter matches
	value any    // string, json.Number, bool or nil
	want  string // a text or number as it is compared
	exact bool   // with regard to case
}

// String writes the filter so that it reads as the same.
func (f *Filter) String() string {
	var b strings.Builder
	f.root.write(&b, "")
	return b.String()
}

func (j *junction) write(b *strings.Builder, outer string) {
	grouped := outer == "and" // and binds closer than or
	if grouped {
		b.WriteByte('(')
	}
	for i, t := range j.terms {
		if i > 0 {
			b.WriteString(" " + j.word + " ")
		}
		t.write(b, j.word)
	}
	if grouped {
		b.WriteByte(')')
	}
}

func (n *negation) write(b *strings.Builder, _ string) {
	b.WriteString("not (")
	n.inner.write(b, "")
	b.WriteByte(')')
}

func (c *comparison) write(b *strings.Builder, _ string) {
	b.WriteString(c.path.String())
	if c.op == "" {
		return
	}
	b.WriteString(" " + c.op)
	switch v := c.value.(type) {
	case string:
		quoted, _ := jsontext.AppendQuote(nil, v) // fails only for what is not UTF-8, and that is not read
		b.WriteByte(' ')
		b.Write(quoted)
	case json.Number:
		b.WriteString(" " + v.String())
	case bool:
		b.WriteString(" " + strconv.FormatBool(v))
	case nil:
		if c.op != "pr" {
			b.WriteString(" null")
		}
	}
}

// Equality says that an attribute, or one of its values, equals something.
type Equality struct {
	Attribute string // id, userName, externalId, emails, displayName or members
	Value     string // as it was sent: to be compared as Fold says, but for id, externalId and members
}

// Equals are equalities that hold for every resource that matches, so that one of them can be looked up in an index.
// There may be none.
func (f *Filter) Equals() []Equality { return equalities(f.root) }

func equalities(e expression) []Equality {
	switch e := e.(type) {
	case *junction:
		if e.word == "and" {
			var all []Equality
			for _, t := range e.terms {
				all = append(all, equalities(t)...)
			}
			return all
		}
	case *comparison:
		return e.equalities()
	}
	return nil
}

var indexed = []string{"id", "userName", "externalId", "emails", "displayName", "members"}

func (c *comparison) equalities() []Equality {
	p := c.path
	if p.URN != "" || !slices.Contains(indexed, p.Attr) || c.op == "ne" || c.op == "eq" && c.value == nil {
		return nil // the last two match where there is no value
	}
	ofValue := len(p.Sub) == 0 || slices.Equal(p.Sub, []string{"value"})
	if text, ok := plain(c.value); ok && c.op == "eq" && ofValue {
		return []Equality{{p.Attr, text}}
	}
	var all []Equality
	for _, inner := range p.conditions() {
		text, ok := plain(inner.value)
		if ok && inner.op == "eq" && inner.path.Attr == "value" && len(inner.path.Sub) == 0 {
			all = append(all, Equality{p.Attr, text})
		}
	}
	return all
}

// conditions are the comparisons that every value fulfils which the path leads to.
func (p Path) conditions() []*comparison {
	if p.Filter == nil {
		return nil
	}
	terms := []expression{p.Filter.root}
	if j, ok := p.Filter.root.(*junction); ok && j.word == "and" {
		terms = j.terms
	}
	var all []*comparison
	for _, t := range terms {
		if c, ok := t.(*comparison); ok {
			all = append(all, c)
		}
	}
	return all
}

// plain is the text of a string or a number.
func plain(v any) (string, bool) {
	switch v := v.(type) {
	case string:
		return v, true
	case json.Number:
		return v.String(), true
	}
	return "", false
}
