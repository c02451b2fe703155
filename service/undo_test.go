package service_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"gatehouse/model"
	"gatehouse/saml"
)

// last gives the newest entry about a record.
func (h *installation) last(t *testing.T, about model.ID) model.AuditEntry {
	t.Helper()
	all, err := h.History(t.Context(), about)
	if err != nil || len(all) == 0 {
		t.Fatal(len(all), err)
	}
	return all[0]
}

func TestHistory(t *testing.T) {
	h := openInstallation(t)
	o := h.org(t, "Foo", "foo.example.com")
	c := h.connection(t, o, "OktaSAML")
	if _, err := h.UpdateOrganization(t.Context(), o.ID, model.OrganizationPatch{Name: new("Bar")}); err != nil {
		t.Fatal(err)
	}
	h.clock.add(time.Second)
	if _, err := h.RotateSPKey(t.Context(), c.ID); err != nil {
		t.Fatal(err)
	}
	all, err := h.History(t.Context(), o.ID)
	if err != nil {
		t.Fatal(err)
	}
	var actions []string
	for _, a := range all {
		actions = append(actions, a.Action)
		if a.Actor.Name != "tester" || a.At.IsZero() {
			t.Errorf("%+v", a)
		}
	}
	want := []string{"began to rotate the key of OktaSAML", "changed organization Bar", "created connection OktaSAML",
		"created organization Foo"}
	if !slices.Equal(actions, want) {
		t.Errorf("history %q, want %q", actions, want)
	}
	if lines := model.Diff(all[1].Changes[0]); len(lines) != 1 ||
		lines[0] != (model.DiffLine{Field: "name", Before: "Foo", After: "Bar"}) {
		t.Errorf("difference %+v", lines)
	}
	for _, l := range model.Diff(all[0].Changes[0]) {
		if strings.Contains(l.Field, "sealed") || len(l.After) > 300 {
			t.Errorf("the difference shows a key: %+v", l)
		}
	}
	var fields []string
	for _, l := range model.Diff(all[3].Changes[0]) {
		fields = append(fields, l.Field)
	}
	for _, field := range []string{"name", "domains[foo.example.com].state"} {
		if !slices.Contains(fields, field) {
			t.Errorf("the creation shows %q, want %s among them", fields, field)
		}
	}
}

func TestDiffShowsUnits(t *testing.T) {
	h := openInstallation(t)
	c := h.connection(t, h.org(t, "Foo", ""), "OktaSAML")
	p := saml.StrictPolicy()
	p.Skew = 90 * time.Second
	if _, _, err := h.UpdateConnection(t.Context(), c.ID,
		model.ConnectionPatch{Policy: &p, Mapping: &saml.Mapping{Email: []string{"mail", "email"}}}); err != nil {
		t.Fatal(err)
	}
	got := map[string]model.DiffLine{}
	for _, l := range model.Diff(h.last(t, c.ID).Changes[0]) {
		got[l.Field] = l
	}
	for field, want := range map[string][2]string{
		"policy.skew": {"3m0s", "1m30s"}, "policy.strict_key_info": {"", "true"}, "policy.strict": {"false", "true"},
		"policy.allow_unsolicited": {"true", ""}, "mapping.email": {"", "mail, email"},
	} {
		if l := got[field]; l.Before != want[0] || l.After != want[1] {
			t.Errorf("%s: %+v, want %q", field, l, want)
		}
	}
	if len(got) != 5 {
		t.Errorf("difference %+v", got)
	}
}

// Taking an action back leaves what others changed since, if it is another
// field, and is refused if it is the same.
func TestUndoFieldByField(t *testing.T) {
	h := openInstallation(t)
	ctx := t.Context()
	o := h.org(t, "Foo", "")
	if _, err := h.UpdateOrganization(ctx, o.ID, model.OrganizationPatch{Name: new("Bar")}); err != nil {
		t.Fatal(err)
	}
	renamed := h.last(t, o.ID)
	h.clock.add(time.Second)
	if _, err := h.UpdateOrganization(ctx, o.ID, model.OrganizationPatch{ExternalID: new("e1")}); err != nil {
		t.Fatal(err)
	}
	external := h.last(t, o.ID)
	h.clock.add(time.Second)
	if _, err := h.Undo(ctx, renamed.ID); err != nil {
		t.Fatal(err)
	}
	h.clock.add(time.Second)
	if o, _ := h.Organization(ctx, o.ID); o.Name != "Foo" || o.ExternalID != "e1" {
		t.Errorf("%+v", o)
	}
	if _, err := h.UpdateOrganization(ctx, o.ID, model.OrganizationPatch{ExternalID: new("e2")}); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Undo(ctx, external.ID); !errors.Is(err, model.ErrConflict) || !strings.Contains(err.Error(),
		"external_id") {
		t.Errorf("%v, want ErrConflict about external_id", err)
	}
	// What was taken back can be made again the same way.
	h.clock.add(time.Second)
	undo := slices.IndexFunc(history(t, h, o.ID), func(a model.AuditEntry) bool { return a.ID == renamed.ID })
	by := history(t, h, o.ID)[undo].UndoneBy
	if _, err := h.Undo(ctx, by); err != nil {
		t.Fatal(err)
	}
	if o, _ := h.Organization(ctx, o.ID); o.Name != "Bar" || o.ExternalID != "e2" {
		t.Errorf("made again: %+v", o)
	}
}

