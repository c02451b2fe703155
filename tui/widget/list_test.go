package widget

import (
	"fmt"
	"testing"
)

// However far the cursor goes in a million rows, a few pages of them are in memory, and
// those that were dropped are asked for again.
func TestListHoldsFewPages(t *testing.T) {
	const rows = 1_000_000
	type row struct{ n int }
	l := List[string, row]{ID: func(r row) string { return fmt.Sprintf("%07d", rows-r.n) }}
	l.Height = 18
	read := 0
	fill := func() {
		for {
			w, some := l.Missing()
			if !some {
				return
			}
			first := 0
			for i := range w.page {
				first += l.pages[i].n
			}
			if w.page < len(l.pages) && !w.Again {
				first += l.pages[w.page].n
			}
			page := make([]row, w.Limit)
			for i := range page {
				page[i].n = first + i
			}
			read += w.Limit
			l.Take(w, page, "x", false)
		}
	}
	fill()
	for range 500 {
		l.Step(MovePageDown)
		fill()
		if at, ok := l.Current(); !ok || at.n != l.Cursor {
			t.Fatalf("under the cursor is row %d, not %d", at.n, l.Cursor)
		}
		held := 0
		for _, p := range l.pages {
			held += len(p.rows)
		}
		if held > (keepPages+4)*PageSize {
			t.Fatalf("%d rows are held in memory", held)
		}
	}
	if read < 500*18 {
		t.Fatalf("only %d rows were read", read)
	}
	before := read
	l.Step(MoveTop)
	for range 40 {
		l.Step(MovePageDown)
		fill()
	}
	if again := read - before; again == 0 || again > 10*PageSize {
		t.Errorf("going back to the top and on reads %d rows again", again)
	}
	if at, ok := l.Current(); !ok || at.n != 720 {
		t.Errorf("under the cursor is row %d", at.n)
	}
}
