package tui

// moved is where an action puts the cursor among n rows that are all at hand. A
// page is half of what is seen, as rows may stand under headings. It is false if
// the action is no move.
func moved(a action, cursor, n, height int) (to int, ok bool) {
	switch a {
	case actUp:
		return cursor - 1, true
	case actDown:
		return cursor + 1, true
	case actHalfUp, actPageUp:
		return cursor - height/2, true
	case actHalfDown, actPageDown:
		return cursor + height/2, true
	case actTop:
		return 0, true
	case actBottom:
		return n - 1, true
	}
	return cursor, false
}
