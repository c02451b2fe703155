package stored

import (
	"context"

	"gatehouse/storage"
)

// TailStep is how many changes an engine looks at in one reading.
const TailStep = 256

// Deliver gives f the changes in their order. It ends with the first error, of f or
// of the context.
func Deliver(ctx context.Context, changes []storage.Changed, f func(storage.Changed) error) error {
	for _, c := range changes {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := f(c); err != nil {
			return err
		}
	}
	return nil
}
