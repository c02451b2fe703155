package model

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/goccy/go-yaml"

	"gatehouse/saml"
)

// SeedPolicy is a policy as a file gives it: a preset, and under their keys what
// differs from it.
type SeedPolicy struct{ keys yaml.MapSlice }

// seedDuration reads and writes a time that a policy has.
type seedDuration struct {
	key string
	of  func(*saml.Policy) *time.Duration
}

var seedDurations = []seedDuration{
	{"skew", func(p *saml.Policy) *time.Duration { return &p.Skew }},
	{"request_life", func(p *saml.Policy) *time.Duration { return &p.RequestLife }},
}

// SeedPolicyKeys are the keys that a file can have for a policy.
func SeedPolicyKeys() []string {
	keys := []string{"preset", "require"}
	for _, d := range seedDurations {
		keys = append(keys, d.key)
	}
	for _, s := range saml.Switches() {
		keys = append(keys, s.Key)
	}
	return keys
}

// SeedPolicyOf writes a policy, nil for the default.
func SeedPolicyOf(p saml.Policy) *SeedPolicy {
	s := &SeedPolicy{}
	add := func(key string, value any) { s.keys = append(s.keys, yaml.MapItem{Key: key, Value: value}) }
	switch preset := PresetOf(p); preset {
	case "default":
		return nil
	case "custom":
	default:
		add("preset", preset)
		return s
	}
	standard := saml.DefaultPolicy()
	if p.Require != standard.Require {
		add("require", string(p.Require))
	}
	for _, d := range seedDurations {
		if *d.of(&p) != *d.of(&standard) {
			add(d.key, SeedDuration(*d.of(&p)))
		}
	}
	for _, x := range saml.Switches() {
		if x.In(p) != x.In(standard) {
			add(x.Key, x.In(p))
		}
	}
	return s
}

// SeedDuration writes a time without its empty units: "3m", "1h30m".
func SeedDuration(d time.Duration) string {
	text := d.String()
	if strings.HasSuffix(text, "m0s") {
		text = text[:len(text)-2]
	}
	if strings.HasSuffix(text, "h0m") {
		text = text[:len(text)-2]
	}
	return text
}

// UnmarshalYAML keeps what the file says until the policy is asked for.
func (s *SeedPolicy) UnmarshalYAML(read func(any) error) error { return read(&s.keys) }

// MarshalYAML writes the keys in their order.
func (s SeedPolicy) MarshalYAML() (any, error) { return s.keys, nil }

// Policy reads it: the preset first, wherever it stands.
func (s SeedPolicy) Policy() (saml.Policy, error) {
	p := saml.DefaultPolicy()
	for _, preset := range []bool{true, false} {
		for _, item := range s.keys {
			key := fmt.Sprint(item.Key)
			if (key == "preset") != preset {
				continue
			}
			if err := setPolicyKey(&p, key, item.Value); err != nil {
				return p, err
			}
		}
	}
	if faults := policyFaults(p); len(faults) > 0 {
		return p, faults[0]
	}
	return p, nil
}

// setPolicyKey changes a policy as one key of a file says.
func setPolicyKey(p *saml.Policy, key string, value any) error {
	if keys := SeedPolicyKeys(); !slices.Contains(keys, key) {
		return Refuse("policy", "use "+strings.Join(keys, ", "), "there is no key %q", Short(key))
	}
	if value == nil {
		return nil // a key without a value says nothing
	}
	if x, ok := saml.SwitchNamed(key); ok {
		on, is := value.(bool)
		if !is {
			return Refuse(key, "write true or false", "%q is neither", Short(fmt.Sprint(value)))
		}
		x.Set(p, on)
		return nil
	}
	text := fmt.Sprint(value)
	for _, d := range seedDurations {
		if d.key != key {
			continue
		}
		var err error
		if *d.of(p), err = time.ParseDuration(text); err != nil {
			return Refuse(key, "write it like 3m or 90s", "%q is no duration", Short(text))
		}
		return nil
	}
	switch key {
	case "preset":
		preset, known := Presets()[text]
		if !known && text != "" {
			return Refuse(key, "use default or strict", "there is no preset %q", Short(text))
		} else if known {
			*p = preset
		}
	case "require":
		p.Require = saml.SignatureDemand(text)
	}
	return nil
}
