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
