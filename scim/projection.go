package scim

import "strings"

// Projection is which attributes of a resource are asked for (RFC 7644, section 3.9). The zero value asks for all.
type Projection struct {
	only, without *names
}

// names are names of attributes, without regard to case, each with those within it.
type names struct {
	whole  bool
	within map[string]*names
}

// ParseProjection reads the parameters attributes and excludedAttributes, each a list of paths with commas between
// them. Names that lead nowhere are ignored.
func ParseProjection(attributes, excludedAttributes string) Projection {
	return Projection{readNames(attributes), readNames(excludedAttributes)}
}

// readNames reads a list; an empty one is nil.
func readNames(list string) *names {
	if strings.TrimSpace(list) == "" {
		return nil
	}
	all := &names{within: map[string]*names{}}
	for text := range strings.SplitSeq(list, ",") {
		if p, err := ParsePath(text); err == nil && p.Filter == nil {
			all.add(p)
		}
	}
	return all
}

func (n *names) add(p Path) {
	at := n
	for _, name := range append([]string{p.URN, p.Attr}, p.Sub...) {
		if name == "" {
			continue
		}
		if at.within[foldName(name)] == nil {
			at.within[foldName(name)] = &names{within: map[string]*names{}}
		}
		at = at.within[foldName(name)]
	}
	at.whole = true
}

// Keeps says whether any of an attribute of the core schemas is asked for, such as members, which may be many.
func (p Projection) Keeps(name string) bool {
	key := foldName(name)
	if p.without != nil && p.without.within[key] != nil && p.without.within[key].whole {
		return false
	}
	return p.only == nil || p.only.within[key] != nil
}

// Apply is an answer with what is asked for, and always with its schemas and id.
func (p Projection) Apply(answer Resource) Resource {
	var v any = map[string]any(answer)
	if p.only != nil {
		v = p.only.pick(v)
	}
	if p.without != nil {
		v = p.without.drop(v)
	}
	kept, _ := v.(map[string]any)
	projected := Resource{}
	for key, value := range kept {
		projected[key] = value
	}
	for _, always := range []string{"schemas", "id"} {
		if value, ok := answer[always]; ok {
			projected[always] = value
		}
	}
	return projected
}

// pick is what is named of a value; nil if nothing is.
func (n *names) pick(v any) any {
	if n.whole {
		return v
	}
	switch v := v.(type) {
	case map[string]any:
		picked := map[string]any{}
		for key, value := range v {
			if inner := n.within[foldName(key)]; inner != nil {
				keep(picked, key, inner.pick(value))
			}
		}
		return picked
	case []any:
		return n.each(v, n.pick)
	}
	return nil
}

// drop is a value without what is named.
func (n *names) drop(v any) any {
	if n.whole {
		return nil
	}
	switch v := v.(type) {
	case map[string]any:
		left := map[string]any{}
		for key, value := range v {
			if inner := n.within[foldName(key)]; inner != nil {
				value = inner.drop(value)
			}
			keep(left, key, value)
		}
		return left
	case []any:
		return n.each(v, n.drop)
	}
	return v
}

// each collects what becomes of the values of a list, without those of which nothing is left.
func (n *names) each(list []any, of func(any) any) any {
	all := []any{}
	for _, element := range list {
		value := of(element)
		if object, ok := value.(map[string]any); value != nil && (!ok || len(object) > 0) {
			all = append(all, value)
		}
	}
	return all
}
