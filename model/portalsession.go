package model

import (
	"fmt"
	"strconv"
	"time"
)

// PortalSessionLife is how long a browser may work with a portal link that it
// opened in time. With a setup link it may as long as the link lives.
const PortalSessionLife = time.Hour

// PortalSession is one browser's way through a link.
type PortalSession struct {
	Link    Link
	Expires time.Time
	Nonce   string
}

// DeadLink is a link that is real and opens nothing any more.
type DeadLink struct {
	Link  Link
	State LinkState
}

func (e *DeadLink) Error() string {
	return fmt.Sprintf("link %s is %s: generate a new one", e.Link.ID, e.State)
}

func (s PortalSession) Until() string { return strconv.FormatInt(s.Expires.UnixMilli(), 10) }
