package scim

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"gatehouse/model"
	"gatehouse/scim"
)

// A directory that sends more than its share waits, and is refused when that takes too long. Others are let in
// meanwhile, up to what all together may take.
func TestOneDirectoryLeavesRoomForOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRoom()
		take := func(directory string, bytes int64) (func(), error) {
			t.Helper()
			return r.take(t.Context(), model.ID(directory), bytes)
		}
		var leave []func()
		fill := func(directory string) {
			t.Helper()
			for range share {
				free, err := take(directory, 100)
				if err != nil {
					t.Fatal(err)
				}
				leave = append(leave, free)
			}
		}
		refused := func(directory string) {
			t.Helper()
			before := time.Now()
			_, err := take(directory, 100)
			e, ok := errors.AsType[*scim.Error](err)
			if !ok || e.Status != http.StatusTooManyRequests || e.Code != "rate" || time.Since(before) != patience {
				t.Errorf("%s: %v after %v", directory, err, time.Since(before))
			}
		}
		fill("loud")
		refused("loud")
		fill("second") // at once, or it would not find room
		refused("third")

		var group sync.WaitGroup
		group.Go(func() {
			free, err := take("loud", 100)
			if err != nil {
				t.Error(err)
				return
			}
			free()
		})
		time.Sleep(patience / 2)
		leave[0]()
		group.Wait()
		for _, free := range leave[1:] {
			free()
		}
		if len(r.own) != 0 || !r.all.TryAcquire(maxBodies) {
			t.Errorf("the room is not empty: %v", r.own)
		}
	})
}

// Two of the longest bodies are more than the share of a directory, and one fits.
func TestLongestBodyFits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRoom()
		free, err := r.take(t.Context(), "one", scim.MaxGroup)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := r.take(t.Context(), "one", scim.MaxGroup); err == nil {
			t.Error("there is room for two of the longest")
		}
		free()
	})
}

// Who goes while they wait is no refused request.
func TestWaitEndsWithItsSender(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRoom()
		for range share {
			free, err := r.take(t.Context(), "one", 0)
			if err != nil {
				t.Fatal(err)
			}
			defer free()
		}
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		if _, err := r.take(ctx, "one", 0); !errors.Is(err, context.Canceled) {
			t.Errorf("%v", err)
		}
	})
}
