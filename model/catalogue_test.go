package model_test

import (
	"fmt"
	"sync"
	"testing"

	"gatehouse/model"
	"gatehouse/storage/memory"
)

// Two desks of one store, each with a catalogue of its own: what either writes
// is in the other's next list.
func TestListsAreNeverStale(t *testing.T) {
	a := openHouse(t)
	b := newHouse(t, a.Store)
	list := func(h *house) map[model.ID]string {
		all, err := h.Organizations(t.Context(), model.OrganizationQuery{Environment: a.staging})
		if err != nil {
			t.Fatal(err)
		}
		names := map[model.ID]string{}
		for _, o := range all {
			names[o.ID] = o.Name
		}
		return names
	}
	list(a)
	list(b)
	for i := range 20 {
		writer, reader := a, b
		if i%2 == 1 {
			writer, reader = b, a
		}
		o := writer.org(t, fmt.Sprintf("Org %d", i), "")
		if got := list(reader)[o.ID]; got != o.Name {
			t.Fatalf("after creation the list has %q, want %q", got, o.Name)
		}
		if _, err := writer.UpdateOrganization(t.Context(), o.ID, model.OrganizationPatch{Name: new("renamed")}); err != nil {
			t.Fatal(err)
		}
		if got := list(reader)[o.ID]; got != "renamed" {
			t.Fatalf("after the change the list has %q", got)
		}
		if _, err := reader.DeleteOrganization(t.Context(), o.ID); err != nil {
			t.Fatal(err)
		}
		if _, there := list(writer)[o.ID]; there {
			t.Fatal("the deleted organization is still listed")
		}
	}
}

func TestSearch(t *testing.T) {
	h := openHouse(t)
	o, err := h.CreateOrganization(t.Context(), model.NewOrganization{
		Environment: h.staging, Name: "Ünïcode GmbH", ExternalID: "crm-4711",
		Domains: []model.NewDomain{{Domain: "bücher.example.com", State: model.DomainVerified}},
	})
	if err != nil {
		t.Fatal(err)
	}
	h.org(t, "Other", "other.example.com")
	for _, text := range []string{"üNÏcode", "CRM-4711", "xn--bcher", string(o.ID), " gmbh "} {
		all, err := h.Organizations(t.Context(), model.OrganizationQuery{Environment: h.staging, Text: text})
		if err != nil || len(all) != 1 || all[0].ID != o.ID {
			t.Errorf("search for %q gives %d, %v", text, len(all), err)
		}
	}
	if all, _ := h.Connections(t.Context(), model.ConnectionQuery{Text: "test identity provider"}); len(all) != 1 {
		t.Errorf("search for a type's label gives %d connections", len(all))
	}
}

func TestListPages(t *testing.T) {
	h := openHouse(t)
	for i := range 5 {
		h.org(t, fmt.Sprintf("Org %d", i), "")
	}
	var names []string
	for after := model.ID(""); ; {
		page, err := h.Organizations(t.Context(), model.OrganizationQuery{Environment: h.staging, After: after, Limit: 2})
		if err != nil {
			t.Fatal(err)
		}
		if len(page) == 0 {
			break
		}
		for _, o := range page {
			names = append(names, o.Name)
		}
		after = page[len(page)-1].ID
	}
	if got, want := fmt.Sprint(names), "[Acme Org 0 Org 1 Org 2 Org 3 Org 4]"; got != want {
		t.Errorf("pages give %s, want %s", got, want)
	}
}

func TestListsWhileWriting(t *testing.T) {
	h := openHouse(t)
	var group sync.WaitGroup
	for w := range 4 {
		group.Go(func() {
			for i := range 10 {
				o, err := h.CreateOrganization(t.Context(), model.NewOrganization{Environment: h.staging, Name: fmt.Sprintf("W%d-%d", w, i)})
				if err != nil {
					t.Error(err)
					return
				}
				all, err := h.Organizations(t.Context(), model.OrganizationQuery{Text: string(o.ID)})
				if err != nil || len(all) != 1 {
					t.Errorf("the new organization is listed %d times, %v", len(all), err)
				}
			}
		})
	}
	group.Wait()
}

func TestListsAfterTheStoreClosed(t *testing.T) {
	store := memory.Open()
	h := newHouse(t, store)
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Organizations(t.Context(), model.OrganizationQuery{}); err == nil {
		t.Error("a closed store gives a list")
	}
}
