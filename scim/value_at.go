package scim

// Value is what a path leads to, as it was sent, and nil if that is nothing: a list is a list, within a list it is
// what each of its values has, and of a list with a condition it is the first value that fulfils it. It is not a copy.
func (r Resource) Value(p Path) any {
	v := any(map[string]any(r))
	if p.URN != "" {
		v = inside(v, p.URN)
	}
	if p.Attr == "" {
		return v
	}
	v = inside(v, p.Attr)
	if p.Filter != nil {
		v = firstOf(v, p.Filter)
	}
	for _, sub := range p.Sub {
		v = inside(v, sub)
	}
	return v
}

// inside is what an object, or each object of a list, has under a name.
func inside(v any, name string) any {
	switch v := v.(type) {
	case map[string]any:
		return v[keyIn(v, name)]
	case []any:
		var all []any
		for _, element := range v {
			if found := inside(element, name); found != nil {
				all = append(all, found)
			}
		}
		if all != nil {
			return all
		}
	}
	return nil
}

func firstOf(v any, f *Filter) any {
	list, ok := v.([]any)
	if !ok && v != nil {
		list = []any{v}
	}
	for _, element := range list {
		if f.holds(element) {
			return element
		}
	}
	return nil
}
