package scim

import (
	"encoding/json"
	"reflect"
	"slices"
)

// read makes a value what the attribute must be; of nil, which declares nothing, anything may be. Null and "" become
// nil: in an object that means that there shall be nothing. Path names it in errors.
func (b *builder) read(path string, a *attribute, v any, element bool) (any, error) {
	if v == nil || v == "" {
		return nil, nil
	}
	switch {
	case a == nil:
		return undeclared(v), nil
	case a.multi && !element:
		return b.list(path, a, v)
	case a.typ == isComplex:
		return b.complex(path, a, v)
	case a.typ == isFlag:
		value, ok := flag(v)
		if !ok {
			return nil, typeError(path, "true or false", v)
		}
		return value, nil
	}
	switch v := v.(type) {
	case string:
		return v, nil
	case json.Number:
		b.warn(WarnValueType, excerpt(path)+" must be a text, but a number was sent. It was taken as a text.")
		return v.String(), nil
	}
	return nil, typeError(path, "a text", v)
}

// list reads the values of an attribute that may have several; one value alone is a list of one.
func (b *builder) list(path string, a *attribute, v any) (any, error) {
	sent, ok := v.([]any)
	if !ok {
		sent = []any{v}
	}
	list := []any{}
	for _, element := range sent {
		value, err := b.read(path, a, element, true)
		if err != nil {
			return nil, err
		}
		if value = merge(nil, value, opReplace); value != nil {
			list = append(list, value)
		}
	}
	return list, nil
}

// complex reads an object, or a list of one. Of what has a value, a text alone is that value: so Entra sends a manager.
func (b *builder) complex(path string, a *attribute, v any) (any, error) {
	if list, ok := v.([]any); ok && len(list) == 1 {
		v = list[0]
	}
	sent, ok := v.(map[string]any)
	if _, isText := plain(v); isText && a.sub("value") != nil {
		sent, ok = map[string]any{"value": v}, true
	}
	if !ok {
		return nil, typeError(path, "an object", v)
	}
	object := map[string]any{}
	for _, key := range sorted(sent) {
		sub := a.sub(key)
		value, err := b.read(path+"."+sub.spelled(key), sub, sent[key], false)
		if err != nil {
			return nil, err
		}
		object[sub.spelled(key)] = value
	}
	return object, nil
}

// undeclared keeps a value as it was sent, null and "" in objects as nil.
func undeclared(v any) any {
	switch v := v.(type) {
	case string:
		if v == "" {
			return nil
		}
	case map[string]any:
		object := make(map[string]any, len(v))
		for key, value := range v {
			object[key] = undeclared(value)
		}
		return object
	case []any:
		list := []any{}
		for _, element := range v {
			if value := merge(nil, undeclared(element), opReplace); value != nil {
				list = append(list, value)
			}
		}
		return list
	}
	return v
}

// merge is what becomes of a value by an operation. An object changes only what it names; a list takes the place of
// another, or is added to it. Nil is nothing, and empty objects and lists are none. The old value is changed in place.
func merge(old, given any, op operator) any {
	switch given := given.(type) {
	case nil:
		if op == opReplace {
			return nil
		}
		return old
	case map[string]any:
		if list, ok := old.([]any); ok && op == opAdd {
			if element := merge(nil, given, opReplace); element != nil {
				list = join(list, []any{element})
			}
			return list
		}
		return mergeObject(old, given, op)
	case []any:
		if list, ok := old.([]any); ok && op == opAdd {
			return join(list, given)
		}
		if len(given) == 0 {
			return nil
		}
		return given
	}
	if list, ok := old.([]any); ok && op == opAdd {
		return join(list, []any{given})
	}
	return given
}

func mergeObject(old any, given map[string]any, op operator) any {
	object, ok := old.(map[string]any)
	if !ok {
		object = map[string]any{}
	}
	for _, name := range sorted(given) {
		key := keyIn(object, name)
		if value := merge(object[key], given[name], op); value != nil {
			object[key] = value
		} else {
			delete(object, key)
		}
	}
	if len(object) == 0 {
		return nil
	}
	return object
}

// join adds values to a list, those that are there already into these.
func join(list, more []any) []any {
	for _, element := range more {
		at := slices.IndexFunc(list, func(there any) bool { return sameElement(there, element) })
		if at < 0 {
			at, list = len(list), append(list, element)
		} else {
			list[at] = merge(list[at], element, opReplace)
		}
		onePrimary(list, func(i int) bool { return i == at })
	}
	return list
}

// sameElement says whether two values of a list are one: the same value, and not for two purposes.
func sameElement(a, b any) bool {
	one, ok := a.(map[string]any)
	two, ok2 := b.(map[string]any)
	if !ok || !ok2 || one["value"] == nil {
		return reflect.DeepEqual(a, b)
	}
	return reflect.DeepEqual(one["value"], two["value"]) &&
		(one["type"] == nil || two["type"] == nil || reflect.DeepEqual(one["type"], two["type"]))
}

// onePrimary lets no other value of a list be the preferred one where a changed one is.
func onePrimary(list []any, changed func(i int) bool) {
	primary := func(i int) bool {
		object, ok := list[i].(map[string]any)
		return ok && object["primary"] == true
	}
	wanted := false
	for i := range list {
		wanted = wanted || changed(i) && primary(i)
	}
	for i := range list {
		if wanted && !changed(i) && primary(i) {
			list[i].(map[string]any)["primary"] = false
		}
	}
}
