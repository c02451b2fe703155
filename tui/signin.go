package tui

import (
	"context"
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
)

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

// signIn signs a test user in, through a connection or "" for the sample. arrived is
// called with the session; nil does nothing more.
func (w *world) signIn(connection model.ID, fault Fault, arrived func(model.ID)) tea.Cmd {
	ctx, signIn := w.ctx, w.options.SignIn
	label := "signing in"
	if fault.Name != "" {
		label += " with " + fault.Name
	}
	play := func() (model.ID, error) { return signIn(ctx, connection, fault.Name) }
	return w.run(label, ask(play, func(session model.ID, err error) tea.Cmd {
		w.signedIn(session, fault, err)
		if err == nil && arrived != nil {
			arrived(session)
		}
		return nil
	}))
}

func (w *world) signedIn(session model.ID, fault Fault, err error) {
	if err != nil {
		w.fail("sign in", err)
		return
	}
	trace := model.Session{ID: session}.Trace()
	if fault.Name == "" {
		w.say(done, "signed in: session "+trace)
	} else {
		w.say(done, fmt.Sprintf("played %s: session %s", fault.Name, trace))
	}
}

// faultMenu lets the user pick what goes wrong.
func (w *world) faultMenu(connection model.ID, arrived func(model.ID)) tea.Cmd {
	var items []item
	for _, f := range w.options.Faults {
		items = append(items, item{text: f.Name, note: f.Title, do: func() tea.Cmd { return w.signIn(connection, f, arrived) }})
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
		return then(func() tea.Cmd { return t.next(w, gen, at, err) })
	}
}

// next goes on behind step number at.
func (t *tour) next(w *world, gen, at int, err error) tea.Cmd {
	if gen != t.gen || !t.running() {
		return nil
	}
	if err != nil {
		over := t.end(w, fmt.Sprintf("the tour stopped after %d sign-ins", at))
		if w.ctx.Err() == nil && err != context.Canceled {
			w.fail("tour", err)
		}
		return over
	}
	return t.step(w, at+1)
}

// end takes away what was made for the tour: organizations with connections that
// are wrong on purpose.
func (t *tour) end(w *world, text string) tea.Cmd {
	t.cancel()
	t.cancel = nil
	w.say(done, text)
	ctx, desk, began := w.ctx, w.desk, t.began
	return func() tea.Msg {
		err := desk.ClearDemos(ctx, began)
		return then(func() tea.Cmd { w.fail("clear away what the tour made", err); return nil })
	}
}

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
