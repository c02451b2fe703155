package scim_test

import (
	"slices"
	"strings"
	"testing"

	"gatehouse/model"
	"gatehouse/scim/idp"
	"gatehouse/service"
	"gatehouse/service/directory"
	"gatehouse/web/webtest"
)

// Each identity provider that can be played provisions users and groups, comes again without a change, and takes some
// out: all of it soundly.
func TestRehearsedProviders(t *testing.T) {
	for _, p := range idp.Providers {
		t.Run(p.Name, func(t *testing.T) {
			l := webtest.Listen(t, service.Options{})
			d := l.NewDirectory(t, "generic")
			play := func(leave int) (refused []string) {
				all, err := l.Services.RehearseDirectory(t.Context(), d.ID, directory.Rehearsal{As: p.Name, Users: 6,
					Groups: 3, Leave: leave})
				if err != nil || len(all) == 0 {
					t.Fatalf("%d requests, %v", len(all), err)
				}
				for _, r := range all {
					if r.Verdict == model.DirectoryRefused || len(r.Warnings) > 0 {
						refused = append(refused, r.Method+" "+r.Path+" "+r.Detail)
					}
				}
				return refused
			}
			if amiss := play(0); amiss != nil {
				t.Errorf("%q", amiss)
			}
			names, _ := d.Events(t)
			// the directory and its token, users, groups, everybody, and each in one group
			if n := len(names); n != 2+6+3+6+6 {
				t.Errorf("%d events: %q", n, names)
			}
			if amiss := play(0); amiss != nil {
				t.Errorf("again: %q", amiss)
			}
			if again, _ := d.Events(t); len(again) != len(names) {
				t.Errorf("again: %q", again[len(names):])
			}
			if amiss := play(2); amiss != nil {
				t.Errorf("some left: %q", amiss)
			}
			got, err := l.Services.Directory(t.Context(), d.ID)
			if want := (model.DirectoryCounts{Active: 4, Unpublished: 2, Groups: 3}); err != nil ||
				got.Counts.Active != want.Active ||
				got.Counts.Unpublished != want.Unpublished || got.Counts.Groups != want.Groups {
				t.Errorf("%+v, %v", got.Counts, err)
			}
		})
	}
}

// Each fault is found in the log under its cause, whichever identity provider makes it; and each cause that an
// identity provider can bring about by what it sends has a fault.
func TestRehearsedFaults(t *testing.T) {
	played := map[model.DirectoryCause]bool{}
	for _, f := range idp.Faults {
		played[model.DirectoryCause(f.Cause)] = true
		l := webtest.Listen(t, service.Options{})
		for _, p := range idp.Providers {
			as, d := p.Name, l.NewDirectory(t, "generic")
			all, err := l.Services.RehearseDirectory(t.Context(), d.ID, directory.Rehearsal{As: as, Fault: f.Name})
			if err != nil || len(all) == 0 {
				t.Fatalf("%s: %d requests, %v", f.Name, len(all), err)
			}
			last := all[len(all)-1]
			causes := []model.DirectoryCause{last.Cause}
			for _, w := range last.Warnings {
				causes = append(causes, w.Cause)
			}
			if !slices.Contains(causes, model.DirectoryCause(f.Cause)) {
				t.Errorf("%s as %s: %s %s is %s %q: %s", f.Name, as, last.Method, last.Path, last.Verdict,
					causes, last.Detail)
			}
			for _, r := range all[:len(all)-1] {
				if r.Verdict == model.DirectoryRefused {
					t.Errorf("%s as %s: before it %s %s was refused: %s", f.Name, as, r.Method, r.Path, r.Detail)
				}
			}
		}
	}
	notPlayed := "token_revoked token_other_directory directory_deleted active_kept member_value member_field " +
		// they depend on what is done here, on another, or are trifles
		"version_moved too_many rate schemas_missing method not_offered required_unmapped"
	for _, row := range model.DirectoryCauses {
		if !played[row.Cause] && !strings.Contains(notPlayed, string(row.Cause)) {
			t.Errorf("no fault plays %s", row.Cause)
		}
	}
}

// The test directory does not play in Production.
func TestNoRehearsalInProduction(t *testing.T) {
	l := webtest.Listen(t, service.Options{})
	environments, err := l.Services.Environments(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(environments, func(e model.Environment) bool { return e.Kind == model.Production })
	o, err := l.Services.CreateOrganization(t.Context(),
		model.NewOrganization{Environment: environments[i].ID, Name: "Real"})
	if err != nil {
		t.Fatal(err)
	}
	d, _, err := l.Services.CreateDirectory(t.Context(), model.NewDirectory{Organization: o.ID})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := l.Services.RehearseDirectory(t.Context(), d.ID, directory.Rehearsal{Users: 1}); err == nil ||
		!strings.Contains(err.Error(), "try it in Staging") {
		t.Errorf("%v", err)
	}
}
