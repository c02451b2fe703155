package idp

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"gatehouse/scim"
)

// Fault is a mistake of an identity provider, or of who set it up.
type Fault struct {
	Name  string
	About string // what goes wrong
	Cause string // in the log of the directory
	play  func(p Provider, people []Person, carry Carry) error
}

// Play makes the mistake. What comes before it, users and a group, is provisioned soundly. An error is a failure to
// carry requests: that they are refused is what is played.
func (f Fault) Play(p Provider, domain string, carry Carry) error {
	return f.play(p, People(massOfPeople, domain), carry)
}

// massOfPeople is so many that to remove them from a group at once is striking.
const massOfPeople = 12

// Faults are the mistakes that can be played, in the order in which an identity provider comes to make them.
var Faults = []Fault{
	{"no-token", "no token was pasted", "token_missing", alone(func(Provider) Request {
		return Request{Method: http.MethodGet, Path: "/Users", Token: new("")}
	})},
	{"wrong-token", "another token was pasted than the one that was given out", "token_unknown",
		alone(func(Provider) Request {
			return Request{Method: http.MethodGet, Path: "/Users", Token: new("not-a-token-of-this-directory")}
		})},
	{"wrong-address", "the address was pasted with something behind it", "wrong_path", alone(func(Provider) Request {
		return Request{Method: http.MethodGet, Path: "/scim/v2/Users"}
	})},
	{"scim-1.1", "the application speaks SCIM 1.1", "version", alone(func(p Provider) Request {
		old := []string{"urn:scim:schemas:core:1.0"}
		return p.with(http.MethodPost, "/Users", map[string]any{"schemas": old, "userName": "ada"})
	})},
	{"xml", "the application sends XML", "content_type", alone(func(Provider) Request {
		return Request{Method: http.MethodPost, Path: "/Users", Body: "<User/>", ContentType: "application/xml"}
	})},
	{"broken-json", "the message ends in the middle", "syntax", alone(func(Provider) Request {
		return Request{Method: http.MethodPost, Path: "/Users", Body: `{"userName":`,
			ContentType: "application/scim+json"}
	})},
	{"bad-filter", "the filter is no filter", "filter", alone(func(Provider) Request {
		return Request{Method: http.MethodGet, Path: "/Users", Query: url.Values{"filter": {`userName equals "ada"`}}}
	})},
	{"no-username", "userName is mapped to an attribute that is empty", "username_missing",
		alone(func(p Provider) Request {
			return p.with(http.MethodPost, "/Users", map[string]any{"schemas": []string{scim.URNUser}, "userName": ""})
		})},
	{"no-group-name", "displayName is mapped to an attribute that is empty", "name_missing",
		alone(func(p Provider) Request {
			return p.with(http.MethodPost, "/Groups", map[string]any{"schemas": []string{scim.URNGroup}})
		})},
	{"no-email", "no attribute is mapped to the email address", "email_missing", alone(func(p Provider) Request {
		body := map[string]any{"schemas": []string{scim.URNUser}, "userName": "no-email"}
		return p.with(http.MethodPost, "/Users", body)
	})},
	{"outside-email", "a user has an address of another domain", "email_outside_domains",
		alone(func(p Provider) Request {
			return p.with(http.MethodPost, "/Users", p.userBody(People(1, "elsewhere.example")[0], true))
		})},
	{"taken-username", "a user is made who exists already", "username_taken",
		withUser(func(p Provider, one Person, _ string) Request {
			return p.with(http.MethodPost, "/Users", p.userBody(one, true))
		})},
	{"wrong-type", "active is mapped to a text", "value_type", withUser(func(p Provider, _ Person, id string) Request {
		return p.with(http.MethodPatch, "/Users/"+id, p.patch(operation{"replace", "active", "employed"}))
	})},
	{"bad-path", "the path of a change leads nowhere", "path", withUser(func(p Provider, _ Person, id string) Request {
		return p.with(http.MethodPatch, "/Users/"+id, p.patch(operation{"replace", "emails[type eq", "x"}))
	})},
	{"bad-operation", "a change is called by another word than SCIM has", "op",
		withUser(func(p Provider, _ Person, id string) Request {
			return p.with(http.MethodPatch, "/Users/"+id, p.patch(operation{"upsert", "title", "x"}))
		})},
	{"too-large", "too many changes come at once", "too_large", withUser(func(p Provider, _ Person, id string) Request {
		all := make([]operation, scim.MaxOperations+1)
		for i := range all {
			all[i] = operation{"replace", "title", fmt.Sprint(i)}
		}
		return p.with(http.MethodPatch, "/Users/"+id, p.patch(all...))
	})},
	{"deleted-user", "a user is changed who was deleted here", "not_found",
		withUser(func(p Provider, _ Person, _ string) Request {
			gone := "/Users/01J00000000000000000000000"
			return p.with(http.MethodPatch, gone, p.patch(operation{"replace", "title", "x"}))
		})},
	{"taken-group", "a group is made that exists already", "group_taken", withGroup(func(p Provider, _ string) Request {
		body := map[string]any{"schemas": []string{scim.URNGroup}, "displayName": faultGroup}
		return p.with(http.MethodPost, "/Groups", body)
	})},
	{"unknown-members", "a group is pushed before its members are assigned", "member_unknown",
		withGroup(func(p Provider, id string) Request {
			strangers := []member{{"nobody"}, {"nor-anybody"}}
			return p.with(http.MethodPatch, "/Groups/"+id, p.patch(operation{"add", "members", strangers}))
		})},
	{"mass-removal", "one push takes everybody out of a group", "mass_removal",
		withGroup(func(p Provider, id string) Request {
			return p.with(http.MethodPatch, "/Groups/"+id, p.patch(operation{"replace", "members", []member{}}))
		})},
}

// LookupFault finds a fault by its name.
func LookupFault(name string) (Fault, bool) {
	for _, f := range Faults {
		if f.Name == name {
			return f, true
		}
	}
	return Fault{}, false
}

// alone is a fault that needs nothing before it.
func alone(q func(Provider) Request) func(Provider, []Person, Carry) error {
	return func(p Provider, _ []Person, carry Carry) error {
		r := q(p)
		r.UserAgent = p.UserAgent
		_, err := carry(r)
		return err
	}
}

// withUser is a fault about a user who is there.
func withUser(q func(p Provider, one Person, id string) Request) func(Provider, []Person, Carry) error {
	return func(p Provider, people []Person, carry Carry) error {
		id, err := p.user(people[0], true, carry)
		if err != nil {
			return err
		}
		_, err = carry(q(p, people[0], id))
		return err
	}
}

// faultGroup is the group that faults are about.
const faultGroup = "Test group"

// withGroup is a fault about a group of all people.
func withGroup(q func(p Provider, id string) Request) func(Provider, []Person, Carry) error {
	return func(p Provider, people []Person, carry Carry) error {
		plain := p
		plain.groupIDs = false // a group with an id of its own may have the name of another
		if err := plain.Sync(people, []Group{{Name: faultGroup, Members: people}}, carry); err != nil {
			return err
		}
		found, err := carry.sent(p.find(scim.Group, "displayName", faultGroup))
		if err != nil {
			return err
		}
		_, err = carry(q(p, found.id()))
		return err
	}
}

// FaultNames are the names of all faults.
func FaultNames() string {
	names := make([]string, len(Faults))
	for i, f := range Faults {
		names[i] = f.Name
	}
	return strings.Join(names, ", ")
}
