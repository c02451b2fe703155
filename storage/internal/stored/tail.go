package stored

import (
	"context"

	"gatehouse/storage"
)

// TailStep is how many changes an engine reads at once.
const TailStep = 256

// Deliver gives f the changes in their order, and tells from where to read on. It
// ends with the first error, of f or of the context.
func Deliver(
	ctx context.Context, changes []storage.Changed, from storage.Pos, f func(storage.Changed) error,
) (storage.Pos, error) {
	for _, c := range changes {
		if err := ctx.Err(); err != nil {
			return from, err
		}
		if err := f(c); err != nil {
			return from, err
		}
		from = c.Pos
	}
	return from, nil
}
