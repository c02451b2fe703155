package badger

import (
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"
)

// lookup is what stood at a key before the step.
type lookup struct {
	value []byte
	there bool
}

// manyLookups are worth looking up side by side.
const manyLookups = 16

// lookUp reads how the members of a step stand, side by side where they are many: they are most of what such a
// step reads, and each may be in several tables of the tree.
func (p *provisioning) lookUp(members []memberChange) error {
	if len(members) < manyLookups {
		return nil
	}
	p.looked = make(map[string]*lookup, 2*len(members))
	keys := make([][]byte, 0, 2*len(members))
	ask := func(k []byte) {
		if p.looked[string(k)] == nil {
			p.looked[string(k)] = &lookup{}
			keys = append(keys, k)
		}
	}
	for _, m := range members {
		h, err := p.head(m.group)
		if err != nil {
			return err
		}
		if h != nil {
			ask(memberKey(p.dir, m.group, h.gen, m.user))
		}
		if !m.remove || m.based != 0 {
			ask(entryKey(p.dir, userKind, m.user))
		}
	}
	workers := runtime.GOMAXPROCS(0)
	var group errgroup.Group
	for some := range slices.Chunk(keys, (len(keys)+workers-1)/workers) {
		group.Go(func() error {
			return guarded(func() (err error) {
				for _, k := range some {
					l := p.looked[string(k)]
					if l.value, l.there, err = p.snapshot.get(k); err != nil {
						return err
					}
				}
				return nil
			})
		})
	}
	return group.Wait()
}

// get is [batch.get] that knows what was looked up.
func (p *provisioning) get(k []byte) ([]byte, bool, error) {
	if l := p.lookedUp(k); l != nil {
		return l.value, l.there, nil
	}
	return p.batch.get(k)
}

// has is [batch.has] that knows what was looked up.
func (p *provisioning) has(k []byte) (bool, error) {
	if l := p.lookedUp(k); l != nil {
		return l.there, nil
	}
	return p.batch.has(k)
}

// lookedUp is what stands at a key that was looked up, and that the step did not change since.
func (p *provisioning) lookedUp(k []byte) *lookup {
	l := p.looked[string(k)]
	if l == nil {
		return nil
	}
	if _, changed := p.index[string(k)]; changed {
		return nil
	}
	return l
}
