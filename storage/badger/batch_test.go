package badger

import (
	"encoding/binary"
	"errors"
	"testing"

	"gatehouse/storage"
)

// A step of many tiny keys is refused by itself, before Badger refuses the whole transaction.
func TestStepOfTinyKeys(t *testing.T) {
	t.Parallel()
	s := opened(t)
	step := func(keys int) error {
		_, err := write(t.Context(), s, func(b *batch) (none, error) {
			for n := range keys {
				b.add(binary.BigEndian.AppendUint32([]byte{byte(classClaim)}, uint32(n)), nil)
			}
			return none{}, nil
		})
		return err
	}
	if err := step(30_000); !errors.Is(err, storage.ErrStep) {
		t.Errorf("error is %v", err)
	}
	if err := step(20_000); err != nil {
		t.Error(err)
	}
}
