package provider

import (
	"slices"
	"testing"
)

// Every guide to provisioning is complete: each has endpoint and token entered once, or says what can be done instead.
func TestEveryDirectoryGuideIsComplete(t *testing.T) {
	named := map[string]bool{}
	for _, g := range DirectoryGuides() {
		if g.Type == "" || g.About == "" || g.Search == "" || g.Role == "" || named[g.Name] {
			t.Errorf("%s lacks something, or has another's name: %+v", g.Slug, g)
		}
		named[g.Name] = true
		if sends := len(g.Steps) > 0; sends != (g.Type != ByFile) || sends == (len(g.Instead) > 0) ||
			sends != (g.Wait != "") || sends != (len(g.Fails) > 0) {
			t.Errorf("%s has steps, or says what can be done instead, not both", g.Slug)
		}
		entered := map[string]int{}
		for _, s := range g.Steps {
			if s.Title == "" || len(s.Do) == 0 {
				t.Errorf("%s: a step without title or text: %+v", g.Slug, s)
			}
			for _, f := range s.Fill {
				if f.Field == "" || (f.Value == "") == (f.Text == "") {
					t.Errorf("%s: %q is filled with %q, %q", g.Slug, f.Field, f.Value, f.Text)
				}
				entered[f.Value]++
			}
		}
		delete(entered, "")
		if g.Type == "azure" {
			entered["endpoint"] += entered["endpoint_entra"]
			delete(entered, "endpoint_entra")
		}
		if len(g.Steps) > 0 && (entered["endpoint"] != 1 || entered["token"] != 1 || len(entered) != 2) {
			t.Errorf("%s has our values entered %v times", g.Slug, entered)
		}
	}
}

// The popular guides come first, the one to any provider last.
func TestDirectoryGuidesAreInOrder(t *testing.T) {
	var slugs []string
	for _, g := range DirectoryGuides() {
		slugs = append(slugs, g.Slug)
		if found, known := DirectoryGuideOf(g.Slug); !known || found != g {
			t.Errorf("%s is not found", g.Slug)
		}
	}
	want := []string{"azure", "google", "jumpcloud", "okta", "onelogin",
		"cyberark", "hr", "okta-wizard", "pingfederate", "pingone", "rippling", "custom"}
	if !slices.Equal(slugs, want) {
		t.Errorf("order: %v", slugs)
	}
	if _, known := DirectoryGuideOf("none"); known {
		t.Error("there is a guide that nobody wrote")
	}
}
