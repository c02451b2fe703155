package session

import (
	"context"
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"

	"gatehouse/tui/screen"
)

// Tour plays one real sign-in for each fault, one after the other.
type Tour struct {
	services Services

	ctx    context.Context // of the run, while there is one
	cancel context.CancelFunc
	gen    int
	began  time.Time
}

// NewTour is one that does not play yet.
func NewTour(services Services) *Tour { return &Tour{services: services} }

func (t *Tour) running() bool { return t.cancel != nil }

func (t *Tour) stop() {
	if t.cancel != nil {
		t.cancel()
	}
}

func (t *Tour) start(w *screen.World) tea.Cmd {
	if t.running() {
		w.Say(screen.Told, "the tour is playing; esc stops it")
		return nil
	}
	ctx, cancel := context.WithCancel(w.Context)
	*t = Tour{services: t.services, ctx: ctx, cancel: cancel, gen: t.gen + 1, began: w.Now}
	return t.step(w, 0)
}

func (t *Tour) step(w *screen.World, at int) tea.Cmd {
	ctx, gen, signIn := t.ctx, t.gen, w.Options.SignIn
	faults := append([]screen.Fault{{Title: "a sound sign-in"}}, w.Options.Faults...)
	if at >= len(faults) {
		return t.end(w, fmt.Sprintf("the tour is over: %d sign-ins, each explained when you open it", at))
	}
	fault := faults[at]
	w.Hold(fmt.Sprintf("tour %d of %d: %s (esc stops)", at+1, len(faults), fault.Title))
	return func() tea.Msg {
		_, err := signIn(ctx, "", fault)
		if ctx.Err() != nil {
			err = ctx.Err()
		}
		return screen.Then(func() tea.Cmd { return t.next(w, gen, at, err) })
	}
}

// next goes on behind step number at.
func (t *Tour) next(w *screen.World, gen, at int, err error) tea.Cmd {
	if gen != t.gen || !t.running() {
		return nil
	}
	if err != nil {
		over := t.end(w, fmt.Sprintf("the tour stopped after %d sign-ins", at))
		if w.Context.Err() == nil && err != context.Canceled {
			w.Fail("tour", err)
		}
		return over
	}
	return t.step(w, at+1)
}

// end takes away what was made for the tour: organizations with connections that
// are wrong on purpose.
func (t *Tour) end(w *screen.World, text string) tea.Cmd {
	t.cancel()
	t.cancel = nil
	w.Say(screen.Done, text)
	ctx, services, began := w.Context, t.services, t.began
	return func() tea.Msg {
		err := services.ClearDemos(ctx, began)
		return screen.Then(func() tea.Cmd { w.Fail("clear away what the tour made", err); return nil })
	}
}

// Abandon is end for a console that was quit in the middle of a tour.
func (t *Tour) Abandon(w *screen.World) {
	if !t.running() {
		return
	}
	t.stop()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(w.Context), 5*time.Second)
	defer cancel()
	_ = t.services.ClearDemos(ctx, t.began) // nobody is left to tell
}
