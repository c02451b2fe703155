package model

import (
	"fmt"
	"time"
)

// Claim says who has a session in hand. Of a session there is one at most.
type Claim struct {
	SessionID      ID        `json:"session_id"`
	EnvironmentID  ID        `json:"environment_id"`
	OrganizationID ID        `json:"organization_id,omitempty"`
	Began          time.Time `json:"session_created_at"`
	By             Actor     `json:"by"`
	Since          time.Time `json:"since"`
	Ended          time.Time `json:"ended_at,omitzero"` // when By's access ended; the session is free since

	Revision uint64 `json:"-"`
}

func (c Claim) RecordKey() (Kind, ID) { return KindClaim, c.SessionID }

func (c Claim) RecordParent() ID { return c.SessionID }

func (c Claim) RecordNames() []string { return nil }

func (c Claim) RecordRevision() uint64 { return c.Revision }

func (c Claim) AtRevision(r uint64) Noun { c.Revision = r; return c }

// MaxClaims is how many sessions somebody may have in hand.
const MaxClaims = 100

// Holds reports whether the claim holds: whoever has it still is of the team.
func (c Claim) Holds() bool { return c.SessionID != "" && c.Ended.IsZero() }

// HeldBy reports whether an actor has the session in hand.
func (c Claim) HeldBy(a Actor) bool { return c.Holds() && c.By.Same(a) }

// Held is the refusal of what would take a session out of somebody's hands.
func (c Claim) Held() error {
	return &FieldError{Field: "session", Err: ErrConflict,
		Reason: fmt.Sprintf("%s has session %s in hand, since %s", c.By.Name, Session{ID: c.SessionID}.Trace(),
			c.Since.UTC().Format("2006-01-02 15:04 UTC")),
		Remedy: "ask them to release it, or take it over"}
}
