package service_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"gatehouse/model"
)

// keyMay is written down by hand: which permissions let an API key that is limited do what. What
// keys may do is either here or nothing for those that are limited.
var keyMay = map[model.Action][]model.KeyPermission{
	model.ActSeeEnvironments:    model.KeyPermissions(),
	model.ActRepeat:             model.KeyPermissions(),
	model.ActSeeOrganizations:   {model.KeyReads, model.KeyOrganizations, model.KeyConnections},
	model.ActCreateOrganization: {model.KeyOrganizations},
	model.ActChangeOrganization: {model.KeyOrganizations},
	model.ActDeleteOrganization: {model.KeyOrganizations},
	model.ActChangeDomains:      {model.KeyOrganizations},
	model.ActVouchDomain:        {model.KeyOrganizations},
	model.ActAllowOutside:       {model.KeyOrganizations},
	model.ActSeeConnections:     {model.KeyReads, model.KeyConnections},
	model.ActDeleteConnection:   {model.KeyConnections},
	model.ActSeeDirectories:     {model.KeyReads, model.KeyDirectories},
	model.ActDeleteDirectory:    {model.KeyDirectories},
	model.ActSeeDirectoryUsers:  {model.KeyReads, model.KeyDirectories},
	model.ActCreateLink:         {model.KeyPortal},
	model.ActSeeContacts:        {model.KeyReads, model.KeyOrganizations},
	model.ActChangeContacts:     {model.KeyOrganizations},
	model.ActSeeEvents:          {model.KeyReads, model.KeyEvents},
	model.ActSeeWebhooks:        {model.KeyReads, model.KeyWebhooks},
	model.ActChangeWebhooks:     {model.KeyWebhooks},
	model.ActRevealWebhook:      {model.KeyWebhooks},
	model.ActSeeNotes:           {model.KeyReads, model.KeyNotes},
	model.ActWriteNote:          {model.KeyNotes},
	model.ActSeeSessions:        {model.KeyReads, model.KeySessions},
	model.ActSeeLinks:           {model.KeyReads, model.KeyPortal},
	model.ActRevokeLink:         {model.KeyPortal},
	model.ActSeeHistory:         {model.KeyReads, model.KeyAudit},
	model.ActRedeem:             {model.KeySSO},
}

func TestKeyPermissions(t *testing.T) {
	for _, row := range model.Actions {
		every := model.APIKey{}.Holder()
		if got := every.May(row.Action) == nil; got != slices.Contains(row.Others, model.KeyHolder) {
			t.Errorf("a key without a limit may %s: %v", row.Words, got)
		}
		for _, p := range model.KeyPermissions() {
			err := model.APIKey{Permissions: []model.KeyPermission{p}}.Holder().May(row.Action)
			if want := slices.Contains(keyMay[row.Action], p); (err == nil) != want {
				t.Errorf("a key with %q may %s: %v, want %v", p, row.Words, err, want)
			}
		}
	}
	var no *model.Forbidden
	err := model.APIKey{Permissions: []model.KeyPermission{model.KeySSO, model.KeyPortal}}.Holder().May(
		model.ActSeeNotes)
	if want := "an API key that is limited to sso, portal cannot look at notes: use one that has the permission read " +
		"or notes"; !errors.As(err, &no) || no.Error() != want {
		t.Errorf("%v\nwant %s", err, want)
	}
}

// A key keeps its permissions when it is rotated; unknown ones are refused.
func TestPermissionsOfAKey(t *testing.T) {
	h := openInstallation(t)
	k, _, err := h.CreateKey(t.Context(), h.staging, "CI", model.KeyPortal, model.KeyReads, model.KeyPortal)
	want := []model.KeyPermission{model.KeyReads, model.KeyPortal}
	if err != nil || !slices.Equal(k.Permissions, want) {
		t.Fatalf("%q, %v", k.Permissions, err)
	}
	next, secret, err := h.RotateKey(t.Context(), k.ID, time.Hour)
	if err != nil || !slices.Equal(next.Permissions, want) {
		t.Errorf("%q, %v", next.Permissions, err)
	}
	app, err := h.KeyHolder(t.Context(), secret, model.Visitor{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.For(app).CreateOrganization(t.Context(), model.NewOrganization{Environment: h.staging,
		Name: "x"}); !errors.As(err, new(*model.Forbidden)) {
		t.Errorf("%v", err)
	}
	if _, err := h.For(app).Organizations(t.Context(), model.OrganizationQuery{}); err != nil {
		t.Error(err)
	}
	_, _, err = h.CreateKey(t.Context(), h.staging, "CI", "admin")
	if refused(t, err, "permissions"); !strings.Contains(err.Error(), "read, sso, organizations") {
		t.Error(err)
	}
}
