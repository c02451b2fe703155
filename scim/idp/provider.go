package idp

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"gatehouse/scim"
)

// Provider is an identity provider with its habits.
type Provider struct {
	Name      string // on the command line
	Title     string
	UserAgent string

	whole      bool // changes users and groups by PUT, and never in part
	booleans   func(bool) any
	enterprise bool // sends the enterprise extension, and its own id as externalId
	op         func(string) string
	pushes     int // members that one PATCH adds
}

// Providers are those that can be played.
var Providers = []Provider{
	{
		Name: "okta", Title: "Okta", UserAgent: "Okta SCIM Client 1.0.0",
		booleans: plainly, op: strings.ToLower, pushes: 256,
	},
	{
		Name: "okta-wizard", Title: "Okta, app made by the wizard", UserAgent: "Okta SCIM Client 1.0.0",
		booleans: plainly, whole: true,
	},
	{
		Name: "entra", Title: "Entra ID", UserAgent: "azure-active-directory-provisioning",
		booleans: capitalised, op: capital, pushes: 1, enterprise: true,
	},
	{
		Name: "onelogin", Title: "OneLogin", UserAgent: "OneLogin",
		booleans: inLowerCase, op: strings.ToLower, pushes: 100, enterprise: true,
	},
	{
		Name: "jumpcloud", Title: "JumpCloud", UserAgent: "JumpCloud_SCIM_2.0",
		booleans: plainly, whole: true, enterprise: true,
	},
}

// How identity providers write booleans.
func plainly(b bool) any     { return b }
func inLowerCase(b bool) any { return strconv.FormatBool(b) }
func capitalised(b bool) any { return capital(strconv.FormatBool(b)) }

func capital(word string) string { return strings.ToUpper(word[:1]) + word[1:] }

// Lookup finds a provider by its name.
func Lookup(name string) (Provider, bool) {
	for _, p := range Providers {
		if p.Name == name {
			return p, true
		}
	}
	return Provider{}, false
}

// ProviderNames are the names of all providers.
func ProviderNames() string {
	names := make([]string, len(Providers))
	for i, p := range Providers {
		names[i] = p.Name
	}
	return strings.Join(names, ", ")
}

// Sync brings people and groups into the directory as they are at the identity provider: it looks for each, makes
// those that are missing, and changes the others. It ends with the first that is refused.
func (p Provider) Sync(people []Person, groups []Group, carry Carry) error {
	ids := make(map[string]string, len(people))
	for _, one := range people {
		id, err := p.user(one, true, carry)
		if err != nil {
			return err
		}
		ids[one.ID] = id
	}
	for _, g := range groups {
		if err := p.group(g, ids, carry); err != nil {
			return err
		}
	}
	return nil
}

// Leave takes people out of the directory, as the identity provider does when they are no longer assigned.
func (p Provider) Leave(people []Person, carry Carry) error {
	for _, one := range people {
		if _, err := p.user(one, false, carry); err != nil {
			return err
		}
	}
	return nil
}

// user makes or changes one user, and gives their id.
func (p Provider) user(one Person, active bool, carry Carry) (id string, err error) {
	found, err := carry.sent(p.find(scim.User, "userName", one.Email))
	if err != nil {
		return "", err
	}
	id = found.id()
	switch {
	case id == "" && !active:
		return "", nil
	case id == "":
		made, err := carry.sent(p.with(http.MethodPost, "/Users", p.userBody(one, active)))
		return made.id(), err
	case p.whole:
		_, err = carry.sent(p.with(http.MethodPut, "/Users/"+id, p.userBody(one, active)))
	default:
		change := p.patch(operation{p.op("replace"), "active", p.booleans(active)})
		_, err = carry.sent(p.with(http.MethodPatch, "/Users/"+id, change))
	}
	return id, err
}

// group makes or changes one group.
func (p Provider) group(g Group, ids map[string]string, carry Carry) error {
	found, err := carry.sent(p.find(scim.Group, "displayName", g.Name))
	if err != nil {
		return err
	}
	var members []member
	for _, m := range g.Members {
		members = append(members, member{ids[m.ID]})
	}
	body := map[string]any{"schemas": []string{scim.URNGroup}, "displayName": g.Name}
	if p.enterprise {
		body["externalId"] = g.ID
	}
	if p.whole {
		body["members"] = members
	}
	id := found.id()
	switch {
	case id == "":
		made, err := carry.sent(p.with(http.MethodPost, "/Groups", body))
		if err != nil {
			return err
		}
		id = made.id()
	case p.whole:
		_, err = carry.sent(p.with(http.MethodPut, "/Groups/"+id, body))
	}
	if p.whole || err != nil {
		return err
	}
	for len(members) > 0 {
		n := min(len(members), p.pushes)
		q := p.with(http.MethodPatch, "/Groups/"+id, p.patch(operation{p.op("add"), "members", members[:n]}))
		if _, err := carry.sent(q); err != nil {
			return err
		}
		members = members[n:]
	}
	return nil
}

type member struct {
	Value string `json:"value"`
}

type operation struct {
	Op    string `json:"op"`
	Path  string `json:"path,omitempty"`
	Value any    `json:"value,omitempty"`
}

func (p Provider) patch(all ...operation) map[string]any {
	return map[string]any{"schemas": []string{scim.URNPatch}, "Operations": all}
}

func (p Provider) userBody(one Person, active bool) map[string]any {
	body := map[string]any{
		"schemas": []string{scim.URNUser}, "userName": one.Email, "active": p.booleans(active),
		"name":        map[string]string{"givenName": one.Given, "familyName": one.Family},
		"displayName": one.Given + " " + one.Family, "title": one.Title,
		"emails": []map[string]any{{"value": one.Email, "type": "work", "primary": true}},
	}
	if p.enterprise {
		body["externalId"] = one.ID
		body["schemas"] = []string{scim.URNUser, scim.URNEnterprise}
		body[scim.URNEnterprise] = map[string]string{"department": one.Department}
	}
	return body
}

// find looks for a resource as identity providers do: by what must be unique.
func (p Provider) find(k scim.Kind, name, value string) Request {
	quoted, _ := json.Marshal(value) // a text always becomes JSON
	return Request{Method: http.MethodGet, Path: k.Endpoint(), UserAgent: p.UserAgent,
		Query: url.Values{"filter": {name + " eq " + string(quoted)}, "startIndex": {"1"}, "count": {"100"}}}
}

// with is a request with a body.
func (p Provider) with(method, path string, body any) Request {
	b, _ := json.Marshal(body) // of texts, lists and objects
	return Request{Method: method, Path: path, Body: string(b), ContentType: "application/scim+json; charset=utf-8",
		UserAgent: p.UserAgent}
}
