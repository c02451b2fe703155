package scim

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
)

// Resource is a user or a group without its members, as its provider sent it: declared attributes in their own
// spelling, others in the spelling that came first, those of an extension in an object under its name. Values are
// strings, bools, json.Numbers, maps and lists of them; nothing in it is null, and no list or object is empty. What
// is ours to say stands not in it: schemas, id, meta, and the groups of a user.
type Resource map[string]any

// ParseResource reads the resource of a POST or PUT. The members of a group come apart, each once; hasMembers says
// whether it speaks of them at all. An error is an *Error.
func ParseResource(k Kind, body []byte) (
	r Resource, members []Member, hasMembers bool, warnings []Warning, err error,
) {
	sent, err := decode(body, k.size())
	if err != nil {
		return nil, nil, false, nil, err
	}
	b := builder{kind: k}
	if err := b.schemas(sent, k.URN()); err != nil {
		return nil, nil, false, nil, err
	}
	if err := b.object(opReplace, "", sent); err != nil {
		return nil, nil, false, nil, err
	}
	r = Resource{}
	for _, s := range b.steps {
		if s.members != nil {
			members, hasMembers = s.members.Members, true
		} else if err := r.apply(k, s); err != nil {
			return nil, nil, false, nil, err
		}
	}
	return r, members, hasMembers, b.warnings, k.check(r)
}

// Put is what a PUT makes of a resource: what was sent, and active as it was where that does not say it.
func Put(k Kind, old, sent Resource) Resource {
	next := sent.Clone()
	if active, ok := old["active"]; ok && k == User && next["active"] == nil {
		next["active"] = active
	}
	return next
}

// Clone copies the resource with all that is in it.
func (r Resource) Clone() Resource {
	if r == nil {
		return Resource{}
	}
	return clone(map[string]any(r)).(map[string]any)
}

func clone(v any) any {
	switch v := v.(type) {
	case map[string]any:
		m := make(map[string]any, len(v))
		for key, value := range v {
			m[key] = clone(value)
		}
		return m
	case []any:
		list := make([]any, len(v))
		for i, value := range v {
			list[i] = clone(value)
		}
		return list
	}
	return v
}

// Equal says whether two resources say the same, the values of lists in the same order.
func (r Resource) Equal(other Resource) bool {
	return len(r) == len(other) && (len(r) == 0 || reflect.DeepEqual(r, other))
}

// At is what a path leads to: of a list each value. It is not a copy.
func (r Resource) At(p Path) []any {
	values := []any{map[string]any(r)}
	if p.URN != "" {
		values = within(values, p.URN)
	}
	if p.Attr == "" {
		return values
	}
	values = within(values, p.Attr)
	if p.Filter != nil {
		values = slices.DeleteFunc(values, func(v any) bool { return !p.Filter.holds(v) })
	}
	for _, sub := range p.Sub {
		values = within(values, sub)
	}
	return values
}

// within collects what objects have under a name, lists taken apart.
func within(values []any, name string) []any {
	var found []any
	for _, v := range values {
		object, _ := v.(map[string]any)
		switch inner := object[keyIn(object, name)].(type) {
		case nil:
		case []any:
			found = append(found, inner...)
		default:
			found = append(found, inner)
		}
	}
	return found
}

// Text is the first text that a path leads to, "" if there is none.
func (r Resource) Text(path string) string {
	p, err := ParsePath(path)
	if err != nil {
		return ""
	}
	for _, v := range r.At(p) {
		if text, ok := v.(string); ok {
			return text
		}
	}
	return ""
}

// keyIn is the key of an object under which a name stands: the name itself if it does not.
func keyIn(object map[string]any, name string) string {
	if _, ok := object[name]; ok {
		return name
	}
	for key := range object {
		if sameName(key, name) {
			return key
		}
	}
	return name
}

// check says what is wrong with a resource as a whole.
func (k Kind) check(r Resource) error {
	bytes, names, depth := measure(map[string]any(r))
	switch {
	case names > MaxAttributes:
		return tooManyAttributes(k.Name(), names)
	case bytes > MaxUser:
		return tooLarge("The %s has %d bytes, and at most %d are kept. Map fewer attributes in your provider.",
			k.Name(), bytes, MaxUser)
	case depth > MaxDepth:
		return tooLarge("The %s has %d objects and lists in each other, and at most %d are kept. "+
			"Map fewer attributes in your provider.", k.Name(), depth, MaxDepth)
	case k == User && blank(r["userName"]):
		return &Error{400, "invalidValue", CodeUsernameMissing,
			"userName arrived empty. Map it to a value that every user has, in your provider."}
	case k == Group && blank(r["displayName"]):
		return &Error{400, "invalidValue", CodeNameMissing,
			"displayName arrived empty. Map it to the name of the group, in your provider."}
	}
	return nil
}

// blank says whether there is no text, or one that nobody sees.
func blank(v any) bool {
	text, _ := v.(string)
	return strings.TrimSpace(text) == ""
}

// measure counts about how many bytes of JSON a value is, the names and values of lists in it, and how deep it goes.
func measure(v any) (bytes, names, depth int) {
	switch v := v.(type) {
	case map[string]any:
		for key, value := range v {
			b, n, d := measure(value)
			bytes, names, depth = bytes+len(key)+b+4, names+n+1, max(depth, d)
		}
		return bytes + 2, names, depth + 1
	case []any:
		for _, value := range v {
			b, n, d := measure(value)
			bytes, names, depth = bytes+b+1, names+n+1, max(depth, d)
		}
		return bytes + 2, names, depth + 1
	case string:
		return len(v) + 2, 0, 0
	case json.Number:
		return len(v), 0, 0
	}
	return len(fmt.Sprint(v)), 0, 0
}

// sorted are the keys of an object in an order that does not change, and in which a.b comes behind a.
func sorted(object map[string]any) []string {
	return slices.SortedFunc(maps.Keys(object), func(a, b string) int {
		return cmp.Or(compareNames(a, b), strings.Compare(a, b))
	})
}
