package service_test

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
	h := openInstallation(t)
	all, err := h.Environments(t.Context())
	if err != nil || len(all) != 2 || all[1].Kind != model.Production {
		t.Fatal(all, err)
	}
	production := all[1].ID
	const one, two = "https://app.example.com/callback", "https://*.example.com/callback"
	e, err := h.UpdateEnvironment(t.Context(), production, model.AddRedirect(one))
	if err != nil || e.DefaultRedirect != one {
		t.Fatalf("the first is not the default: %+v, %v", e, err)
	}
	if e, err = h.UpdateEnvironment(t.Context(), production, model.AddRedirect(two)); err != nil ||
		e.DefaultRedirect != one || !slices.Equal(e.RedirectURIs, []string{one, two}) {
		t.Fatalf("%+v, %v", e, err)
	}
	for name, test := range map[string]struct {
		do          func() error
		field, want string
	}{
		"twice": {func() error {
			return second(h.UpdateEnvironment(t.Context(), production, model.AddRedirect(one)))
		}, "redirect_uri", "there already"},
		"http": {func() error {
			return second(h.UpdateEnvironment(t.Context(), production, model.AddRedirect("http://app.example.com/")))
		}, "redirect_uri", "not encrypted"},
		"remove default": {func() error {
			return second(h.UpdateEnvironment(t.Context(), production, model.RemoveRedirect(one)))
		}, "redirect_uri", "another the default first"},
		"remove unknown": {func() error {
			return second(h.UpdateEnvironment(t.Context(), production, model.RemoveRedirect("https://x.example.com/")))
		}, "redirect_uri", "not one of"},
		"wildcard default": {func() error {
			return second(h.UpdateEnvironment(t.Context(), production, model.SetDefaultRedirect(two)))
		}, "default_redirect", "wildcard"},
		"unknown default": {func() error {
			return second(h.UpdateEnvironment(t.Context(), production, model.SetDefaultRedirect(one+"2")))
		}, "default_redirect", "not one of them"},
		"return over http": {func() error {
			return second(h.UpdateEnvironment(t.Context(), production,
				model.SetPortalReturn("http://app.example.com/")))
		}, "portal_return_uri", "not an HTTPS URL"},
		"success over http": {func() error {
			return second(h.UpdateEnvironment(t.Context(), production,
				model.SetSuccessURI("sso", "http://app.example.com/")))
		}, "success_uri", "not an HTTPS URL"},
		"success of what": {func() error {
			return second(h.UpdateEnvironment(t.Context(), production,
				model.SetSuccessURI("tea", "https://app.example.com/")))
		}, "success_uri", "no feature"},
		"timeout too short": {func() error {
			return second(h.UpdateEnvironment(t.Context(), production, model.SetSessionTimeout(time.Second)))
		}, "session_timeout", "between one minute and one hour"},
		"attribute name": {func() error {
			return second(h.UpdateEnvironment(t.Context(), production,
				model.SetCustomAttribute(model.CustomAttribute{Name: "Cost Center"})))
		}, "custom_attribute", "cannot be a name"},
		"attribute taken": {func() error {
			return second(h.UpdateEnvironment(t.Context(), production,
				model.SetCustomAttribute(model.CustomAttribute{Name: "email"})))
		}, "custom_attribute", "there already"},
		"attribute unknown": {func() error {
			return second(h.UpdateEnvironment(t.Context(), production, model.RemoveCustomAttribute("x")))
		}, "custom_attribute", "none named"},
		"oauth provider": {func() error {
			return second(h.SetOAuth(t.Context(), production, "myspace",
				model.OAuthSetup{ClientID: "id", Secret: "secret"}))
		}, "oauth", "no provider"},
		"oauth empty": {func() error {
			return second(h.SetOAuth(t.Context(), production, "google", model.OAuthSetup{ClientID: "id", Secret: " "}))
		}, "oauth", "is empty"},
	} {
		if f := refused(t, test.do(), test.field); !strings.Contains(f.Error(), test.want) {
			t.Errorf("%s: %v, want %q", name, f, test.want)
		}
	}
	if now, _ := h.Environment(t.Context(), production); now.Revision != e.Revision {
		t.Error("a refused change was stored")
	}
	if e, err = h.UpdateEnvironment(t.Context(), production, model.RemoveRedirect(two)); err != nil ||
		len(e.RedirectURIs) != 1 {
		t.Errorf("%+v, %v", e.RedirectURIs, err)
	}
	if e, err = h.UpdateEnvironment(t.Context(), production, model.RemoveRedirect(one)); err != nil ||
		e.DefaultRedirect != "" {
		t.Errorf("the last one: %+v, %v", e, err)
	}
}

func TestEnvironmentSettings(t *testing.T) {
	h := openInstallation(t)
	ctx := t.Context()
	if _, err := h.UpdateEnvironment(ctx, h.staging,
		model.SetPortalReturn("https://app.example.com/settings")); err != nil {
		t.Fatal(err)
	}
	if _, err := h.UpdateEnvironment(ctx, h.staging,
		model.SetSuccessURI("log_streams", "https://app.example.com/done")); err != nil {
		t.Fatal(err)
	}
	if _, err := h.UpdateEnvironment(ctx, h.staging,
		model.SetCustomAttribute(model.CustomAttribute{Name: "manager", Description: "Who"})); err != nil {
		t.Fatal(err)
	}
	if _, err := h.UpdateEnvironment(ctx, h.staging,
		model.SetCustomAttribute(model.CustomAttribute{Name: "manager", Description: "Boss"})); err != nil {
		t.Fatal(err)
	}
	e, err := h.UpdateEnvironment(ctx, h.staging, model.SetSessionTimeout(10*time.Minute))
	if err != nil || e.PortalReturnURI == "" || e.SuccessURIs["log_streams"] == "" || len(e.CustomAttributes) != 1 ||
		e.CustomAttributes[0].Description != "Boss" {
		t.Errorf("%+v, %v", e, err)
	}
	if e, err = h.UpdateEnvironment(ctx, h.staging, model.SetSuccessURI("log_streams", "")); err != nil ||
		len(e.SuccessURIs) != 0 {
		t.Errorf("%+v, %v", e.SuccessURIs, err)
	}
	if e, err = h.UpdateEnvironment(ctx, h.staging, model.RemoveCustomAttribute("manager")); err != nil ||
		len(e.CustomAttributes) != 0 {
		t.Errorf("%+v, %v", e.CustomAttributes, err)
	}
}

// The secret of an OAuth provider is neither in the store nor in the history.
func TestOAuthIsSealed(t *testing.T) {
	h := openInstallation(t)
	e, err := h.SetOAuth(t.Context(), h.staging, "google", model.OAuthSetup{ClientID: " id.apps.example.com ",
		Secret: "very-secret-value"})
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
