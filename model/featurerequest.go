package model

import (
	"context"
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

func (r FeatureRequest) key() (Kind, ID)  { return KindFeatureRequest, r.ID }
func (r FeatureRequest) parent() ID       { return r.OrganizationID }
func (r FeatureRequest) names() []string  { return nil }
func (r FeatureRequest) revision() uint64 { return r.Revision }
func (r FeatureRequest) at(n uint64) noun { r.Revision = n; return r }

func (r FeatureRequest) touched(now time.Time) noun { r.Updated = now; return r }

// Bounds of what one request and one organization can hold.
const (
	maxRequestDetails = 20
	maxRequests       = 200
)

// RequestFeature keeps what an IT admin asks for. Asked again for the same
// intent, it takes the place of what was asked before and is not settled yet.
func (d *Desk) RequestFeature(ctx context.Context, r FeatureRequest) (FeatureRequest, error) {
	d, err := d.do(ctx, ActRequestFeature, ofOrganization(r.OrganizationID))
	if err != nil {
		return FeatureRequest{}, err
	}
	o, err := d.Organization(ctx, r.OrganizationID)
	if err != nil {
		return FeatureRequest{}, err
	}
	if r, err = r.cleaned(); err != nil {
		return FeatureRequest{}, err
	}
	all, err := d.FeatureRequests(ctx, o.ID)
	if err != nil {
		return FeatureRequest{}, err
	}
	now := d.now()
	action := "asked for " + r.Intent.Label() + " for " + o.Name
	if i := slices.IndexFunc(all, func(x FeatureRequest) bool { return x.Intent == r.Intent && x.Settled.IsZero() }); i >= 0 {
		after := all[i]
		after.LinkID, after.Contact, after.Details, after.Updated = r.LinkID, r.Contact, r.Details, now
		err := d.apply(ctx, action+" again", changed(all[i], after))
		return after, err
	}
	if len(all) >= maxRequests {
		return FeatureRequest{}, refuse("request", "ask your contact to look through them", "%s has %d requests already", o.Name, len(all))
	}
	r.ID, r.Created, r.Updated, r.Settled, r.Revision = NewID(PrefixRequested, now), now, now, time.Time{}, 0
	return r, d.apply(ctx, action, created(r))
}

func (r FeatureRequest) cleaned() (FeatureRequest, error) {
	if !slices.Contains(Intents(), r.Intent) {
		return r, refuse("intent", "choose a feature", "%q is unknown", string(r.Intent))
	}
	r.Contact = strings.TrimSpace(r.Contact)
	if a, err := mail.ParseAddress(r.Contact); err != nil || a.Address != r.Contact || len(r.Contact) > 254 {
		return r, refuse("contact", "write it like ada@example.com", "%q is no email address", short(r.Contact))
	}
	if len(r.Details) > maxRequestDetails {
		return r, refuse("details", "leave some out", "has %d entries", len(r.Details))
	}
	details := map[string]string{}
	for name, value := range r.Details {
		value = strings.TrimSpace(strings.ReplaceAll(value, "\r\n", "\n"))
		for line := range strings.SplitSeq(value, "\n") {
			if err := checkText(name, line, 1000); err != nil {
				return r, err
			}
		}
		if len(value) > 4000 {
			return r, refuse(name, "shorten it", "is too long")
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

// FeatureRequests lists what was asked for, by an organization or with "" by
// all, oldest first.
func (d *Desk) FeatureRequests(ctx context.Context, organization ID) ([]FeatureRequest, error) {
	d, err := d.see(ctx, ActSeeRequests, withinOrganization(&organization))
	if err != nil {
		return nil, err
	}
	return readAll[FeatureRequest](ctx, d.store, KindFeatureRequest, organization, "", 0)
}

// FeatureRequest gives one by its id.
func (d *Desk) FeatureRequest(ctx context.Context, id ID) (FeatureRequest, error) {
	d, err := d.see(ctx, ActSeeRequests, ofRequest(id))
	if err != nil {
		return FeatureRequest{}, err
	}
	return read[FeatureRequest](ctx, d.store, KindFeatureRequest, id)
}

// SettleRequest notes that an operator has seen to a request.
func (d *Desk) SettleRequest(ctx context.Context, id ID) (FeatureRequest, error) {
	d, err := d.do(ctx, ActSettleRequest, ofRequest(id))
	if err != nil {
		return FeatureRequest{}, err
	}
	r, err := d.FeatureRequest(ctx, id)
	if err != nil || !r.Settled.IsZero() {
		return r, err
	}
	after := r
	after.Settled, after.Updated = d.now(), d.now()
	return after, d.apply(ctx, "settled the request for "+r.Intent.Label(), changed(r, after))
}
