package model_test

import (
	"strings"
	"testing"
	"time"

	"gatehouse/model"
)

// The name of a connection by OAuth follows from its id, as it is stored nowhere.
func TestOAuthName(t *testing.T) {
	env := model.Environment{ID: "environment_1", OAuth: map[string]model.OAuthApp{}}
	for _, name := range model.OAuthProviders() {
		env.OAuth[name] = model.OAuthApp{ClientID: "id"}
		c, there := env.OAuthConnection(name)
		if !there || model.OAuthName(c.ID) != c.Name {
			t.Errorf("%s: %q is named %q, want %q", name, c.ID, model.OAuthName(c.ID), c.Name)
		}
	}
	for _, id := range []model.ID{"", "conn_", "conn_google", "conn_google_", "conn_01ARZ",
		"conn_myspace_environment_1"} {
		if name := model.OAuthName(id); name != "" {
			t.Errorf("%q is named %q", id, name)
		}
	}
}

// Names that were read lack those of what was made since, if the filter asks for them.
func TestFilterLacksNames(t *testing.T) {
	known := func(id model.ID) string {
		if strings.HasPrefix(string(id), "new_") {
			return ""
		}
		return string(id)
	}
	now := time.Date(2026, 11, 30, 0, 0, 0, 0, time.UTC)
	for text, test := range map[string]struct {
		organization, connection model.ID
		lacks                    bool
	}{
		"state:failed": {"new_org", "new_conn", false},
		"org:acme":     {"new_org", "conn", true},
		"org:acme ":    {"org", "new_conn", false},
		"-org:acme":    {"", "conn_google_environment_1", false},
		"conn:okta":    {"org", "new_conn", true},
		"conn:okta ":   {"new_org", "conn", false},
	} {
		f, err := model.ParseFilter(text, now)
		if err != nil {
			t.Fatal(err)
		}
		s := model.Session{OrganizationID: test.organization, ConnectionID: test.connection}
		if got := f.Filter.Lacks(s, known); got != test.lacks {
			t.Errorf("%q of %+v: %v", text, test, got)
		}
	}
}
