package connection

import (
	"cmp"
	"slices"
	"strings"

	"gatehouse/model"
)

// sureOf says what a change of a connection does, field by field, with what it
// weakens; "" if nothing would change.
func sureOf(before, after model.Connection) string {
	var lines []string
	for _, d := range model.DiffConnections(before, after) {
		lines = append(lines, d.Field+": "+cmp.Or(d.Before, "(nothing)")+" becomes "+
			cmp.Or(d.After, "(nothing)"))
	}
	if len(lines) == 0 {
		return ""
	}
	was := weakened(before.Policy)
	for _, w := range weakened(after.Policy) {
		if !slices.Contains(was, w) {
			lines = append(lines, "", "Weaker: "+w+".")
		}
	}
	return strings.Join(append(lines, "",
		"It counts from the next sign-in on, for everybody who signs in through "+before.Name+"."), "\n")
}
