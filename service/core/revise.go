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
func Revise[T Revisable](ctx context.Context, c *Core, get func() (T, error),
	change func(*T) (action string, err error)) (T, error) {
	for tries := 1; ; tries++ {
		before, err := get()
		if err != nil {
			return before, err
		}
		e := Edit{Before: before, After: before}
		if err := e.encode(); err != nil {
			return before, err
		}
		after, err := decoded(before, e.was)
		if err != nil {
			return before, err
		}
		action, err := change(&after)
		if err != nil {
			return before, err
		}
		e.After, e.is = after, nil
		if err := e.encode(); err != nil || bytes.Equal(e.was, e.is) {
			return before, err
		}
		e.After, e.is = after.Touched(c.Now()), nil
		if err := e.encode(); err != nil {
			return before, err
		}
		switch err := c.Apply(ctx, action, e); {
		case err == nil:
			after, err = decoded(before, e.is) // it shares nothing with what the caller gave
			return after.AtRevision(before.RecordRevision() + 1).(T), err
		case !errors.Is(err, model.ErrConflict) || tries == MaxRevisions:
			return before, err
		}
	}
}

// decoded is a noun from its JSON, at the revision of another.
func decoded[T model.Noun](like T, data []byte) (T, error) {
	var n T
	if err := json.Unmarshal(data, &n); err != nil {
		return like, fmt.Errorf("copy a record: %w", err)
	}
	return n.AtRevision(like.RecordRevision()).(T), nil
}

// Clone copies a noun with all that it points to.
func Clone[T model.Noun](n T) (T, error) {
	data, err := json.Marshal(n)
	if err != nil {
		return n, fmt.Errorf("copy a record: %w", err)
	}
	return decoded(n, data)
}

func Equal(a, b model.Noun) (bool, error) {
	x, err := json.Marshal(a)
	if err != nil {
		return false, err
	}
	y, err := json.Marshal(b)
	return bytes.Equal(x, y), err
}
