package service_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"testing"
	"time"

	"gatehouse/internal/testkeys"
	"gatehouse/model"
	"gatehouse/service"
	"gatehouse/service/signin"
	"gatehouse/storage"
)

// watched tells of every list that is read, before it is read.
type watched struct {
	storage.Store
	list func(k model.Kind, limit int)
}

func (s watched) Records(ctx context.Context, q storage.Selection) ([]model.Record, error) {
	s.list(q.Kind, q.Limit)
	return s.Store.Records(ctx, q)
}

// watch gives services over a store that tells.
func (h *installation) watch(list func(k model.Kind, limit int)) *service.Services {
	return service.New(service.Options{Store: watched{h.Store, list}, Clock: h.clock.Now, BaseURL: h.BaseURL,
		Secrets: h.Secrets, NewRSA: testkeys.Ours}).For(tester)
}

// What is deleted while the purge is at work can be taken back whole.
func TestPurgeWhileDeleting(t *testing.T) {
	h := openInstallation(t)
	c := h.welcome.Connection
	if _, err := h.Rehearse(t.Context(), signin.Rehearsal{User: ada()}); err != nil {
		t.Fatal(err)
	}
	var what model.Deletion
	purging := h.watch(func(k model.Kind, _ int) {
		if k != model.KindProfile || what.Undo != "" {
			return
		}
		var err error
		if what, err = h.DeleteConnection(t.Context(), c.ID); err != nil {
			t.Error(err)
		}
	})
	if n, err := purging.PurgeDeleted(t.Context()); n != 0 || err != nil {
		t.Errorf("purged %d, %v", n, err)
	}
	if _, err := h.Undo(t.Context(), what.Undo); err != nil {
		t.Fatal(err)
	}
	if all, err := h.Profiles(t.Context(), c.ID, "", 0); len(all) != 1 || err != nil {
		t.Errorf("%d profiles came back, %v", len(all), err)
	}
}

// An app makes a portal link for each click: they are gone a week after their
// end, with their steps. Requests go with their organization.
func TestPurgeOfLinksAndRequests(t *testing.T) {
	h := openInstallation(t)
	o, gone := h.org(t, "Initech", "initech.example"), h.org(t, "Globex", "globex.example")
	setup, _ := h.setupLink(t, o.ID, model.IntentSSO)
	var portal model.Link
	for range 3 {
		var err error
		if portal, _, err = h.CreateLink(t.Context(), model.LinkRequest{Kind: model.PortalLink, Organization: o.ID,
			Intents: []model.Intent{model.IntentSSO}}); err != nil {
			t.Fatal(err)
		}
	}
	for _, id := range []model.ID{setup.ID, portal.ID} {
		if err := h.RecordStep(t.Context(), model.Step{LinkID: id, What: model.StepOpened}); err != nil {
			t.Fatal(err)
		}
	}
	for _, id := range []model.ID{o.ID, gone.ID} {
		ask := model.FeatureRequest{OrganizationID: id, Intent: model.IntentLogStreams, Contact: "it@initech.example"}
		if _, err := h.RequestFeature(t.Context(), ask); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := h.DeleteOrganization(t.Context(), gone.ID); err != nil {
		t.Fatal(err)
	}
	left := func() (all [3]int) {
		t.Helper()
		for i, kind := range []model.Kind{model.KindPortalLink, model.KindOpening, model.KindFeatureRequest} {
			records, err := h.Store.Records(t.Context(), storage.Selection{Kind: kind})
			if err != nil {
				t.Fatal(err)
			}
			all[i] = len(records)
		}
		return all
	}
	h.clock.add(model.UndoLife)
	if n, err := h.PurgeDeleted(t.Context()); n != 0 || err != nil || left() != [3]int{3, 2, 2} {
		t.Errorf("within the week: purged %d, left %v, %v", n, left(), err)
	}
	h.clock.add(model.PortalLinkLife + 1)
	if n, err := h.PurgeDeleted(t.Context()); n != 5 || err != nil || left() != [3]int{0, 1, 1} {
		t.Errorf("after it: purged %d, left %v, %v", n, left(), err)
	}
	if _, err := h.Link(t.Context(), setup.ID); err != nil {
		t.Errorf("the setup link: %v", err)
	}
}

// However often an app sent somebody to the Admin Portal, the organization can
// be deleted.
func TestDeleteAfterManyPortalLinks(t *testing.T) {
	h := openInstallation(t)
	o := h.org(t, "Initech", "initech.example")
	created := h.clock.Now()
	for i := range 20 {
		var changes []storage.Change
		for j := range 100 {
			l := model.Link{
				ID: model.NewID(model.PrefixSetupLink, created), Kind: model.PortalLink, EnvironmentID: o.EnvironmentID,
				OrganizationID: o.ID, Intents: []model.Intent{model.IntentSSO}, Hash: fmt.Sprintf("%064x", 100*i+j),
				Created: created, Expires: created.Add(model.PortalLinkLife),
			}
			data, err := json.Marshal(l)
			if err != nil {
				t.Fatal(err)
			}
			changes = append(changes, storage.Change{Record: model.Record{
				Kind: model.KindPortalLink, ID: l.ID, Parent: o.ID, Names: []string{"token/" + l.Hash}, Data: data,
				At: created,
			}})
		}
		if err := h.Store.Apply(t.Context(), changes...); err != nil {
			t.Fatal(err)
		}
	}
	h.clock.add(24 * time.Hour)
	live, _, err := h.CreateLink(t.Context(), model.LinkRequest{Kind: model.PortalLink, Organization: o.ID,
		Intents: []model.Intent{model.IntentSSO}})
	if err != nil {
		t.Fatal(err)
	}
	what, err := h.DeleteOrganization(t.Context(), o.ID)
	if err != nil || len(what.Links) != 1 || what.Links[0].ID != live.ID {
		t.Fatalf("%d links went with it: %v", len(what.Links), err)
	}
	if _, err := h.Link(t.Context(), live.ID); !errors.Is(err, model.ErrNotFound) {
		t.Errorf("the live link: %v", err)
	}
	h.clock.add(model.UndoLife)
	if n, err := h.PurgeDeleted(t.Context()); n != 2000 || err != nil {
		t.Errorf("purged %d, %v", n, err)
	}
}

// A connection can have a million profiles: they are counted page by page.
func TestDeletionCountsByPage(t *testing.T) {
	h := openInstallation(t)
	c := h.welcome.Connection
	const n = 450
	var changes []storage.Change
	for i := range n {
		id := model.ProfileID(c.ID, "", fmt.Sprint(i))
		changes = append(changes, storage.Change{Record: model.Record{Kind: model.KindProfile, ID: id, Parent: c.ID,
			Data: []byte(`{}`)}})
	}
	if err := h.Store.Apply(t.Context(), changes...); err != nil {
		t.Fatal(err)
	}
	counting := h.watch(func(k model.Kind, limit int) {
		if k == model.KindProfile && (limit <= 0 || limit >= n) {
			t.Errorf("asked for %d profiles at once", limit)
		}
	})
	if what, err := counting.DeletionOfConnection(t.Context(), c.ID); err != nil || what.Profiles != n {
		t.Errorf("%d profiles, %v", what.Profiles, err)
	}
}
