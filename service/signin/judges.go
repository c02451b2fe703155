package signin

import (
	"context"
	"maps"
	"sync"

	"gatehouse/model"
	"gatehouse/saml"
	"gatehouse/storage"
)

// judge is a connection prepared to evaluate responses.
type judge struct {
	connection   model.Connection   // as it was when this was made, as are the next two
	organization model.Organization // none of a connection by OAuth
	environment  model.Environment
	provider     *saml.ServiceProvider
	settings     saml.Settings
	barred       string // why it signs nobody in, see [connection.Service.Barred]
}

// judges keeps them by the keys of their ACS paths: reading a connection, parsing
// its certificates and opening its keys cost more than judging a response. What
// this process writes takes them out before the write answers (see [noticed]), what
// others write when the store's feed tells of it. While that is not followed,
// nothing is kept.
type judges struct {
	mu        sync.Mutex
	known     map[string]*judge
	following bool
	emptied   int // how often something was taken out
}

// maxJudges bounds the cache; beyond it, it starts anew.
const maxJudges = 1024

// find gives a judge, or nil and what [judges.keep] wants to know.
func (x *judges) find(key string) (j *judge, emptied int) {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.known[key], x.emptied
}

// of gives the judge of a connection, or nil.
func (x *judges) of(connection model.ID) *judge {
	x.mu.Lock()
	defer x.mu.Unlock()
	for _, j := range x.known {
		if j.connection.ID == connection {
			return j
		}
	}
	return nil
}

// keep takes a judge in, unless something has changed since it was looked for:
// what it was made from may have been read before that.
func (x *judges) keep(j *judge, emptied int) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if !x.following || x.emptied != emptied {
		return
	}
	if len(x.known) >= maxJudges {
		clear(x.known)
	}
	x.known[j.connection.Key] = j
}

// changed takes out what was made from a record that has changed.
func (x *judges) changed(kind model.Kind, id model.ID) {
	x.mu.Lock()
	defer x.mu.Unlock()
	switch kind {
	case model.KindConnection:
		maps.DeleteFunc(x.known, func(_ string, j *judge) bool { return j.connection.ID == id })
	case model.KindOrganization:
		maps.DeleteFunc(x.known, func(_ string, j *judge) bool { return j.connection.OrganizationID == id })
	case model.KindEnvironment, model.KindSetting:
		clear(x.known)
	default:
		return
	}
	x.emptied++
}

// follow has the feed of a store empty the cache, unless it does already. It goes
// on until the store closes; after any other error the next call begins anew.
func (x *judges) follow(ctx context.Context, feed storage.Feed) error {
	x.mu.Lock()
	following := x.following
	x.mu.Unlock()
	if following {
		return nil
	}
	from, err := feed.Now(ctx)
	if err != nil {
		return err
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.following {
		return nil
	}
	x.following = true
	go func() {
		_ = feed.Tail(context.Background(), from, storage.RecordChanges, func(c storage.Changed) error {
			x.changed(c.Kind, c.ID)
			return nil
		})
		x.unfollow()
	}()
	return nil
}

// unfollow takes everything out: nobody tells any more what has changed.
func (x *judges) unfollow() {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.following = false
	x.emptied++
	clear(x.known)
}

// noticed is a store whose changes empty a cache.
type noticed struct {
	storage.Store
	judges *judges
}

// Apply implements [storage.Store]. Whatever it answers, the changes may have been made.
func (s noticed) Apply(ctx context.Context, changes ...storage.Change) error {
	defer func() {
		for _, c := range changes {
			s.judges.changed(c.Record.Kind, c.Record.ID)
		}
	}()
	return s.Store.Apply(ctx, changes...)
}
