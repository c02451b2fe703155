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
	s, err := s.pass(s.core.See(ctx, model.ActSeeKeys, core.OfEnvironment(environment)))
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
	secret, err := s.shownKey(ctx, e)
	if err != nil {
		return nil, err
	}
	return []model.Variable{
		{Name: "WORKOS_API_KEY", Value: secret},
		{Name: "WORKOS_CLIENT_ID", Value: e.ClientID},
		{Name: "WORKOS_API_HOSTNAME", Value: u.Hostname()},
		{Name: "WORKOS_API_PORT", Value: port},
		{Name: "WORKOS_API_HTTPS", Value: fmt.Sprint(u.Scheme == "https")},
		{Name: "WORKOS_API_BASE_URL", Value: s.core.BaseURL},
		{Name: "WORKOS_BASE_URL", Value: s.core.BaseURL}, // of the SDK for Python
	}, nil
}

// shownKey is the newest key of an environment that can be shown, "" if none can.
func (s Service) shownKey(ctx context.Context, e model.Environment) (string, error) {
	if s.core.DevelopmentKey != "" && e.Kind == model.Staging {
		return s.core.DevelopmentKey, nil
	}
	keys, err := s.Keys(ctx, e.ID)
	if err != nil {
		return "", err
	}
	for _, k := range slices.Backward(keys) {
		if !k.Expires.IsZero() && !s.core.Now().Before(k.Expires) {
			continue
		}
		if shown, err := s.RevealKey(ctx, k.ID); err == nil {
			return shown, nil
		}
	}
	return "", nil
}
