package widget

// Move is a step of a cursor, or of what is seen.
type Move int

// The moves. A page is what is seen at once.
const (
	MoveUp Move = iota
	MoveDown
	MoveHalfUp
	MoveHalfDown
	MovePageUp
	MovePageDown
	MoveTop
	MoveBottom
)

// Moved is where a move puts the cursor among n rows that are all at hand. A page
// is half of what is seen, as rows may stand under headings.
func Moved(m Move, cursor, n, height int) int {
	switch m {
	case MoveUp:
		return cursor - 1
	case MoveDown:
		return cursor + 1
	case MoveHalfUp, MovePageUp:
		return cursor - height/2
	case MoveHalfDown, MovePageDown:
		return cursor + height/2
	case MoveTop:
		return 0
	}
	return n - 1
}
