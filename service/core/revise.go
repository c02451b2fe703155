package core

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"gatehouse/model"
)

// MaxRevisions is how often a change is tried anew after somebody else's.
const MaxRevisions = 10

// Revisable is a noun that knows when it was last changed.
type Revisable interface {
	model.Noun
	Touched(now time.Time) model.Noun
}

// Revise changes a noun. The function is given a copy of what is stored, says
// what it makes of it and what that is called, and is asked again if somebody
// else was faster. A change that changes nothing leaves no trace.
func Revise[T Revisable](ctx context.Context, c *Core, get func() (T, error), change func(*T) (action string, err error)) (T, error) {
	for tries := 1; ; tries++ {
		before, err := get()
		if err != nil {
			return before, err
		}
		after, err := Clone(before)
		if err != nil {
			return before, err
		}
		action, err := change(&after)
		if err != nil {
			return before, err
		}
		if same, err := Equal(before, after); same || err != nil {
			return before, err
		}
		if after, err = Clone(after.Touched(c.Now()).(T)); err != nil {
			return before, err
		}
		switch err := c.Apply(ctx, action, Changed(before, after)); {
		case err == nil:
			return after.AtRevision(before.RecordRevision() + 1).(T), nil
		case !errors.Is(err, model.ErrConflict) || tries == MaxRevisions:
			return before, err
		}
	}
}

// Clone copies a noun with all that it points to.
func Clone[T model.Noun](n T) (T, error) {
	var copied T
	data, err := json.Marshal(n)
	if err == nil {
		err = json.Unmarshal(data, &copied)
	}
	if err != nil {
		return n, fmt.Errorf("copy a record: %w", err)
	}
	return copied.AtRevision(n.RecordRevision()).(T), nil
}

func Equal(a, b model.Noun) (bool, error) {
	x, err := json.Marshal(a)
	if err != nil {
		return false, err
	}
	y, err := json.Marshal(b)
	return bytes.Equal(x, y), err
}
