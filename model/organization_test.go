package model_test

import (
	"strings"
	"testing"

	"gatehouse/model"
)

func TestCreateOrganization(t *testing.T) {
	h := openHouse(t)
	o := h.org(t, "  Foo Corp ", "Foo-Corp.COM.")
	if o.Name != "Foo Corp" || len(o.Domains) != 1 || o.Domains[0].Domain != "foo-corp.com" || o.Domains[0].State != model.DomainVerified {
		t.Errorf("created %+v", o)
	}
	stored, err := h.Organization(t.Context(), o.ID)
	if err != nil || stored.Revision != o.Revision || stored.Name != "Foo Corp" {
		t.Errorf("stored %+v, %v", stored, err)
	}
	_, err = h.CreateOrganization(t.Context(), model.NewOrganization{
		Environment: h.staging, Name: "Bar", Domains: []model.NewDomain{{"foo-corp.com", model.DomainVerified}},
	})
	f := refused(t, err, "domain")
	if !strings.Contains(f.Error(), "Foo Corp ("+string(o.ID)+")") {
		t.Errorf("%v does not say whose it is", f)
	}
}
