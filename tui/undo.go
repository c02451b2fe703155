package tui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
)

// maxUndo bounds how many changes of this console u walks back.
const maxUndo = 100

// changes are what was done in this console, newest last: what u takes back.
type changes struct {
	done []model.AuditEntry
	seen model.ID // the newest entry that is known
}

// changedMsg is the end of a verb that changed something.
type changedMsg struct {
	doing string
	text  string // to tell; "" tells the entry's action
	entry *model.AuditEntry
	err   error
	then  func() tea.Cmd // once it is done
}

// change runs a verb as a task, tells what it did and how to take it back.
// The verb gives a text to tell, or "" for the words of the history.
func (w *world) change(doing string, verb func(context.Context) (string, error), then func() tea.Cmd) tea.Cmd {
	ctx, record := w.ctx, w.recorder()
	return w.run(doing, func() tea.Msg {
		text, err := verb(ctx)
		msg := changedMsg{doing: doing, text: text, err: err, then: then}
		if err == nil {
			msg.entry = record()
		}
		return msg
	})
}

// recorder finds, called in a command, what was done since: the entry of the
// verb that ran in between, nil if it changed nothing.
func (w *world) recorder() func() *model.AuditEntry {
	ctx, desk, since := w.ctx, w.desk, w.clock().Add(-time.Second)
	return func() *model.AuditEntry {
		all, err := desk.DoneSince(ctx, since)
		if err != nil || len(all) == 0 {
			return nil // it was done all the same; the history has it
		}
		return &all[0]
	}
}

func (w *world) clock() time.Time { return w.options.Clock() }

func (w *world) changed(msg changedMsg) tea.Cmd {
	if msg.err != nil {
		return w.refused(msg.doing, msg.err)
	}
	text := msg.text
	if text == "" && msg.entry != nil {
		text = msg.entry.Action
	}
	w.did(text, msg.entry)
	if msg.then != nil {
		return msg.then()
	}
	return nil
}

// did tells what was done, and remembers it for u.
func (w *world) did(text string, entry *model.AuditEntry) {
	if entry == nil || entry.ID <= w.changes.seen {
		w.say(done, firstOf(text, "nothing had to be changed"))
		return
	}
	w.changes.seen = entry.ID
	w.changes.done = append(w.changes.done, *entry)
	w.changes.done = w.changes.done[max(0, len(w.changes.done)-maxUndo):]
	const hint = "  (u takes it back)"
	w.say(done, cut(clean(text), max(20, w.stack.width-2-len(hint)), w.style.glyph.more)+hint)
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
	w.changes.seen = max(w.changes.seen, msg.undo.ID)
	for i, x := range w.changes.done {
		if x.ID == msg.entry.ID {
			w.changes.done = append(w.changes.done[:i:i], w.changes.done[i+1:]...)
			break
		}
	}
	w.say(done, msg.undo.Action)
	return nil
}
