package model

import (
	"github.com/dustin/go-humanize/english"
)

// Counted says how many more messages were counted in the session, "" for none.
func (s Session) Counted() string {
	if s.Repeats == 0 {
		return ""
	}
	return "and " + english.Plural(s.Repeats, "more refused message", "") +
		" from the same network or to the same connection, too many for a session each"
}
