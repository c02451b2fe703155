package service_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"gatehouse/model"
	"gatehouse/service/core"
)

func actions(r *core.Recorder) []string {
	var all []string
	for _, e := range r.Entries() {
		all = append(all, e.Action)
	}
	return all
}

// A recorder has what its own verbs did, whatever others do meanwhile.
func TestRecorderHasItsOwnChangesOnly(t *testing.T) {
	h := openInstallation(t)
	o := h.org(t, "Foo", "")
	mine, recorder := core.WithRecorder(t.Context())
	if _, err := h.UpdateOrganization(mine, o.ID, model.OrganizationPatch{Name: new("Mine")}); err != nil {
		t.Fatal(err)
	}
	if _, err := h.UpdateOrganization(t.Context(), o.ID,
		model.OrganizationPatch{ExternalID: new("theirs")}); err != nil {
		t.Fatal(err)
	}
	// nothing new
	if _, err := h.UpdateOrganization(mine, o.ID, model.OrganizationPatch{Name: new("Mine")}); err != nil {
		t.Fatal(err)
	}
	if _, err := h.UpdateOrganization(mine, o.ID, model.OrganizationPatch{Name: new("")}); err == nil {
		t.Fatal("an empty name is taken")
	}
	if got := actions(recorder); !slices.Equal(got, []string{"changed organization Mine"}) {
		t.Errorf("recorded %q", got)
	}
	if _, err := h.Undo(mine, recorder.Entries()[0].ID); err != nil {
		t.Fatal(err)
	}
	if got := actions(recorder); len(got) != 2 || got[1] != "took back: changed organization Mine" {
		t.Errorf("recorded %q", got)
	}
	if o, _ := h.Organization(t.Context(), o.ID); o.Name != "Foo" || o.ExternalID != "theirs" {
		t.Errorf("%+v", o)
	}
}

// What was revoked stays dead: it may be in wrong hands.
func TestRevokingCannotBeTakenBack(t *testing.T) {
	h := openInstallation(t)
	ctx, o := t.Context(), h.org(t, "Foo", "")
	again := model.LinkRequest{Kind: model.SetupLink, Organization: o.ID, Intents: []model.Intent{model.IntentSSO}}
	key, secret, err := h.CreateKey(ctx, o.EnvironmentID, "backend")
	if err != nil {
		t.Fatal(err)
	}
	var link model.Link
	linkWorks := func() bool { return must(h.Link(ctx, link.ID)).StateAt(h.clock.Now()) == model.LinkActive }
	for _, c := range []struct {
		name   string
		revoke func() error
		works  func() bool
	}{
		{"link", func() error { _, err := h.RevokeLink(ctx, link.ID); return err }, linkWorks},
		{"link that a newer one replaces", func() error {
			_, _, err := h.CreateLink(ctx, again)
			return err
		}, linkWorks},
		{"API key", func() error {
			return h.RevokeKey(ctx, key.ID)
		}, func() bool { _, err := h.KeyHolder(ctx, secret, model.Visitor{}); return err == nil }},
	} {
		t.Run(c.name, func(t *testing.T) {
			link, _ = h.setupLink(t, o.ID, model.IntentSSO)
			if !c.works() {
				t.Fatal("it does not work before")
			}
			h.clock.add(time.Second)
			if err := c.revoke(); err != nil {
				t.Fatal(err)
			}
			entry := h.last(t, "")
			if entry.Final() == "" {
				t.Errorf("%q can be taken back", entry.Action)
			}
			if _, err := h.Undo(ctx, entry.ID); err == nil || !strings.Contains(err.Error(), "stays revoked") {
				t.Errorf("taken back: %v", err)
			}
			if c.works() {
				t.Error("it works again")
			}
		})
	}
}
