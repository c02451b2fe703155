package model

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// maxRevisions is how often a change is tried anew after somebody else's.
const maxRevisions = 10

// revisable is a noun that knows when it was last changed.
type revisable interface {
	noun
	touched(now time.Time) noun
}

// revise changes a noun. The function is given a copy of what is stored, says
// what it makes of it and what that is called, and is asked again if somebody
// else was faster. A change that changes nothing leaves no trace.
func revise[T revisable](ctx context.Context, d *Desk, get func() (T, error), change func(*T) (action string, err error)) (T, error) {
	for tries := 1; ; tries++ {
		before, err := get()
		if err != nil {
			return before, err
		}
		after, err := clone(before)
		if err != nil {
			return before, err
		}
		action, err := change(&after)
		if err != nil {
			return before, err
		}
		if same, err := equal(before, after); same || err != nil {
			return before, err
		}
		if after, err = clone(after.touched(d.now()).(T)); err != nil {
			return before, err
		}
		switch err := d.apply(ctx, action, changed(before, after)); {
		case err == nil:
			return after.at(before.revision() + 1).(T), nil
		case !errors.Is(err, ErrConflict) || tries == maxRevisions:
			return before, err
		}
	}
}

// clone copies a noun with all that it points to.
func clone[T noun](n T) (T, error) {
	var copied T
	data, err := json.Marshal(n)
	if err == nil {
		err = json.Unmarshal(data, &copied)
	}
	if err != nil {
		return n, fmt.Errorf("copy a record: %w", err)
	}
	return copied.at(n.revision()).(T), nil
}

func equal(a, b noun) (bool, error) {
	x, err := json.Marshal(a)
	if err != nil {
		return false, err
	}
	y, err := json.Marshal(b)
	return bytes.Equal(x, y), err
}
