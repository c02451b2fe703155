package tui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/tui/widget"
)

// maxUndo bounds how many changes of this console u walks back.
const maxUndo = 100

// changes are what was done in this console, newest last: what u takes back.
type changes struct{ done []model.AuditEntry }

// changedMsg is the end of a verb.
type changedMsg struct {
	doing   string
	text    string // to tell; "" tells what the history says
	entries []model.AuditEntry
	reading bool // it may well change nothing
	err     error
	then    func() tea.Cmd // once it is done
}

// change runs a verb as a task, tells what it did and how to take it back.
// The verb gives a text to tell, or "" for the words of the history.
func (w *world) change(doing string, verb func(context.Context) (string, error), then func() tea.Cmd) tea.Cmd {
	return w.verb(changedMsg{doing: doing, then: then}, verb)
}

// inquire is change for a verb that looks something up: its text is the answer,
// whether or not anything had to be changed.
func (w *world) inquire(doing string, verb func(context.Context) (string, error), then func() tea.Cmd) tea.Cmd {
	return w.verb(changedMsg{doing: doing, then: then, reading: true}, verb)
}

func (w *world) verb(msg changedMsg, verb func(context.Context) (string, error)) tea.Cmd {
	ctx, recorder := model.WithRecorder(w.ctx)
	return w.run(msg.doing, func() tea.Msg {
		msg.text, msg.err = verb(ctx)
		msg.entries = recorder.Entries()
		return msg
	})
}

func (w *world) changed(msg changedMsg) tea.Cmd {
	if msg.err != nil {
		w.remember(msg.entries)
		return w.refused(msg.doing, msg.err)
	}
	if msg.reading && len(msg.entries) == 0 {
		w.say(done, msg.text)
	} else {
		w.did(msg.text, msg.entries)
	}
	if msg.then != nil {
		return msg.then()
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
	all := append(w.changes.done, entries...)
	w.changes.done = all[max(0, len(all)-maxUndo):]
}

// undoneMsg is the end of taking something back.
type undoneMsg struct {
	entry model.AuditEntry // that was taken back
	undo  model.AuditEntry
	err   error
}

// undoLast takes back the last change of this console.
func (w *world) undoLast() tea.Cmd {
	if why := w.cannotChange(); why != "" {
		w.say(failed, "undo: "+why)
		return nil
	}
	n := len(w.changes.done)
	if n == 0 {
		w.say(told, "nothing was changed in this console; :history shows what others did")
		return nil
	}
	last := w.changes.done[n-1]
	w.changes.done = w.changes.done[:n-1]
	if why := last.Final(); why != "" {
		w.say(failed, "not taken back: "+why+"; make a new one")
		return nil
	}
	return w.undo(last)
}

func (w *world) undo(entry model.AuditEntry) tea.Cmd {
	ctx, desk := w.ctx, w.desk
	return w.run("taking back", func() tea.Msg {
		undo, err := desk.Undo(ctx, entry.ID)
		return undoneMsg{entry, undo, err}
	})
}

func (w *world) undone(msg undoneMsg) tea.Cmd {
	if msg.err != nil {
		return w.refused("undo", msg.err)
	}
	for i, x := range w.changes.done {
		if x.ID == msg.entry.ID {
			w.changes.done = append(w.changes.done[:i:i], w.changes.done[i+1:]...)
			break
		}
	}
	w.say(done, msg.undo.Action)
	return nil
}
