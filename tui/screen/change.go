package screen

import (
	"cmp"
	"context"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/service/core"
	"gatehouse/tui/widget"
)

// maxUndo bounds how many changes of this console u walks back.
const maxUndo = 100

// Verb is a verb with what belongs to it. It gives a text to tell, or "" for
// the words of the history.
type Verb struct {
	Doing   string
	Do      func(context.Context) (string, error)
	Then    func() tea.Cmd // once it is done; nil for nothing
	Refused func()         // once it was not done; nil for nothing
	reading bool           // it may well change nothing
}

// Change runs a verb as a task, tells what it did and how to take it back.
// The verb gives a text to tell, or "" for the words of the history.
func (w *World) Change(doing string, verb func(context.Context) (string, error), then func() tea.Cmd) tea.Cmd {
	return w.CarryOut(Verb{Doing: doing, Do: verb, Then: then})
}

// Inquire is change for a verb that looks something up: its text is the answer,
// whether or not anything had to be changed.
func (w *World) Inquire(doing string, verb func(context.Context) (string, error), then func() tea.Cmd) tea.Cmd {
	return w.CarryOut(Verb{Doing: doing, Do: verb, Then: then, reading: true})
}

// CarryOut is Change for a verb with more to it.
func (w *World) CarryOut(v Verb) tea.Cmd {
	ctx, recorder := core.WithRecorder(w.Context)
	do := func() (string, error) { return v.Do(ctx) }
	return w.Run(v.Doing, Ask(do, func(text string, err error) tea.Cmd {
		return w.carriedOut(v, text, recorder.Entries(), err)
	}))
}

func (w *World) carriedOut(v Verb, text string, entries []model.AuditEntry, err error) tea.Cmd {
	if err != nil {
		w.remember(entries)
		if v.Refused != nil {
			v.Refused()
		}
		return w.Refused(v.Doing, err)
	}
	if v.reading && len(entries) == 0 {
		w.Say(Done, text)
	} else {
		w.did(text, entries)
	}
	if v.Then != nil {
		return v.Then()
	}
	return nil
}

// did tells what was done, and remembers it for u.
func (w *World) did(text string, entries []model.AuditEntry) {
	if len(entries) == 0 {
		w.Say(Told, "nothing changed: it was so already")
		return
	}
	w.remember(entries)
	last := entries[len(entries)-1]
	text, hint := cmp.Or(text, last.Action), "  (u takes it back)"
	if last.Final() != "" {
		hint = ""
	}
	w.Say(Done, widget.Cut(widget.Clean(text), max(20, w.Stack.width-2-len(hint)), w.Style.Glyph.More)+hint)
}

func (w *World) remember(entries []model.AuditEntry) {
	all := append(w.done, entries...)
	w.done = all[max(0, len(all)-maxUndo):]
}

// UndoLast takes back the last change of this console.
func (w *World) UndoLast() tea.Cmd {
	if why := w.CannotChange(); why != "" {
		w.Say(Failed, "undo: "+why)
		return nil
	}
	n := len(w.done)
	if n == 0 {
		w.Say(Told, "nothing was changed in this console; :history shows what others did")
		return nil
	}
	last := w.done[n-1]
	w.done = w.done[:n-1]
	if why := last.Final(); why != "" {
		w.Say(Failed, "not taken back: "+why+"; make a new one")
		return nil
	}
	return w.Undo(last)
}

// Undo takes an entry of the history back.
func (w *World) Undo(entry model.AuditEntry) tea.Cmd {
	ctx, services := w.Context, w.services
	read := func() (model.AuditEntry, error) { return services.Undo(ctx, entry.ID) }
	return w.Run("taking back", Ask(read, func(undo model.AuditEntry, err error) tea.Cmd {
		return w.undone(entry, undo, err)
	}))
}

// undone tells what undid an entry.
func (w *World) undone(entry, undo model.AuditEntry, err error) tea.Cmd {
	if err != nil {
		return w.Refused("undo", err)
	}
	for i, x := range w.done {
		if x.ID == entry.ID {
			w.done = append(w.done[:i:i], w.done[i+1:]...)
			break
		}
	}
	w.Say(Done, undo.Action)
	return nil
}
