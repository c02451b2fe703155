package session

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"gatehouse/model"
)

// completeFilter lists what the last word of a filter can become, the name of a
// field or one of its values, and gives the text before it. present are the
// values of a field that the list shows, the most frequent first.
func completeFilter(text string, present func(field string) []string) (head string, choices []string) {
	head, word := "", text
	if i := strings.LastIndexByte(text, ' '); i >= 0 {
		head, word = text[:i+1], text[i+1:]
	}
	if sign := strings.TrimLeft(word, "-!"); sign != word {
		head, word = head+word[:len(word)-len(sign)], sign
	}
	field, value, ok := strings.Cut(word, ":")
	if !ok {
		var names []string
		for _, f := range model.FilterFields() {
			names = append(names, f.Name+":")
		}
		return head, starting(names, word)
	}
	head += field + ":"
	for _, f := range model.FilterFields() {
		if f.Name == field {
			known := present(field)
			for _, v := range f.Values {
				if !slices.Contains(known, v) {
					known = append(known, v)
				}
			}
			return head, starting(known, value)
		}
	}
	return head, nil
}

// present lists what the rows that were read hold in a field, the most frequent
// first.
func (s *sessions) present(field string) []string {
	counts := map[string]int{}
	for i := range s.list.Len() {
		x, ok := s.list.At(i)
		if !ok {
			continue
		}
		switch field {
		case "error":
			counts[string(x.Cause)]++
		case "org":
			counts[quoted(s.Names.Of(x.OrganizationID))]++
		case "conn":
			counts[quoted(s.Names.Of(x.ConnectionID))]++
		case "user":
			counts[quoted(x.Email)]++
		}
	}
	delete(counts, "")
	return slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b))
	})
}

// quoted is a value as a filter takes it.
func quoted(value string) string {
	value = strings.ReplaceAll(value, `"`, "")
	if strings.Contains(value, " ") {
		return `"` + value + `"`
	}
	return value
}

func starting(all []string, prefix string) []string {
	var found []string
	for _, s := range all {
		if strings.HasPrefix(strings.ToLower(strings.TrimPrefix(s, `"`)),
			strings.ToLower(strings.TrimPrefix(prefix, `"`))) {
			found = append(found, s)
		}
	}
	return found
}
