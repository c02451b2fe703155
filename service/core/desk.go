package core

import (
	"time"
)

// Now is the time in UTC, to the millisecond that ids and the API carry.
func (c *Core) Now() time.Time { return c.Clock().UTC().Truncate(time.Millisecond) }