func history(t *testing.T, h *installation, about model.ID) []model.AuditEntry {
	t.Helper()
	all, err := h.History(t.Context(), about)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestUndoRefusals(t *testing.T) {
	h := openInstallation(t)
	ctx := t.Context()
	o := h.org(t, "Foo", "foo.example.com")
	made := h.last(t, o.ID)
	c := h.connection(t, o, "OktaSAML")
	connected := h.last(t, c.ID)

	// The organization has got a connection since.
	_, err := h.Undo(ctx, made.ID)
	refused(t, err, "undo")

	// The connection was changed since.
	if _, _, err := h.UpdateConnection(ctx, c.ID, model.ConnectionPatch{Name: new("Other")}); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Undo(ctx, connected.ID); !errors.Is(err, model.ErrConflict) || !strings.Contains(err.Error(),
		"delete it instead") {
		t.Errorf("%v", err)
	}

	// The organization of a deleted connection is gone.
	gone, err := h.DeleteConnection(ctx, c.ID)
	if err != nil {
		t.Fatal(err)
	}
	h.clock.add(time.Second)
	all, err := h.DeleteOrganization(ctx, o.ID)
	if err != nil {
		t.Fatal(err)
	}
	_, err = h.Undo(ctx, gone.Undo)
	refused(t, err, "undo")

	// Somebody else has the domain by now.
	h.org(t, "Taker", "foo.example.com")
	_, err = h.Undo(ctx, all.Undo)
	if f := refused(t, err, "domain"); !strings.Contains(f.Reason, "Taker") {
		t.Error(f)
	}

	// An installation cannot be taken back.
	first := history(t, h, h.staging)
	_, err = h.Undo(ctx, first[len(first)-1].ID)
	refused(t, err, "undo")

	if _, err := h.Undo(ctx, "audit_none"); !errors.Is(err, model.ErrNotFound) {
		t.Errorf("unknown entry: %v", err)
	}
}

// Creation taken back, and the deletion that this is taken back again.
func TestUndoOfCreation(t *testing.T) {
	h := openInstallation(t)
	ctx := t.Context()
	o := h.org(t, "Foo", "foo.example.com")
	undo, err := h.Undo(ctx, h.last(t, o.ID).ID)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.Organization(ctx, o.ID); !errors.Is(err, model.ErrNotFound) {
		t.Errorf("it is still there: %v", err)
	}
	h.clock.add(time.Second)
	if _, err := h.Undo(ctx, undo.ID); err != nil {
		t.Fatal(err)
	}
	if back, err := h.Organization(ctx, o.ID); err != nil || back.Name != "Foo" {
		t.Errorf("%+v, %v", back, err)
	}
}

// The revisions of a connection that came back begin anew; what an earlier one
// of the same number trusted is not trusted again.
func TestUndoneDeletionTrustsNothingOld(t *testing.T) {
	h := openInstallation(t)
	c := h.welcome.Connection
	for range 2 { // the first makes it active, the second is judged as that
		if s := h.signIn(t, c, ada()); s.State != model.Successful {
			t.Fatalf("sign-in: %s, %s", s.State, s.Cause)
		}
	}
	before, err := h.Connection(t.Context(), c.ID)
	if err != nil {
		t.Fatal(err)
	}
	what, err := h.DeleteOrganization(t.Context(), c.OrganizationID)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.Undo(t.Context(), what.Undo); err != nil {
		t.Fatal(err)
	}
	h.clock.add(time.Second)
	after, _, err := h.UpdateConnection(t.Context(), c.ID,
		model.ConnectionPatch{IdPEntityID: new("https://idp.example.com/other")})
	if err != nil || after.Revision != before.Revision {
		t.Fatalf("revision %d, want %d again: %v", after.Revision, before.Revision, err)
	}
	if s := h.signIn(t, c, ada()); s.State != model.Failed {
		t.Errorf("a message of the identity provider that was trusted before: %s", s.State)
	}
}
