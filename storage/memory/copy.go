package memory

import (
	"maps"
	"slices"
)

// Copy is a store of its own that begins with what this one holds. It is no operation of [storage.Store]: tests make
// a world once, and each begins with a copy of it.
func (s *Store) Copy() *Store {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := Open()
	c.sessions, c.tokens, c.replay = maps.Clone(s.sessions), maps.Clone(s.tokens), maps.Clone(s.replay)
	c.timeline, c.unverified = s.timeline.Copy(), s.unverified.Copy()
	for id, of := range s.claimants {
		c.claimants[id] = of.Copy()
	}
	for hash, given := range s.codes {
		own := *given
		c.codes[hash] = &own
	}
	c.records, c.children, c.names = s.records.Copy(), s.children.Copy(), maps.Clone(s.names)
	c.changes, c.position = s.changes.Copy(), s.position
	for env, events := range s.appEvents {
		c.appEvents[env] = slices.Clip(events)
	}
	for id, d := range s.directories {
		c.directories[id] = d.copy()
	}
	c.published = maps.Clone(s.published)
	return c
}

func (d *directory) copy() *directory {
	c := newDirectory()
	c.entries, c.taken, c.log = maps.Clone(d.entries), maps.Clone(d.taken), maps.Clone(d.log)
	for name, keys := range d.names {
		c.names[name] = slices.Clone(keys)
	}
	for id, users := range d.members {
		c.members[id] = maps.Clone(users)
	}
	for id, groups := range d.groups {
		c.groups[id] = maps.Clone(groups)
	}
	for k, parts := range d.staged {
		c.staged[k] = maps.Clone(parts)
	}
	return c
}
