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
	Err    error // what it follows from, if callers decide by that
}

func (e *FieldError) Unwrap() error { return e.Err }

func (e *FieldError) Error() string {
	if e.Remedy == "" {
		return e.Field + ": " + e.Reason
	}
	return e.Field + ": " + e.Reason + "; " + e.Remedy
}

func Refuse(field, remedy, reason string, args ...any) error {
	return &FieldError{Field: field, Reason: fmt.Sprintf(reason, args...), Remedy: remedy}
}

const maxName = 200

// CleanName trims a name and refuses what no screen could show.
func CleanName(field, name string) (string, error) {
	name = strings.TrimSpace(name)
	if name == "" {
		return "", Refuse(field, "give it a name", "is empty")
	}
	return name, CheckText(field, name, maxName)
}

// CheckText refuses text that is too long, in characters, or that no screen
// could show.
func CheckText(field, text string, most int) error {
	if !utf8.ValidString(text) {
		return Refuse(field, "use UTF-8", "is not valid text")
	}
	if n := utf8.RuneCountInString(text); n > most {
		return Refuse(field, fmt.Sprintf("shorten it to %d", most), "has %d characters", n)
	}
	for _, r := range text {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			return Refuse(field, "remove it", "contains the invisible character %U", r)
		}
	}
	return nil
}

// Cut shortens text to most bytes, at the end of a character.
func Cut(s string, most int) string {
	if len(s) > most {
		return strings.ToValidUTF8(s[:most], "")
	}
	return s
}

// CheckLines is [CheckText] for a text of several lines.
func CheckLines(field, text string, most int) error {
	return CheckText(field, strings.ReplaceAll(text, "\n", " "), most)
}
