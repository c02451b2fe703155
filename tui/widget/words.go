package widget

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// SortedKeys are the keys of a map in their order.
func SortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// Count is a number with its noun: 1 line, 2 lines.
func Count(n int, word string) string { return fmt.Sprintf("%d %s", n, Plural(int64(n), word)) }

// FilledLine joins what is not empty by blanks.
func FilledLine(parts ...string) string { return strings.Join(Filled(parts...), " ") }

// Plural is the word as it stands behind n: 2 keys, 2 directories.
func Plural(n int64, word string) string {
	stem, y := strings.CutSuffix(word, "y")
	switch {
	case n == 1:
		return word
	case y && !strings.ContainsAny(stem[len(stem)-1:], "aeiou"):
		return stem + "ies"
	}
	return word + "s"
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

// Prefixed is value behind a prefix, or "" if value is empty.
func Prefixed(prefix, value string) string {
	if value == "" {
		return ""
	}
	return prefix + value
}

// Filled drops what is empty.
func Filled(values ...string) []string {
	return slices.DeleteFunc(values, func(v string) bool { return v == "" })
}
