// Package storagetest is the one suite that every engine passes. It says what
// [storage.Store] means, by what can be seen through it alone.
package storagetest

import (
	"testing"

	"gatehouse/storage"
)

// test is one thing that holds for every store.
type test struct {
	name string
	test func(t *testing.T, s storage.Store)
}

// Run tests the engine that open makes empty stores of, part by part, several at
// once, for most wait for a disk. open closes them with t.Cleanup.
func Run(t *testing.T, open func(t *testing.T) storage.Store) {
	for _, tests := range [][]test{sessionTests(), recordTests(), feedTests(), appEventTests(),
		adminTests(), stepTests(), entryTests(), entryListTests(), memberTests(), stageTests(), directoryLogTests()} {
		for _, x := range tests {
			t.Run(x.name, func(t *testing.T) {
				t.Parallel()
				x.test(t, open(t))
			})
		}
	}
}
