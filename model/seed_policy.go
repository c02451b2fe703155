package model

import (
	"strings"
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

// switches pairs those of a file with those of a policy.
func (s *SeedPolicy) switches(p *saml.Policy) map[**bool]*bool {
	return map[**bool]*bool{
		&s.AllowUnsolicited: &p.AllowUnsolicited, &s.StrictKeyInfo: &p.StrictKeyInfo,
		&s.Strict: &p.Strict, &s.AllowSHA1: &p.AllowSHA1,
		&s.IgnoreExpiry: &p.IgnoreExpiry, &s.AllowEmptyReference: &p.AllowEmptyReference,
		&s.AllowInclusiveC14N: &p.AllowInclusiveC14N, &s.AllowRSA15: &p.AllowRSA15, &s.AllowAdvice: &p.AllowAdvice, &s.EncryptedNeedsSigned: &p.EncryptedNeedsSigned,
	}
}

// policy reads it.
func (s SeedPolicy) policy() (saml.Policy, error) {
	name := s.Preset
	if name == "" {
		name = "default"
	}
	p, ok := Presets()[name]
	if !ok {
		return p, refuse("preset", "use default or strict", "there is no preset %q", short(name))
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
			return p, refuse(field, "write it like 3m or 90s", "%q is no duration", short(*x.text))
		}
	}
	for from, to := range s.switches(&p) {
		set(to, *from)
	}
	if faults := policyFaults(p); len(faults) > 0 {
		return p, faults[0]
	}
	return p, nil
}

// seedPolicy writes one, nil for the default.
func seedPolicy(p saml.Policy) *SeedPolicy {
	switch preset := PresetOf(p); preset {
	case "default":
		return nil
	case "custom":
	default:
		return &SeedPolicy{Preset: preset}
	}
	s, standard := &SeedPolicy{}, saml.DefaultPolicy()
	if p.Require != standard.Require {
		s.Require = new(string(p.Require))
	}
	if p.Skew != standard.Skew {
		s.Skew = new(duration(p.Skew))
	}
	if p.RequestLife != standard.RequestLife {
		s.RequestLife = new(duration(p.RequestLife))
	}
	theirs := s.switches(&p)
	usual := s.switches(&standard)
	for to, from := range theirs {
		if *from != *usual[to] {
			*to = new(*from)
		}
	}
	return s
}

// duration writes one without its empty units: "3m", "1h30m".
func duration(d time.Duration) string {
	text := d.String()
	if strings.HasSuffix(text, "m0s") {
		text = text[:len(text)-2]
	}
	if strings.HasSuffix(text, "h0m") {
		text = text[:len(text)-2]
	}
	return text
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

func (s SeedMapping) mapping() saml.Mapping { return saml.Mapping(s) }

// seedMapping writes one, nil for the usual.
func seedMapping(m saml.Mapping) *SeedMapping {
	s := SeedMapping(m)
	if len(s.ID)+len(s.Email)+len(s.FirstName)+len(s.LastName)+len(s.Name)+len(s.Groups)+len(s.Custom)+len(s.Required) == 0 {
		return nil
	}
	return &s
}
