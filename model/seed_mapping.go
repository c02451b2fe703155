package model

import "gatehouse/saml"

// SeedMapping is a mapping as a file gives it; a field that is left out has the
// usual names.
type SeedMapping struct {
	ID        []string          `yaml:"id,omitempty"`
	Email     []string          `yaml:"email,omitempty"`
	FirstName []string          `yaml:"first_name,omitempty"`
	LastName  []string          `yaml:"last_name,omitempty"`
	Name      []string          `yaml:"name,omitempty"`
	Groups    []string          `yaml:"groups,omitempty"`
	Custom    map[string]string `yaml:"custom,omitempty"`
	Required  []string          `yaml:"required,omitempty"`
}

func (s SeedMapping) Mapping() saml.Mapping { return saml.Mapping(s) }
