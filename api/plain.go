package api

import (
	"bytes"
	"encoding"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"
	"unicode"
)

// Marshal writes a value for programs, in one form whatever type it is of: every
// name in snake_case, durations as a number of seconds under a name that
// ends in _seconds, and what counts words by numbers as the words. What the store
// keeps has its own form, which stays.
func Marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	err := plainJSON(&b, reflect.ValueOf(v))
	return b.Bytes(), err
}

func plainJSON(b *bytes.Buffer, v reflect.Value) error {
	for v.IsValid() && (v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface) && !v.IsNil() &&
		!marshalsItself(v) {
		v = v.Elem()
	}
	switch {
	case !v.IsValid() || marshalsItself(v):
	case v.Kind() == reflect.Struct:
		first := true
		b.WriteByte('{')
		err := plainFields(b, v, &first)
		b.WriteByte('}')
		return err
	case v.Kind() == reflect.Map && v.Type().Key().Kind() == reflect.String && !v.IsNil():
		return plainMap(b, v)
	case v.Kind() == reflect.Slice && v.Type().Elem().Kind() != reflect.Uint8 && !v.IsNil():
		return plainSlice(b, v)
	case v.Type() == reflect.TypeFor[time.Duration]():
		return appendJSON(b, v.Interface().(time.Duration).Seconds())
	case v.CanInt() || v.CanUint():
		if word, ok := v.Interface().(fmt.Stringer); ok {
			return appendJSON(b, word.String())
		}
	}
	if !v.IsValid() {
		return appendJSON(b, nil)
	}
	return appendJSON(b, v.Interface())
}

func marshalsItself(v reflect.Value) bool {
	switch v.Interface().(type) {
	case json.Marshaler, encoding.TextMarshaler:
		return true
	}
	return false
}

func appendJSON(b *bytes.Buffer, v any) error {
	e := json.NewEncoder(b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return err
	}
	b.Truncate(b.Len() - len("\n")) // that Encode adds
	return nil
}

// plainFields writes the fields of a struct; those of one that is embedded stand
// beside its own, as with encoding/json.
func plainFields(b *bytes.Buffer, v reflect.Value, first *bool) error {
	for i := range v.NumField() {
		field, value := v.Type().Field(i), v.Field(i)
		name, options, _ := strings.Cut(field.Tag.Get("json"), ",")
		switch {
		case name == "-" || !field.IsExported() && !field.Anonymous,
			strings.Contains(options, "omitempty") && isEmpty(value), strings.Contains(options, "omitzero") &&
				value.IsZero():
			continue
		case field.Anonymous && name == "" && value.Kind() == reflect.Struct:
			if err := plainFields(b, value, first); err != nil {
				return err
			}
			continue
		case name == "":
			name = snakeCase(field.Name)
		}
		if err := plainMember(b, name, value, first); err != nil {
			return err
		}
	}
	return nil
}

func plainMember(b *bytes.Buffer, name string, value reflect.Value, first *bool) error {
	if !*first {
		b.WriteByte(',')
	}
	*first = false
	if value.Type() == reflect.TypeFor[time.Duration]() {
		name += "_seconds"
	}
	if err := appendJSON(b, name); err != nil {
		return err
	}
	b.WriteByte(':')
	return plainJSON(b, value)
}

func isEmpty(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Map, reflect.Slice, reflect.String, reflect.Array:
		return v.Len() == 0
	case reflect.Struct:
		return false
	}
	return v.IsZero()
}

// plainMap writes a map in the order of its keys, which are data and stay as they
// are.
func plainMap(b *bytes.Buffer, m reflect.Value) error {
	first := true
	b.WriteByte('{')
	keys := m.MapKeys()
	slices.SortFunc(keys, func(x, y reflect.Value) int { return strings.Compare(x.String(), y.String()) })
	for _, key := range keys {
		value := m.MapIndex(key)
		if value.Kind() == reflect.Interface && !value.IsNil() {
			value = value.Elem()
		}
		if err := plainMember(b, key.String(), value, &first); err != nil {
			return err
		}
	}
	b.WriteByte('}')
	return nil
}

func plainSlice(b *bytes.Buffer, s reflect.Value) error {
	b.WriteByte('[')
	for i := range s.Len() {
		if i > 0 {
			b.WriteByte(',')
		}
		if err := plainJSON(b, s.Index(i)); err != nil {
			return err
		}
	}
	b.WriteByte(']')
	return nil
}

// snakeCase turns FixLabel into fix_label, and IdPID into idp_id.
func snakeCase(name string) string {
	var b strings.Builder
	letters := []rune(strings.ReplaceAll(name, "IdP", "Idp"))
	for i, r := range letters {
		startsWord := unicode.IsUpper(r) && i > 0 &&
			(!unicode.IsUpper(letters[i-1]) || i+1 < len(letters) && unicode.IsLower(letters[i+1]))
		if startsWord {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}
