package model

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"time"
)

// Rate is how often a party may do something.
type Rate struct {
	Who, What string // "an API key", "requests"
	PerMinute int
	Burst     int // at once, after a while of rest
}

// The rates at which parties are refused, where an API key may make [UsualRate] requests a minute.
// Those that an app's users cause are wide: an exchange spends a code that a sign-in made, and a
// company arrives at nine in the morning.
var (
	KeyRate      = Rate{"an API key", "requests", UsualRate, UsualRate}
	ExchangeRate = Rate{"an API key", "exchanges of codes", 10 * UsualRate, 10 * UsualRate}
	DeletionRate = Rate{"an API key", "deletions of organizations", 50, 50}
	StrangerRate = Rate{"an address", "requests without a good API key", 600, 600}
	BeginRate    = Rate{"a connection", "sign-ins that begin", 1000, 3000}
)

// UsualRate is how many requests an API key may make in a minute.
const UsualRate = 6000

// Scaled is the rate where an API key may make so many requests a minute.
func (r Rate) Scaled(perMinute int) Rate {
	scale := func(n int) int { return max(1, int(int64(n)*int64(perMinute)/UsualRate)) }
	r.PerMinute, r.Burst = scale(r.PerMinute), scale(r.Burst)
	return r
}

// MaxRate is the most requests a minute to which an API key can be limited.
const MaxRate = 1_000_000

// ParseRate reads how many requests an API key may make in a minute; "" and "0" are no limit.
func ParseRate(text string) (perMinute int, err error) {
	if text == "" {
		return 0, nil
	}
	perMinute, err = strconv.Atoi(text)
	if err != nil || perMinute < 0 || perMinute > MaxRate {
		return 0, fmt.Errorf(
			"%.20q: give the requests that an API key may make in a minute, at most %d, or 0 for no limits",
			text, MaxRate)
	}
	return perMinute, nil
}

// RateLimited refuses whoever asks more often than they may.
type RateLimited struct {
	Rate Rate
	Wait time.Duration // then they may again
}

func (e *RateLimited) Error() string {
	return fmt.Sprintf("%s may make no more than %d %s in a minute: wait %d seconds", e.Rate.Who, e.Rate.PerMinute,
		e.Rate.What, int(math.Ceil(e.Wait.Seconds())))
}

// ErrTooManyStreams refuses one more stream to an API key, or to anybody.
var ErrTooManyStreams = errors.New("too many streams are open")
