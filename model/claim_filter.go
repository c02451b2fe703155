package model

import (
	"slices"
	"strings"
	"time"
)

// Asks reports whether the filter looks at a field.
func (f Filter) Asks(x Field) bool {
	return f.Field == x || slices.ContainsFunc(f.Of, func(g Filter) bool { return g.Asks(x) })
}

// What [FieldClaimed] is compared with beside a part of a name.
const (
	ClaimedByMe   = "me"
	ClaimedByAny  = "any"
	ClaimedByNone = "none"
)

// WithClaims puts sessions in the place of who has them in hand: a store knows sessions alone.
// me is whoever asks.
func (f Filter) WithClaims(all []Claim, me Actor) Filter {
	if f.Field == FieldClaimed {
		return f.claimed(all, me)
	}
	if !f.Asks(FieldClaimed) {
		return f
	}
	of := make([]Filter, len(f.Of))
	for i, g := range f.Of {
		of[i] = g.WithClaims(all, me)
	}
	f.Of = of
	return f
}

func (f Filter) claimed(all []Claim, me Actor) Filter {
	either := Any()
	for _, value := range f.Values {
		var ids []ID
		for _, c := range all {
			if c.fits(value, me) {
				ids = append(ids, c.SessionID)
			}
		}
		if x := Is(FieldID, ids...); value == ClaimedByNone {
			either.Of = append(either.Of, Not(x))
		} else {
			either.Of = append(either.Of, x)
		}
	}
	return either
}

// fits reports whether the claim is what a value of [FieldClaimed] means, or rules out.
func (c Claim) fits(value string, me Actor) bool {
	switch value {
	case ClaimedByMe:
		return c.HeldBy(me)
	case ClaimedByAny, ClaimedByNone:
		return c.Holds()
	}
	return c.Holds() && strings.Contains(strings.ToLower(c.By.Name), value)
}

// ClaimedSince is when the oldest session began that a filter can let through for its claims, and
// false if it lets older ones through as well: there is no need to read on behind it.
func (f Filter) ClaimedSince(all []Claim, me Actor) (since time.Time, bounded bool) {
	if f.Op == OpAll {
		for _, g := range f.Of {
			if since, bounded = g.ClaimedSince(all, me); bounded {
				return since, true
			}
		}
	}
	if f.Op != OpHas || f.Field != FieldClaimed || slices.Contains(f.Values, ClaimedByNone) {
		return time.Time{}, false
	}
	for _, c := range all {
		fits := slices.ContainsFunc(f.Values, func(v string) bool { return c.fits(v, me) })
		if fits && (since.IsZero() || c.Began.Before(since)) {
			since = c.Began
		}
	}
	return since, true
}
