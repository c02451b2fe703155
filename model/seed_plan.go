package model

// SeedReport says what a seed did, or with a dry run would do.
type SeedReport struct {
	Created   []string
	Changed   []string
	Unchanged int
	Warnings  []string // connections that are kept though nobody can sign in through them
	Notes     []string // what deserves a look: drafts, warnings of the pre-flight check
	LeftOut   []string
}
