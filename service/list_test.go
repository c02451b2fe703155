package service_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"gatehouse/model"
	"gatehouse/storage/memory"
)

// Two processes over one store: what either writes is in the other's next list.
func TestListsAreNeverStale(t *testing.T) {
	a := openInstallation(t)
	b := newInstallation(t, a.Store)
	list := func(h *installation) map[model.ID]string {
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
		if _, err := writer.UpdateOrganization(t.Context(), o.ID,
			model.OrganizationPatch{Name: new("renamed")}); err != nil {
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
	h := openInstallation(t)
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

// Lists are in the order in which a person looks for a name, whatever was made
// first, renamed since or called the same.
func TestListsAreInTheOrderOfNames(t *testing.T) {
	h := openInstallation(t)
	made := map[string]model.Organization{}
	for _, name := range []string{"zebra", "Beta", "alpha", "Gamma", "beta b", "Same", "Same"} {
		made[name] = h.org(t, name, "")
	}
	lists := func(want string) {
		t.Helper()
		fresh := newInstallation(t, h.Store) // that reads the store anew
		for _, h := range []*installation{h, fresh} {
			all, err := h.Organizations(t.Context(), model.OrganizationQuery{Environment: h.staging})
			var names []string
			for _, o := range all {
				names = append(names, o.Name)
			}
			if got := strings.Join(names, ", "); err != nil || got != want {
				t.Errorf("%s, %v, want %s", got, err, want)
			}
			if first, err := h.Organizations(t.Context(), model.OrganizationQuery{Environment: h.staging,
				Limit: 2}); err != nil || len(first) != 2 || first[1].Name != all[1].Name {
				t.Errorf("the first two: %v, %v", first, err)
			}
		}
	}
	lists("Acme, alpha, Beta, beta b, Gamma, Same, Same, zebra")
	if all, err := h.Organizations(t.Context(), model.OrganizationQuery{Text: "same"}); err != nil || len(all) != 2 ||
		all[1].ID != made["Same"].ID {
		t.Errorf("of two with one name the older is not first: %v, %v", all, err)
	}
	if _, err := h.UpdateOrganization(t.Context(), made["alpha"].ID,
		model.OrganizationPatch{Name: new("Omega")}); err != nil {
		t.Fatal(err)
	}
	if _, err := h.DeleteOrganization(t.Context(), made["Gamma"].ID); err != nil {
		t.Fatal(err)
	}
	lists("Acme, Beta, beta b, Omega, Same, Same, zebra")

	for _, name := range []string{"Zulu", "able", "Mike"} {
		if _, _, err := h.CreateConnection(t.Context(), model.NewConnection{Organization: made["zebra"].ID, Name: name,
			Type: "OktaSAML"}); err != nil {
			t.Fatal(err)
		}
	}
	for _, q := range []model.ConnectionQuery{{Environment: h.staging}, {Organization: made["zebra"].ID}} {
		all, err := h.Connections(t.Context(), q)
		sorted := slices.IsSortedFunc(all, func(a, b model.Connection) int {
			return strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name))
		})
		if err != nil || len(all) < 3 || !sorted {
			t.Errorf("%+v: %d connections, in order: %v, %v", q, len(all), sorted, err)
		}
	}
}

func TestListsWhileWriting(t *testing.T) {
	h := openInstallation(t)
	var group sync.WaitGroup
	for w := range 4 {
		group.Go(func() {
			for i := range 10 {
				o, err := h.CreateOrganization(t.Context(), model.NewOrganization{Environment: h.staging,
					Name: fmt.Sprintf("W%d-%d", w, i)})
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
	h := newInstallation(t, store)
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Organizations(t.Context(), model.OrganizationQuery{}); err == nil {
		t.Error("a closed store gives a list")
	}
}
