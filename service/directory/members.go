package directory

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"gatehouse/model"
	"gatehouse/scim"
	"gatehouse/service/core"
	"gatehouse/storage"
)

// What is warned of when members change.
const (
	causeMemberUnknown model.DirectoryCause = "member_unknown"
	causeMassRemoval   model.DirectoryCause = "mass_removal"
)

// A push removes a mass of members if it takes out so many, and so large a part of them. So does a file of users.
const (
	massRemoval     = 10
	massRemovalPart = 4 // a quarter
)

func removesMany(gone, of int) bool { return gone >= massRemoval && gone*massRemovalPart >= of }

// memberPlan is what becomes of the members of a group: whom a step takes in, true, and takes out, false. Who is
// in the group already is not taken in again.
type memberPlan struct {
	users  map[model.ID]bool
	nested map[model.ID]bool // groups in the group, the same way
}

// planMembers finds what a list of steps comes to. IDs of nobody are left out and warned of: an answer of 400
// would lose the whole push, which providers do not send again.
func (x *exchange) planMembers(ctx context.Context, group model.DirectoryEntry, steps []scim.MemberOp) (memberPlan,
	error) {
	plan := memberPlan{users: map[model.ID]bool{}, nested: map[model.ID]bool{}}
	unknown := 0
	for _, step := range steps {
		switch step.Do {
		case scim.ClearMembers, scim.ReplaceMembers:
			if err := x.planAllOut(ctx, group, plan); err != nil {
				return plan, err
			}
		}
		for _, m := range step.Members {
			in := step.Do != scim.RemoveMembers
			switch kind, err := x.kindOf(ctx, model.ID(m.Value), m.Type); {
			case err != nil:
				return plan, err
			case kind == model.UserEntry:
				plan.users[model.ID(m.Value)] = in
			case kind == model.GroupEntry:
				plan.nested[model.ID(m.Value)] = in
			case in:
				unknown++
			}
		}
	}
	if unknown > 0 {
		x.warn(causeMemberUnknown, model.Plural(unknown, "member is", "members are")+
			" not known here. Assign them to the application in your provider, and push the group again.")
	}
	return plan, x.keepChanges(ctx, group, plan)
}

// planAllOut takes out everybody who is in a group.
func (x *exchange) planAllOut(ctx context.Context, group model.DirectoryEntry, plan memberPlan) error {
	for id := range plan.users {
		plan.users[id] = false
	}
	nested, err := nestedIn(group)
	if err != nil {
		return err
	}
	for id := range nested {
		plan.nested[id] = false
	}
	return x.eachMember(ctx, group, func(user model.ID) error {
		plan.users[user] = false
		return nil
	})
}

// memberPage is how many members are read at once.
const memberPage = 1000

// eachMember goes through the users of a group in the order of their ids.
func (s Service) eachMember(ctx context.Context, group model.DirectoryEntry, f func(model.ID) error) error {
	q := storage.MembershipQuery{Directory: group.Directory, Group: group.ID, Limit: memberPage}
	for {
		page, err := s.core.Store.Memberships(ctx, q)
		if err != nil {
			return err
		}
		for _, m := range page {
			if err := f(m.User); err != nil {
				return err
			}
		}
		if len(page) < q.Limit {
			return nil
		}
		q.Behind = page[len(page)-1].User
	}
}

// kindOf is what an id is of, "" if it is of nothing here.
func (x *exchange) kindOf(ctx context.Context, id model.ID, said string) (model.EntryKind, error) {
	kinds := []model.EntryKind{model.UserEntry, model.GroupEntry}
	if said == scim.Group.Name() {
		slices.Reverse(kinds)
	}
	for _, k := range kinds {
		_, err := x.core.Store.DirectoryEntry(ctx, x.directory.ID, k, id)
		if !errors.Is(err, model.ErrNotFound) {
			return k, err
		}
	}
	return "", nil
}

// keepChanges leaves in a plan what changes something.
func (x *exchange) keepChanges(ctx context.Context, group model.DirectoryEntry, plan memberPlan) error {
	removed := 0
	for user, in := range plan.users {
		found, err := x.core.Store.Memberships(ctx, storage.MembershipQuery{Directory: x.directory.ID, Group: group.ID,
			User: user})
		if err != nil {
			return err
		}
		switch {
		case in == (len(found) > 0):
			delete(plan.users, user)
		case !in:
			removed++
		}
	}
	if removesMany(removed, group.Members) {
		x.warn(causeMassRemoval, fmt.Sprintf("This push removed %d of %d members of %s. Check the group in your "+
			"provider if that was not meant.", removed, group.Members, group.Name))
	}
	return nil
}

// withNested writes the groups in a group into its resource.
func withNested(r scim.Resource, group model.DirectoryEntry, plan memberPlan) error {
	nested, err := nestedIn(group)
	if err != nil {
		return err
	}
	for id, in := range plan.nested {
		if in {
			nested[id] = true
		} else {
			delete(nested, id)
		}
	}
	delete(r, "members")
	var list []any
	for _, id := range slices.Sorted(maps.Keys(nested)) {
		list = append(list, map[string]any{"value": string(id), "type": scim.Group.Name()})
	}
	if list != nil {
		r["members"] = list
	}
	return nil
}

// nestedIn are the groups in a group. They are few, and stand in its resource: nobody is a user of a group
// because of them.
func nestedIn(group model.DirectoryEntry) (map[model.ID]bool, error) {
	all := map[model.ID]bool{}
	if len(group.Resource) == 0 {
		return all, nil
	}
	r, err := resourceOf(group)
	if err != nil {
		return nil, err
	}
	list, _ := r["members"].([]any)
	for _, x := range list {
		m, _ := x.(map[string]any)
		if id, _ := m["value"].(string); id != "" {
			all[model.ID(id)] = true
		}
	}
	return all, nil
}

// memberSteps are the changes of a plan with what is told of them, in the order of the users.
type memberSteps struct {
	members []storage.MemberChange
	users   []storage.EntryChange // those of the members, if roles follow
}

// memberChange finds what one user who comes into a group, or leaves it, changes; nothing of one who was deleted just
// now, and their memberships with them. If roles follow, the user goes with their membership, also one whose roles
// stay: whoever changes another of their groups meanwhile has to look again.
func (x *exchange) memberChange(ctx context.Context, group model.DirectoryEntry, id model.ID, in, roles bool) (
	s memberSteps, err error) {
	user, err := x.core.Store.DirectoryEntry(ctx, x.directory.ID, model.UserEntry, id)
	if gone, err := core.Missing(err); gone || err != nil {
		return s, err
	}
	based := user.Revision
	if roles {
		change, err := x.inGroup(ctx, user, group, in)
		if err != nil {
			return s, err
		}
		s.users, user = append(s.users, change), change.Entry
	}
	name := model.DirectoryUserRemoved
	if in {
		name = model.DirectoryUserAdded
	}
	events, err := x.toldMember(name, user, group)
	s.members = append(s.members, storage.MemberChange{Membership: model.Membership{Group: group.ID, User: id},
		Remove: !in, Based: based, Tell: events})
	return s, err
}

// bytes is about how much changes store.
func (s memberSteps) bytes() (n int) {
	for _, c := range s.members {
		n += bytesOf(c.Tell)
	}
	for _, c := range s.users {
		n += len(c.Entry.Resource) + len(c.Entry.Attributes) + bytesOf(c.Tell)
	}
	return n
}

func bytesOf(events []model.AppEvent) (n int) {
	for _, e := range events {
		n += len(e.Data)
	}
	return n
}
