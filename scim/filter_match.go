package scim

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// Fold is how texts are compared where case does not matter, nor how characters are composed: those that fold to the
// same are equal. An index over userName, displayName or the addresses of e-mail is kept by it.
func Fold(text string) string {
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
			return norm.NFC.String(cases.Fold().String(norm.NFC.String(text)))
		}
	}
	return strings.ToLower(text) // the same, and much faster
}

// subject is what a filter is held against: a resource, or one value of an attribute.
type subject struct {
	values   Resource
	resource bool
	id       string
	isMember func(user string) bool
}

// Matches says whether a resource with an id fulfils the filter. isMember tells whether somebody is a member of it;
// nil says that nobody is.
func (f *Filter) Matches(r Resource, id string, isMember func(user string) bool) bool {
	return f.root.matches(subject{r, true, id, isMember})
}

// holds says whether one value of a list fulfils the filter.
func (f *Filter) holds(element any) bool {
	object, ok := element.(map[string]any)
	if !ok {
		object = map[string]any{"value": element}
	}
	return f.root.matches(subject{values: object})
}

func (j *junction) matches(s subject) bool {
	match := func(t expression) bool { return t.matches(s) }
	if j.word == "or" {
		return slices.ContainsFunc(j.terms, match)
	}
	return !slices.ContainsFunc(j.terms, func(t expression) bool { return !t.matches(s) })
}

func (n *negation) matches(s subject) bool { return !n.inner.matches(s) }

func (c *comparison) matches(s subject) bool {
	if s.resource && c.path.is("members") {
		isMember := func(id string) bool { return s.isMember != nil && s.isMember(id) }
		return slices.ContainsFunc(c.members(), isMember) != (c.op == "ne")
	}
	values := c.candidates(s)
	switch {
	case c.op == "" || c.op == "pr" || c.value == nil && c.op == "ne":
		return len(values) > 0
	case c.value == nil:
		return len(values) == 0
	case c.op == "ne":
		return !slices.ContainsFunc(values, func(v any) bool { return c.equal(v) })
	}
	return slices.ContainsFunc(values, c.holds)
}

// candidates are the values that the path leads to: of an object its value, where it has one.
func (c *comparison) candidates(s subject) []any {
	if s.resource && c.path.is("id") && len(c.path.Sub) == 0 {
		return []any{s.id}
	}
	values := s.values.At(c.path)
	if c.op == "" || c.op == "pr" {
		return values
	}
	for i, v := range values {
		if object, ok := v.(map[string]any); ok {
			values[i] = object[keyIn(object, "value")]
		}
	}
	return values
}

func (c *comparison) holds(v any) bool {
	if c.op == "eq" {
		return c.equal(v)
	}
	got, ok := plain(v)
	if !ok {
		return false
	}
	switch c.op {
	case "co":
		return strings.Contains(c.folded(got), c.want)
	case "sw":
		return strings.HasPrefix(c.folded(got), c.want)
	case "ew":
		return strings.HasSuffix(c.folded(got), c.want)
	case "gt":
		return c.order(v, got) > 0
	case "ge":
		return c.order(v, got) >= 0
	case "lt":
		return c.order(v, got) < 0
	}
	return c.order(v, got) <= 0
}

// order compares numbers as numbers, times as times, and texts by their letters.
func (c *comparison) order(v any, got string) int {
	n, isNumber := v.(json.Number)
	if m, ok := c.value.(json.Number); ok && isNumber {
		return compareNumbers(n, m)
	}
	want, _ := plain(c.value)
	a, err := time.Parse(time.RFC3339, got)
	b, err2 := time.Parse(time.RFC3339, want)
	if err == nil && err2 == nil {
		return a.Compare(b)
	}
	return strings.Compare(c.folded(got), c.want)
}

// equal takes "True" for true, and a number for its text.
func (c *comparison) equal(v any) bool {
	if a, ok := flag(v); ok {
		if b, ok := flag(c.value); ok && (isBool(v) || isBool(c.value)) {
			return a == b
		}
	}
	got, ok := plain(v)
	if _, ok2 := plain(c.value); !ok || !ok2 {
		return false
	}
	n, isNumber := v.(json.Number)
	if m, ok := c.value.(json.Number); ok && isNumber {
		return compareNumbers(n, m) == 0
	}
	return c.folded(got) == c.want
}

func (c *comparison) folded(text string) string {
	if c.exact {
		return text
	}
	return Fold(text)
}

func isBool(v any) bool {
	_, ok := v.(bool)
	return ok
}

// flag reads true and false, which some send as texts.
func flag(v any) (value, ok bool) {
	switch v := v.(type) {
	case bool:
		return v, true
	case string:
		switch foldName(v) {
		case "true":
			return true, true
		case "false":
			return false, true
		}
	}
	return false, false
}

// compareNumbers compares whole numbers exactly, and others as floating-point numbers.
func compareNumbers(a, b json.Number) int {
	i, err := strconv.ParseInt(a.String(), 10, 64)
	j, err2 := strconv.ParseInt(b.String(), 10, 64)
	x, _ := strconv.ParseFloat(a.String(), 64)
	y, _ := strconv.ParseFloat(b.String(), 64)
	switch {
	case a == b:
		return 0
	case err == nil && err2 == nil && i < j, (err != nil || err2 != nil) && x < y:
		return -1
	case err == nil && err2 == nil && i == j, (err != nil || err2 != nil) && x == y:
		return 0
	}
	return 1
}
