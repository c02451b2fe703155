package provider

import (
	"slices"
	"strings"
)

// Step is one page of a guide.
type Step struct {
	Title      string      `yaml:"title"`
	Do         []string    `yaml:"do"`
	Fill       []Field     `yaml:"fill"`
	Attributes []Attribute `yaml:"attributes"`
	Note       string      `yaml:"note"`
}

// Field is a field of the identity provider, and what goes into it: one of our
// values, or a text.
type Field struct {
	Field string `yaml:"field"`
	Value string `yaml:"value"` // "acs", "entity", "metadata", "acs_pattern"; by OpenID Connect "redirect"
	Text  string `yaml:"text"`
	Hint  string `yaml:"hint"`
}

// Attribute is an attribute to send, and where the provider takes it from.
type Attribute struct {
	Name  string `yaml:"name"`
	Value string `yaml:"value"`
}

// HasAddress reports whether one of our values is entered in the step.
func (s Step) HasAddress() bool {
	return slices.ContainsFunc(s.Fill, func(f Field) bool { return f.Value != "" })
}

// Text is all that the step says.
func (s Step) Text() string {
	all := append([]string{s.Title, s.Note}, s.Do...)
	for _, f := range s.Fill {
		all = append(all, f.Field, f.Text, f.Hint)
	}
	return strings.Join(all, " ")
}
