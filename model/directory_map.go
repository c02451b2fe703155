package model

import (
	"strings"

	"gatehouse/scim"
)

// UserAttributesOf is what apps see of the resource of a user.
func UserAttributesOf(r scim.Resource) UserAttributes {
	a := UserAttributes{
		FirstName: r.Text("name.givenName"), LastName: r.Text("name.familyName"), JobTitle: r.Text("title"),
		Username: r.Text("userName"), Emails: userEmails(r),
	}
	a.Email = mainEmail(a.Emails, a.Username)
	a.Name = firstOf(r.Text("name.formatted"), r.Text("displayName"), strings.TrimSpace(a.FirstName+" "+a.LastName))
	return a
}

func firstOf(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}

// userEmails are the addresses of a user, in the order in which they were sent.
func userEmails(r scim.Resource) (all []UserEmail) {
	list, _ := r["emails"].([]any)
	for _, x := range list {
		m, _ := x.(map[string]any)
		value, _ := m["value"].(string)
		if value = strings.TrimSpace(value); value == "" {
			continue
		}
		kind, _ := m["type"].(string)
		primary, _ := m["primary"].(bool)
		all = append(all, UserEmail{Value: value, Type: kind, Primary: primary})
	}
	return all
}

// mainEmail is the address by which apps know a user: the primary one, of which PingOne marks two and the
// first counts; that of their work; any; or their userName, if it is one.
func mainEmail(all []UserEmail, userName string) string {
	for _, fits := range []func(UserEmail) bool{
		func(e UserEmail) bool { return e.Primary },
		func(e UserEmail) bool { return strings.EqualFold(e.Type, "work") },
		func(UserEmail) bool { return true },
	} {
		for _, e := range all {
			if fits(e) {
				return e.Value
			}
		}
	}
	if strings.Contains(userName, "@") {
		return userName
	}
	return ""
}
