package model

import (
	"time"

	"gatehouse/saml"
)

// SeedPolicy is a policy as a file gives it: a preset and what differs from it.
type SeedPolicy struct {
	Preset      string  `yaml:"preset,omitempty"` // "" means default
	Require     *string `yaml:"require,omitempty"`
	Skew        *string `yaml:"skew,omitempty"` // "3m"
	RequestLife *string `yaml:"request_life,omitempty"`

	AllowUnsolicited     *bool `yaml:"allow_unsolicited,omitempty"`
	StrictKeyInfo        *bool `yaml:"strict_key_info,omitempty"`
	Strict               *bool `yaml:"strict,omitempty"`
	AllowSHA1            *bool `yaml:"allow_sha1,omitempty"`
	IgnoreExpiry         *bool `yaml:"ignore_certificate_expiry,omitempty"`
	AllowEmptyReference  *bool `yaml:"allow_empty_reference,omitempty"`
	AllowInclusiveC14N   *bool `yaml:"allow_inclusive_c14n,omitempty"`
	AllowRSA15           *bool `yaml:"allow_rsa15,omitempty"`
	AllowAdvice          *bool `yaml:"allow_advice,omitempty"`
	EncryptedNeedsSigned *bool `yaml:"encrypted_needs_signed,omitempty"`
}

// Switches pairs those of a file with those of a policy.
func (s *SeedPolicy) Switches(p *saml.Policy) map[**bool]*bool {
	return map[**bool]*bool{
		&s.AllowUnsolicited: &p.AllowUnsolicited, &s.StrictKeyInfo: &p.StrictKeyInfo,
		&s.Strict: &p.Strict, &s.AllowSHA1: &p.AllowSHA1,
		&s.IgnoreExpiry: &p.IgnoreExpiry, &s.AllowEmptyReference: &p.AllowEmptyReference,
		&s.AllowInclusiveC14N: &p.AllowInclusiveC14N, &s.AllowRSA15: &p.AllowRSA15, &s.AllowAdvice: &p.AllowAdvice, &s.EncryptedNeedsSigned: &p.EncryptedNeedsSigned,
	}
}

// Policy reads it.
func (s SeedPolicy) Policy() (saml.Policy, error) {
	name := s.Preset
	if name == "" {
		name = "default"
	}
	p, ok := Presets()[name]
	if !ok {
		return p, Refuse("preset", "use default or strict", "there is no preset %q", Short(name))
	}
	if s.Require != nil {
		p.Require = saml.SignatureDemand(*s.Require)
	}
	for field, x := range map[string]struct {
		text *string
		into *time.Duration
	}{"skew": {s.Skew, &p.Skew}, "request_life": {s.RequestLife, &p.RequestLife}} {
		if x.text == nil {
			continue
		}
		var err error
		if *x.into, err = time.ParseDuration(*x.text); err != nil {
			return p, Refuse(field, "write it like 3m or 90s", "%q is no duration", Short(*x.text))
		}
	}
	for from, to := range s.Switches(&p) {
		SetIf(to, *from)
	}
	if faults := policyFaults(p); len(faults) > 0 {
		return p, faults[0]
	}
	return p, nil
}

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
