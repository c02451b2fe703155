package directory

import (
	"context"
	"maps"
	"slices"

	"gatehouse/model"
	"gatehouse/storage"
)

const (
	// oneStep is how many members change in one step of the store. More are staged: they need more than a step
	// can hold, with the events that tell of them.
	oneStep = 500
	// stagedPart is how many members are staged at once.
	stagedPart = 500
	// rolesAtOnce is how many users get another role in one step. Each is written as a whole.
	rolesAtOnce = 100
)

// storeMembers makes a step with the changes of a plan, and gives the entry as it is then.
func (x *exchange) storeMembers(ctx context.Context, step storage.DirectoryStep, e model.DirectoryEntry,
	plan memberPlan) (model.DirectoryEntry, error) {
	if x.again {
		return e, x.free(ctx, e)
	}
	roles := len(plan.users) > 0 && x.attributes.RoleOf(e.ID) != ""
	if roles && len(plan.users) > rolesAtOnce {
		if err := x.rolesLater(ctx); err != nil {
			return e, err
		}
		roles = false
	}
	var err error
	if len(plan.users) > oneStep {
		step.Replaced, err = x.stage(ctx, e, plan)
	} else {
		var changes memberSteps
		changes, err = x.memberChanges(ctx, e, plan, roles)
		step.Members, step.Entries = changes.members, append(step.Entries, changes.users...)
		x.log.Done = append(x.log.Done, roleLines(changes.users)...)
	}
	if err != nil {
		return e, err
	}
	if step.Entries == nil && step.Members == nil && step.Replaced == nil {
		return e, nil
	}
	if err := x.provision(ctx, step); err != nil {
		return e, err
	}
	return x.core.Store.DirectoryEntry(ctx, x.directory.ID, e.Kind, e.ID)
}

// stage writes the list of members as it will be, in parts, each with what is told of it. The step that takes
// the list fails if somebody else changed the members meanwhile.
func (x *exchange) stage(ctx context.Context, group model.DirectoryEntry, plan memberPlan) (*storage.MembersReplaced,
	error) {
	to := &storage.MembersReplaced{Group: group.ID, Stage: x.core.NewULID(x.now), Based: group.MembersRev}
	part := storage.StagedMembers{Directory: x.directory.ID, Group: group.ID, Stage: to.Stage}
	write := func() error {
		part.Part = to.Parts
		err := x.core.Store.StageMembers(ctx, part)
		to.Parts++
		part.Members, part.Tell = nil, nil
		return err
	}
	take := func(user model.ID, stays bool, events []model.AppEvent) error {
		if stays {
			part.Members = append(part.Members, user)
		}
		part.Tell = append(part.Tell, events...)
		if len(part.Members) >= stagedPart || len(part.Tell) >= stagedPart {
			return write()
		}
		return nil
	}
	err := x.eachMember(ctx, group, func(user model.ID) error {
		if _, leaves := plan.users[user]; leaves {
			return nil // told of below
		}
		return take(user, true, nil)
	})
	if err != nil {
		return nil, err
	}
	for users := range slices.Chunk(slices.Sorted(maps.Keys(plan.users)), stagedPart) {
		changes, err := x.memberChanges(ctx, group, planOf(plan, users), false)
		if err != nil {
			return nil, err
		}
		for _, c := range changes.members {
			if err := take(c.User, !c.Remove, c.Tell); err != nil {
				return nil, err
			}
		}
	}
	if len(part.Members) > 0 || len(part.Tell) > 0 {
		err = write()
	}
	return to, err
}

// planOf is a plan for some of its users.
func planOf(plan memberPlan, users []model.ID) memberPlan {
	some := memberPlan{users: make(map[model.ID]bool, len(users))}
	for _, id := range users {
		some.users[id] = plan.users[id]
	}
	return some
}
