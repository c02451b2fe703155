package api

import (
	"time"

	"gatehouse/model"
)

// Claim is who has a session in hand.
type Claim struct {
	SessionID model.ID   `json:"session_id"`
	By        string     `json:"by"`
	MemberID  model.ID   `json:"member_id,omitempty"` // "" for the owner of the data directory
	Since     time.Time  `json:"since"`
	Ended     *time.Time `json:"ended_at,omitempty"` // when their access ended
}

// ClaimOf tells of a claim.
func ClaimOf(c model.Claim) Claim {
	told := Claim{SessionID: c.SessionID, By: c.By.Name, MemberID: c.By.ID, Since: c.Since}
	if !c.Holds() {
		told.Ended = &c.Ended
	}
	return told
}
