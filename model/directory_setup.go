package model

import (
	"slices"
	"strings"
)

// The steps of the way on which an IT admin sets up Directory Sync, in their order.
const (
	SetupDirectoryProvider SetupStep = "directory/provider"
	SetupDirectoryGuide    SetupStep = "directory/guide"
	SetupDirectoryCheck    SetupStep = "directory/check"
	SetupDirectoryFile     SetupStep = "directory/import" // in place of the two, for people who come as a file
)

// DirectorySetup is how far the Directory Sync of an organization is set up.
type DirectorySetup struct {
	Directory  DirectoryStatus // the one that its links are about; zero if none was made
	GivesRoles bool            // IT admins say which of its groups has which role
}

// Made reports whether there is a directory.
func (s DirectorySetup) Made() bool { return s.Directory.ID != "" }

// Linked reports whether an identity provider has reached the directory.
func (s DirectorySetup) Linked() bool { return s.Made() && s.Directory.State == DirectoryLinked }

// Ready reports whether users come: the provider is linked, and there was one. Those whom apps do not know of
// because they were deactivated count, too.
func (s DirectorySetup) Ready() bool { return s.Linked() && s.Directory.Counts.Users() > 0 }

// Steps are the steps of the way, in their order.
func (s DirectorySetup) Steps() []SetupStep {
	if s.Directory.ByFile() {
		return []SetupStep{SetupDirectoryProvider, SetupDirectoryFile}
	}
	return []SetupStep{SetupDirectoryProvider, SetupDirectoryGuide, SetupDirectoryCheck}
}

// Done reports whether nothing is left to do at a step.
func (s DirectorySetup) Done(step SetupStep) bool {
	switch step {
	case SetupDirectoryProvider:
		return s.Made()
	case SetupDirectoryGuide:
		return s.Linked()
	}
	return s.Ready()
}

// Open reports whether a step can be taken: those before it that it needs are done.
func (s DirectorySetup) Open(step SetupStep) bool { return step == SetupDirectoryProvider || s.Made() }

// Next is the step that has to be taken next, "" once users come.
func (s DirectorySetup) Next() SetupStep {
	for _, step := range s.Steps() {
		if !s.Done(step) {
			return step
		}
	}
	return ""
}

// Resume is the page of a guide that was looked at last, "" if none was.
func (s DirectorySetup) Resume(recorded []Step) string {
	for _, step := range slices.Backward(recorded) {
		if strings.HasPrefix(step.Place, string(SetupDirectoryGuide)+"/") {
			return step.Place
		}
	}
	return ""
}

// CanFinish reports whether a link can finish Directory Sync now.
func (s DirectorySetup) CanFinish(l Link) bool { return l.MayFinish(IntentDirectorySync) && s.Ready() }
