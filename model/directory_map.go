package model

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"gatehouse/scim"
)

// AttributeMap says what apps see of the users of a directory: where in what the identity provider sent that stands,
// and which roles users have by their groups. It is made once, and then applied to each user.
type AttributeMap struct {
	HideRaw bool // apps do not see what the identity provider sent

	predefined []PredefinedAttribute
	custom     []mappedAttribute
	required   []string // names, in the order in which they are set
	names      []string // of all that stands in custom_attributes
	roles      groupRoles
}

type mappedAttribute struct {
	name string
	path scim.Path
}

// MaxAttributePath bounds a path of an attribute map, in bytes.
const MaxAttributePath = 512

// CleanAttributePath reads a path of an attribute map, and gives it in its own spelling.
func CleanAttributePath(name, path string) (string, error) {
	if len(path) > MaxAttributePath {
		return "", Refuse(name, "choose a shorter one", "the path has %d bytes, more than %d", len(path),
			MaxAttributePath)
	}
	p, err := scim.ParsePath(path)
	if err != nil {
		return "", Refuse(name, `write a path like name.givenName, or emails[type eq "work"].value`,
			"%q is no path", Short(path))
	}
	return p.String(), nil
}

// NewAttributeMap is that of a directory: what its environment lets apps see, by the paths of the directory. Paths of
// attributes that the environment has no more mean nothing.
func NewAttributeMap(e Environment, d Directory) AttributeMap {
	m := AttributeMap{HideRaw: e.HideRaw, roles: newGroupRoles(e, d)}
	for _, p := range PredefinedAttributes {
		if slices.Contains(e.DirectoryAttributes, p.Name) {
			m.predefined = append(m.predefined, p)
			m.names = append(m.names, p.Name)
		}
	}
	for _, a := range e.CustomAttributes {
		m.names = append(m.names, a.Name)
		if a.Required {
			m.required = append(m.required, a.Name)
		}
		if p, err := scim.ParsePath(d.Map[a.Name]); err == nil {
			m.custom = append(m.custom, mappedAttribute{a.Name, p})
		}
	}
	return m
}

// attributeMapVersion is of what is made of a resource by the same map. What was made by another one is made again.
const attributeMapVersion = "1"

// Fingerprint is the same for maps that make the same of every user.
func (m AttributeMap) Fingerprint() string {
	parts := []string{attributeMapVersion}
	for _, p := range m.predefined {
		parts = append(parts, p.Name)
	}
	byName := map[string]string{}
	for _, c := range m.custom {
		byName[c.name] = c.path.String()
	}
	for _, name := range slices.Sorted(maps.Keys(byName)) {
		parts = append(parts, name+"="+byName[name])
	}
	if m.HideRaw {
		parts = append(parts, "raw hidden")
	}
	parts = append(parts, m.roles.fingerprint()...)
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:8])
}

// Of is what apps see of the resource of a user. Their roles do not stand in it: see [AttributeMap.RolesIn].
func (m AttributeMap) Of(r scim.Resource) UserAttributes {
	a := UserAttributes{
		FirstName: textAt(r, atGivenName), LastName: textAt(r, atFamilyName), JobTitle: textAt(r, atTitle),
		Username: textAt(r, atUserName), Emails: userEmails(r), RawHidden: m.HideRaw,
	}
	a.Email = mainEmail(a.Emails, a.Username)
	a.Name = cmp.Or(textAt(r, atFormattedName), textAt(r, atDisplayName), strings.TrimSpace(a.FirstName+" "+a.LastName))
	for _, p := range m.predefined {
		a.keep(p.Name, p.of(r))
	}
	for _, c := range m.custom {
		a.keep(c.name, r.Value(c.path))
	}
	return a
}

// keep notes the value of an attribute; there is none that is null.
func (a *UserAttributes) keep(name string, value any) {
	if value == nil {
		return
	}
	text, err := json.Marshal(value)
	if err != nil {
		return // of JSON it always becomes JSON again
	}
	if a.Custom == nil {
		a.Custom = map[string]json.RawMessage{}
	}
	a.Custom[name] = text
}

// Lacks are the required attributes that a user has not.
func (m AttributeMap) Lacks(a UserAttributes) (names []string) {
	for _, name := range m.required {
		if _, has := a.Custom[name]; !has {
			names = append(names, name)
		}
	}
	return names
}

// Unmapped are the required attributes for which the directory has no path.
func (m AttributeMap) Unmapped() (names []string) {
	for _, name := range m.required {
		if !slices.ContainsFunc(m.custom, func(c mappedAttribute) bool { return c.name == name }) {
			names = append(names, name)
		}
	}
	return names
}

// Whole is a user with all custom attributes that apps know of: those without a value are null.
func (m AttributeMap) Whole(u DirectoryUser) DirectoryUser {
	if len(m.names) == 0 {
		return u
	}
	all := maps.Clone(u.Attributes.Custom)
	if all == nil {
		all = map[string]json.RawMessage{}
	}
	for _, name := range m.names {
		if _, has := all[name]; !has {
			all[name] = json.RawMessage("null")
		}
	}
	u.Attributes.Custom = all
	return u
}

// ToldUser is a user as apps are told of them.
func (m AttributeMap) ToldUser(u DirectoryUser) DirectoryUser {
	if m.HideRaw {
		u.Raw = nil
	}
	return m.Whole(u)
}

// ToldGroup is a group as apps are told of it.
func (m AttributeMap) ToldGroup(g DirectoryGroup) DirectoryGroup {
	if m.HideRaw {
		g.Raw = nil
	}
	return g
}

// userEmails are the addresses of a user, in the order in which they were sent.
func userEmails(r scim.Resource) (all []UserEmail) {
	for _, m := range objectsOf(r["emails"]) {
		value := textOf(m, "value")
		if value == "" {
			continue
		}
		primary, _ := m["primary"].(bool)
		all = append(all, UserEmail{Value: value, Type: textOf(m, "type"), Primary: primary})
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
