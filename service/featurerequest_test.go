package service_test

import (
	"strings"
	"testing"
	"time"

	"gatehouse/model"
)

func TestFeatureRequest(t *testing.T) {
	h := openInstallation(t)
	o := h.org(t, "Globex", "globex.example")
	ask := model.FeatureRequest{
		OrganizationID: o.ID, LinkID: "link_1", Intent: model.IntentDirectorySync, Contact: "it@globex.example",
		Details: map[string]string{"Directory": "Okta", "Notes": "  "},
	}
	first, err := h.RequestFeature(t.Context(), ask)
	if err != nil {
		t.Fatal(err)
	}
	if lines := first.Lines(); len(lines) != 1 || lines[0] != [2]string{"Directory", "Okta"} {
		t.Errorf("details %v", lines)
	}
	ask.Details = map[string]string{"Directory": "Entra ID"}
	again, err := h.RequestFeature(t.Context(), ask)
	if err != nil || again.ID != first.ID {
		t.Fatalf("asked again: %+v %v", again, err)
	}
	if _, err := h.SettleRequest(t.Context(), again.ID); err != nil {
		t.Fatal(err)
	}
	h.clock.add(time.Second)
	next, err := h.RequestFeature(t.Context(), ask)
	if err != nil || next.ID == first.ID {
		t.Fatalf("asked after it was settled: %+v %v", next, err)
	}
	all, err := h.FeatureRequests(t.Context(), o.ID)
	if err != nil || len(all) != 2 || all[0].Details["Directory"] != "Entra ID" || all[0].Settled.IsZero() || !all[1].Settled.IsZero() {
		t.Errorf("%+v %v", all, err)
	}
}

func TestFeatureRequestRefused(t *testing.T) {
	h := openInstallation(t)
	for _, test := range []struct {
		name, field string
		change      func(*model.FeatureRequest)
	}{
		{"no contact", "contact", func(r *model.FeatureRequest) { r.Contact = "" }},
		{"contact with a name", "contact", func(r *model.FeatureRequest) { r.Contact = "Ada <ada@acme.example>" }},
		{"unknown intent", "intent", func(r *model.FeatureRequest) { r.Intent = "scim" }},
		{"a hidden character", "Notes", func(r *model.FeatureRequest) { r.Details = map[string]string{"Notes": "a\x1b[31m"} }},
		{"a novel", "Notes", func(r *model.FeatureRequest) {
			r.Details = map[string]string{"Notes": strings.Repeat(strings.Repeat("x", 900)+"\n", 10)}
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := model.FeatureRequest{OrganizationID: h.welcome.Organization.ID, Intent: model.IntentLogStreams, Contact: "it@acme.example"}
			test.change(&r)
			_, err := h.RequestFeature(t.Context(), r)
			refused(t, err, test.field)
		})
	}
}
