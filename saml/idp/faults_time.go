package idp

import (
	"time"

	"gatehouse/saml"
	"gatehouse/saml/diagnose"
)

// Faults 6–10: clocks.

func timeFaults() []Fault {
	return []Fault{
		{
			Number: 6, Name: "expired-2h", Title: "Expired by two hours", Stage: Time,
			What:  "The assertion was issued two hours and five minutes ago, and was valid for five minutes.",
			Class: saml.Malformed, Cause: saml.Expired, Fixer: diagnose.FixIdP,
			Expected: "a time in the future", Received: "two hours ago",
			edit: func(d *draft) { d.expired(2 * time.Hour) },
		},
		{
			Number: 7, Name: "expired-3m", Title: "Expired by three minutes", Stage: Time,
			What:  "The assertion expired three minutes ago: the very tolerance, which no longer counts.",
			Class: saml.Malformed, Cause: saml.Expired, Fixer: diagnose.FixIdP,
			Expected: "a time in the future", Received: "three minutes ago",
			edit: func(d *draft) { d.expired(3 * time.Minute) },
		},
		{
			Number: 8, Name: "not-yet-valid-2h", Title: "Not valid for two hours yet", Stage: Time,
			What:  "The assertion becomes valid in two hours: the provider's clock is far ahead.",
			Class: saml.Malformed, Cause: saml.NotYetValid, Fixer: diagnose.FixIdP,
			Expected: "a time in the past", Received: "in two hours",
			edit: func(d *draft) { d.ahead(2 * time.Hour) },
		},
		{
			Number: 9, Name: "clock-fast-3m", Title: "IdP clock three minutes fast", Stage: Time,
			What: "The provider's clock is three and a half minutes ahead, just beyond the tolerance of three, and " +
				"it leaves no grace.",
			Class: saml.Malformed, Cause: saml.NotYetValid, Fixer: diagnose.FixIdP,
			Expected: "a time in the past", Received: "in three and a half minutes",
			edit: func(d *draft) { d.ahead(3*time.Minute + 30*time.Second) },
		},
		{
			Number: 10, Name: "clock-slow-2m", Title: "IdP clock two minutes slow", Stage: Time, Accept: true,
			What: "The provider's clock is two minutes behind; the assertion is valid all the same.",
			edit: func(d *draft) {
				clock := d.now.Add(-2 * time.Minute)
				d.valid(clock, clock.Add(-lifetime), clock.Add(lifetime))
			},
		},
	}
}

// expired ends the validity some time ago.
func (d *draft) expired(ago time.Duration) {
	end := d.now.Add(-ago)
	d.valid(end.Add(-lifetime), end.Add(-2*lifetime), end)
}

// ahead begins the validity in some time, at the moment of issue.
func (d *draft) ahead(by time.Duration) {
	clock := d.now.Add(by)
	d.valid(clock, clock, clock.Add(lifetime))
}
