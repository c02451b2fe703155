package model

import (
	"encoding/json"
	"maps"
	"slices"

	"github.com/dustin/go-humanize"

	"gatehouse/scim"
)

// DirectoryMap is the attribute map of a directory, beside a user of whom it is shown what it makes.
type DirectoryMap struct {
	User       ID     // whom apps know by it; "" if there is none yet
	Label      string // by what people know them
	Attributes []MappedAttribute
}

// MappedAttribute is an attribute that apps see in custom_attributes.
type MappedAttribute struct {
	Name        string
	Description string
	Predefined  bool
	Required    bool
	Path        string          // where it stands; of a predefined one in words; "" if nowhere
	Value       json.RawMessage // of the user; nil if they have none
}

// PathValue is a value of a real user, and the path that leads to it.
type PathValue struct {
	Path  string
	Value json.RawMessage
}

// Shown are the attributes of a map, with what it makes of a resource, which may be nil.
func (m AttributeMap) Shown(e Environment, d Directory, r scim.Resource) (all []MappedAttribute) {
	of := m.Of(r).Custom
	for _, p := range m.predefined {
		all = append(all, MappedAttribute{Name: p.Name, Predefined: true, Path: p.From, Value: of[p.Name]})
	}
	for _, a := range e.CustomAttributes {
		all = append(all, MappedAttribute{Name: a.Name, Description: a.Description, Required: a.Required,
			Path: d.Map[a.Name], Value: of[a.Name]})
	}
	return all
}

// MapAttributes changes paths of the map of a directory; "" takes one away. Attributes are those of its environment.
func (d *Directory) MapAttributes(e Environment, paths map[string]string) error {
	next := maps.Clone(d.Map)
	if next == nil {
		next = map[string]string{}
	}
	for _, name := range slices.Sorted(maps.Keys(paths)) {
		if paths[name] == "" {
			delete(next, name)
			continue
		}
		if !slices.ContainsFunc(e.CustomAttributes, func(a CustomAttribute) bool { return a.Name == name }) {
			return unmappable(e, name)
		}
		path, err := CleanAttributePath(name, paths[name])
		if err != nil {
			return err
		}
		next[name] = path
	}
	if d.Map = next; len(next) == 0 {
		d.Map = nil
	}
	return nil
}

// unmappable says why an attribute cannot be mapped.
func unmappable(e Environment, name string) error {
	if slices.ContainsFunc(PredefinedAttributes, func(p PredefinedAttribute) bool { return p.Name == name }) {
		return Refuse("map", "let apps see it in the settings of the environment",
			"%s is predefined: it always comes from the same place", name)
	}
	return Refuse("map", "add it to the settings of the environment first, or write it as it is listed there",
		"%q is no custom attribute of %s", Short(name), e.Name)
}

// MappingStatus is how what apps see of a directory stands to its attribute map.
type MappingStatus struct {
	Recompute Recompute
	Unmapped  []string // required attributes that have no path

	RoleGroups  int    // groups that have a role
	DefaultRole string // of users in none of them; "" for none
}

// RoleWords say which roles users have, "" if none has one.
func (m MappingStatus) RoleWords() string {
	switch groups := Plural(m.RoleGroups, "group gives", "groups give"); {
	case m.RoleGroups == 0:
		return m.DefaultRole
	case m.DefaultRole == "":
		return groups + " one"
	default:
		return groups + " one; everybody else is " + m.DefaultRole
	}
}

// Words say how far a recomputation is, "" if none runs.
func (r Recompute) Words() string {
	switch {
	case !r.Runs():
		return ""
	case r.Kind == GroupEntry:
		return "recomputing groups"
	}
	return "recomputing " + humanize.Comma(int64(r.Done)) + " of " + humanize.Comma(int64(r.Total)) + " users"
}
