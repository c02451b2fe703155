package access

import (
	"context"
	"fmt"
	"net/url"
	"slices"

	"gatehouse/model"
	"gatehouse/service/core"
)

// SDKEnvironment are the variables that the SDKs, AuthKit and the workos command
// read to talk to an environment. AuthKit takes an unset HTTPS for no and the
// SDKs for yes, so all are given. The API key is empty where none can be shown
// again: in Production, or if there is none.
func (s Service) SDKEnvironment(ctx context.Context, environment model.ID) ([]model.Variable, error) {
	s, err := pass(s.core.See(ctx, model.ActSeeKeys, core.OfEnvironment(environment)))
	if err != nil {
		return nil, err
	}
	e, err := s.tenant().Environment(ctx, environment)
	if err != nil {
		return nil, err
	}
	u, err := url.Parse(s.core.BaseURL)
	if err != nil {
		return nil, err
	}
	port := u.Port()
	if port == "" {
		port = map[string]string{"https": "443", "http": "80"}[u.Scheme]
	}
	keys, err := s.Keys(ctx, e.ID)
	if err != nil {
		return nil, err
	}
	secret := ""
	for _, k := range slices.Backward(keys) {
		if !k.Expires.IsZero() && !s.core.Now().Before(k.Expires) {
			continue
		}
		if shown, err := s.RevealKey(ctx, k.ID); err == nil {
			secret = shown
			break
		}
	}
	return []model.Variable{
		{Name: "WORKOS_API_KEY", Value: secret},
		{Name: "WORKOS_CLIENT_ID", Value: e.ClientID},
		{Name: "WORKOS_API_HOSTNAME", Value: u.Hostname()},
		{Name: "WORKOS_API_PORT", Value: port},
		{Name: "WORKOS_API_HTTPS", Value: fmt.Sprint(u.Scheme == "https")},
		{Name: "WORKOS_API_BASE_URL", Value: s.core.BaseURL},
	}, nil
}
