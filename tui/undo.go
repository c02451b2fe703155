package tui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/tui/widget"
)

// maxUndo bounds how many changes of this console u walks back.
const maxUndo = 100

// changeVerb is a verb with what belongs to it. It gives a text to tell, or "" for
// the words of the history.
type changeVerb struct {
	doing   string
	do      func(context.Context) (string, error)
	then    func() tea.Cmd // once it is done; nil for nothing
	refused func()         // once it was not done; nil for nothing
	reading bool           // it may well change nothing
}

// change runs a verb as a task, tells what it did and how to take it back.
// The verb gives a text to tell, or "" for the words of the history.
func (w *world) change(doing string, verb func(context.Context) (string, error), then func() tea.Cmd) tea.Cmd {
	return w.carryOut(changeVerb{doing: doing, do: verb, then: then})
}

// inquire is change for a verb that looks something up: its text is the answer,
// whether or not anything had to be changed.
func (w *world) inquire(doing string, verb func(context.Context) (string, error), then func() tea.Cmd) tea.Cmd {
	return w.carryOut(changeVerb{doing: doing, do: verb, then: then, reading: true})
}

func (w *world) carryOut(v changeVerb) tea.Cmd {
	ctx, recorder := model.WithRecorder(w.ctx)
	do := func() (string, error) { return v.do(ctx) }
	return w.run(v.doing, ask(do, func(text string, err error) tea.Cmd {
		return w.carriedOut(v, text, recorder.Entries(), err)
	}))
}

func (w *world) carriedOut(v changeVerb, text string, entries []model.AuditEntry, err error) tea.Cmd {
	if err != nil {
		w.remember(entries)
		if v.refused != nil {
			v.refused()
		}
		return w.refused(v.doing, err)
	}
	if v.reading && len(entries) == 0 {
		w.say(done, text)
	} else {
		w.did(text, entries)
	}
	if v.then != nil {
		return v.then()
	}
	return nil
}

// did tells what was done, and remembers it for u.
func (w *world) did(text string, entries []model.AuditEntry) {
	if len(entries) == 0 {
		w.say(told, "nothing changed: it was so already")
		return
	}
	w.remember(entries)
	last := entries[len(entries)-1]
	text, hint := widget.FirstOf(text, last.Action), "  (u takes it back)"
	if last.Final() != "" {
		hint = ""
	}
	w.say(done, widget.Cut(widget.Clean(text), max(20, w.stack.width-2-len(hint)), w.style.Glyph.More)+hint)
}

func (w *world) remember(entries []model.AuditEntry) {
	all := append(w.done, entries...)
	w.done = all[max(0, len(all)-maxUndo):]
}

// undoLast takes back the last change of this console.
func (w *world) undoLast() tea.Cmd {
	if why := w.cannotChange(); why != "" {
		w.say(failed, "undo: "+why)
		return nil
	}
	n := len(w.done)
	if n == 0 {
		w.say(told, "nothing was changed in this console; :history shows what others did")
		return nil
	}
	last := w.done[n-1]
	w.done = w.done[:n-1]
	if why := last.Final(); why != "" {
		w.say(failed, "not taken back: "+why+"; make a new one")
		return nil
	}
	return w.undo(last)
}

func (w *world) undo(entry model.AuditEntry) tea.Cmd {
	ctx, desk := w.ctx, w.desk
	read := func() (model.AuditEntry, error) { return desk.Undo(ctx, entry.ID) }
	return w.run("taking back", ask(read, func(undo model.AuditEntry, err error) tea.Cmd {
		return w.undone(entry, undo, err)
	}))
}

// undone tells what undid an entry.
func (w *world) undone(entry, undo model.AuditEntry, err error) tea.Cmd {
	if err != nil {
		return w.refused("undo", err)
	}
	for i, x := range w.done {
		if x.ID == entry.ID {
			w.done = append(w.done[:i:i], w.done[i+1:]...)
			break
		}
	}
	w.say(done, undo.Action)
	return nil
}
