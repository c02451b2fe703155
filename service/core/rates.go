package core

import (
	"net/netip"
	"time"

	"gatehouse/limit"
	"gatehouse/model"
)

// ratedParties is how many keys, connections and networks are remembered, of each twice as many
// at most.
const ratedParties = 4096

// Rates count how often parties ask, in this process. The zero value refuses nobody.
type Rates struct {
	keys, exchanges, deletions, begun *rate[model.ID]
	strangers                         *rate[netip.Prefix]
}

// rate is one limit; nil is none.
type rate[K comparable] struct {
	is    model.Rate
	count *limit.Limiter[K]
}

// newRates limits an API key to so many requests a minute, and everybody else in proportion; 0
// limits nobody.
func newRates(perMinute int, clock func() time.Time) Rates {
	if perMinute == 0 {
		return Rates{}
	}
	of := func(r model.Rate) *rate[model.ID] { return newRate[model.ID](r.Scaled(perMinute), clock) }
	return Rates{
		keys: of(model.KeyRate), exchanges: of(model.ExchangeRate), deletions: of(model.DeletionRate),
		begun:     of(model.BeginRate),
		strangers: newRate[netip.Prefix](model.StrangerRate.Scaled(perMinute), clock),
	}
}

func newRate[K comparable](is model.Rate, clock func() time.Time) *rate[K] {
	return &rate[K]{is, limit.New[K](is.Burst, time.Minute/time.Duration(is.PerMinute), ratedParties, clock)}
}

// take counts one time, or refuses it as *model.RateLimited.
func (r *rate[K]) take(party K) error {
	if r == nil || r.count.Take(party) {
		return nil
	}
	return &model.RateLimited{Rate: r.is, Wait: r.count.Wait(party)}
}

// Request counts a request by an API key.
func (r *Rates) Request(key model.ID) error { return r.keys.take(key) }

// Exchange counts the exchange of a code by an API key.
func (r *Rates) Exchange(key model.ID) error { return r.exchanges.take(key) }

// Stranger counts a request without a good API key by its address.
func (r *Rates) Stranger(peer string) error { return r.strangers.take(limit.Network(peer)) }

// Begin counts a sign-in that begins at a connection.
func (r *Rates) Begin(connection model.ID) error { return r.begun.take(connection) }

// act counts what an API key does that has a limit of its own.
func (r *Rates) act(p model.Principal, a model.Action) error {
	if p.Kind == model.KeyHolder && a == model.ActDeleteOrganization {
		return r.deletions.take(p.ID)
	}
	return nil
}
