package service_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"gatehouse/model"
)

// A file says which webhook endpoints there are; what it leaves out stays as it is.
func TestSeedOfWebhooks(t *testing.T) {
	h := openInstallation(t)
	const hook = "webhookEndpoints: [{endpoint_url: 'http://localhost:5005/hook'"
	var secret string // that signed in the step before
	for _, step := range []struct{ file, report, want, secret string }{
		{hook + "}]", "1 new", "all enabled", ""},
		{hook + "}]", "1 as it was", "all enabled", "kept"},
		{hook + ", secret: whsec_test, status: disabled, events: [connection.deleted, connection.activated]}]",
			"1 changed", "connection.activated connection.deleted disabled", "whsec_test"},
		{hook + ", events: [connection.activated]}]", "1 changed", "connection.activated disabled", "whsec_test"},
		{hook + ", events: [connection.activated], secret: whsec_test, status: enabled}]", "1 changed",
			"connection.activated enabled", "whsec_test"},
		{hook + ", events: [connection.activated], secret: whsec_test, status: enabled}]", "1 as it was",
			"connection.activated enabled", "whsec_test"},
		{hook + "}]", "1 as it was", "connection.activated enabled", "whsec_test"},
		{hook + ", events: []}]", "1 changed", "all enabled", "whsec_test"},
		{hook + ", events: [connection.activated]}]", "1 changed", "connection.activated enabled", "whsec_test"},
		{"organizations: []", "0 as it was", "connection.activated enabled", "whsec_test"},
	} {
		r := h.seed(t, []byte(step.file))
		report := fmt.Sprintf("%d as it was", r.Unchanged)
		switch {
		case len(r.Created) > 0:
			report = fmt.Sprintf("%d new", len(r.Created))
		case len(r.Changed) > 0:
			report = fmt.Sprintf("%d changed", len(r.Changed))
		}
		all, err := h.WebhookEndpoints(t.Context(), h.staging)
		if err != nil || len(all) != 1 {
			t.Fatalf("%s: %+v, %v", step.file, all, err)
		}
		events := strings.Join(all[0].Events, " ")
		if len(all[0].Events) == len(model.EventNames) {
			events = "all"
		}
		signs, err := h.WebhookSecrets(t.Context(), all[0].ID)
		if err != nil {
			t.Fatal(err)
		}
		if got := events + " " + all[0].Status(); got != step.want || report != step.report {
			t.Errorf("%s: %s, %s, want %s, %s", step.file, report, got, step.report, step.want)
		}
		switch {
		case step.secret == "kept" && signs.Signs != secret, signs.Signs == "",
			strings.HasPrefix(step.secret, "whsec_") && signs.Signs != step.secret:
			t.Errorf("%s: signed with %q", step.file, signs.Signs)
		}
		secret = signs.Signs
	}
}

// An endpoint that could not be made by hand is none of a file's either, and then nothing of the file is stored.
func TestSeedOfWebhooksThatCannotBe(t *testing.T) {
	h := openInstallation(t)
	var many strings.Builder
	for i := range model.MaxWebhookEndpoints + 1 {
		fmt.Fprintf(&many, "{endpoint_url: 'https://app.example.com/%d'},", i)
	}
	for _, c := range []struct{ list, field, want string }{
		{"{endpoint_url: ''}", "endpoint_url", ""},
		{"{endpoint_url: 'ftp://app.example.com'}", "endpoint_url", ""},
		{"{endpoint_url: 'https://10.0.0.1/hook'}", "endpoint_url", "private"},
		{"{endpoint_url: 'http://localhost:5005', environment: production}", "endpoint_url", ""},
		{"{endpoint_url: 'https://app.example.com', environment: test}", "environment", "test"},
		{"{endpoint_url: 'https://app.example.com', events: [nonsense]}", "events", "nonsense"},
		{"{endpoint_url: 'https://app.example.com', status: off}", "status", "off"},
		{"{endpoint_url: 'https://app.example.com', secret: \"a\\u0007\"}", "secret", ""},
		{many.String(), "endpoint_url", "too many"},
	} {
		s, err := model.ParseSeed([]byte("webhookEndpoints: [{endpoint_url: 'https://good.example.com'}, " + c.list +
			"]"))
		if err != nil {
			t.Fatal(c.list, err)
		}
		_, err = h.Seed(t.Context(), s, false)
		var refused *model.FieldError
		if !errors.As(err, &refused) || refused.Field != c.field || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", c.list, err)
		}
		if all, err := h.WebhookEndpoints(t.Context(), h.staging); err != nil || len(all) != 0 {
			t.Errorf("%s: left %d endpoints, %v", c.list, len(all), err)
		}
	}
}
