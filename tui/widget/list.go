package widget

const (
	PageSize  = 100 // rows read at once
	keepPages = 6   // pages held in memory around the window
	ScrollOff = 2   // rows kept visible beyond the cursor
)

// List is a window onto rows that may be millions. It holds a few pages around
// what is shown and remembers of the others only where they begin, so that
// they can be read again. Rows are in the order of the store, newest first. Tables
// and lists of Bubbles hold every row as text: a million of them take half a second
// to begin and 13 ms a key. Each row has a key, and newer rows have greater ones.
type List[K ~string, T any] struct {
	ID    func(T) K
	pages []listPage[K, T]
	next  K    // where the rows not yet read begin
	End   bool // there are none

	Cursor, Offset, Height int
	toEnd                  bool // G: go on reading
}

// listPage is a run of rows. Without rows it was dropped, but still counts n.
type listPage[K ~string, T any] struct {
	before K // its rows come behind this one; "" begins the list
	n      int
	rows   []T
}

// Want is what has to be read next.
type Want[K ~string] struct {
	page   int // index, or len(pages) for a new one at the end
	Before K
	Limit  int
	Again  bool // they were in memory before
}

// Reset forgets all rows: the list is read from its beginning.
func (l *List[K, T]) Reset() {
	l.pages, l.next, l.End, l.Cursor, l.Offset, l.toEnd = nil, "", false, 0, 0, false
}

// Len is the number of rows that are known.
func (l *List[K, T]) Len() int {
	n := 0
	for i := range l.pages {
		n += l.pages[i].n
	}
	return n
}

// locate finds the page and place of row i.
func (l *List[K, T]) locate(i int) (page, row int) {
	for p := range l.pages {
		if i < l.pages[p].n {
			return p, i
		}
		i -= l.pages[p].n
	}
	return len(l.pages), 0
}

// At gives row i; false if it is not in memory.
func (l *List[K, T]) At(i int) (T, bool) {
	var none T
	if i < 0 {
		return none, false
	}
	p, r := l.locate(i)
	if p == len(l.pages) || r >= len(l.pages[p].rows) {
		return none, false
	}
	return l.pages[p].rows[r], true
}

// Current is the row under the cursor; false if it is not in memory.
func (l *List[K, T]) Current() (T, bool) { return l.At(l.Cursor) }

// Index finds a row in memory by its id, or -1.
func (l *List[K, T]) Index(id K) int {
	base := 0
	for p := range l.pages {
		for r, row := range l.pages[p].rows {
			if l.ID(row) == id {
				return base + r
			}
		}
		base += l.pages[p].n
	}
	return -1
}

// Missing is what must be read to fill the window and half a page below it.
func (l *List[K, T]) Missing() (Want[K], bool) {
	first, _ := l.locate(l.Offset)
	last, _ := l.locate(l.Offset + max(1, l.Height) - 1)
	for p := first; p <= last && p < len(l.pages); p++ {
		if l.pages[p].rows == nil && l.pages[p].n > 0 {
			return Want[K]{p, l.pages[p].before, l.pages[p].n, true}, true
		}
	}
	if l.End || !l.toEnd && l.Offset+l.Height+PageSize/2 <= l.Len() {
		return Want[K]{}, false
	}
	if n := len(l.pages); n > 0 && l.pages[n-1].rows != nil && l.pages[n-1].n < PageSize {
		return Want[K]{n - 1, l.next, PageSize - l.pages[n-1].n, false}, true
	}
	return Want[K]{len(l.pages), l.next, PageSize, false}, true
}

// Take takes in what was read for w.
func (l *List[K, T]) Take(w Want[K], rows []T, next K, end bool) {
	switch {
	case w.Again:
		l.pages[w.page].rows, l.pages[w.page].n = rows, len(rows)
		l.drop()
		return
	case w.page < len(l.pages):
		p := &l.pages[w.page]
		p.rows, p.n = append(p.rows, rows...), p.n+len(rows)
	default:
		l.pages = append(l.pages, listPage[K, T]{before: w.Before, n: len(rows), rows: rows})
	}
	l.next, l.End = next, end
	if l.toEnd {
		l.Cursor = max(0, l.Len()-1)
		l.toEnd = !end
		l.Scroll()
	}
	l.drop()
}

// drop forgets the rows of pages far from the window. The first page stays: new
// rows come in there.
func (l *List[K, T]) drop() {
	here, _ := l.locate(l.Offset)
	for p := 1; p < len(l.pages)-1; p++ {
		if p < here-keepPages/2 || p > here+keepPages/2 {
			l.pages[p].rows = nil
		}
	}
}

// Put brings in a row that is new or has changed. It reports whether a row was
// added. keep is false for a row that does not belong into the list (any more).
func (l *List[K, T]) Put(row T, keep bool) bool {
	if i := l.Index(l.ID(row)); i >= 0 {
		p, r := l.locate(i)
		l.pages[p].rows[r] = row
		return false
	}
	if !keep || len(l.pages) == 0 && !l.End {
		return false
	}
	if len(l.pages) == 0 {
		l.pages = []listPage[K, T]{{}}
	}
	first := &l.pages[0]
	r := 0
	for r < len(first.rows) && l.ID(first.rows[r]) > l.ID(row) {
		r++
	}
	if r == len(first.rows) && r > 0 && !(l.End && len(l.pages) == 1) {
		return false // older than what is at hand: it will be read when it is due
	}
	first.rows = append(first.rows[:r:r], append([]T{row}, first.rows[r:]...)...)
	first.n++
	l.split()
	if r <= l.Cursor && l.Len() > 1 {
		l.Cursor++
		if l.Offset > 0 { // what is on the screen stays where it is
			l.Offset++
		}
	}
	l.Scroll()
	return true
}

// split keeps the first page from growing without bound.
func (l *List[K, T]) split() {
	if l.pages[0].n <= 2*PageSize {
		return
	}
	rows := l.pages[0].rows
	cutAt := len(rows) - PageSize
	rest := listPage[K, T]{before: l.ID(rows[cutAt-1]), n: PageSize, rows: append([]T(nil), rows[cutAt:]...)}
	l.pages[0].rows, l.pages[0].n = rows[:cutAt:cutAt], cutAt
	l.pages = append(l.pages[:1], append([]listPage[K, T]{rest}, l.pages[1:]...)...)
}

// Move puts the cursor elsewhere and the window around it.
func (l *List[K, T]) Move(to int) {
	l.toEnd = false
	l.Cursor = max(0, min(to, l.Len()-1))
	l.Scroll()
}

// Scroll keeps the cursor in the window, two rows from its edges.
func (l *List[K, T]) Scroll() {
	n := l.Len()
	off := min(ScrollOff, max(0, (l.Height-1)/2))
	l.Offset = min(l.Offset, l.Cursor-off)
	l.Offset = max(l.Offset, l.Cursor-l.Height+1+off)
	l.Offset = max(0, min(l.Offset, n-l.Height))
}

// Step moves the cursor.
func (l *List[K, T]) Step(m Move) {
	switch m {
	case MoveUp:
		l.Move(l.Cursor - 1)
	case MoveDown:
		l.Move(l.Cursor + 1)
	case MoveHalfUp:
		l.Move(l.Cursor - l.Height/2)
	case MoveHalfDown:
		l.Move(l.Cursor + l.Height/2)
	case MovePageUp:
		l.Move(l.Cursor - l.Height)
	case MovePageDown:
		l.Move(l.Cursor + l.Height)
	case MoveTop:
		l.Move(0)
		l.Offset = 0
	case MoveBottom:
		l.Move(l.Len() - 1)
		l.toEnd = !l.End
	}
}
