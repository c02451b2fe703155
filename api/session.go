package api

import (
	"strings"
	"time"

	"gatehouse/model"
	"gatehouse/saml"
	"gatehouse/saml/diagnose"
)

// Session is a row of the list of sessions.
type Session struct {
	ID             model.ID   `json:"id"`
	State          string     `json:"state"`  // started, authorized, successful, failed, timed_out
	Origin         string     `json:"origin"` // service_provider, identity_provider, admin_portal
	Class          saml.Class `json:"class,omitempty"`
	Cause          saml.Cause `json:"cause,omitempty"`
	Email          string     `json:"email,omitempty"`
	IdPID          string     `json:"idp_id,omitempty"`
	EnvironmentID  model.ID   `json:"environment_id,omitempty"`
	OrganizationID model.ID   `json:"organization_id,omitempty"`
	ConnectionID   model.ID   `json:"connection_id,omitempty"`
	ProfileID      model.ID   `json:"profile_id,omitempty"`
	Claims         model.ID   `json:"claims_to_answer,omitempty"`
	Unverified     bool       `json:"unverified,omitempty"` // nobody verified what it says of the user
	Repeats        int        `json:"repeats,omitempty"`    // more refused messages, counted here
	Trace          string     `json:"trace"`
	CreatedAt      time.Time  `json:"created_at"`
	UpdatedAt      time.Time  `json:"updated_at"`
}

// SessionOf tells of a session as it is at a time.
func SessionOf(s model.Session, now time.Time) Session {
	return Session{
		s.ID, s.StateAt(now).Word(), strings.ReplaceAll(strings.ToLower(string(s.Origin)), " ", "_"), s.Class, s.Cause,
		s.Email, s.IdPID, s.EnvironmentID, s.OrganizationID,
		s.ConnectionID, s.Profile, s.Claims, s.Unverified, s.Repeats, s.Trace(), s.CreatedAt, s.UpdatedAt,
	}
}

// SessionDetail is everything about one session.
type SessionDetail struct {
	Session
	Peer        string                `json:"peer,omitempty"` // who sent the message, or began the session
	Request     string                `json:"request,omitempty"`
	Response    string                `json:"response,omitempty"`
	Decrypted   string                `json:"decrypted_assertion,omitempty"`
	Verdict     *saml.Verdict         `json:"verdict,omitempty"`
	Explanation *diagnose.Explanation `json:"explanation,omitempty"`
	Approve     string                `json:"approve,omitempty"` // the command, if a certificate waits for approval
	Events      []model.Event         `json:"events,omitempty"`
	Claim       *Claim                `json:"claim,omitempty"` // who has it in hand, or had until their access ended
	Claimants   []model.ID            `json:"claimants,omitempty"`
}

// SessionDetailOf tells everything about a session but the command that approves.
func SessionDetailOf(s *model.SessionDetail, now time.Time) SessionDetail {
	told := SessionDetail{
		Session: SessionOf(s.Session, now), Peer: s.Peer(), Response: string(s.Response()),
		Decrypted: string(s.Decrypted),
		Verdict:   s.Verdict(), Events: s.Events, Claimants: s.Claimants,
	}
	if s.Claim.SessionID != "" {
		told.Claim = new(ClaimOf(s.Claim))
	}
	if s.Request != nil {
		told.Request = string(s.Request.Document())
	}
	if told.Verdict != nil && !told.Verdict.Accepted {
		told.Explanation = &s.Explanation
	}
	return told
}

// Judgement is what was, or would be, made of the message of a session, and why.
type Judgement struct {
	SessionID  model.ID   `json:"session_id"`
	Accepted   bool       `json:"accepted"`
	Cause      saml.Cause `json:"cause,omitempty"`
	Class      saml.Class `json:"class,omitempty"`
	Title      string     `json:"title,omitempty"`
	Mends      string     `json:"who_mends,omitempty"`
	Engineer   string     `json:"explanation,omitempty"`
	Letter     string     `json:"letter,omitempty"` // to the customer's IT admin
	Fix        string     `json:"fix,omitempty"`    // what the console offers
	Expected   string     `json:"expected,omitempty"`
	Received   string     `json:"received,omitempty"`
	Difference string     `json:"difference,omitempty"`

	Also   []saml.Cause  `json:"also"` // causes that stand beside the first
	Checks []JudgedCheck `json:"checks"`
}

// JudgedCheck is one check of a [Judgement].
type JudgedCheck struct {
	Rule     string     `json:"rule"`
	Name     string     `json:"name"`
	Outcome  string     `json:"outcome"` // passed, failed, warning, not evaluated
	Cause    saml.Cause `json:"cause,omitempty"`
	Expected string     `json:"expected,omitempty"`
	Received string     `json:"received,omitempty"`
	Detail   string     `json:"detail,omitempty"`
}

// JudgementOf tells of a verdict, in the words of its explanation.
func JudgementOf(session model.ID, v *saml.Verdict, why diagnose.Explanation) Judgement {
	told := Judgement{SessionID: session, Accepted: v.Accepted, Also: []saml.Cause{}, Checks: []JudgedCheck{}}
	if !v.Accepted {
		told.Cause, told.Class, told.Title, told.Mends = why.Cause, why.Class, why.Title, string(why.Fixer)
		told.Engineer, told.Letter, told.Fix = why.Engineer, why.Admin, why.FixLabel
		told.Expected, told.Received, told.Difference = why.Expected, why.Received, why.Difference
		told.Also = append(told.Also, why.Also...)
	}
	for _, c := range v.Checks {
		told.Checks = append(told.Checks, JudgedCheck{c.Rule, c.Name, c.Outcome.String(), c.Cause, c.Expected,
			c.Received, c.Detail})
	}
	return told
}

// JudgedAgain is what today's settings would make of the message of a session; nil where that proves
// nothing.
type JudgedAgain struct {
	SessionID model.ID   `json:"session_id"`
	Judgement *Judgement `json:"judgement"`
}
