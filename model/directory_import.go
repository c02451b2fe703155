package model

import "fmt"

// PeopleFile is a file of the people of a directory that is to be imported.
type PeopleFile struct {
	Name string // for people: "people.csv"
	Text []byte

	Check      bool // says what would change, and changes nothing
	RemoveMany bool // it is meant that many who are in the directory are not in the file
}

// MaxPeopleFile bounds a file of people, in bytes.
const MaxPeopleFile = 16 << 20

// DirectoryImport is what a file changes in a directory, or changed.
type DirectoryImport struct {
	People      int // in the file
	New         int
	Changed     int
	Deactivated int // who are not in the file any more
	Groups      int // in the file
	GroupsNew   int
	GroupsEdit  int // whose members changed
	GroupsGone  int

	Refused []string // what was not taken, with why: the first of it
	Checked bool     // nothing was changed
}

// Summary says in a line what changed, or would.
func (x DirectoryImport) Summary() string {
	line := fmt.Sprintf("%s: %d new, %d changed, %d deactivated", Plural(x.People, "person", "people"), x.New,
		x.Changed, x.Deactivated)
	if x.Groups+x.GroupsGone > 0 {
		line += fmt.Sprintf("; %s: %d new, %d changed, %d deleted", Plural(x.Groups, "group", "groups"), x.GroupsNew,
			x.GroupsEdit, x.GroupsGone)
	}
	return line
}

// ManyRemoved refuses a file that lacks so many of the users of a directory that it has to be meant.
type ManyRemoved struct{ Gone, Of int }

func (e *ManyRemoved) Error() string {
	return fmt.Sprintf("%d of the %d users of the directory are not in the file", e.Gone, e.Of)
}
