package service_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"gatehouse/model"
	"gatehouse/service"
	"gatehouse/storage"
)

// repeater is an app that sends a request with an Idempotency-Key.
type repeater struct {
	*service.Services
	asked int
}

func (h *installation) repeater(t *testing.T) *repeater {
	t.Helper()
	staging, _ := h.environments(t)
	key, _, err := h.CreateKey(t.Context(), staging.ID, "CI")
	if err != nil {
		t.Fatal(err)
	}
	return &repeater{Services: h.For(key.Holder())}
}

// send gives what was answered; each time that it is done it is another answer.
func (x *repeater) send(t *testing.T, key, request string, status int) (string, error) {
	t.Helper()
	given, err := x.Once(t.Context(), model.Attempt{Key: key, Request: []byte(request)}, func() model.Answer {
		x.asked++
		return model.Answer{Status: status, Body: fmt.Appendf(nil, "answer %d", x.asked)}
	})
	return string(given.Body), err
}

// A request that is repeated with its key gets the first answer for 24 hours; other requests,
// other keys, other apps and requests that failed are answered anew.
func TestOnce(t *testing.T) {
	h := openInstallation(t)
	app, other := h.repeater(t), h.repeater(t)
	for _, step := range []struct {
		rule         string
		app          *repeater
		key, request string
		status       int
		forward      time.Duration
		want, refuse string
	}{
		{rule: "the first time it is done", app: app, key: "k", request: "a", want: "answer 1"},
		{rule: "the second time it is told", app: app, key: "k", request: "a", want: "answer 1"},
		{rule: "another request cannot have the key", app: app, key: "k", request: "b",
			refuse: "used for another request"},
		{rule: "another key is another request", app: app, key: "l", request: "a", want: "answer 2"},
		{rule: "the key is the app's own", app: other, key: "k", request: "b", want: "answer 1"},
		{rule: "what failed is done anew", app: app, key: "m", request: "a", status: 422, want: "answer 3"},
		{rule: "and may then be another request", app: app, key: "m", request: "b", want: "answer 4"},
		{rule: "just before 24 hours it is told", app: app, key: "k", request: "a", forward: 24*time.Hour - time.Second,
			want: "answer 1"},
		{rule: "after 24 hours it is done anew", app: app, key: "k", request: "c", forward: time.Second,
			want: "answer 5"},
		{rule: "a key is short", app: app, key: strings.Repeat("k", 256), refuse: "256 characters"},
		{rule: "a key is printable", app: app, key: "k\x1b[2J", refuse: "U+001B"},
	} {
		h.clock.add(step.forward)
		got, err := step.app.send(t, step.key, step.request, max(step.status, 201))
		if step.refuse != "" {
			if field, ok := errors.AsType[*model.FieldError](err); !ok ||
				!strings.Contains(field.Error(), step.refuse) {
				t.Errorf("%s: %q, %v", step.rule, got, err)
			}
		} else if err != nil || got != step.want {
			t.Errorf("%s: %q, %v; want %q", step.rule, got, err, step.want)
		}
	}
}

// Of requests with one key that arrive at once one is done; the others are asked to wait. One
// that was cut off is waited for no longer than a minute.
func TestOnceAtOnce(t *testing.T) {
	h := openInstallation(t)
	app := h.repeater(t)
	entered, leave := make(chan struct{}), make(chan struct{})
	var first sync.WaitGroup
	attempt := model.Attempt{Key: "k", Request: []byte("a")}
	first.Go(func() {
		_, err := app.Once(t.Context(), attempt, func() model.Answer {
			close(entered)
			<-leave
			return model.Answer{Status: 201, Body: []byte("slow")}
		})
		if err != nil {
			t.Error(err)
		}
	})
	<-entered
	if _, err := app.send(t, "k", "a", 201); !errors.Is(err, model.ErrUnderway) {
		t.Errorf("while it is answered: %v", err)
	}
	h.clock.add(model.RepeatableTime)
	if got, err := app.send(t, "k", "a", 201); err != nil || got != "answer 1" {
		t.Errorf("after a minute: %q, %v", got, err)
	}
	close(leave)
	first.Wait()
	if got, err := app.send(t, "k", "a", 201); err != nil || got != "answer 1" {
		t.Errorf("the one that was late took the place: %q, %v", got, err)
	}
}

// Answers are sealed: links stand in them. They are purged after a day.
func TestOnceKeepsNoSecret(t *testing.T) {
	h := openInstallation(t)
	app := h.repeater(t)
	if _, err := app.send(t, "k", "a", 201); err != nil {
		t.Fatal(err)
	}
	kept := func() []model.Record {
		records, err := h.Store.Records(t.Context(), storage.Selection{Kind: model.KindRepeatable})
		if err != nil {
			t.Fatal(err)
		}
		return records
	}
	if all := kept(); len(all) != 1 || strings.Contains(string(all[0].Data), "answer 1") {
		t.Fatal(len(all), "answers are kept, or one in the clear")
	}
	for _, at := range []struct {
		forward time.Duration
		left    int
	}{{24 * time.Hour, 1}, {time.Second, 0}} {
		h.clock.add(at.forward)
		if _, err := h.PurgeDeleted(t.Context()); err != nil || len(kept()) != at.left {
			t.Errorf("%s later: %d, %v", at.forward, len(kept()), err)
		}
	}
}

// Of one API key so many requests are kept: the oldest is forgotten for a new one.
func TestOnceIsBounded(t *testing.T) {
	h := openInstallation(t)
	app := h.repeater(t)
	for i := range model.MaxRepeatables + 1 {
		if _, err := app.send(t, fmt.Sprint("k", i), "a", 201); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := app.send(t, "k1", "a", 201); err != nil || got != "answer 2" {
		t.Errorf("the oldest that is kept: %q, %v", got, err)
	}
	if got, err := app.send(t, "k0", "a", 201); err != nil || got != fmt.Sprint("answer ", model.MaxRepeatables+2) {
		t.Errorf("the one that is forgotten: %q, %v", got, err)
	}
	kept, err := h.Store.Records(t.Context(), storage.Selection{Kind: model.KindRepeatable})
	if err != nil || len(kept) != model.MaxRepeatables {
		t.Errorf("%d are kept, %v", len(kept), err)
	}
}
