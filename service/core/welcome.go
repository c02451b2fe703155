package core

import (
	"errors"

	"gatehouse/storage"
)

// UnlessFull passes over the error of a full disk: what is stored can still be
// looked at, and what was to be written is written with the next start.
func UnlessFull(err error) error {
	if errors.Is(err, storage.ErrNoSpace) {
		return nil
	}
	return err
}
