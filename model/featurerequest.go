package model

import (
	"maps"
	"net/mail"
	"slices"
	"strings"
	"time"
)

// FeatureRequest is what an IT admin asked for in the Admin Portal that an
// operator has to set up.
type FeatureRequest struct {
	ID             ID                `json:"id"`
	OrganizationID ID                `json:"organization_id"`
	LinkID         ID                `json:"link_id"`
	Intent         Intent            `json:"intent"`
	Contact        string            `json:"contact"`           // email address of whoever asked
	Details        map[string]string `json:"details,omitempty"` // by the label of the question
	Created        time.Time         `json:"created_at"`
	Updated        time.Time         `json:"updated_at"`
	Settled        time.Time         `json:"settled_at,omitzero"` // when an operator has seen to it

	Revision uint64 `json:"-"`
}

func (r FeatureRequest) RecordKey() (Kind, ID) { return KindFeatureRequest, r.ID }

func (r FeatureRequest) RecordParent() ID { return r.OrganizationID }

func (r FeatureRequest) RecordNames() []string { return nil }

func (r FeatureRequest) RecordRevision() uint64 { return r.Revision }

func (r FeatureRequest) AtRevision(n uint64) Noun { r.Revision = n; return r }

func (r FeatureRequest) Touched(now time.Time) Noun { r.Updated = now; return r }

const (
	maxRequestDetails = 20
)

func (r FeatureRequest) Cleaned() (FeatureRequest, error) {
	if !slices.Contains(Intents(), r.Intent) {
		return r, Refuse("intent", "choose a feature", "%q is unknown", string(r.Intent))
	}
	r.Contact = strings.TrimSpace(r.Contact)
	if a, err := mail.ParseAddress(r.Contact); err != nil || a.Address != r.Contact || len(r.Contact) > 254 {
		return r, Refuse("contact", "write it like ada@example.com", "%q is no email address", Short(r.Contact))
	}
	if len(r.Details) > maxRequestDetails {
		return r, Refuse("details", "leave some out", "has %d entries", len(r.Details))
	}
	details := map[string]string{}
	for name, value := range r.Details {
		value = strings.TrimSpace(strings.ReplaceAll(value, "\r\n", "\n"))
		for line := range strings.SplitSeq(value, "\n") {
			if err := CheckText(name, line, 1000); err != nil {
				return r, err
			}
		}
		if len(value) > 4000 {
			return r, Refuse(name, "shorten it", "is too long")
		}
		if value != "" {
			details[name] = value
		}
	}
	r.Details = details
	return r, nil
}

// Lines gives the details in a stable order.
func (r FeatureRequest) Lines() [][2]string {
	var all [][2]string
	for _, name := range slices.Sorted(maps.Keys(r.Details)) {
		all = append(all, [2]string{name, r.Details[name]})
	}
	return all
}
