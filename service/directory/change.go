package directory

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"gatehouse/model"
	"gatehouse/scim"
	"gatehouse/storage"
)

// answeredMembers is how many members a group may have so that the answer to a change names them. An answer
// names all or none: a list that was cut, sent back, would take out the rest.
const answeredMembers = 1000

// create makes an entry of what was sent.
func (x *exchange) create(ctx context.Context, k model.EntryKind) (Answer, error) {
	r, members, _, warnings, err := scim.ParseResource(scimKind(k), x.asked.Body)
	if err != nil {
		return Answer{}, err
	}
	x.warnAll(warnings)
	x.log.Status = http.StatusCreated
	is := model.DirectoryEntry{Directory: x.directory.ID, Kind: k, ID: x.core.NewULID(x.now), Created: x.now}
	is, err = x.write(ctx, model.DirectoryEntry{Directory: x.directory.ID, Kind: k}, is, r,
		[]scim.MemberOp{{Do: scim.AddMembers, Members: members}})
	if err != nil {
		return Answer{}, err
	}
	a, err := x.changed(ctx, is)
	a.Location = x.location(is)
	return a, err
}

// replace puts what was sent in the place of what is stored.
func (x *exchange) replace(ctx context.Context, k model.EntryKind, id model.ID) (Answer, error) {
	was, old, err := x.stored(ctx, k, id)
	if err != nil {
		return Answer{}, err
	}
	sent, members, hasMembers, warnings, err := scim.ParseResource(scimKind(k), x.asked.Body)
	if err != nil {
		return Answer{}, err
	}
	x.warnAll(warnings)
	var steps []scim.MemberOp
	if hasMembers {
		steps = []scim.MemberOp{{Do: scim.ReplaceMembers, Members: members}}
	}
	x.log.Status = http.StatusOK
	is, err := x.write(ctx, was, was, scim.Put(scimKind(k), old, sent), steps)
	if err != nil {
		return Answer{}, err
	}
	return x.changed(ctx, is)
}

// patch changes a part of what is stored. A group that was changed is not answered: providers do not read it.
func (x *exchange) patch(ctx context.Context, k model.EntryKind, id model.ID) (Answer, error) {
	was, old, err := x.stored(ctx, k, id)
	if err != nil {
		return Answer{}, err
	}
	p, err := scim.ParsePatch(scimKind(k), x.asked.Body)
	if err != nil {
		return Answer{}, err
	}
	r, warnings, err := p.Apply(old)
	if err != nil {
		return Answer{}, err
	}
	x.warnAll(warnings)
	x.log.Status = http.StatusOK
	if k == model.GroupEntry {
		x.log.Status = http.StatusNoContent
	}
	is, err := x.write(ctx, was, was, r, p.Members())
	if err != nil {
		return Answer{}, err
	}
	if k == model.GroupEntry {
		return Answer{Status: http.StatusNoContent, Version: versionOf(is)}, nil
	}
	return x.changed(ctx, is)
}

// changed answers a change with the entry as it is now.
func (x *exchange) changed(ctx context.Context, e model.DirectoryEntry) (Answer, error) {
	return x.answerEntry(ctx, x.log.Status, e, scim.Projection{}, e.Members <= answeredMembers)
}

// stored is an entry with its resource, if the request is about this version of it.
func (x *exchange) stored(ctx context.Context, k model.EntryKind, id model.ID) (model.DirectoryEntry, scim.Resource,
	error) {
	e, err := x.core.Store.DirectoryEntry(ctx, x.directory.ID, k, id)
	if err != nil {
		return e, nil, err
	}
	x.about(e)
	if want := x.asked.IfMatch; want != "" && want != "*" && !strings.Contains(want, versionOf(e)) {
		return e, nil, &scim.Error{Status: http.StatusPreconditionFailed, Type: "invalidVers", Code: "version_moved",
			Detail: "This resource has changed since it was read. Read it again."}
	}
	r, err := resourceOf(e)
	delete(r, "members")
	return e, r, err
}

// write stores an entry with another resource and other members, and what is told of it, in one step. It gives the
// entry as it is then.
func (x *exchange) write(ctx context.Context, was, is model.DirectoryEntry, r scim.Resource, steps []scim.MemberOp) (
	model.DirectoryEntry, error) {
	if !x.again {
		if err := x.follow(ctx, x.mapped); err != nil {
			return is, err
		}
	}
	plan, err := x.planMembers(ctx, is, steps)
	if err != nil {
		return is, err
	}
	if is.Kind == model.GroupEntry {
		if err := withNested(r, is, plan); err != nil {
			return is, err
		}
	}
	roles, err := x.rolesOf(ctx, x.mapped, is)
	if err != nil {
		return is, err
	}
	if is, err = withResource(is, r, x.attributes, roles); err != nil {
		return is, err
	}
	done, err := differences(was, is)
	if err != nil {
		return is, err
	}
	x.about(is)
	step := storage.DirectoryStep{Directory: x.directory.ID}
	if was.Revision == 0 || len(done) > 0 {
		is.Updated = x.now
		published, events, err := x.publish(ctx, was, is)
		if err != nil {
			return is, err
		}
		is = published
		if err := x.watch(ctx, is); err != nil {
			return is, err
		}
		step.Entries = []storage.EntryChange{{Entry: is, Based: was.Revision, Tell: events}}
		is.Revision++
	}
	x.log.Done = append(done, plan.words()...)
	x.settle(was.Revision > 0 && len(x.log.Done) == 0)
	return x.storeMembers(ctx, step, is, plan)
}

// remove deletes an entry, and the memberships with it.
func (x *exchange) remove(ctx context.Context, k model.EntryKind, id model.ID) (Answer, error) {
	e, _, err := x.stored(ctx, k, id)
	if err != nil {
		return Answer{}, err
	}
	change := storage.EntryChange{Entry: e, Based: e.Revision, Delete: true}
	if e.Published != "" {
		if change.Tell, err = x.told(eventsOf[k].deleted, e, nil); err != nil {
			return Answer{}, err
		}
	}
	x.log.Status = http.StatusNoContent
	x.log.Done = []string{"deleted"}
	if k == model.GroupEntry && e.Members >= massRemoval {
		x.log.Done = append(x.log.Done, fmt.Sprintf("- %d members", e.Members))
	}
	x.settle(false)
	if e.Members > 0 && x.attributes.RoleOf(e.ID) != "" {
		if err := x.rolesLater(ctx); err != nil {
			return Answer{}, err
		}
	}
	err = x.provision(ctx, storage.DirectoryStep{Directory: x.directory.ID, Entries: []storage.EntryChange{change}})
	return Answer{Status: http.StatusNoContent}, err
}

// provision makes a step, with its request in the log, under the status that it is to be answered with.
func (x *exchange) provision(ctx context.Context, step storage.DirectoryStep) error {
	if x.again {
		return nil
	}
	step.Log = append(x.state.takeReads(x.directory.ID), x.log)
	if _, err := x.core.Store.Provision(ctx, step); err != nil {
		x.state.giveBack(step.Log[:len(step.Log)-1])
		return err
	}
	x.logged = true
	return nil
}

func (x *exchange) location(e model.DirectoryEntry) string {
	return x.asked.Address + scimKind(e.Kind).Endpoint() + "/" + string(e.ID)
}

// versionOf is the ETag of an entry: it changes with its members, too.
func versionOf(e model.DirectoryEntry) string {
	return fmt.Sprintf(`W/"%d.%d"`, e.Revision, e.MembersRev)
}
