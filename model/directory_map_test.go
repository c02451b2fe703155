package model_test

import (
	"encoding/json"
	"maps"
	"slices"
	"testing"

	"gatehouse/model"
	"gatehouse/scim"
)

const (
	enterpriseURN = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
	customURN     = "urn:ietf:params:scim:schemas:extension:Acme:2.0:User"
)

// resource is a user as a provider sends them, beside their name.
func resource(t *testing.T, rest string) scim.Resource {
	t.Helper()
	r, _, _, _, err := scim.ParseResource(scim.User,
		[]byte(`{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],`+
			`"userName":"ada"`+rest+`}`))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// everything lets apps see all predefined attributes.
func everything() (e model.Environment) {
	for _, p := range model.PredefinedAttributes {
		e.DirectoryAttributes = append(e.DirectoryAttributes, p.Name)
	}
	return e
}

// Each predefined attribute comes from where providers send it.
func TestPredefinedAttributes(t *testing.T) {
	m := model.NewAttributeMap(everything(), model.Directory{})
	ent := func(text string) string { return `,"` + enterpriseURN + `":` + text }
	for _, test := range []struct {
		rule, sent string
		want       map[string]string
	}{
		{"nothing sent", "", map[string]string{}},
		{"userType is employee_type", `,"userType":"Contractor"`, map[string]string{"employee_type": `"Contractor"`}},
		{"displayName is display_name", `,"displayName":"Ada L."`, map[string]string{"display_name": `"Ada L."`}},
		{"the enterprise extension",
			ent(`{"department":"D","division":"V","costCenter":"C","organization":"O","employeeNumber":"7"}`),
			map[string]string{"department_name": `"D"`, "division_name": `"V"`, "cost_center_name": `"C"`,
				"organization":    `"O"`,
				"employee_number": `"7"`}},
		{"an employee number that is a number", ent(`{"employeeNumber":7}`),
			map[string]string{"employee_number": `"7"`}},
		{"manager as value and displayName", ent(`{"manager":{"value":"m1","displayName":"Charles"}}`),
			map[string]string{"manager_id": `"m1"`, "manager_name": `"Charles"`}},
		{"manager as a bare string, by Entra", ent(`{"manager":"m1"}`), map[string]string{"manager_id": `"m1"`}},
		{"manager as managerId, by OneLogin", ent(`{"manager":{"managerId":"m1","displayName":"Charles"}}`),
			map[string]string{"manager_id": `"m1"`, "manager_name": `"Charles"`}},
		{"manager with an email, by Rippling", ent(`{"manager":{"value":"m1","email":"charles@example.com"}}`),
			map[string]string{"manager_id": `"m1"`, "manager_email": `"charles@example.com"`}},
		{"manager whose id is an email", ent(`{"manager":"charles@example.com"}`),
			map[string]string{"manager_id": `"charles@example.com"`, "manager_email": `"charles@example.com"`}},
		{"addresses", `,"addresses":[{"type":"work","streetAddress":"1 Dorset St","locality":"London","region":"LDN",` +
			`"postalCode":"W1","country":"GB","formatted":"1 Dorset St, London","primary":true},{"country":"FR"}]`,
			map[string]string{"addresses": `[{"type":"work","street_address":"1 Dorset St","locality":"London",` +
				`"region":"LDN","postal_code":"W1","country":"GB","raw_address":"1 Dorset St, London",` +
				`"primary":true},{"type":null,"street_address":null,"locality":null,"region":null,"postal_code":null,` +
				`"country":"FR","raw_address":null,"primary":false}]`}},
	} {
		t.Run(test.rule, func(t *testing.T) {
			got := m.Of(resource(t, test.sent)).Custom
			if !maps.EqualFunc(got, test.want, func(a json.RawMessage, b string) bool { return string(a) == b }) {
				t.Errorf("%s, want %s", got, test.want)
			}
		})
	}
}

// What apps see at the root of a user.
func TestRootAttributes(t *testing.T) {
	emails := func(text string) string { return `,"emails":[` + text + `]` }
	for _, test := range []struct {
		rule, sent, field, want string
	}{
		{"the primary email", emails(`{"value":"a@x.example","type":"work"},{"value":"b@x.example","primary":true}`),
			"email", "b@x.example"},
		{"the first of two primary ones, by PingOne",
			emails(`{"value":"a@x.example","primary":true},{"value":"b@x.example","primary":true}`), "email",
			"a@x.example"},
		{"the work email", emails(`{"value":"a@x.example"},{"value":"b@x.example","type":"Work"}`), "email",
			"b@x.example"},
		{"the first email", emails(`{"value":"a@x.example"},{"value":"b@x.example"}`), "email", "a@x.example"},
		{"name.formatted before displayName", `,"name":{"formatted":"Ada King"},"displayName":"Ada"`, "name",
			"Ada King"},
		{"displayName before the parts", `,"name":{"givenName":"Ada","familyName":"King"},"displayName":"Ada"`, "name",
			"Ada"},
		{"the parts of the name", `,"name":{"givenName":"Ada","familyName":"King"}`, "name", "Ada King"},
		{"title is job_title", `,"title":"Countess"`, "job_title", "Countess"},
	} {
		t.Run(test.rule, func(t *testing.T) {
			text, err := json.Marshal(model.AttributeMap{}.Of(resource(t, test.sent)))
			if err != nil {
				t.Fatal(err)
			}
			var got map[string]any
			if err := json.Unmarshal(text, &got); err != nil || got[test.field] != test.want {
				t.Errorf("%s: %v, want %s: %v", test.field, got[test.field], test.want, err)
			}
		})
	}
}

// A custom attribute is what stands at the path of the directory, in its own type.
func TestCustomAttributes(t *testing.T) {
	sent := `,"x-level":3,"tags":["a","b"],"emails":[{"value":"w@x.example","type":"work"}],"` + enterpriseURN +
		`":{"department":"D"},"` +
		customURN + `":{"badge":{"big":12345678901234567890,"ok":true}}`
	for _, test := range []struct{ rule, path, want string }{
		{"a number", "x-level", `3`},
		{"a number that is longer than a float", customURN + ":badge.big", `12345678901234567890`},
		{"a truth", customURN + ":badge.ok", `true`},
		{"a list", "tags", `["a","b"]`},
		{"an object", customURN + ":badge", `{"big":12345678901234567890,"ok":true}`},
		{"a condition", `emails[type eq "work"].value`, `"w@x.example"`},
		{"the dot in 2.0 separates nothing", enterpriseURN + ":department", `"D"`},
		{"nothing there", "title", ``},
		{"not mapped", "", ``},
		{"a path that cannot be read means nothing", "a..b", ``},
	} {
		t.Run(test.rule, func(t *testing.T) {
			e := model.Environment{CustomAttributes: []model.CustomAttribute{{Name: "it", Required: true}}}
			m := model.NewAttributeMap(e, model.Directory{Map: map[string]string{"it": test.path, "gone": "title"}})
			a := m.Of(resource(t, sent))
			if got := string(a.Custom["it"]); got != test.want || len(a.Custom) > 1 {
				t.Errorf("%s, want %q", a.Custom, test.want)
			}
			if lacks := m.Lacks(a); slices.Contains(lacks, "it") != (test.want == "") {
				t.Errorf("lacks %q", lacks)
			}
			whole := m.Whole(model.DirectoryUser{Attributes: a}).Attributes.Custom
			if got := string(whole["it"]); test.want == "" && got != "null" || test.want != "" && got != test.want {
				t.Errorf("whole: %s", whole)
			}
		})
	}
}

// Maps that make the same of every user have the same fingerprint, others another one.
func TestFingerprint(t *testing.T) {
	base := model.Environment{CustomAttributes: []model.CustomAttribute{{Name: "a"}, {Name: "b"}},
		DirectoryAttributes: []string{"organization"}, Roles: []model.EnvironmentRole{{Slug: "a"}, {Slug: "b"}}}
	d := model.Directory{Map: map[string]string{"a": "title"}}
	of := func(change func(*model.Environment, *model.Directory)) string {
		e, x := base, model.Directory{Map: maps.Clone(d.Map), Roles: map[model.ID]string{"g1": "b"}}
		e.CustomAttributes, e.DirectoryAttributes = slices.Clone(e.CustomAttributes),
			slices.Clone(e.DirectoryAttributes)
		change(&e, &x)
		return model.NewAttributeMap(e, x).Fingerprint()
	}
	same := of(func(*model.Environment, *model.Directory) {})
	for _, test := range []struct {
		rule   string
		same   bool
		change func(*model.Environment, *model.Directory)
	}{
		{"another path", false, func(_ *model.Environment, x *model.Directory) { x.Map["a"] = "userType" }},
		{"a path more", false, func(_ *model.Environment, x *model.Directory) { x.Map["b"] = "title" }},
		{"a path less", false, func(_ *model.Environment, x *model.Directory) { delete(x.Map, "a") }},
		{"an attribute is renamed", false, func(e *model.Environment, _ *model.Directory) {
			e.CustomAttributes[0].Name = "c"
		}},
		{"a predefined one less", false, func(e *model.Environment, _ *model.Directory) {
			e.DirectoryAttributes = nil
		}},
		{"raw attributes are hidden", false, func(e *model.Environment, _ *model.Directory) { e.HideRaw = true }},
		{"an attribute that is not mapped", true, func(e *model.Environment, _ *model.Directory) {
			e.CustomAttributes = append(e.CustomAttributes, model.CustomAttribute{Name: "c"})
		}},
		{"one is required", true, func(e *model.Environment, _ *model.Directory) {
			e.CustomAttributes[0].Required = true
		}},
		{"another order", true, func(e *model.Environment, _ *model.Directory) { slices.Reverse(e.CustomAttributes) }},
		{"a path of an attribute that is gone", true, func(_ *model.Environment, x *model.Directory) {
			x.Map["gone"] = "title"
		}},
		{"a group has another role", false, func(_ *model.Environment, x *model.Directory) { x.Roles["g1"] = "a" }},
		{"a group more has a role", false, func(_ *model.Environment, x *model.Directory) { x.Roles["g2"] = "b" }},
		{"no group has a role", false, func(_ *model.Environment, x *model.Directory) { x.Roles = nil }},
		{"the role is gone", false, func(e *model.Environment, _ *model.Directory) { e.Roles = e.Roles[:1] }},
		{"a default role", false, func(e *model.Environment, _ *model.Directory) { e.DefaultRole = "a" }},
		{"several roles", false, func(e *model.Environment, _ *model.Directory) { e.MultipleRoles = true }},
		{"a role that no group has", true, func(e *model.Environment, _ *model.Directory) {
			e.Roles = append(e.Roles, model.EnvironmentRole{Slug: "c"})
		}},
		{"a group of a role that there is not", true, func(_ *model.Environment, x *model.Directory) {
			x.Roles["g2"] = "c"
		}},
		{"IT admins give roles", true, func(e *model.Environment, _ *model.Directory) { e.PortalRoles = true }},
	} {
		t.Run(test.rule, func(t *testing.T) {
			if got := of(test.change); (got == same) != test.same {
				t.Errorf("%s, before it was %s", got, same)
			}
		})
	}
}
