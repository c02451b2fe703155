package scim

import (
	"errors"
	"slices"
)

// Member is who belongs to a group.
type Member struct {
	Value   string // the id of the user or group
	Display string // its name as the provider sent it; may be ""
	Type    string // "User" or "Group"; "" where the provider did not say
}

// MemberOp is one step on the members of a group.
type MemberOp struct {
	Do      MemberAction
	Members []Member // each once
}

// MemberAction is what a step does.
type MemberAction int

// What a step on the members may do.
const (
	AddMembers     MemberAction = iota // those that are not there yet
	RemoveMembers                      // those that are there
	ReplaceMembers                     // by these; by none if there are none
	ClearMembers                       // remove all
)

// readMembers reads a list of members, or one alone. Each is taken once.
func readMembers(v any) ([]Member, []Warning, error) {
	var list []any
	switch v := v.(type) {
	case nil:
		return nil, nil, nil
	case []any:
		list = v
	default:
		list = []any{v}
	}
	var warnings []Warning
	members, seen := make([]Member, 0, len(list)), make(map[string]bool, len(list))
	for _, element := range list {
		m, err := readMember(element)
		switch {
		case err != nil:
			return nil, nil, err
		case m.Value == "":
			warnings = []Warning{{WarnMemberValue, "A member was sent without the id of a user. It was left out."}}
		case !seen[m.Value]:
			seen[m.Value] = true
			members = append(members, m)
		}
	}
	if len(list) > 0 && len(members) == 0 {
		return nil, nil, typeError("members", "a list of objects with the id of a user as value", list[0])
	}
	return members, warnings, nil
}

func readMember(v any) (Member, error) {
	switch v := v.(type) {
	case nil:
		return Member{}, nil
	case string:
		return Member{Value: v}, nil
	case map[string]any:
		var m Member
		for name, field := range map[string]*string{"value": &m.Value, "display": &m.Display, "type": &m.Type} {
			value := v[keyIn(v, name)]
			text, ok := plain(value)
			if !ok && value != nil {
				return m, typeError("members."+name, "a text", value)
			}
			*field = text
		}
		for _, k := range []Kind{User, Group} {
			if sameName(m.Type, k.Name()) {
				m.Type = k.Name()
			}
		}
		return m, nil
	}
	return Member{}, typeError("members", "a list of objects with a value each", v)
}

// namesMembers says whether a comparison of members asks for ids alone, as the members of a group are looked up.
func (c *comparison) namesMembers() bool {
	if c.path.Filter != nil {
		_, err := c.path.Filter.memberIDs()
		return err == nil && c.op == ""
	}
	_, ok := plain(c.value)
	ofValue := len(c.path.Sub) == 0 || slices.Equal(c.path.Sub, []string{"value"})
	return ok && ofValue && (c.op == "eq" || c.op == "ne")
}

// members are the ids that a comparison of members asks for.
func (c *comparison) members() []string {
	if c.path.Filter != nil {
		ids, _ := c.path.Filter.memberIDs()
		return ids
	}
	id, _ := plain(c.value)
	return []string{id}
}

// memberIDs are the ids in value eq "a" or value eq "b".
func (f *Filter) memberIDs() ([]string, error) {
	terms := []expression{f.root}
	if j, ok := f.root.(*junction); ok && j.word == "or" {
		terms = j.terms
	}
	var ids []string
	for _, t := range terms {
		c, ok := t.(*comparison)
		if !ok {
			return nil, errOnlyIDs
		}
		id, isText := plain(c.value)
		if !isText || id == "" || c.op != "eq" || c.path.Attr != "value" || len(c.path.Sub) > 0 {
			return nil, errOnlyIDs
		}
		ids = append(ids, id)
	}
	return ids, nil
}

var errOnlyIDs = errors.New("members are chosen by value eq and an id, and several of these with or between them")

// setMembers makes a step on the members of a group.
func (b *builder) setMembers(op operator, p Path, value any) error {
	if len(p.Sub) > 0 && !slices.Equal(p.Sub, []string{"value"}) {
		b.warn(WarnMemberField, excerpt(p.String())+" is not kept: of a member the id counts.")
		return nil
	}
	if p.Filter != nil {
		return b.chosenMembers(op, p)
	}
	if op != opRemove && (value == nil || value == "") {
		b.warn(WarnMemberValue, "members has no value: they were left as they are. Send an empty list to remove all.")
		return nil
	}
	members, warnings, err := readMembers(value)
	if err != nil {
		return err
	}
	for _, w := range warnings {
		b.warn(w.Code, w.Detail)
	}
	do := map[operator]MemberAction{opAdd: AddMembers, opReplace: ReplaceMembers, opRemove: RemoveMembers}[op]
	if op == opRemove && value == nil {
		do = ClearMembers
	}
	b.members(op, do, members)
	return nil
}

// chosenMembers makes a step on the members that brackets choose. They can only go.
func (b *builder) chosenMembers(op operator, p Path) error {
	ids, err := p.Filter.memberIDs()
	if err != nil {
		return filterError(p.Filter.String(), err)
	}
	if op != opRemove || len(p.Sub) > 0 {
		return pathError(p.String(),
			errors.New("members in brackets can be removed; send others with the path members"))
	}
	var members []Member
	for _, id := range ids {
		if !slices.ContainsFunc(members, func(m Member) bool { return m.Value == id }) {
			members = append(members, Member{Value: id})
		}
	}
	b.members(op, RemoveMembers, members)
	return nil
}

func (b *builder) members(op operator, do MemberAction, members []Member) {
	b.steps = append(b.steps, step{op: op, members: &MemberOp{do, members}})
}
