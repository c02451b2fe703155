package auditlog

import (
	"fmt"
	"slices"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"gatehouse/model"
)

// What is appended entry by entry and what is computed from all hashes is one tree.
func TestTreeIsWhatWasAppended(t *testing.T) {
	var head model.AuditHead
	var tree Tree
	if tree.Root() != head.Root {
		t.Error("the empty logs differ")
	}
	for i := range 300 {
		h := tlog.RecordHash(fmt.Append(nil, i))
		hashes, next, err := grow(head, h)
		if err != nil {
			t.Fatal(err)
		}
		if completed := tree.Add(h); !slices.Equal(completed, hashes) {
			t.Fatalf("entry %d completes %v, was logged with %v", i, completed, hashes)
		}
		if head = next; tree.Root() != head.Root {
			t.Fatalf("the roots of %d entries differ", head.Size)
		}
	}
}
