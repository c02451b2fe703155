package stored_test

import (
	"testing"

	"gatehouse/model"
	"gatehouse/storage/internal/stored"
)

func TestSessionNeedsAnID(t *testing.T) {
	for id, sound := range map[model.ID]bool{"": false, "sess_01": true, "sess\x00": false} {
		if err := stored.CheckSession(&model.Session{ID: id}); (err == nil) != sound {
			t.Errorf("%q: %v", id, err)
		}
	}
}
