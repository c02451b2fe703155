package params

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
)

// WrongType refuses a member that has to be of another type.
type WrongType struct{ Field, Want string }

func (e *WrongType) Error() string { return e.Field + ": is not " + e.Want + "; give one" }

var errNoObject = errors.New("the body is not a JSON object")

// Object reads the members of a JSON object into the variables of those names, to which
// fields points. null leaves one as it is, or makes a pointer nil; what has another name is
// let through. Names count to the letter, and none may come twice: of two readers each would
// take another one (encoding/json folds case and takes the last).
func Object[T any](body []byte, fields map[string]T) error {
	d := json.NewDecoder(bytes.NewReader(body))
	if open, err := d.Token(); err != nil || open != json.Delim('{') {
		return errNoObject
	}
	seen := map[string]bool{}
	for d.More() {
		token, err := d.Token()
		name, ok := token.(string)
		var value json.RawMessage
		if err != nil || !ok || d.Decode(&value) != nil {
			return errNoObject
		}
		folded := strings.ToLower(name)
		into, known := fields[name]
		_, meant := fields[folded]
		switch {
		case seen[folded]:
			return fmt.Errorf("%.80q is given twice", folded)
		case meant && !known:
			return fmt.Errorf("%.80q has to be written %q", name, folded)
		}
		seen[folded] = true
		if known && json.Unmarshal(value, into) != nil {
			return &WrongType{name, nameOf(reflect.TypeOf(into))}
		}
	}
	if _, err := d.Token(); err != nil || len(bytes.TrimSpace(body[d.InputOffset():])) > 0 {
		return errNoObject
	}
	return nil
}

// nameOf is what JSON calls a type.
func nameOf(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Pointer:
		return nameOf(t.Elem())
	case reflect.Bool:
		return "a boolean"
	case reflect.Slice:
		return "a list of what belongs there"
	case reflect.Map:
		return "an object whose members are strings"
	}
	return "a string"
}
