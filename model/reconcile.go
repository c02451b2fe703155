package model

import (
	"context"
	"slices"
	"strings"
	"time"

	"gatehouse/saml"
	"gatehouse/saml/diagnose"
)

// Unreconciled is a person whose attributes do not fit a connection's mapping:
// they cannot sign in, or their profile holds the wrong values.
type Unreconciled struct {
	Connection ID
	User       string // email or id as received
	Session    ID     // their last one
	At         time.Time
	Cause      saml.Cause // of the refusal; "" for a profile with wrong values
	Problem    string     // "last_name: it holds an email address"
}

// How far back [Desk.AwaitingReconciliation] looks.
const (
	reconcileAge  = 90 * 24 * time.Hour
	reconcileScan = 20_000
	reconcileMost = 500
)

// AwaitingReconciliation lists the profiles of a connection that wait for its
// mapping to be changed, the latest first: of the last 90 days, at most 500.
// Whose refused message the present mapping would accept is not among them.
func (d *Desk) AwaitingReconciliation(ctx context.Context, id ID) ([]Unreconciled, error) {
	d, err := d.see(ctx, ActSeeConnections, ofConnection(id))
	if err != nil {
		return nil, err
	}
	c, err := d.Connection(ctx, id)
	if err != nil {
		return nil, err
	}
	keys, err := d.spKeys(c)
	if err != nil {
		return nil, err
	}
	page, err := d.store.Sessions(ctx, Query{
		Connection: id, Since: d.now().Add(-reconcileAge), Scan: reconcileScan, Limit: reconcileScan,
		Filter: Answered(),
	})
	if err != nil {
		return nil, err
	}
	var all []Unreconciled
	known := map[string]bool{} // people whose latest session was seen
	for _, s := range page.Sessions {
		if s.State == Failed && s.Class != saml.InvalidAttributes {
			continue // says nothing of the mapping
		}
		if seenBefore(known, s) || len(all) == reconcileMost {
			continue
		}
		receipt, err := d.lastReceipt(ctx, s.ID)
		if err != nil {
			return nil, err
		}
		if receipt == nil || !receipt.Verdict.Verified {
			continue
		}
		v := rejudge(*receipt, c.Mapping, keys)
		u := Unreconciled{Connection: c.ID, User: s.Email, Session: s.ID, At: s.UpdatedAt}
		if u.User == "" {
			u.User = s.IdPID
		}
		switch {
		case !v.Accepted && mappable(v.Root().Cause):
			u.Cause, u.Problem = v.Root().Cause, v.Root().Cause.Title()
		case v.Accepted:
			u.Problem = misplaced(c.Mapping, v.Seen)
		}
		if u.Problem != "" {
			all = append(all, u)
		}
	}
	return all, nil
}

// mappable reports whether another mapping can mend a cause.
func mappable(cause saml.Cause) bool {
	return slices.ContainsFunc(diagnose.Causes(), func(c diagnose.CauseInfo) bool {
		return c.Cause == cause && c.Fix == diagnose.OfferMapAttribute
	})
}

// seenBefore notes who signed in, by every name that is known of them: the id of
// one message is the email of another where the NameID is one.
func seenBefore(known map[string]bool, s Session) bool {
	seen := false
	names := []string{strings.ToLower(s.Email), strings.ToLower(s.IdPID)}
	for _, name := range names {
		seen = seen || known[name]
	}
	for _, name := range names {
		known[name] = name != ""
	}
	return seen
}

func (d *Desk) lastReceipt(ctx context.Context, session ID) (*Receipt, error) {
	receipts, err := d.store.Receipts(ctx, session)
	if err != nil || len(receipts) == 0 {
		return nil, err
	}
	return &receipts[len(receipts)-1], nil
}

// misplaced names the first field whose value belongs elsewhere.
func misplaced(m saml.Mapping, seen saml.Seen) string {
	for _, field := range placedFields {
		if _, reason := field.misplacedIn(m, seen); reason != "" {
			return field.name + ": " + reason
		}
	}
	return ""
}
