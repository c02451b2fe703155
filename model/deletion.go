package model

import (
	"fmt"
)

// Deletion names what goes with an organization, or a connection or a directory of one. The sessions
// stay until their retention ends: they are the record of what happened.
type Deletion struct {
	Organization Organization // zero for a connection or a directory alone
	Connections  []Connection
	Directories  []Directory
	Links        []Link // setup links, dead ones too, and portal links that can still be worked with
	Contacts     []ITContact
	Profiles     int // people that signed in through the connections
	Notes        int // about the organization

	Undo ID // the audit entry that takes it back, for seven days; "" before it was made
}

// Lines say it to the person who is asked.
func (x Deletion) Lines() []string {
	var lines []string
	if x.Organization.ID != "" {
		lines = append(lines, fmt.Sprintf("the organization %s (%s)", x.Organization.Name, x.Organization.ID))
		for _, y := range x.Organization.Domains {
			lines = append(lines, "its domain "+y.Domain)
		}
	}
	for _, c := range x.Connections {
		lines = append(lines, fmt.Sprintf("the connection %s (%s, %s, %s)", c.Name, c.Type, c.State, c.ID))
	}
	for _, d := range x.Directories {
		lines = append(lines, fmt.Sprintf("the directory %s (%s, %s)", d.Name, d.TypeName(), d.ID))
	}
	if n := len(x.Links); n > 0 {
		lines = append(lines, Plural(n, "link to the Admin Portal", "links to the Admin Portal"))
	}
	if n := len(x.Contacts); n > 0 {
		lines = append(lines, Plural(n, "IT contact", "IT contacts"))
	}
	if x.Profiles > 0 {
		lines = append(lines, Plural(x.Profiles, "profile", "profiles"))
	}
	if x.Notes > 0 {
		lines = append(lines, Plural(x.Notes, "note", "notes"))
	}
	return lines
}

func Plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
