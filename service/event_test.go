package service_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"gatehouse/api"
	"gatehouse/model"
	"gatehouse/service/signin"
)

// events are those of the staging environment behind another one, the oldest first.
func (h *installation) events(t *testing.T, after model.ID) []model.AppEvent {
	t.Helper()
	page, err := h.AppEvents(t.Context(), model.EventQuery{Environment: h.staging, After: after, Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	return page.Items
}

// told is what apps are told of a step.
func (h *installation) told(t *testing.T, step func() error) []model.AppEvent {
	t.Helper()
	var last model.ID
	if all := h.events(t, ""); len(all) > 0 {
		last = all[len(all)-1].ID
	}
	if err := step(); err != nil {
		t.Fatal(err)
	}
	return h.events(t, last)
}

func namesOf(events []model.AppEvent) string {
	var names []string
	for _, e := range events {
		names = append(names, string(e.Name))
	}
	return strings.Join(names, " ")
}

// shapeOf is an event as it is told, as JSON that was read again.
func shapeOf(t *testing.T, e model.AppEvent) map[string]any {
	t.Helper()
	told, err := api.EventOf(e)
	if err != nil {
		t.Fatal(err)
	}
	data, err := json.Marshal(told)
	if err != nil {
		t.Fatal(err)
	}
	var fields map[string]any
	if err := json.Unmarshal(data, &fields); err != nil {
		t.Fatal(err)
	}
	return fields
}

// Each verb tells of what it did, with what belongs to it, and taking it back tells too.
func TestVerbsTell(t *testing.T) {
	h := openInstallation(t)
	ctx := t.Context()
	var o model.Organization
	var c model.Connection
	undo := func() error {
		all, err := h.History(ctx, "")
		if err == nil {
			_, err = h.Undo(ctx, all[0].ID)
		}
		return err
	}
	for _, x := range []struct {
		what string
		step func() error
		want string
	}{
		{"create an organization", func() (err error) {
			o, err = h.CreateOrganization(ctx, model.NewOrganization{Environment: h.staging, Name: "Initech",
				Domains: []model.NewDomain{{Domain: "initech.example", State: model.DomainVerified}}})
			return err
		}, "organization.created organization_domain.created organization_domain.verified"},
		{"rename it", func() error {
			_, err := h.UpdateOrganization(ctx, o.ID, model.OrganizationPatch{Name: new("Initech Inc")})
			return err
		}, "organization.updated"},
		{"take that back", undo, "organization.updated"},
		{"change nothing", func() error {
			_, err := h.UpdateOrganization(ctx, o.ID, model.OrganizationPatch{Name: new("Initech")})
			return err
		}, ""},
		{"add a domain", func() error {
			_, _, err := h.AddDomain(ctx, o.ID, "b.example", model.DomainPending)
			return err
		}, "organization_domain.created"},
		{"create a connection", func() (err error) {
			c, _, err = h.CreateConnection(ctx, model.NewConnection{Organization: o.ID, Type: model.TestIdPType})
			return err
		}, ""},
		{"test it", func() error {
			_, err := h.Rehearse(ctx, signin.Rehearsal{Connection: c.ID})
			return err
		}, "connection.activated"}, // and nothing of the test
		{"pause it", func() error { _, err := h.PauseConnection(ctx, c.ID); return err }, "connection.deactivated"},
		{"write a note", func() error { _, err := h.AddNote(ctx, o.ID, "rang them"); return err }, ""},
		{"delete the organization", func() error { _, err := h.DeleteOrganization(ctx, o.ID); return err },
			"connection.deleted organization_domain.deleted organization_domain.deleted organization.deleted"},
		{"take that back", undo, "organization.created organization_domain.created organization_domain.verified " +
			"organization_domain.created"},
	} {
		got := h.told(t, x.step)
		names := strings.Fields(namesOf(got))
		want := strings.Fields(x.want)
		slices.Sort(names)
		slices.Sort(want)
		if !slices.Equal(names, want) {
			t.Errorf("%s: told %q, want %q", x.what, namesOf(got), x.want)
		}
		for _, e := range got {
			if data := shapeOf(t, e)["data"].(map[string]any); e.Organization != o.ID ||
				data["id"] == nil || data["id"] == "" || strings.Contains(string(e.Data), "sealed") {
				t.Errorf("%s: %s of %s with %v", x.what, e.Name, e.Organization, data)
			}
		}
	}
}

// A sign-in is told when it began and when the app has its profile; a refusal says why. Each
// of the seven fields is there.
func TestSignInsTell(t *testing.T) {
	h := openInstallation(t)
	play := func(fault string) (model.Session, []model.AppEvent) {
		var s model.Session
		return s, h.told(t, func() (err error) {
			s, err = h.Rehearse(t.Context(), signin.Rehearsal{Fault: fault})
			return err
		})
	}
	for _, x := range []struct {
		fault, want string
		code        any // of the last event's error
	}{
		{"", "authentication.sso_started authentication.sso_succeeded", nil},
		{"wrong-audience", "authentication.sso_started authentication.sso_failed", "audience"},
		{"unsolicited", "authentication.sso_succeeded", nil},
	} {
		_, got := play(x.fault)
		if names := strings.ReplaceAll(namesOf(got), "connection.activated ", ""); names != x.want {
			t.Errorf("%q: told %q, want %q", x.fault, names, x.want)
		}
		for _, e := range got {
			if e.Name == model.ConnectionActivated {
				continue
			}
			told := shapeOf(t, e)
			data := told["data"].(map[string]any)
			for _, field := range []string{"type", "status", "ip_address", "user_agent", "user_id", "email", "sso"} {
				if _, there := data[field]; !there {
					t.Errorf("%q: %s is without %s", x.fault, e.Name, field)
				}
			}
			sso := data["sso"].(map[string]any)
			if told["object"] != "event" || data["type"] != "sso" || "authentication.sso_"+
				data["status"].(string) != told["event"] ||
				!strings.HasPrefix(sso["session_id"].(string), "sess_") || sso["organization_id"] == "" ||
				sso["connection_id"] == "" {
				t.Errorf("%q: %v", x.fault, told)
			}
		}
		last := shapeOf(t, got[len(got)-1])["data"].(map[string]any)
		if failed, _ := last["error"].(map[string]any); failed["code"] != x.code || (x.code != nil &&
			failed["message"] == "") {
			t.Errorf("%q: error %v, want %v", x.fault, failed, x.code)
		}
		if x.code == nil && last["email"] != "ada.lovelace@"+model.DemoDomain {
			t.Errorf("%q: email %v", x.fault, last["email"])
		}
	}
}

// A message that nobody vouches for names nobody: its email is not told.
func TestUnverifiedNamesNobody(t *testing.T) {
	h := openInstallation(t)
	got := h.told(t, func() error {
		_, err := h.Rehearse(t.Context(), signin.Rehearsal{Fault: "other-key"})
		return err
	})
	last := shapeOf(t, got[len(got)-1])["data"].(map[string]any)
	if last["status"] != "failed" || last["email"] != nil {
		t.Errorf("%v", last)
	}
}

// What is no page is refused in words, whoever asks.
func TestEventQueryIsChecked(t *testing.T) {
	h := openInstallation(t)
	now := h.clock.Now()
	for field, q := range map[string]model.EventQuery{
		"limit":     {Limit: 101},
		"events":    {Limit: 1, Names: []model.EventName{"connection.created"}},
		"after":     {Limit: 1, After: "event_nope"},
		"range_end": {Limit: 1, Since: now, Until: now.Add(-1)},
	} {
		q.Environment = h.staging
		_, err := h.AppEvents(t.Context(), q)
		refused(t, err, field)
	}
	refused(t, h.AwaitAppEvents(t.Context(), h.staging, "org_1"), "after")
}
