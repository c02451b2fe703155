package connection

import (
	"cmp"
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
	for _, s := range after.Policy.Weakened() {
		if !s.In(before.Policy) {
			lines = append(lines, "", "Weaker: "+s.Effect+".")
		}
	}
	return strings.Join(append(lines, "",
		"It counts from the next sign-in on, for everybody who signs in through "+before.Name+"."), "\n")
}
