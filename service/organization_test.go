package service_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"gatehouse/model"
	"gatehouse/service/signin"
)

func TestCreateOrganization(t *testing.T) {
	h := openInstallation(t)
	o := h.org(t, "  Foo Corp ", "Foo-Corp.COM.")
	if o.Name != "Foo Corp" || len(o.Domains) != 1 || o.Domains[0].Domain != "foo-corp.com" ||
		o.Domains[0].State != model.DomainVerified {
		t.Errorf("created %+v", o)
	}
	stored, err := h.Organization(t.Context(), o.ID)
	if err != nil || stored.Revision != o.Revision || stored.Name != "Foo Corp" {
		t.Errorf("stored %+v, %v", stored, err)
	}
}

func TestOrganizationRefusals(t *testing.T) {
	h := openInstallation(t)
	holder, err := h.CreateOrganization(t.Context(), model.NewOrganization{
		Environment: h.staging, Name: "Holder", ExternalID: "crm-1",
		Domains: []model.NewDomain{{Domain: "foo-corp.com", State: model.DomainVerified}},
	})
	if err != nil {
		t.Fatal(err)
	}
	pairs := map[string]string{}
	for i := range 51 {
		pairs[fmt.Sprint(i)] = "x"
	}
	domain := func(d string) []model.NewDomain { return []model.NewDomain{{Domain: d, State: model.DomainVerified}} }
	for name, test := range map[string]struct {
		n           model.NewOrganization
		field, want string
	}{
		"empty name": {model.NewOrganization{Name: "  "}, "name", "is empty"},
		"long name": {model.NewOrganization{Name: strings.Repeat("n", 10000)}, "name",
			"has 10000 characters; shorten it to 200"},
		"control character": {model.NewOrganization{Name: "a\x1b[31mb"}, "name", "U+001B"},
		"bidi override":     {model.NewOrganization{Name: "a\u202eb"}, "name", "U+202E"},
		"not UTF-8":         {model.NewOrganization{Name: "a\xffb"}, "name", "not valid text"},
		"long external id": {model.NewOrganization{Name: "A", ExternalID: strings.Repeat("x", 129)}, "external_id",
			"129"},
		"external id taken": {model.NewOrganization{Name: "A", ExternalID: "crm-1"}, "external_id",
			"belongs to the organization Holder"},
		"domain taken": {model.NewOrganization{Name: "A", Domains: domain("FOO-corp.com")}, "domain",
			"belongs to the organization Holder (" + string(holder.ID) + ")"},
		"domain twice": {model.NewOrganization{Name: "A", Domains: append(domain("a.example.com"),
			domain("A.example.com")...)}, "domain", "twice"},
		"domain with state": {model.NewOrganization{Name: "A",
			Domains: []model.NewDomain{{Domain: "a.example.com", State: "done"}}}, "state", "done"},
		"51 pairs of metadata": {model.NewOrganization{Name: "A", Metadata: pairs}, "metadata", "51 pairs"},
		"long metadata key": {model.NewOrganization{Name: "A",
			Metadata: map[string]string{strings.Repeat("k", 41): "v"}}, "metadata", "at most 40"},
		"empty metadata key": {model.NewOrganization{Name: "A", Metadata: map[string]string{"": "v"}}, "metadata",
			"empty key"},
		"long metadata value": {model.NewOrganization{Name: "A",
			Metadata: map[string]string{"k": strings.Repeat("v", 601)}}, "metadata", "at most 600"},
		"no such public suffix": {model.NewOrganization{Name: "A", Domains: domain("co.uk")}, "domain",
			"everybody can register"},
	} {
		test.n.Environment = h.staging
		_, err := h.CreateOrganization(t.Context(), test.n)
		if err == nil {
			t.Errorf("%s: not refused", name)
			continue
		}
		if f := refused(t, err, test.field); !strings.Contains(f.Error(), test.want) {
			t.Errorf("%s: %v, want %q in it", name, f, test.want)
		}
	}
	all, err := h.Organizations(t.Context(), model.OrganizationQuery{Environment: h.staging})
	if err != nil || len(all) != 2 { // Acme and Holder
		t.Errorf("%d organizations, %v", len(all), err)
	}
	if _, err := h.CreateOrganization(t.Context(), model.NewOrganization{Environment: "env_none",
		Name: "A"}); !errors.Is(err, model.ErrNotFound) {
		t.Errorf("unknown environment: %v", err)
	}
}

