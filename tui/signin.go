package tui

import (
	"context"
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
)

// signedInMsg is the end of a test sign-in that was asked for by hand.
type signedInMsg struct {
	session model.ID
	fault   Fault
	touched int // of the list that asked, so that it moves only if left alone
	err     error
}

// cannotSignIn says why no test user can be signed in, or "".
func (w *world) cannotSignIn() string {
	switch {
	case w.options.TestIdPOff != "":
		return w.options.TestIdPOff
	case w.options.SignIn == nil:
		return "there is no test identity provider here"
	case w.options.ReadOnly:
		return "this console is read-only"
	}
	return ""
}

// cannotChange says why nothing can be changed, or "".
func (w *world) cannotChange() string {
	if w.options.ReadOnly {
		return "this console is read-only"
	}
	return ""
}

// signIn signs a test user in, through a connection or "" for the sample.
func (w *world) signIn(connection model.ID, fault Fault) tea.Cmd {
	ctx, signIn := w.ctx, w.options.SignIn
	label := "signing in"
	if fault.Name != "" {
		label += " with " + fault.Name
	}
	touched := -1
	if s, ok := w.stack.top().(*sessions); ok {
		touched = s.touched
	}
	return w.run(label, func() tea.Msg {
		id, err := signIn(ctx, connection, fault.Name)
		return signedInMsg{id, fault, touched, err}
	})
}

func (w *world) signedIn(msg signedInMsg) {
	if msg.err != nil {
		w.fail("sign in", msg.err)
		return
	}
	trace := model.Session{ID: msg.session}.Trace()
	if msg.fault.Name == "" {
		w.say(done, "signed in: session "+trace)
	} else {
		w.say(done, fmt.Sprintf("played %s: session %s", msg.fault.Name, trace))
	}
}

// faultMenu lets the user pick what goes wrong.
func (w *world) faultMenu(connection model.ID) tea.Cmd {
	var items []item
	for _, f := range w.options.Faults {
		items = append(items, item{text: f.Name, note: f.Title, do: func() tea.Cmd { return w.signIn(connection, f) }})
	}
	return w.stack.open(newMenu(w, "Sign in with a fault", fixed(items)))
}

// tour plays one real sign-in for each fault, one after the other.
type tour struct {
	ctx    context.Context // of the run, while there is one
	cancel context.CancelFunc
	gen    int
	began  time.Time
}

// tourMsg is the end of step number at.
type tourMsg struct {
	gen, at int
	err     error
}

func (t *tour) running() bool { return t.cancel != nil }

func (t *tour) stop() {
	if t.cancel != nil {
		t.cancel()
	}
}

func (t *tour) start(w *world) tea.Cmd {
	if t.running() {
		w.say(told, "the tour is playing; esc stops it")
		return nil
	}
	ctx, cancel := context.WithCancel(w.ctx)
	*t = tour{ctx: ctx, cancel: cancel, gen: t.gen + 1, began: w.now}
	return t.step(w, 0)
}

func (t *tour) step(w *world, at int) tea.Cmd {
	ctx, gen, signIn := t.ctx, t.gen, w.options.SignIn
	faults := append([]Fault{{Title: "a sound sign-in"}}, w.options.Faults...)
	if at >= len(faults) {
		return t.end(w, fmt.Sprintf("the tour is over: %d sign-ins, each explained when you open it", at))
	}
	fault := faults[at]
	w.hold(fmt.Sprintf("tour %d of %d: %s (esc stops)", at+1, len(faults), fault.Title))
	return func() tea.Msg {
		_, err := signIn(ctx, "", fault.Name)
		if ctx.Err() != nil {
			err = ctx.Err()
		}
		return tourMsg{gen, at, err}
	}
}

func (t *tour) next(w *world, msg tourMsg) tea.Cmd {
	if msg.gen != t.gen || !t.running() {
		return nil
	}
	if msg.err != nil {
		over := t.end(w, fmt.Sprintf("the tour stopped after %d sign-ins", msg.at))
		if w.ctx.Err() == nil && msg.err != context.Canceled {
			w.fail("tour", msg.err)
		}
		return over
	}
	return t.step(w, msg.at+1)
}

// end takes away what was made for the tour: organizations with connections that
// are wrong on purpose.
func (t *tour) end(w *world, text string) tea.Cmd {
	t.cancel()
	t.cancel = nil
	w.say(done, text)
	ctx, desk, began := w.ctx, w.desk, t.began
	return func() tea.Msg { return tourOverMsg{desk.ClearDemos(ctx, began)} }
}

// tourOverMsg says that the organizations of the tour are gone.
type tourOverMsg struct{ err error }

// abandon is end for a console that was quit in the middle of a tour.
func (t *tour) abandon(w *world) {
	if !t.running() {
		return
	}
	t.stop()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(w.ctx), 5*time.Second)
	defer cancel()
	_ = w.desk.ClearDemos(ctx, t.began) // nobody is left to tell
}
