package seed

import (
	"gatehouse/model"
	"gatehouse/saml"
	"strings"
	"time"
)

// seedPolicy writes one, nil for the default.
func seedPolicy(p saml.Policy) *model.SeedPolicy {
	switch preset := model.PresetOf(p); preset {
	case "default":
		return nil
	case "custom":
	default:
		return &model.SeedPolicy{Preset: preset}
	}
	s, standard := &model.SeedPolicy{}, saml.DefaultPolicy()
	if p.Require != standard.Require {
		s.Require = new(string(p.Require))
	}
	if p.Skew != standard.Skew {
		s.Skew = new(duration(p.Skew))
	}
	if p.RequestLife != standard.RequestLife {
		s.RequestLife = new(duration(p.RequestLife))
	}
	theirs := s.Switches(&p)
	usual := s.Switches(&standard)
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

// seedMapping writes one, nil for the usual.
func seedMapping(m saml.Mapping) *model.SeedMapping {
	s := model.SeedMapping(m)
	if len(s.ID)+len(s.Email)+len(s.FirstName)+len(s.LastName)+len(s.Name)+len(s.Groups)+len(s.Custom)+len(s.Required) == 0 {
		return nil
	}
	return &s
}
