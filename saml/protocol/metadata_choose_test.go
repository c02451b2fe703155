package protocol

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"gatehouse/saml/internal/samltest"
)

// federation is metadata of many: every third entity is a service provider.
func federation(t testing.TB, entities int) []byte {
	sound := samltest.Metadata(t)
	entity := sound[strings.Index(sound, "<EntityDescriptor"):]
	var b strings.Builder
	b.WriteString(`<EntitiesDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" Name="urn:federation">`)
	for i := range entities {
		if i%3 == 2 {
			fmt.Fprintf(&b, `<EntityDescriptor entityID="https://sp%d.test/"><SPSSODescriptor/></EntityDescriptor>`, i)
			continue
		}
		b.WriteString(strings.ReplaceAll(entity, "https://idp.test/", fmt.Sprintf("https://idp%d.test/", i)))
	}
	b.WriteString(`</EntitiesDescriptor>`)
	return []byte(b.String())
}

// named gives an identity provider of the metadata names to show.
func named(t testing.TB, names string) string {
	return strings.Replace(samltest.Metadata(t), "<KeyDescriptor",
		`<Extensions><ui:UIInfo xmlns:ui="urn:oasis:names:tc:SAML:metadata:ui">`+names+
			`</ui:UIInfo></Extensions><KeyDescriptor`, 1)
}

func TestChooseProvider(t *testing.T) {
	field, err := os.ReadFile("testdata/field/metadata-two-providers.xml")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		doc    []byte
		choose string
		want   int // how many there are
	}{
		"from the field":    {field, "https://b.example", 2},
		"a large one":       {federation(t, 3000), "https://idp1234.test/saml", 2000},
		"two":               {federation(t, 2), "https://idp1.test/saml", 2},
		"pasted with blank": {federation(t, 7), " https://idp3.test/saml\n", 5},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := ParseMetadata(c.doc, "")
			choose, ok := errors.AsType[*ChooseProvider](err)
			if !ok || len(choose.Providers) != c.want || choose.Wanted != "" ||
				!strings.Contains(err.Error(), "choose one of them by its entity ID") {
				t.Fatalf("%v", err)
			}
			if len(err.Error()) > 300 || !strings.Contains(err.Error(), choose.Providers[0].EntityID) {
				t.Errorf("the error does not list the first few: %v", err)
			}
			m, err := ParseMetadata(c.doc, c.choose)
			if err != nil || m.EntityID != strings.TrimSpace(c.choose) || len(m.Certificates) == 0 {
				t.Errorf("chose %q, %v", m.EntityID, err)
			}
			_, err = ParseMetadata(c.doc, "https://nobody.test/")
			if choose, ok := errors.AsType[*ChooseProvider](err); !ok || len(choose.Providers) != c.want ||
				choose.Wanted != "https://nobody.test/" ||
				!strings.Contains(err.Error(), "none of them is https://nobody.test/") {
				t.Errorf("one that is not there: %v", err)
			}
		})
	}
	if m, err := ParseMetadata([]byte(samltest.Metadata(t)), "https://idp.test/saml"); err != nil ||
		m.EntityID != "https://idp.test/saml" {
		t.Errorf("the only one, asked for: %v", err)
	}
	if _, err := ParseMetadata([]byte(samltest.Metadata(t)), "https://idp.test/SAML"); err == nil ||
		!strings.Contains(err.Error(), "the identity provider https://idp.test/saml and not https://idp.test/SAML") {
		t.Errorf("another one than the only one: %v", err)
	}
}

// Which of two would be meant? One broken entity does not spoil the others.
func TestChooseProviderDoubtful(t *testing.T) {
	twice := strings.ReplaceAll(string(federation(t, 2)), "https://idp1.test/", "https://idp0.test/")
	if _, err := ParseMetadata([]byte(twice), "https://idp0.test/saml"); err == nil ||
		!strings.Contains(err.Error(), "2 times") {
		t.Errorf("one entity ID twice: %v", err)
	}
	broken := strings.Replace(string(federation(t, 2)), `Location="https://idp0.test/sso"`, `Location="/sso"`, 1)
	if _, err := ParseMetadata([]byte(broken), "https://idp1.test/saml"); err != nil {
		t.Errorf("a broken neighbour: %v", err)
	}
	if _, err := ParseMetadata([]byte(broken), "https://idp0.test/saml"); err == nil || !strings.Contains(err.Error(),
		"no web address") {
		t.Errorf("the broken one: %v", err)
	}
	wrapped := `<export>` + string(federation(t, 2)) + `</export>`
	if _, err := ParseMetadata([]byte(wrapped), "https://idp1.test/saml"); err == nil || !strings.Contains(err.Error(),
		`its root is "export"`) {
		t.Errorf("metadata in something else: %v", err)
	}
	many := []byte(`<EntitiesDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata">` +
		strings.Repeat(`<EntityDescriptor entityID="urn:a"><IDPSSODescriptor/></EntityDescriptor>`, maxProviders+1) +
		`</EntitiesDescriptor>`)
	if _, err := ParseMetadata(many, "urn:b"); err == nil || !strings.Contains(err.Error(),
		"more than 25000 identity providers") {
		t.Errorf("more than any federation has: %v", err)
	}
}

func TestIdentityProviderNames(t *testing.T) {
	organization := `<Organization><OrganizationName xml:lang="en">Foo Ltd</OrganizationName>` +
		`<OrganizationDisplayName xml:lang="de">Foo GmbH</OrganizationDisplayName></Organization></EntityDescriptor>`
	for name, c := range map[string]struct{ doc, want string }{
		"none": {samltest.Metadata(t), ""},
		"English wins": {named(t, `<ui:DisplayName xml:lang="de">Universität</ui:DisplayName><ui:DisplayName `+
			`xml:lang="en-GB"> The  University </ui:DisplayName>`), "The University"},
		"any language":     {named(t, `<ui:DisplayName xml:lang="sv">Högskolan</ui:DisplayName>`), "Högskolan"},
		"the organization": {strings.Replace(samltest.Metadata(t), "</EntityDescriptor>", organization, 1), "Foo GmbH"},
		"hidden":           {named(t, "<ui:DisplayName>a\u202eb</ui:DisplayName>"), "a<U+202E>b"},
		"endless": {named(t, "<ui:DisplayName>"+strings.Repeat("a", 5000)+"</ui:DisplayName>"),
			strings.Repeat("a", 100) + "… (5000 bytes)"},
	} {
		_, err := ParseMetadata([]byte(c.doc), "https://nobody.test/")
		choose, ok := errors.AsType[*ChooseProvider](err)
		if !ok || !slices.Equal(choose.Providers, []IdentityProvider{{"https://idp.test/saml", c.want}}) {
			t.Errorf("%s: %+v, %v", name, choose, err)
		}
	}
}

func TestMatchingProviders(t *testing.T) {
	choose := ChooseProvider{Providers: []IdentityProvider{
		{"https://idp.uni-a.test/", "University of A"}, {"https://idp.uni-b.test/", "University of B"},
		{"urn:c", "College"},
	}}
	for words, want := range map[string]int{"": 3, "univ": 2, "UNI-A": 1, "university b.test": 1, "nobody": 0} {
		found, all := choose.Matching(words, 2)
		if all != want || len(found) != min(want, 2) {
			t.Errorf("%q: %d of %d, want %d", words, len(found), all, want)
		}
	}
}
