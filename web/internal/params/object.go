package params

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// NotText refuses a member that has to be a string.
type NotText struct{ Field string }

func (e *NotText) Error() string { return e.Field + ": is not a string; give one" }

var errNoObject = errors.New("the body is not a JSON object")

// Object reads a JSON object whose members are strings into the fields of
// those names; null leaves one empty, and what has another name is let through.
// Names count to the letter, and none may come twice: of two readers each would
// take another one (encoding/json folds case and takes the last).
func Object(body []byte, fields map[string]*string) error {
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
			return &NotText{name}
		}
	}
	if _, err := d.Token(); err != nil || len(bytes.TrimSpace(body[d.InputOffset():])) > 0 {
		return errNoObject
	}
	return nil
}
