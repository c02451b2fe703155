package model

import (
	"strings"

	"gatehouse/scim"
)

// PredefinedAttribute is one that every directory has from the same place of what its identity provider sends. An
// environment says whether apps see it.
type PredefinedAttribute struct {
	Name string
	From string // the place, for people; "" if SCIM has none

	of func(scim.Resource) any
}

// PredefinedAttributes are all of them, by name. Those that apps always see at the root of a user are not among them.
var PredefinedAttributes = []PredefinedAttribute{
	{"addresses", "addresses", addressesOf},
	enterprise("cost_center_name", "costCenter"),
	enterprise("department_name", "department"),
	{"display_name", "displayName", func(r scim.Resource) any { return orNothing(textAt(r, atDisplayName)) }},
	enterprise("division_name", "division"),
	enterprise("employee_number", "employeeNumber"),
	{"employee_type", "userType", func(r scim.Resource) any { return orNothing(textAt(r, atUserType)) }},
	{"employment_start_date", "", func(scim.Resource) any { return nil }},
	manager("manager_email", managerEmail),
	manager("manager_id", managerID),
	manager("manager_name", managerName),
	enterprise("organization", "organization"),
}

// The places that are read of each user.
var (
	atUserName      = pathOf("userName")
	atDisplayName   = pathOf("displayName")
	atTitle         = pathOf("title")
	atUserType      = pathOf("userType")
	atGivenName     = pathOf("name.givenName")
	atFamilyName    = pathOf("name.familyName")
	atFormattedName = pathOf("name.formatted")
)

func pathOf(text string) scim.Path {
	p, err := scim.ParsePath(text)
	if err != nil {
		panic(err) // it is part of this package
	}
	return p
}

// textAt is the text that stands at a place, "" if there is none.
func textAt(r scim.Resource, p scim.Path) string {
	for _, v := range r.At(p) {
		if text, ok := v.(string); ok {
			return text
		}
	}
	return ""
}

func orNothing(text string) any {
	if text == "" {
		return nil
	}
	return text
}

// enterprise is an attribute from the enterprise extension.
func enterprise(name, attribute string) PredefinedAttribute {
	at := pathOf(scim.URNEnterprise + ":" + attribute)
	return PredefinedAttribute{name, attribute + " of the enterprise extension",
		func(r scim.Resource) any { return orNothing(textAt(r, at)) }}
}

// manager is something that the enterprise extension says of a user's manager.
func manager(name string, of func(map[string]any) string) PredefinedAttribute {
	at := pathOf(scim.URNEnterprise + ":manager")
	return PredefinedAttribute{name, "manager of the enterprise extension", func(r scim.Resource) any {
		m, _ := r.Value(at).(map[string]any)
		return orNothing(of(m))
	}}
}

// managerID is the id that the identity provider has sent: its own, ours or an email address. OneLogin calls it
// managerId.
func managerID(m map[string]any) string {
	if id := textOf(m, "value"); id != "" {
		return id
	}
	return textOf(m, "managerId")
}

func managerName(m map[string]any) string { return textOf(m, "displayName") }

// managerEmail is sent by Rippling; others send it as the id.
func managerEmail(m map[string]any) string {
	if address := textOf(m, "email"); address != "" {
		return address
	}
	if id := managerID(m); strings.Contains(id, "@") {
		return id
	}
	return ""
}

// Address is a postal address of a user.
type Address struct {
	Type          *string `json:"type"`
	StreetAddress *string `json:"street_address"`
	Locality      *string `json:"locality"`
	Region        *string `json:"region"`
	PostalCode    *string `json:"postal_code"`
	Country       *string `json:"country"`
	RawAddress    *string `json:"raw_address"` // the whole of it
	Primary       bool    `json:"primary"`
}

func addressesOf(r scim.Resource) any {
	var all []Address
	for _, m := range objectsOf(r["addresses"]) {
		text := func(key string) *string {
			if v := textOf(m, key); v != "" {
				return &v
			}
			return nil
		}
		primary, _ := m["primary"].(bool)
		all = append(all, Address{text("type"), text("streetAddress"), text("locality"), text("region"),
			text("postalCode"), text("country"), text("formatted"), primary})
	}
	if all == nil {
		return nil
	}
	return all
}

// objectsOf are the objects of a list.
func objectsOf(list any) (all []map[string]any) {
	values, _ := list.([]any)
	for _, v := range values {
		if m, ok := v.(map[string]any); ok {
			all = append(all, m)
		}
	}
	return all
}

// textOf is a text of an object without spaces around it, "" if it has none. Names are as they were sent.
func textOf(m map[string]any, name string) string {
	if text, ok := m[name].(string); ok {
		return strings.TrimSpace(text)
	}
	for key, v := range m {
		if text, ok := v.(string); ok && strings.EqualFold(key, name) {
			return strings.TrimSpace(text)
		}
	}
	return ""
}
