package model

import (
	"crypto/rsa"

	"gatehouse/saml"
)

// rejudge judges a stored message again, as when it came, with another mapping.
func rejudge(r Receipt, m saml.Mapping, keys []*rsa.PrivateKey) *saml.Verdict {
	settings := r.Settings
	settings.Mapping = m
	return saml.New(settings, keys).Evaluate(saml.Input{Post: r.Post(), Now: r.At, Pending: func(id string) (saml.Pending, bool) {
		if r.Pending == nil || r.Pending.ID != id {
			return saml.Pending{}, false
		}
		return *r.Pending, true
	}})
}

func accepted(v *saml.Verdict) bool { return v.Accepted }
