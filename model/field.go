package model

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// FieldError refuses a value: which field, why, and what to do instead.
type FieldError struct {
	Field  string // "name", "domain", "redirect_uri" …
	Reason string
	Remedy string
}

func (e *FieldError) Error() string {
	if e.Remedy == "" {
		return e.Field + ": " + e.Reason
	}
	return e.Field + ": " + e.Reason + "; " + e.Remedy
}

func refuse(field, remedy, reason string, args ...any) error {
	return &FieldError{Field: field, Reason: fmt.Sprintf(reason, args...), Remedy: remedy}
}

const maxName = 200

// cleanName trims a name and refuses what no screen could show.
func cleanName(field, name string) (string, error) {
	name = strings.TrimSpace(name)
	switch {
	case name == "":
		return "", refuse(field, "give it a name", "is empty")
	case !utf8.ValidString(name):
		return "", refuse(field, "use UTF-8", "is not valid text")
	case utf8.RuneCountInString(name) > maxName:
		return "", refuse(field, fmt.Sprintf("shorten it to %d", maxName), "has %d characters", utf8.RuneCountInString(name))
	}
	for _, r := range name {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			return "", refuse(field, "remove it", "contains the invisible character %U", r)
		}
	}
	return name, nil
}
