package service_test

import (
	"context"
	"testing"
	"testing/synctest"

	"gatehouse/model"
	"gatehouse/service/directory"
	"gatehouse/storage"
	"gatehouse/storage/memory"
)

// held is a store whose next step of a directory waits until it is let go.
type held struct {
	storage.Store
	next chan struct{} // closed to let it go; nil holds nothing
}

func (h *held) Provision(ctx context.Context, s storage.DirectoryStep) (storage.Provisioned, error) {
	if wait := h.next; wait != nil {
		h.next = nil
		<-wait
	}
	return h.Store.Provision(ctx, s)
}

// mappedUser is an installation with a custom attribute and a directory with a user who has no title.
func mappedUser(t *testing.T, store storage.Store) (h *installation, x targetDirectory, scimID string) {
	t.Helper()
	h = newInstallation(t, store)
	if _, err := h.UpdateEnvironment(t.Context(), h.staging,
		model.SetCustomAttribute(model.CustomAttribute{Name: "team"})); err != nil {
		t.Fatal(err)
	}
	x = h.directory(t, h.welcome.Organization.ID)
	return h, x, h.provision(t, x.client, "/Users",
		`{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"bob@example.com"}`)
}

func (h *installation) mapTeam(t *testing.T, x targetDirectory, path string) {
	t.Helper()
	if _, err := h.MapDirectory(t.Context(), x.id, map[string]string{"team": path}); err != nil {
		t.Fatal(err)
	}
}

// retitle gives a user a title.
func (h *installation) retitle(x targetDirectory, id string) error {
	_, err := h.For(x.client).Provision(context.Background(), directory.Request{Method: "PATCH", Path: "/Users/" + id,
		Body: []byte(`{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"add",` +
			`"path":"title","value":"Dr."}]}`),
	})
	return err
}

// team is the attribute of the user who came last.
func (h *installation) team(t *testing.T, x targetDirectory) string {
	t.Helper()
	all, err := h.DirectoryUsers(t.Context(), directory.EntryList{Directory: x.id, Paging: model.Paging{Limit: 1}})
	if err != nil || len(all.Items) != 1 {
		t.Fatal(all.Items, err)
	}
	return string(all.Items[0].Attributes.Custom["team"])
}

// A request that was begun by the map of before and ends after the change is recomputed, too: the recomputation waits
// for it.
func TestRequestInFlightIsRecomputed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := &held{Store: memory.Open()}
		h, x, id := mappedUser(t, store)
		letGo := make(chan struct{})
		store.next = letGo
		patched, recomputed := make(chan error, 1), make(chan error, 1)
		go func() { patched <- h.retitle(x, id) }()
		synctest.Wait() // it has read the map, and is about to be stored
		h.mapTeam(t, x, "title")
		go func() { recomputed <- h.RecomputeDirectories(context.Background()) }()
		synctest.Wait()
		close(letGo)
		if err := <-patched; err != nil {
			t.Fatal(err)
		}
		if err := <-recomputed; err != nil {
			t.Fatal(err)
		}
		if got := h.team(t, x); got != `"Dr."` {
			t.Errorf("team %s", got)
		}
	})
}

// A map that is as before again, when nobody has recomputed by the one between, leaves nobody mapped by that.
func TestMapThereAndBack(t *testing.T) {
	h, x, id := mappedUser(t, memory.Open())
	h.mapTeam(t, x, "title")
	if err := h.retitle(x, id); err != nil {
		t.Fatal(err)
	}
	if got := h.team(t, x); got != `"Dr."` {
		t.Fatalf("team %s", got)
	}
	h.mapTeam(t, x, "")
	if err := h.RecomputeDirectories(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := h.team(t, x); got != "null" {
		t.Errorf("team %s", got)
	}
}

// An undone change of a map recomputes as any other.
func TestMapIsTakenBack(t *testing.T) {
	h, x, id := mappedUser(t, memory.Open())
	if err := h.retitle(x, id); err != nil {
		t.Fatal(err)
	}
	h.mapTeam(t, x, "title")
	entries, err := h.History(t.Context(), x.id)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"Dr."`, "null"} {
		if err := h.RecomputeDirectories(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := h.team(t, x); got != want {
			t.Errorf("team %s, want %s", got, want)
		}
		if want != "null" {
			if _, err := h.Undo(t.Context(), entries[0].ID); err != nil {
				t.Fatal(err)
			}
		}
	}
}