func TestUpdateOrganization(t *testing.T) {
	h := openInstallation(t)
	o := h.org(t, "Foo", "foo.example.com")
	o, err := h.UpdateOrganization(t.Context(), o.ID, model.OrganizationPatch{
		Name: new("Bar"), ExternalID: new("e/1"), AllowOutside: new(true), Metadata: map[string]*string{"a": new("1"),
			"b": new("2")},
	})
	if err != nil || o.Name != "Bar" || o.ExternalID != "e/1" || !o.AllowOutside || len(o.Metadata) != 2 {
		t.Fatalf("%+v, %v", o, err)
	}
	o, err = h.UpdateOrganization(t.Context(), o.ID, model.OrganizationPatch{Metadata: map[string]*string{"a": nil}})
	if err != nil || len(o.Metadata) != 1 || o.Metadata["b"] != "2" || o.Name != "Bar" {
		t.Fatalf("%+v, %v", o, err)
	}
	if again, err := h.OrganizationByExternalID(t.Context(), h.staging, "e/1"); err != nil || again.ID != o.ID {
		t.Errorf("by external id: %v, %v", again.ID, err)
	}
	before, _ := h.History(t.Context(), "")
	same, err := h.UpdateOrganization(t.Context(), o.ID, model.OrganizationPatch{Name: new("Bar")})
	after, _ := h.History(t.Context(), "")
	if err != nil || same.Revision != o.Revision || len(after) != len(before) {
		t.Errorf("a change that changes nothing left a trace: %v", err)
	}
	o, err = h.UpdateOrganization(t.Context(), o.ID, model.OrganizationPatch{Domains: []model.NewDomain{
		{Domain: "new.example.com", State: model.DomainPending},
		{Domain: "foo.example.com", State: model.DomainVerified},
	}})
	if err != nil || len(o.Domains) != 2 || o.Domains[0].Token == "" {
		t.Errorf("%+v, %v", o.Domains, err)
	}
}

// Two who change different fields at once both get what they asked for.
func TestUpdatesAtOnce(t *testing.T) {
	h := openInstallation(t)
	o := h.org(t, "Foo", "")
	done := make(chan error)
	for i := range 5 {
		go func() {
			_, err := h.UpdateOrganization(t.Context(), o.ID,
				model.OrganizationPatch{Metadata: map[string]*string{fmt.Sprint(i): new("x")}})
			done <- err
		}()
	}
	for range 5 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	if o, _ := h.Organization(t.Context(), o.ID); len(o.Metadata) != 5 {
		t.Errorf("metadata %v", o.Metadata)
	}
}

func TestDeleteOrganization(t *testing.T) {
	h := openInstallation(t)
	w := h.welcome
	if _, err := h.Rehearse(t.Context(), signin.Rehearsal{}); err == nil {
		t.Log("a profile exists")
	}
	s, err := h.Rehearse(t.Context(), signin.Rehearsal{User: ada()})
	if err != nil || s.State != model.Successful {
		t.Fatalf("%+v, %v", s, err)
	}
	link, _, err := h.CreateLink(t.Context(), model.LinkRequest{Kind: model.SetupLink, Organization: w.Organization.ID,
		Intents: []model.Intent{model.IntentSSO}})
	if err != nil {
		t.Fatal(err)
	}
	what, err := h.DeletionOf(t.Context(), w.Organization.ID)
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Join(what.Lines(), "\n")
	for _, word := range []string{"organization Acme", "domain acme.example", "Acme test sign-in",
		"1 link", "1 profile"} {
		if !strings.Contains(text, word) {
			t.Errorf("%q is not named in:\n%s", word, text)
		}
	}
	what, err = h.DeleteOrganization(t.Context(), w.Organization.ID)
	if err != nil || what.Undo == "" {
		t.Fatal(err)
	}
	for name, err := range map[string]error{
		"organization": second(h.Organization(t.Context(), w.Organization.ID)),
		"connection":   second(h.Connection(t.Context(), w.Connection.ID)),
		"link":         second(h.Link(t.Context(), link.ID)),
	} {
		if !errors.Is(err, model.ErrNotFound) {
			t.Errorf("the %s is still there: %v", name, err)
		}
	}
	if n, err := h.PurgeDeleted(t.Context()); n != 0 || err != nil {
		t.Errorf("purged %d while it can be taken back, %v", n, err)
	}

	h.clock.add(model.UndoLife - time.Minute)
	if _, err := h.Undo(t.Context(), what.Undo); err != nil {
		t.Fatal(err)
	}
	o, err := h.Organization(t.Context(), w.Organization.ID)
	if err != nil || o.Name != "Acme" || len(o.VerifiedDomains()) != 1 {
		t.Errorf("taken back: %+v, %v", o, err)
	}
	profiles, err := h.Profiles(t.Context(), w.Connection.ID, "", 0)
	if err != nil || len(profiles) != 1 {
		t.Errorf("%d profiles came back, %v", len(profiles), err)
	}
	if _, err := h.Undo(t.Context(), what.Undo); !errors.Is(err, model.ErrConflict) {
		t.Errorf("taken back twice: %v", err)
	}
	if s, err := h.Rehearse(t.Context(), signin.Rehearsal{User: ada()}); err != nil || s.State != model.Successful {
		t.Errorf("sign-in after it came back: %s, %v", s.State, err)
	}
}

func TestPurgeDeleted(t *testing.T) {
	h := openInstallation(t)
	if _, err := h.Rehearse(t.Context(), signin.Rehearsal{User: ada()}); err != nil {
		t.Fatal(err)
	}
	what, err := h.DeleteConnection(t.Context(), h.welcome.Connection.ID)
	if err != nil || what.Profiles != 1 {
		t.Fatalf("%+v, %v", what, err)
	}
	h.clock.add(model.UndoLife + time.Hour)
	_, err = h.Undo(t.Context(), what.Undo)
	refused(t, err, "undo")
	if n, err := h.PurgeDeleted(t.Context()); n != 1 || err != nil {
		t.Errorf("purged %d, %v", n, err)
	}
	if all, _ := h.Profiles(t.Context(), h.welcome.Connection.ID, "", 0); len(all) != 0 {
		t.Errorf("%d profiles are left", len(all))
	}
}

func second[T any](_ T, err error) error { return err }
