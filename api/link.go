package api

import (
	"time"

	"gatehouse/model"
)

// Link is a setup link and how far the onboarding came. Its URL stands in it only
// when it was made.
type Link struct {
	ID             model.ID        `json:"id"`
	EnvironmentID  model.ID        `json:"environment_id"`
	OrganizationID model.ID        `json:"organization_id"`
	URL            string          `json:"url,omitempty"`
	Contact        model.ID        `json:"contact_id,omitempty"` // the IT contact that it was made for
	ContactEmail   string          `json:"contact_email,omitempty"`
	State          model.LinkState `json:"state"`
	Features       []model.Intent  `json:"features"`
	Done           []model.Intent  `json:"done"`
	CreatedBy      model.Actor     `json:"created_by"`
	CreatedAt      time.Time       `json:"created_at"`
	ExpiresAt      time.Time       `json:"expires_at"`
	RevokedAt      time.Time       `json:"revoked_at,omitzero"`
	CompletedAt    time.Time       `json:"completed_at,omitzero"`
	Opened         int             `json:"opened"`
	Reached        string          `json:"step_reached,omitempty"`
	StuckSince     time.Time       `json:"stuck_since,omitzero"`
	Steps          []model.Step    `json:"steps,omitempty"` // of one that is shown alone
}

// LinkOf tells of an onboarding as it is at a time, without its steps.
func LinkOf(x model.Onboarding, now time.Time) Link {
	l := x.Link
	told := Link{
		ID: l.ID, EnvironmentID: l.EnvironmentID, OrganizationID: l.OrganizationID,
		Contact: l.Contact, ContactEmail: l.ContactEmail, State: l.StateAt(now),
		Features: l.Intents, Done: append([]model.Intent{}, l.Done...),
		CreatedBy: l.CreatedBy, CreatedAt: l.Created, ExpiresAt: l.Expires, RevokedAt: l.Revoked,
		CompletedAt: l.Completed,
		Opened:      x.Progress.Opened, Reached: x.Progress.Reached,
	}
	if x.Progress.Stuck(now) {
		told.StuckSince = x.Progress.Since
	}
	return told
}

// NewLinkOf tells of a link that was just made, with its URL.
func NewLinkOf(l model.Link, url string) Link {
	told := LinkOf(model.Onboarding{Link: l}, l.Created)
	told.URL = url
	return told
}

// FeatureRequest is what an IT admin asked for in the Admin Portal.
type FeatureRequest struct {
	ID             model.ID          `json:"id"`
	OrganizationID model.ID          `json:"organization_id"`
	LinkID         model.ID          `json:"link_id"`
	Intent         model.Intent      `json:"intent"`
	Contact        string            `json:"contact"`
	Details        map[string]string `json:"details"`
	CreatedAt      time.Time         `json:"created_at"`
	UpdatedAt      time.Time         `json:"updated_at"`
	SettledAt      time.Time         `json:"settled_at,omitzero"`
}

// FeatureRequestOf tells of a request.
func FeatureRequestOf(r model.FeatureRequest) FeatureRequest {
	return FeatureRequest{r.ID, r.OrganizationID, r.LinkID, r.Intent, r.Contact, r.Details, r.Created, r.Updated,
		r.Settled}
}
