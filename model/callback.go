package model

import (
	"cmp"
)

// Answers is the session whose request a session's message answers, or claims to.
func (s Session) Answers() ID { return cmp.Or(s.Claims, s.ID) }
