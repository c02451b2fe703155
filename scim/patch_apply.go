package scim

import (
	"fmt"
	"reflect"
	"slices"
)

// Apply changes a copy of a resource; on an error, which is an *Error, nothing is to be stored. What it does to the
// members of a group, Members says.
func (p Patch) Apply(r Resource) (Resource, []Warning, error) {
	next := r.Clone()
	for _, s := range p.steps {
		if s.members != nil {
			continue
		}
		if err := next.apply(p.kind, s); err != nil {
			return nil, nil, err
		}
	}
	if err := p.kind.check(next); err != nil {
		return nil, nil, err
	}
	return next, slices.Clone(p.warnings), nil
}

// Members is what the patch does to the members of a group, to be done in this order and in one step.
func (p Patch) Members() []MemberOp {
	var all []MemberOp
	for _, s := range p.steps {
		if s.members != nil {
			all = append(all, *s.members)
		}
	}
	return all
}

// apply takes one step.
func (r Resource) apply(k Kind, s step) error {
	object := map[string]any(r)
	if s.path.URN != "" {
		extension := keyIn(r, s.path.URN)
		if s.path.Attr == "" {
			delete(r, extension)
			return nil
		}
		object, _ = r[extension].(map[string]any)
		if object == nil {
			object = map[string]any{}
		}
		defer func() { keep(r, extension, object) }()
	}
	key := keyIn(object, s.path.Attr)
	value, err := s.change(object[key], k.attribute(s.path.URN, s.path.Attr))
	if err != nil {
		return err
	}
	if _, names, _ := measure(value); names > MaxAttributes {
		return tooManyAttributes(s.path.String(), names)
	}
	keep(object, key, value)
	return nil
}

// keep stores a value; one that is nothing is not there.
func keep(object map[string]any, key string, value any) {
	extension, isObject := value.(map[string]any)
	list, isList := value.([]any)
	if value == nil || isObject && len(extension) == 0 || isList && len(list) == 0 {
		delete(object, key)
	} else {
		object[key] = value
	}
}

// change is what becomes of the value of an attribute.
func (s step) change(old any, a *attribute) (any, error) {
	list, isList := old.([]any)
	switch {
	case s.path.Filter != nil:
		if old != nil && !isList {
			list = []any{old}
		}
		return s.changeSome(list, a)
	case len(s.path.Sub) > 0 && (isList || a != nil && a.multi):
		return s.changeEach(list, func(any) bool { return true }, map[string]any{}), nil
	case s.op == opRemove && s.value != nil:
		return without(list, s.value), nil
	}
	if s.op == opRemove {
		return s.changeOne(old), nil
	}
	if given, ok := nested(s.path.Sub, s.value).(map[string]any); ok && a.refers() {
		before, _ := old.(map[string]any)
		if given["value"] != nil && !reflect.DeepEqual(before["value"], given["value"]) {
			old = nil // what stands there is about another one
		}
	}
	return s.changeOne(old), nil
}

// changeOne is what becomes of one value.
func (s step) changeOne(old any) any {
	if s.op != opRemove {
		return merge(old, nested(s.path.Sub, clone(s.value)), s.op)
	}
	if len(s.path.Sub) == 0 {
		return nil
	}
	if _, ok := old.(map[string]any); !ok {
		return old
	}
	return merge(old, nested(s.path.Sub, nil), opReplace)
}

// changeSome changes the values of a list that the filter of the path matches. Where none does, one is made that it
// would match: Entra means that by work e-mail.
func (s step) changeSome(list []any, a *attribute) (any, error) {
	matched := s.path.Filter.holds
	if s.op == opRemove || slices.ContainsFunc(list, matched) {
		return s.changeEach(list, matched, nil), nil
	}
	if s.value == nil {
		return list, nil
	}
	element, ok := s.path.element(a)
	if !ok {
		return nil, &Error{400, "noTarget", CodePath, fmt.Sprintf("Nothing matches the path %s, and what would match "+
			"it cannot be told from it. %s", excerpt(s.path.String()), tellSupport)}
	}
	return s.changeEach(list, func(any) bool { return false }, element), nil
}

// changeEach changes the values of a list that are meant, and those that it has none of, the value that is made from
// what is given; nil makes none.
func (s step) changeEach(list []any, meant func(any) bool, made map[string]any) any {
	next, changed := []any{}, map[int]bool{}
	for _, element := range list {
		if !meant(element) {
			next = append(next, element)
			continue
		}
		if _, isObject := element.(map[string]any); !isObject && len(s.path.Sub) > 0 {
			element = map[string]any{"value": element}
		}
		if element = s.changeOne(element); element != nil {
			changed[len(next)] = true
			next = append(next, element)
		}
	}
	if len(changed) == 0 && made != nil && s.op != opRemove {
		if element := s.changeOne(made); element != nil {
			changed[len(next)] = true
			next = append(next, element)
		}
	}
	onePrimary(next, func(i int) bool { return changed[i] })
	return next
}

// element is the value that a path's filter describes: where it asks for nothing but that attributes equal something.
func (p Path) element(a *attribute) (map[string]any, bool) {
	conditions := p.conditions()
	if j, ok := p.Filter.root.(*junction); ok && (j.word == "or" || len(j.terms) != len(conditions)) {
		return nil, false
	}
	element := map[string]any{}
	for _, c := range conditions {
		value, err := new(builder).read(c.path.Attr, a.sub(c.path.Attr), c.value, false)
		if err != nil || value == nil || c.op != "eq" || len(c.path.Sub) > 0 {
			return nil, false
		}
		element[c.path.Attr] = value
	}
	return element, p.Filter.holds(element)
}

// nested is a value under names, from the outside in.
func nested(names []string, value any) any {
	for _, name := range slices.Backward(names) {
		value = map[string]any{name: value}
	}
	return value
}

// without is a list without values: those with the same value, whatever else is said of them.
func without(list []any, gone any) any {
	named, ok := gone.([]any)
	if !ok {
		named = []any{gone}
	}
	return slices.DeleteFunc(list, func(there any) bool {
		return slices.ContainsFunc(named, func(v any) bool { return sameElement(there, v) })
	})
}
