package idp

import (
	"strconv"
	"strings"

	"gatehouse/scim"
)

// Provider is an identity provider with its habits.
type Provider struct {
	Name      string // on the command line
	Title     string
	UserAgent string // its name, where nobody says how it calls itself

	first       []string // what it reads before all else, to find out how the directory speaks
	plainJSON   bool     // calls what it sends application/json
	wholeUsers  bool     // changes users by PUT, and never in part
	wholeGroups bool     // changes groups by PUT, with all members, and never in part
	allGroups   bool     // reads all groups and finds its own among them, and does not ask for one by name
	groupIDs    bool     // sends its own id of a group as externalId
	booleans    func(bool) any
	op          func(string) string
	pushes      int     // members that one PATCH adds
	users       []shape // what it makes of a user beside what all send
}

// Providers are those that can be played.
var Providers = []Provider{
	{
		Name: "okta", Title: "Okta", UserAgent: "Okta SCIM Client 1.0.0",
		booleans: plainly, op: strings.ToLower, pushes: 256,
	},
	{
		Name: "okta-wizard", Title: "Okta, app made by the wizard", UserAgent: "Okta SCIM Client 1.0.0",
		booleans: plainly, wholeUsers: true, wholeGroups: true,
	},
	{
		Name: "entra", Title: "Entra ID", UserAgent: "azure-active-directory-provisioning",
		booleans: capitalised, op: capital, pushes: 1, groupIDs: true, users: []shape{withID, withDepartment},
	},
	{
		Name: "onelogin", Title: "OneLogin", UserAgent: "OneLogin",
		booleans: inLowerCase, op: strings.ToLower, pushes: 100, groupIDs: true,
		users: []shape{withID, withDepartment},
	},
	{
		Name: "jumpcloud", Title: "JumpCloud", UserAgent: "JumpCloud_SCIM_2.0",
		booleans: plainly, wholeUsers: true, wholeGroups: true, groupIDs: true,
		users: []shape{withID, withDepartment},
	},
	{
		Name: "pingone", Title: "PingOne", UserAgent: "PingOne",
		booleans: plainly, wholeUsers: true, wholeGroups: true, users: []shape{withID, withDepartment, primaryTwice},
	},
	{
		Name: "pingfederate", Title: "PingFederate", UserAgent: "PingFederate",
		booleans: plainly, wholeUsers: true, wholeGroups: true, allGroups: true,
		users: []shape{withDepartment, primaryTwice},
	},
	{ // nobody who loses a role is taken out of its group
		Name: "cyberark", Title: "CyberArk", UserAgent: "CyberArk",
		first: []string{"/Users?count=1", "/ServiceProviderConfig", "/ResourceTypes/User", "/ResourceTypes/Group",
			"/Schemas/" + scim.URNUser, "/Schemas/" + scim.URNGroup},
		booleans: plainly, wholeUsers: true, allGroups: true, op: strings.ToLower, pushes: 100,
		users: []shape{withDepartment},
	},
	{
		Name: "rippling", Title: "Rippling", UserAgent: "Rippling", plainJSON: true,
		booleans: plainly, wholeUsers: true, op: strings.ToLower, pushes: 100,
		users: []shape{withID, withFewAttributes, withManager},
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
