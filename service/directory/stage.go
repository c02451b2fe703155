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
	// stepBytes is about how much the members of one step, or of one part of a staged list, store. An identity provider
	// may send a picture of each user.
	stepBytes = 1 << 20
	// rolesAtOnce is how many users get another role in one step. Each is written as a whole.
	rolesAtOnce = 256
	// stagedPart is how many members are staged at once.
	stagedPart = 500
)

// storeMembers makes a step with the changes of a plan, and gives the entry as it is then.
func (x *exchange) storeMembers(ctx context.Context, step storage.DirectoryStep, e model.DirectoryEntry,
	plan memberPlan) (model.DirectoryEntry, error) {
	if x.again {
		return e, x.free(ctx, e)
	}
	changes, fit, err := x.inOneStep(ctx, e, plan)
	if err == nil && !fit {
		step.Replaced, err = x.stage(ctx, e, plan)
	}
	if err != nil {
		return e, err
	}
	step.Members, step.Entries = changes.members, append(step.Entries, changes.users...)
	x.log.Done = append(x.log.Done, roleLines(changes.users)...)
	if step.Entries == nil && step.Members == nil && step.Replaced == nil {
		return e, nil
	}
	if err := x.provision(ctx, step); err != nil {
		return e, err
	}
	return x.core.Store.DirectoryEntry(ctx, x.directory.ID, e.Kind, e.ID)
}

// inOneStep finds the changes of a plan, if they fit into one step: with the roles that follow, or else without, and
// roles follow in the background.
func (x *exchange) inOneStep(ctx context.Context, group model.DirectoryEntry, plan memberPlan) (all memberSteps,
	fit bool, err error) {
	if len(plan.users) > 0 && x.attributes.RoleOf(group.ID) != "" {
		if all, fit, err = x.upTo(ctx, rolesAtOnce, group, plan, true); fit || err != nil {
			return all, fit, err
		}
		if err := x.rolesLater(ctx); err != nil {
			return all, false, err
		}
	}
	return x.upTo(ctx, oneStep, group, plan, false)
}

// upTo finds the changes of a plan, if they are so many at most, and store no more than a step holds.
func (x *exchange) upTo(ctx context.Context, most int, group model.DirectoryEntry, plan memberPlan, roles bool) (
	all memberSteps, fit bool, err error) {
	if len(plan.users) > most {
		return all, false, nil
	}
	bytes := 0
	for _, id := range slices.Sorted(maps.Keys(plan.users)) {
		c, err := x.memberChange(ctx, group, id, plan.users[id], roles)
		if bytes += c.bytes(); err != nil || bytes > stepBytes {
			return memberSteps{}, false, err
		}
		all.members, all.users = append(all.members, c.members...), append(all.users, c.users...)
	}
	return all, true, nil
}

// stage writes the list of members as it will be, in parts, each with what is told of it. The step that takes
// the list fails if somebody else changed the members meanwhile.
func (x *exchange) stage(ctx context.Context, group model.DirectoryEntry, plan memberPlan) (*storage.MembersReplaced,
	error) {
	to := &storage.MembersReplaced{Group: group.ID, Stage: x.core.NewULID(x.now), Based: group.MembersRev}
	part := storage.StagedMembers{Directory: x.directory.ID, Group: group.ID, Stage: to.Stage}
	bytes := 0
	write := func() error {
		part.Part = to.Parts
		err := x.core.Store.StageMembers(ctx, part)
		to.Parts++
		part.Members, part.Tell, bytes = nil, nil, 0
		return err
	}
	take := func(user model.ID, stays bool, events []model.AppEvent) error {
		if stays {
			part.Members = append(part.Members, user)
		}
		part.Tell = append(part.Tell, events...)
		bytes += bytesOf(events)
		if len(part.Members) >= stagedPart || len(part.Tell) >= stagedPart || bytes >= stepBytes {
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
	for _, id := range slices.Sorted(maps.Keys(plan.users)) {
		c, err := x.memberChange(ctx, group, id, plan.users[id], false)
		if err != nil {
			return nil, err
		}
		for _, m := range c.members {
			if err := take(m.User, !m.Remove, m.Tell); err != nil {
				return nil, err
			}
		}
	}
	if len(part.Members) > 0 || len(part.Tell) > 0 {
		err = write()
	}
	return to, err
}
