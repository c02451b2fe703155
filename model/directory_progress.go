package model

import "slices"

// DirectoryMilestone is something that an identity provider does for the first time when it begins to provision.
type DirectoryMilestone string

// The milestones, in the order in which providers reach them. Those of groups are reached only where groups are
// pushed.
const (
	SeenToken      DirectoryMilestone = "token"
	SeenQuery      DirectoryMilestone = "query"
	SeenUser       DirectoryMilestone = "user"
	SeenGroup      DirectoryMilestone = "group"
	SeenMembership DirectoryMilestone = "membership"
)

// DirectoryMilestones are all of them.
var DirectoryMilestones = []DirectoryMilestone{SeenToken, SeenQuery, SeenUser, SeenGroup, SeenMembership}

// Optional reports whether provisioning works without it.
func (m DirectoryMilestone) Optional() bool { return m == SeenGroup || m == SeenMembership }

// DirectoryProgress is how far an identity provider came with a directory.
type DirectoryProgress struct {
	Directory DirectoryStatus
	Seen      []DirectoryMilestone
	Refused   *DirectoryRequest // the newest one that is refused still; nil if there is none
}

// Has reports whether a milestone is reached.
func (p DirectoryProgress) Has(m DirectoryMilestone) bool { return slices.Contains(p.Seen, m) }

// DirectoryProgressOf reads it from what a directory has, and from its newest requests, the newest first.
func DirectoryProgressOf(d DirectoryStatus, newest []DirectoryRequest) (p DirectoryProgress) {
	p.Directory = d
	queried := slices.ContainsFunc(newest, func(r DirectoryRequest) bool {
		return r.Method == "GET" && r.Verdict != DirectoryRefused
	})
	for _, m := range []struct {
		seen DirectoryMilestone
		is   bool
	}{
		{SeenToken, d.State == DirectoryLinked},
		{SeenQuery, queried || d.Counts.Users() > 0}, // some create users without looking for them
		{SeenUser, d.Counts.Users() > 0},
		{SeenGroup, d.Counts.Groups > 0},
		{SeenMembership, d.Counts.Memberships > 0},
	} {
		if m.is {
			p.Seen = append(p.Seen, m.seen)
		}
	}
	for i, r := range newest {
		if r.Verdict == DirectoryRefused && !r.mended(newest[:i]) {
			p.Refused = &newest[i]
			break
		}
	}
	return p
}

// mended reports whether what this request was refused for went well later: any request where it had no good token,
// else one about the same user or group, or the same question.
func (r DirectoryRequest) mended(later []DirectoryRequest) bool {
	return slices.ContainsFunc(later, func(x DirectoryRequest) bool {
		same := r.Name != "" && x.Name == r.Name || r.Method == "GET" && x.Method == r.Method && x.Path == r.Path
		return x.Verdict != DirectoryRefused && (r.Token == "" || same)
	})
}
