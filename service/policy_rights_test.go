package service_test

import (
	"errors"
	"testing"

	"gatehouse/model"
	"gatehouse/saml"
)

// Support may switch on what refuses more, and nothing that weakens verification;
// what is on already may stay on.
func TestSwitchesThatWeakenNeedTheirRight(t *testing.T) {
	h := openInstallation(t)
	staging, _ := h.environments(t)
	x := h.target(t, staging)
	support := h.For(h.member(t, model.Support))
	for _, s := range saml.Switches() {
		off := saml.StrictPolicy()
		s.Set(&off, false)
		if _, _, err := h.UpdateConnection(t.Context(), x.conn, model.ConnectionPatch{Policy: &off}); err != nil {
			t.Fatal(err)
		}
		on := off
		s.Set(&on, true)
		_, _, err := support.UpdateConnection(t.Context(), x.conn, model.ConnectionPatch{Policy: &on})
		if _, refused := errors.AsType[*model.Forbidden](err); refused != s.Weakens {
			t.Errorf("Support switches %s on: %v, want refused %v", s.Key, err, s.Weakens)
		}
		if _, _, err := h.UpdateConnection(t.Context(), x.conn, model.ConnectionPatch{Policy: &on}); err != nil {
			t.Errorf("the owner switches %s on: %v", s.Key, err)
		}
		on.Skew /= 2
		if _, _, err := support.UpdateConnection(t.Context(), x.conn, model.ConnectionPatch{Policy: &on}); err != nil {
			t.Errorf("Support leaves %s on: %v", s.Key, err)
		}
	}
}

// Who may not give roles does not take back who has which, in a directory or a connection; a deletion they may.
func TestRolesTakenBackNeedTheirRight(t *testing.T) {
	h := openInstallation(t)
	staging, _ := h.environments(t)
	x := h.target(t, staging)
	if _, err := h.UpdateEnvironment(t.Context(), staging.ID,
		model.SetRole(model.EnvironmentRole{Slug: "admin"})); err != nil {
		t.Fatal(err)
	}
	support, developer := h.For(h.member(t, model.Support)), h.For(h.member(t, model.Developer))
	last := func() model.ID {
		t.Helper()
		all, err := h.History(t.Context(), "")
		if err != nil {
			t.Fatal(err)
		}
		return all[0].ID
	}
	gives := map[string]func(slug string) error{
		"connection": func(slug string) error {
			_, err := developer.GiveConnectionRoles(t.Context(), x.conn, map[string]string{"Staff": slug})
			return err
		},
		"directory": func(slug string) error {
			_, err := developer.GiveRoles(t.Context(), x.dir.id, map[model.ID]string{x.dir.group: slug})
			return err
		},
	}
	for what, give := range gives {
		for _, slug := range []string{"admin", ""} {
			if err := give(slug); err != nil {
				t.Fatal(what, err)
			}
			_, err := support.Undo(t.Context(), last())
			if _, refused := errors.AsType[*model.Forbidden](err); !refused {
				t.Errorf("Support takes back that a group of the %s has the role %q: %v", what, slug, err)
			}
		}
		if _, err := developer.Undo(t.Context(), last()); err != nil {
			t.Errorf("a developer takes back what is said of the %s: %v", what, err)
		}
	}
	if _, err := support.DeleteConnection(t.Context(), x.conn); err != nil {
		t.Fatal(err)
	}
	if _, err := support.Undo(t.Context(), last()); err != nil {
		t.Errorf("Support takes back their deletion: %v", err)
	}
	if c, err := h.Connection(t.Context(), x.conn); err != nil || c.Roles["Staff"] != "admin" {
		t.Errorf("the connection that came back has the roles %v, %v", c.Roles, err)
	}
}
