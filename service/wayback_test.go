package service_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"gatehouse/model"
	"gatehouse/service/signin"
	"gatehouse/storage"
)

// secretsOf are the values of all fields, in records of any kind, that hold a secret or
// the hash of one.
func (h *installation) secretsOf(t *testing.T, kinds ...model.Kind) (all []string) {
	t.Helper()
	var collect func(v any)
	collect = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			for name, x := range v {
				if text, ok := x.(string); ok && slices.Contains([]string{"sealed", "secret", "hash"},
					name) && text != "" {
					all = append(all, text)
				}
				collect(x)
			}
		case []any:
			for _, x := range v {
				collect(x)
			}
		}
	}
	for _, k := range kinds {
		for _, r := range must(h.Store.Records(t.Context(), storage.Selection{Kind: k})) {
			var v any
			if err := json.Unmarshal(r.Data, &v); err != nil {
				t.Fatal(err)
			}
			collect(v)
		}
	}
	return all
}

// The history holds no secret, however it came to be: made, changed, deleted, taken back.
func TestHistoryHoldsNoSecret(t *testing.T) {
	h := openInstallation(t)
	ctx := t.Context()
	staging, _ := h.environments(t)
	x := h.target(t, staging)
	_, code, err := h.Invite(ctx, "ada@example.com", model.Support, "")
	if err != nil {
		t.Fatal(err)
	}
	holders := []model.Kind{model.KindEnvironment, model.KindKey, model.KindConnection, model.KindSetupLink,
		model.KindMember}
	secrets := h.secretsOf(t, holders...)
	if len(secrets) < 6 {
		t.Fatalf("too few secrets to look for: %q", secrets)
	}
	if _, err := h.RotateSPKey(ctx, x.conn); err != nil {
		t.Fatal(err)
	}
	secrets = append(secrets, h.secretsOf(t, holders...)...)
	gone, err := h.DeleteOrganization(ctx, x.org)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.Undo(ctx, gone.Undo); err != nil {
		t.Fatal(err)
	}
	if err := h.RevokeKey(ctx, x.key); err != nil {
		t.Fatal(err)
	}
	for _, r := range must(h.Store.Records(ctx, storage.Selection{Kind: model.KindAudit})) {
		for _, secret := range append(secrets, code) {
			if strings.Contains(string(r.Data), secret) {
				t.Errorf("%q is in %s", secret, r.Data)
			}
		}
	}
	if r := must(h.VerifyAudit(ctx, "")); len(r.Faults) > 0 {
		t.Errorf("%+v", r)
	}
}

// That a secret changed can be seen in the history all the same.
func TestHistoryTellsThatASecretChanged(t *testing.T) {
	h := openInstallation(t)
	c := h.welcome.Connection
	if _, err := h.RotateSPKey(t.Context(), c.ID); err != nil {
		t.Fatal(err)
	}
	lines := model.Diff(h.last(t, c.ID).Changes[0])
	if !slices.ContainsFunc(lines, func(l model.DiffLine) bool { return strings.HasPrefix(l.Field, "sp_keys") }) {
		t.Errorf("%+v", lines)
	}
}

// What is taken back has its secrets again: people sign in by the same keys.
func TestUndoBringsSecretsBack(t *testing.T) {
	h := openInstallation(t)
	ctx := t.Context()
	before := must(h.Store.Record(ctx, model.KindConnection, h.welcome.Connection.ID))
	gone, err := h.DeleteConnection(ctx, h.welcome.Connection.ID)
	if err != nil {
		t.Fatal(err)
	}
	redo, err := h.Undo(ctx, gone.Undo)
	if err != nil {
		t.Fatal(err)
	}
	after := must(h.Store.Record(ctx, model.KindConnection, h.welcome.Connection.ID))
	if string(before.Data) != string(after.Data) {
		t.Errorf("before %s\nafter %s", before.Data, after.Data)
	}
	if s, err := h.Rehearse(ctx, signin.Rehearsal{User: ada()}); err != nil || s.State != model.Successful {
		t.Errorf("%s, %v", s.State, err)
	}
	h.clock.add(time.Second)
	if _, err := h.Undo(ctx, redo.ID); err == nil {
		_, err = h.Connection(ctx, h.welcome.Connection.ID)
		if !errors.Is(err, model.ErrNotFound) {
			t.Errorf("the undo was taken back, and the connection is there: %v", err)
		}
	}
}

// A way back is kept as long as it can be gone, and never taken from a history that
// lacks the secrets.
func TestWayBackEndsWithUndoLife(t *testing.T) {
	h := openInstallation(t)
	ctx := t.Context()
	staging, _ := h.environments(t)
	x := h.target(t, staging)
	ways := func() int { return len(must(h.Store.Records(ctx, storage.Selection{Kind: model.KindWayBack}))) }
	h.clock.add(model.UndoLife - time.Minute)
	if _, err := h.PurgeDeleted(ctx); err != nil || ways() < 5 {
		t.Fatalf("%d left within the week, %v", ways(), err)
	}
	gone, err := h.DeleteConnection(ctx, x.conn)
	if err != nil {
		t.Fatal(err)
	}
	h.clock.add(2 * time.Minute)
	if _, err := h.PurgeDeleted(ctx); err != nil || ways() != 1 {
		t.Errorf("%d left after it, %v", ways(), err)
	}
	remove(t, h, model.KindWayBack, gone.Undo)
	if _, err := h.Undo(ctx, gone.Undo); !errors.Is(err, model.ErrDamaged) {
		t.Errorf("taken back without the secrets: %v", err)
	}
}
