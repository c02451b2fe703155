package service_test

import (
	"errors"
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
	if err != nil || len(all) != 2 || all[0].Details["Directory"] != "Entra ID" || all[0].Settled.IsZero() ||
		!all[1].Settled.IsZero() {
		t.Errorf("%+v %v", all, err)
	}
}

// A request is settled once: to settle it again changes nothing, and is nothing that was done.
func TestRequestIsSettledOnce(t *testing.T) {
	h := openInstallation(t)
	o := h.org(t, "Globex", "globex.example")
	asked := must(h.RequestFeature(t.Context(), model.FeatureRequest{OrganizationID: o.ID,
		Intent: model.IntentLogStreams, Contact: "it@globex.example"}))
	settled := must(h.SettleRequest(t.Context(), asked.ID))
	done := len(must(h.History(t.Context(), asked.ID)))
	h.clock.add(time.Hour)
	again := must(h.SettleRequest(t.Context(), asked.ID))
	if settled.Settled.IsZero() || !again.Settled.Equal(settled.Settled) || !again.Updated.Equal(settled.Updated) {
		t.Errorf("settled %s, again %s", settled.Settled, again.Settled)
	}
	if n := len(must(h.History(t.Context(), asked.ID))); n != done {
		t.Errorf("%d things were done, before %d", n, done)
	}
	if _, err := h.SettleRequest(t.Context(), "feature_none"); !errors.Is(err, model.ErrNotFound) {
		t.Errorf("a request that is none: %v", err)
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
		{"a hidden character", "Notes", func(r *model.FeatureRequest) {
			r.Details = map[string]string{"Notes": "a\x1b[31m"}
		}},
		{"a novel", "Notes", func(r *model.FeatureRequest) {
			r.Details = map[string]string{"Notes": strings.Repeat(strings.Repeat("x", 900)+"\n", 10)}
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := model.FeatureRequest{OrganizationID: h.welcome.Organization.ID, Intent: model.IntentLogStreams,
				Contact: "it@acme.example"}
			test.change(&r)
			_, err := h.RequestFeature(t.Context(), r)
			refused(t, err, test.field)
		})
	}
}
