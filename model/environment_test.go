package model_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"gatehouse/model"
	"gatehouse/saml/idp"
)

func ada() idp.User { return idp.DefaultUser(model.DemoDomain) }

func TestRedirectURIs(t *testing.T) {
	h := openHouse(t)
	all, err := h.Environments(t.Context())
	if err != nil || len(all) != 2 || all[1].Kind != model.Production {
		t.Fatal(all, err)
	}
	production := all[1].ID
	const one, two = "https://app.example.com/callback", "https://*.example.com/callback"
	e, err := h.AddRedirectURI(t.Context(), production, one)
	if err != nil || e.DefaultRedirect != one {
		t.Fatalf("the first is not the default: %+v, %v", e, err)
	}
	if e, err = h.AddRedirectURI(t.Context(), production, two); err != nil || e.DefaultRedirect != one || !slices.Equal(e.RedirectURIs, []string{one, two}) {
		t.Fatalf("%+v, %v", e, err)
	}
	for name, test := range map[string]struct {
		do          func() error
		field, want string
	}{
		"twice":            {func() error { return second(h.AddRedirectURI(t.Context(), production, one)) }, "redirect_uri", "there already"},
		"http":             {func() error { return second(h.AddRedirectURI(t.Context(), production, "http://app.example.com/")) }, "redirect_uri", "not encrypted"},
		"remove default":   {func() error { return second(h.RemoveRedirectURI(t.Context(), production, one)) }, "redirect_uri", "another the default first"},
		"remove unknown":   {func() error { return second(h.RemoveRedirectURI(t.Context(), production, "https://x.example.com/")) }, "redirect_uri", "not one of"},
		"wildcard default": {func() error { return second(h.SetDefaultRedirect(t.Context(), production, two)) }, "default_redirect", "wildcard"},
		"unknown default":  {func() error { return second(h.SetDefaultRedirect(t.Context(), production, one+"2")) }, "default_redirect", "not one of them"},
		"return over http": {func() error { return second(h.SetPortalReturn(t.Context(), production, "http://app.example.com/")) }, "portal_return_uri", "not an HTTPS URL"},
		"success over http": {func() error {
			return second(h.SetSuccessURI(t.Context(), production, "sso", "http://app.example.com/"))
		}, "success_uri", "not an HTTPS URL"},
		"success of what": {func() error {
			return second(h.SetSuccessURI(t.Context(), production, "tea", "https://app.example.com/"))
		}, "success_uri", "no feature"},
		"timeout too short": {func() error { return second(h.SetSessionTimeout(t.Context(), production, time.Second)) }, "session_timeout", "between one minute and one hour"},
		"attribute name": {func() error {
			return second(h.SetCustomAttribute(t.Context(), production, model.CustomAttribute{Name: "Cost Center"}))
		}, "custom_attribute", "cannot be a name"},
		"attribute taken": {func() error {
			return second(h.SetCustomAttribute(t.Context(), production, model.CustomAttribute{Name: "email"}))
		}, "custom_attribute", "there already"},
		"attribute unknown": {func() error { return second(h.RemoveCustomAttribute(t.Context(), production, "x")) }, "custom_attribute", "none named"},
		"oauth provider":    {func() error { return second(h.SetOAuth(t.Context(), production, "myspace", "id", "secret")) }, "oauth", "no provider"},
		"oauth empty":       {func() error { return second(h.SetOAuth(t.Context(), production, "google", "id", " ")) }, "oauth", "is empty"},
	} {
		if f := refused(t, test.do(), test.field); !strings.Contains(f.Error(), test.want) {
			t.Errorf("%s: %v, want %q", name, f, test.want)
		}
	}
	if now, _ := h.Environment(t.Context(), production); now.Revision != e.Revision {
		t.Error("a refused change was stored")
	}
	if e, err = h.RemoveRedirectURI(t.Context(), production, two); err != nil || len(e.RedirectURIs) != 1 {
		t.Errorf("%+v, %v", e.RedirectURIs, err)
	}
	if e, err = h.RemoveRedirectURI(t.Context(), production, one); err != nil || e.DefaultRedirect != "" {
		t.Errorf("the last one: %+v, %v", e, err)
	}
}

func TestEnvironmentSettings(t *testing.T) {
	h := openHouse(t)
	ctx := t.Context()
	if _, err := h.SetPortalReturn(ctx, h.staging, "https://app.example.com/settings"); err != nil {
		t.Fatal(err)
	}
	if _, err := h.SetSuccessURI(ctx, h.staging, "log_streams", "https://app.example.com/done"); err != nil {
		t.Fatal(err)
	}
	if _, err := h.SetCustomAttribute(ctx, h.staging, model.CustomAttribute{Name: "manager", Description: "Who"}); err != nil {
		t.Fatal(err)
	}
	if _, err := h.SetCustomAttribute(ctx, h.staging, model.CustomAttribute{Name: "manager", Description: "Boss"}); err != nil {
		t.Fatal(err)
	}
	e, err := h.SetSessionTimeout(ctx, h.staging, 10*time.Minute)
	if err != nil || e.PortalReturnURI == "" || e.SuccessURIs["log_streams"] == "" || len(e.CustomAttributes) != 1 || e.CustomAttributes[0].Description != "Boss" {
		t.Errorf("%+v, %v", e, err)
	}
	if e, err = h.SetSuccessURI(ctx, h.staging, "log_streams", ""); err != nil || len(e.SuccessURIs) != 0 {
		t.Errorf("%+v, %v", e.SuccessURIs, err)
	}
	if e, err = h.RemoveCustomAttribute(ctx, h.staging, "manager"); err != nil || len(e.CustomAttributes) != 0 {
		t.Errorf("%+v, %v", e.CustomAttributes, err)
	}
}

// The secret of an OAuth provider is neither in the store nor in the history.
func TestOAuthIsSealed(t *testing.T) {
	h := openHouse(t)
	e, err := h.SetOAuth(t.Context(), h.staging, "google", " id.apps.example.com ", "very-secret-value")
	if err != nil || e.OAuth["google"].ClientID != "id.apps.example.com" {
		t.Fatalf("%+v, %v", e.OAuth, err)
	}
	history, err := h.History(t.Context(), h.staging)
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range model.Diff(history[0].Changes[0]) {
		if strings.Contains(line.Field, "secret") && line.After != "(not shown)" {
			t.Errorf("the diff shows %+v", line)
		}
	}
	for _, v := range []any{e, history} {
		data, err := json.Marshal(v)
		if err != nil || bytes.Contains(data, []byte("very-secret")) {
			t.Errorf("the secret stands in %s, %v", data, err)
		}
	}
	if e, err = h.RemoveOAuth(t.Context(), h.staging, "google"); err != nil || len(e.OAuth) != 0 {
		t.Errorf("%+v, %v", e.OAuth, err)
	}
}
