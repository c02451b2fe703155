package service_test

import (
	"errors"
	"net/http"
	"slices"
	"testing"
	"time"

	"gatehouse/model"
	"gatehouse/service/directory"
)

// Each step of Directory Sync is done and leads to the next one, until the first user has come.
func TestDirectorySetupLeadsOn(t *testing.T) {
	h := openInstallation(t)
	o := must(h.CreateOrganization(t.Context(), model.NewOrganization{Environment: h.staging, Name: "Initech"}))
	at := func(next model.SetupStep, done, open int) {
		t.Helper()
		s := must(h.DirectorySetup(t.Context(), o.ID))
		if s.Next() != next || s.Ready() != (next == "") {
			t.Errorf("next is %q, want %q; ready: %t", s.Next(), next, s.Ready())
		}
		for i, step := range s.Steps() {
			if s.Done(step) != (i < done) || s.Open(step) != (i < open) {
				t.Errorf("next is %q: %s is done %t and open %t", next, step, s.Done(step), s.Open(step))
			}
		}
	}
	at(model.SetupDirectoryProvider, 0, 1)
	d := must(h.ChooseDirectory(t.Context(), o.ID, "okta"))
	if tokens := must(h.DirectoryTokens(t.Context(), d.ID)); len(tokens) != 0 {
		t.Errorf("it has %d tokens that nobody has seen", len(tokens))
	}
	at(model.SetupDirectoryGuide, 1, 3)
	h.clock.add(time.Second)
	if again := must(h.ChooseDirectory(t.Context(), o.ID, "azure")); again.ID != d.ID || again.Key != d.Key {
		t.Errorf("another provider makes %s, not %s", again.ID, d.ID)
	}
	token, _, err := h.ReissueDirectoryToken(t.Context(), d.ID)
	if err != nil {
		t.Fatal(err)
	}
	client := d.Client(token)
	must(h.For(client).Provision(t.Context(), directory.Request{Method: http.MethodGet, Path: "/Users"}))
	at(model.SetupDirectoryCheck, 2, 3)
	_, err = h.ChooseDirectory(t.Context(), o.ID, "okta")
	if refused, ok := errors.AsType[*model.FieldError](err); !ok || refused.Field != "type" {
		t.Errorf("another provider of a directory that is linked: %v", err)
	}
	h.provision(t, client, "/Users",
		`{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"ada","active":false}`)
	at("", 3, 3)
	h.clock.add(time.Second)
	newer := must(first(h.CreateDirectory(t.Context(), model.NewDirectory{Organization: o.ID, Type: "okta"})))
	if s := must(h.DirectorySetup(t.Context(), o.ID)); s.Directory.ID != newer.ID {
		t.Errorf("links are about %s, not about the newest one", s.Directory.ID)
	}
}

// A token that was lost before it was used is replaced at no cost; two that are in use are not.
func TestReissuedTokenTakesThePlaceOfUnusedOnes(t *testing.T) {
	h := openInstallation(t)
	o := must(h.CreateOrganization(t.Context(), model.NewOrganization{Environment: h.staging, Name: "Initech"}))
	d := must(h.ChooseDirectory(t.Context(), o.ID, "okta"))
	use := func(secret string) error {
		_, err := h.DirectoryClient(t.Context(), d.Key, "Bearer "+secret, directory.Request{Method: http.MethodGet,
			Path: "/Users"})
		return err
	}
	issue := func() string {
		t.Helper()
		_, secret, err := h.ReissueDirectoryToken(t.Context(), d.ID)
		if err != nil {
			t.Fatal(err)
		}
		return secret
	}
	lost, first := issue(), issue()
	if use(lost) == nil || use(first) != nil {
		t.Error("the lost token is good, or the new one is not")
	}
	unused, second := issue(), issue()
	if use(unused) == nil || use(first) != nil || use(second) != nil {
		t.Error("a token that is used ended, or one that is not did not")
	}
	if _, _, err := h.ReissueDirectoryToken(t.Context(), d.ID); err == nil {
		t.Error("a third token is good beside two that are used")
	}
}

// What a provider came to is read from what its directory has and what it asked; a refusal stands until what it was
// about goes well.
func TestDirectoryProgress(t *testing.T) {
	asked := func(name string, verdict model.DirectoryVerdict) model.DirectoryRequest {
		return model.DirectoryRequest{Method: "POST", Path: "/Users", Token: "w7Qa", Name: name, Verdict: verdict}
	}
	query := model.DirectoryRequest{Method: "GET", Path: "/Users?filter=x", Token: "w7Qa", Verdict: model.DirectoryDone}
	failed := query
	failed.Verdict = model.DirectoryRefused
	stranger := model.DirectoryRequest{Method: "GET", Path: "/Users", Verdict: model.DirectoryRefused}
	linked := model.DirectoryStatus{Directory: model.Directory{State: model.DirectoryLinked}}
	with := func(c model.DirectoryCounts) model.DirectoryStatus { x := linked; x.Counts = c; return x }
	for name, test := range map[string]struct {
		d       model.DirectoryStatus
		newest  []model.DirectoryRequest
		seen    int
		refused bool
	}{
		"nothing":        {model.DirectoryStatus{}, nil, 0, false},
		"only strangers": {model.DirectoryStatus{}, []model.DirectoryRequest{stranger}, 0, true},
		"a token": {linked, []model.DirectoryRequest{asked("ada", model.DirectoryRefused)}, 1,
			true},
		"a question":                      {linked, []model.DirectoryRequest{query, stranger}, 2, false},
		"a question that is refused":      {linked, []model.DirectoryRequest{failed}, 1, true},
		"the same question, now answered": {linked, []model.DirectoryRequest{query, failed}, 2, false},
		"a user without a question":       {with(model.DirectoryCounts{Unpublished: 1}), nil, 3, false},
		"another user is refused": {with(model.DirectoryCounts{Active: 1}),
			[]model.DirectoryRequest{asked("bob", model.DirectoryDone), asked("ada", model.DirectoryRefused)}, 3, true},
		"the user came after all": {with(model.DirectoryCounts{Active: 1}),
			[]model.DirectoryRequest{asked("ada", model.DirectoryPartly), asked("ada", model.DirectoryRefused)}, 3,
			false},
		"a group": {with(model.DirectoryCounts{Active: 1, Groups: 1}), nil, 4, false},
		"a member": {with(model.DirectoryCounts{Active: 1, Groups: 1, Memberships: 1}), nil, 5,
			false},
	} {
		p := model.DirectoryProgressOf(test.d, test.newest)
		if !slices.Equal(p.Seen, model.DirectoryMilestones[:test.seen]) && test.seen > 0 || len(p.Seen) != test.seen ||
			(p.Refused != nil) != test.refused {
			t.Errorf("%s: %v, refused %v", name, p.Seen, p.Refused)
		}
	}
}
