package tui

import "gatehouse/model"

const (
	pageSize  = 100 // rows read at once
	keepPages = 6   // pages held in memory around the window
	scrollOff = 2   // rows kept visible beyond the cursor
)

// list is a window onto rows that may be millions. It holds a few pages around
// what is shown and remembers of the others only where they begin, so that
// they can be read again. Rows are in the order of the store, newest first. Tables
// and lists of Bubbles hold every row as text: a million of them take half a second
// to begin and 13 ms a key.
type list[T any] struct {
	id    func(T) model.ID
	pages []listPage[T]
	next  model.ID // where the rows not yet read begin
	end   bool     // there are none

	cursor, offset, height int
	toEnd                  bool // G: go on reading
}

// listPage is a run of rows. Without rows it was dropped, but still counts n.
type listPage[T any] struct {
	before model.ID // its rows come behind this one; "" begins the list
	n      int
	rows   []T
}

// want is what has to be read next.
type want struct {
	page   int // index, or len(pages) for a new one at the end
	before model.ID
	limit  int
	again  bool // they were in memory before
}

func (l *list[T]) reset() {
	l.pages, l.next, l.end, l.cursor, l.offset, l.toEnd = nil, "", false, 0, 0, false
}

// len is the number of rows that are known.
func (l *list[T]) len() int {
	n := 0
	for i := range l.pages {
		n += l.pages[i].n
	}
	return n
}

// locate finds the page and place of row i.
func (l *list[T]) locate(i int) (page, row int) {
	for p := range l.pages {
		if i < l.pages[p].n {
			return p, i
		}
		i -= l.pages[p].n
	}
	return len(l.pages), 0
}

// at gives row i; false if it is not in memory.
func (l *list[T]) at(i int) (T, bool) {
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

func (l *list[T]) current() (T, bool) { return l.at(l.cursor) }

// index finds a row in memory by its id, or -1.
func (l *list[T]) index(id model.ID) int {
	base := 0
	for p := range l.pages {
		for r, row := range l.pages[p].rows {
			if l.id(row) == id {
				return base + r
			}
		}
		base += l.pages[p].n
	}
	return -1
}

// missing is what must be read to fill the window and half a page below it.
func (l *list[T]) missing() (want, bool) {
	first, _ := l.locate(l.offset)
	last, _ := l.locate(l.offset + max(1, l.height) - 1)
	for p := first; p <= last && p < len(l.pages); p++ {
		if l.pages[p].rows == nil && l.pages[p].n > 0 {
			return want{p, l.pages[p].before, l.pages[p].n, true}, true
		}
	}
	if l.end || !l.toEnd && l.offset+l.height+pageSize/2 <= l.len() {
		return want{}, false
	}
	if n := len(l.pages); n > 0 && l.pages[n-1].rows != nil && l.pages[n-1].n < pageSize {
		return want{n - 1, l.next, pageSize - l.pages[n-1].n, false}, true
	}
	return want{len(l.pages), l.next, pageSize, false}, true
}

// got takes in what was read for w.
func (l *list[T]) got(w want, rows []T, next model.ID, end bool) {
	switch {
	case w.again:
		l.pages[w.page].rows, l.pages[w.page].n = rows, len(rows)
		l.drop()
		return
	case w.page < len(l.pages):
		p := &l.pages[w.page]
		p.rows, p.n = append(p.rows, rows...), p.n+len(rows)
	default:
		l.pages = append(l.pages, listPage[T]{before: w.before, n: len(rows), rows: rows})
	}
	l.next, l.end = next, end
	if l.toEnd {
		l.cursor = max(0, l.len()-1)
		l.toEnd = !end
		l.scroll()
	}
	l.drop()
}

// drop forgets the rows of pages far from the window. The first page stays: new
// rows come in there.
func (l *list[T]) drop() {
	here, _ := l.locate(l.offset)
	for p := 1; p < len(l.pages)-1; p++ {
		if p < here-keepPages/2 || p > here+keepPages/2 {
			l.pages[p].rows = nil
		}
	}
}

// put brings in a row that is new or has changed. It reports whether a row was
// added. keep is false for a row that does not belong into the list (any more).
func (l *list[T]) put(row T, keep bool) bool {
	if i := l.index(l.id(row)); i >= 0 {
		p, r := l.locate(i)
		l.pages[p].rows[r] = row
		return false
	}
	if !keep || len(l.pages) == 0 && !l.end {
		return false
	}
	if len(l.pages) == 0 {
		l.pages = []listPage[T]{{}}
	}
	first := &l.pages[0]
	r := 0
	for r < len(first.rows) && l.id(first.rows[r]) > l.id(row) {
		r++
	}
	if r == len(first.rows) && r > 0 && !(l.end && len(l.pages) == 1) {
		return false // older than what is at hand: it will be read when it is due
	}
	first.rows = append(first.rows[:r:r], append([]T{row}, first.rows[r:]...)...)
	first.n++
	l.split()
	if r <= l.cursor && l.len() > 1 {
		l.cursor++
		if l.offset > 0 { // what is on the screen stays where it is
			l.offset++
		}
	}
	l.scroll()
	return true
}

// split keeps the first page from growing without bound.
func (l *list[T]) split() {
	if l.pages[0].n <= 2*pageSize {
		return
	}
	rows := l.pages[0].rows
	cutAt := len(rows) - pageSize
	rest := listPage[T]{before: l.id(rows[cutAt-1]), n: pageSize, rows: append([]T(nil), rows[cutAt:]...)}
	l.pages[0].rows, l.pages[0].n = rows[:cutAt:cutAt], cutAt
	l.pages = append(l.pages[:1], append([]listPage[T]{rest}, l.pages[1:]...)...)
}

// move puts the cursor elsewhere and the window around it.
func (l *list[T]) move(to int) {
	l.toEnd = false
	l.cursor = max(0, min(to, l.len()-1))
	l.scroll()
}

// scroll keeps the cursor in the window, two rows from its edges.
func (l *list[T]) scroll() {
	n := l.len()
	off := min(scrollOff, max(0, (l.height-1)/2))
	l.offset = min(l.offset, l.cursor-off)
	l.offset = max(l.offset, l.cursor-l.height+1+off)
	l.offset = max(0, min(l.offset, n-l.height))
}

// step moves the cursor.
func (l *list[T]) step(m move) {
	switch m {
	case moveUp:
		l.move(l.cursor - 1)
	case moveDown:
		l.move(l.cursor + 1)
	case moveHalfUp:
		l.move(l.cursor - l.height/2)
	case moveHalfDown:
		l.move(l.cursor + l.height/2)
	case movePageUp:
		l.move(l.cursor - l.height)
	case movePageDown:
		l.move(l.cursor + l.height)
	case moveTop:
		l.move(0)
		l.offset = 0
	case moveBottom:
		l.move(l.len() - 1)
		l.toEnd = !l.end
	}
}
