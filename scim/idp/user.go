package idp

import (
	"maps"

	"gatehouse/scim"
)

// userBody is a user as the identity provider sends one.
func (p Provider) userBody(one Person, active bool) map[string]any {
	body := map[string]any{
		"schemas": []string{scim.URNUser}, "userName": one.Email, "active": p.booleans(active),
		"name":        map[string]string{"givenName": one.Given, "familyName": one.Family},
		"displayName": one.Given + " " + one.Family, "title": one.Title,
		"emails": []email{{one.Email, "work", true}},
	}
	for _, change := range p.users {
		change(body, one)
	}
	return body
}

// shape is a habit of an identity provider in what it sends of a user.
type shape func(body map[string]any, one Person)

type email struct {
	Value   string `json:"value"`
	Type    string `json:"type"`
	Primary bool   `json:"primary"`
}

// withID sends the identity provider's own id.
func withID(body map[string]any, one Person) { body["externalId"] = one.ID }

func withDepartment(body map[string]any, one Person) {
	extend(body, map[string]any{"department": one.Department})
}

// withManager sends who somebody reports to, with an address by which apps find them.
func withManager(body map[string]any, one Person) {
	if one.Manager != "" {
		extend(body, map[string]any{"manager": map[string]string{"value": one.Manager, "email": one.Manager}})
	}
}

// primaryTwice fills the address at home with that at work where there is none, and calls both the primary one.
func primaryTwice(body map[string]any, one Person) {
	body["emails"] = []email{{one.Email, "work", true}, {one.Email, "home", true}}
}

// withFewAttributes sends what was listed at the identity provider, and no more.
func withFewAttributes(body map[string]any, _ Person) {
	delete(body, "displayName")
	delete(body, "title")
}

// extend adds attributes of the enterprise extension.
func extend(body, attributes map[string]any) {
	more, there := body[scim.URNEnterprise].(map[string]any)
	if !there {
		more = map[string]any{}
		body["schemas"] = []string{scim.URNUser, scim.URNEnterprise}
	}
	maps.Copy(more, attributes)
	body[scim.URNEnterprise] = more
}
