package widget

import (
	"errors"
	"time"
)

// CheckBetween accepts a duration from the least to the most.
func CheckBetween(least, most time.Duration) func(string) error {
	return func(text string) error {
		d, err := time.ParseDuration(text)
		if err != nil {
			return errors.New("is no duration: write it like 3m or 90s")
		}
		if d < least || d > most {
			return errors.New("must be between " + least.String() + " and " + most.String())
		}
		return nil
	}
}
