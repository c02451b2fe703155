package model

import (
	"strings"
	"time"
)

// Looker is somebody of the team who looks at a session right now.
type Looker struct {
	Session ID
	Who     Actor
	Since   time.Time
}

// Presence is who looks at which session right now, at a version that rises with each change.
type Presence struct {
	Lookers []Looker // those who have looked longest first
	Version uint64
}

// Same reports whether two actors are one and the same somebody, by whichever door and with
// whichever key they came.
func (a Actor) Same(b Actor) bool { return a.Kind == b.Kind && a.ID == b.ID && a.Name == b.Name }

// Short is the name of an actor where there is little room: of an address what stands before its
// domain.
func (a Actor) Short() string {
	name, _, _ := strings.Cut(a.Name, "@")
	return name
}
