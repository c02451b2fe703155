package model

import (
	"cmp"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// DiffLine is one field that changed. An empty side means that there was, or is,
// nothing.
type DiffLine struct {
	Field  string `json:"field"` // "name", "policy.skew", "domains[acme.com].state"
	Before string `json:"before,omitempty"`
	After  string `json:"after,omitempty"`
}

// Diff gives a change field by field, in the order of their names. Secrets are
// never among the values: that one changed is all that is said.
func Diff(c AuditChange) []DiffLine {
	before, after := flatten(c.Before), flatten(c.After)
	var lines []DiffLine
	for _, field := range slices.Sorted(maps.Keys(before)) {
		if before[field] != after[field] {
			lines = append(lines, DiffLine{field, before[field].text, after[field].text})
		}
	}
	for _, field := range slices.Sorted(maps.Keys(after)) {
		if _, had := before[field]; !had {
			lines = append(lines, DiffLine{field, "", after[field].text})
		}
	}
	slices.SortFunc(lines, func(a, b DiffLine) int { return cmp.Compare(a.Field, b.Field) })
	return slices.DeleteFunc(lines, func(l DiffLine) bool {
		return l.Field == "updated_at" || strings.HasSuffix(l.Field, ".updated_at")
	})
}

// DiffConnections is what would change of a connection, field by field.
func DiffConnections(before, after Connection) []DiffLine {
	b, err := json.Marshal(before)
	if err != nil {
		return nil // a connection can be encoded: it was stored
	}
	a, err := json.Marshal(after)
	if err != nil {
		return nil
	}
	return Diff(AuditChange{Before: b, After: a})
}

// leaf is a value as it is shown, and what tells it from another that looks the
// same.
type leaf struct{ text, hidden string }

// flatten gives the leaves of a record by their path.
func flatten(data json.RawMessage) map[string]leaf {
	leaves := map[string]leaf{}
	var v any
	if len(data) > 0 && json.Unmarshal(data, &v) == nil {
		addLeaves(leaves, "", v)
	}
	return leaves
}

func addLeaves(leaves map[string]leaf, path string, v any) {
	switch v := v.(type) {
	case map[string]any:
		if der, ok := v["der"].(string); ok {
			leaves[path] = leaf{describeBase64(der), fmt.Sprint(v["id"], v["sealed"])}
			return
		}
		for name, x := range v {
			addLeaves(leaves, join(path, name), x)
		}
	case []any:
		var plain []string
		for i, x := range v {
			if text, ok := x.(string); ok {
				plain = append(plain, showLeaf(path, text).text)
			} else {
				addLeaves(leaves, fmt.Sprintf("%s[%s]", path, elementName(x, i)), x)
			}
		}
		if plain != nil {
			leaves[path] = leaf{text: strings.Join(plain, ", ")}
		}
	case nil:
	default:
		leaves[path] = showLeaf(path, v)
	}
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

// elementName names an element of a list by what it is, so that one that is
// taken out does not seem to change all behind it.
func elementName(x any, i int) string {
	m, _ := x.(map[string]any)
	for _, by := range []string{"domain", "name", "id"} {
		if name, ok := m[by].(string); ok {
			return name
		}
	}
	if der, ok := m["der"].(string); ok && len(der) > 12 {
		return der[len(der)-12:]
	}
	return fmt.Sprint(i + 1)
}

// showLeaf shows a value in the unit of its field, and hides a secret.
func showLeaf(path string, v any) leaf {
	name := path[strings.LastIndex(path, ".")+1:]
	if slices.Contains(secretFields, name) {
		return leaf{"(not shown)", fmt.Sprint(v)}
	}
	switch name {
	case "skew", "request_life", "session_timeout":
		if ns, ok := v.(float64); ok {
			return leaf{text: time.Duration(ns).String()}
		}
	case "certificates":
		return leaf{text: describeBase64(fmt.Sprint(v))}
	}
	return leaf{text: fmt.Sprint(v)}
}

func describeBase64(text string) string {
	der, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return "unreadable"
	}
	return describeCertificate(der)
}
