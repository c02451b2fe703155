package signin

import (
	"context"
	"slices"
	"strings"
	"time"

	"gatehouse/model"
	"gatehouse/saml"
	"gatehouse/saml/diagnose"
	"gatehouse/service/connection"
	"gatehouse/service/core"
)

// How far back [Service.AwaitingReconciliation] looks.
const (
	reconcileAge  = 90 * 24 * time.Hour
	reconcileScan = 20_000
	reconcileMost = 500
)

// AwaitingReconciliation lists the profiles of a connection that wait for its
// mapping to be changed, the latest first: of the last 90 days, at most 500.
// Whose refused message the present mapping would accept is not among them.
func (svc Service) AwaitingReconciliation(ctx context.Context, id model.ID) ([]model.Unreconciled, error) {
	svc, err := svc.pass(svc.core.See(ctx, model.ActSeeConnections, core.OfConnection(id)))
	if err != nil {
		return nil, err
	}
	c, err := svc.connection().Connection(ctx, id)
	if err != nil {
		return nil, err
	}
	keys, err := connection.SPKeys(svc.core, c)
	if err != nil {
		return nil, err
	}
	page, err := svc.core.Store.Sessions(ctx, model.Query{
		Connection: id, Since: svc.core.Now().Add(-reconcileAge), Scan: reconcileScan, Limit: reconcileScan,
		Filter: model.Answered(),
	})
	if err != nil {
		return nil, err
	}
	var all []model.Unreconciled
	known := map[string]bool{} // people whose latest session was seen
	for _, s := range page.Sessions {
		if s.State == model.Failed && s.Class != saml.InvalidAttributes {
			continue // says nothing of the mapping
		}
		if seenBefore(known, s) || len(all) == reconcileMost {
			continue
		}
		receipt, err := svc.lastReceipt(ctx, s.ID)
		if err != nil {
			return nil, err
		}
		if receipt == nil || !receipt.Verdict.Verified {
			continue
		}
		v := svc.rejudge(*receipt, c.Mapping, keys)
		u := model.Unreconciled{Connection: c.ID, User: s.Email, Session: s.ID, At: s.UpdatedAt}
		if u.User == "" {
			u.User = s.IdPID
		}
		switch {
		case !v.Accepted && Mappable(v.Root().Cause):
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

// Mappable reports whether another mapping can mend a cause.
func Mappable(cause saml.Cause) bool {
	return slices.ContainsFunc(diagnose.Causes(), func(c diagnose.CauseInfo) bool {
		return c.Cause == cause && c.Fix == diagnose.OfferMapAttribute
	})
}

// seenBefore notes who signed in, by every name that is known of them: the id of
// one message is the email of another where the NameID is one.
func seenBefore(known map[string]bool, s model.Session) bool {
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

func (s Service) lastReceipt(ctx context.Context, session model.ID) (*model.Receipt, error) {
	receipts, err := s.core.Store.Receipts(ctx, session)
	if err != nil || len(receipts) == 0 {
		return nil, err
	}
	return &receipts[len(receipts)-1], nil
}

// misplaced names the first field whose value belongs elsewhere.
func misplaced(m saml.Mapping, seen saml.Seen) string {
	for _, field := range placedFields {
		if _, reason := field.MisplacedIn(m, seen); reason != "" {
			return field.Key + ": " + reason
		}
	}
	return ""
}
