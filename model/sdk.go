package model

import (
	"context"
	"fmt"
	"net/url"
	"slices"
)

// Variable is one of a process's environment.
type Variable struct{ Name, Value string }

// SDKEnvironment are the variables that the SDKs, AuthKit and the workos command
// read to talk to an environment. AuthKit takes an unset HTTPS for no and the
// SDKs for yes, so all are given. The API key is empty where none can be shown
// again: in Production, or if there is none.
func (d *Desk) SDKEnvironment(ctx context.Context, environment ID) ([]Variable, error) {
	d, err := d.see(ctx, ActSeeKeys, ofEnvironment(environment))
	if err != nil {
		return nil, err
	}
	e, err := d.Environment(ctx, environment)
	if err != nil {
		return nil, err
	}
	u, err := url.Parse(d.BaseURL)
	if err != nil {
		return nil, err
	}
	port := u.Port()
	if port == "" {
		port = map[string]string{"https": "443", "http": "80"}[u.Scheme]
	}
	keys, err := d.Keys(ctx, e.ID)
	if err != nil {
		return nil, err
	}
	secret := ""
	for _, k := range slices.Backward(keys) {
		if shown, err := d.RevealKey(ctx, k.ID); err == nil && (k.Expires.IsZero() || d.now().Before(k.Expires)) {
			secret = shown
			break
		}
	}
	return []Variable{
		{"WORKOS_API_KEY", secret}, {"WORKOS_CLIENT_ID", e.ClientID}, {"WORKOS_API_HOSTNAME", u.Hostname()},
		{"WORKOS_API_PORT", port}, {"WORKOS_API_HTTPS", fmt.Sprint(u.Scheme == "https")}, {"WORKOS_API_BASE_URL", d.BaseURL},
	}, nil
}
