package tui

import (
	"strings"

	"gatehouse/model"
)

// completeFilter completes the last word of a filter: the name of a field, or
// one of its values. It gives the new text and, where several are possible, what
// they are.
func completeFilter(text string) (completed string, choices []string) {
	head, word := "", text
	if i := strings.LastIndexByte(text, ' '); i >= 0 {
		head, word = text[:i+1], text[i+1:]
	}
	if sign := strings.TrimLeft(word, "-!"); sign != word {
		head, word = head+word[:len(word)-len(sign)], sign
	}
	if field, value, ok := strings.Cut(word, ":"); ok {
		head, word = head+field+":", value
		for _, f := range model.FilterFields() {
			if f.Name == field {
				choices = starting(f.Values, value)
			}
		}
	} else {
		var names []string
		for _, f := range model.FilterFields() {
			names = append(names, f.Name+":")
		}
		choices = starting(names, word)
	}
	switch len(choices) {
	case 0:
		return text, nil
	case 1:
		if !strings.HasSuffix(choices[0], ":") {
			return head + choices[0] + " ", nil
		}
		return head + choices[0], nil
	}
	return head + shared(choices), choices
}

func starting(all []string, prefix string) []string {
	var found []string
	for _, s := range all {
		if strings.HasPrefix(s, strings.ToLower(prefix)) {
			found = append(found, s)
		}
	}
	return found
}

// shared is the longest beginning that all have.
func shared(all []string) string {
	prefix := all[0]
	for _, s := range all {
		for !strings.HasPrefix(s, prefix) {
			prefix = prefix[:len(prefix)-1]
		}
	}
	return prefix
}
