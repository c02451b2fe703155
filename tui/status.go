package tui

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"gatehouse/tui/widget"
)

const (
	spinAfter = 200 * time.Millisecond // shorter work shows no spinner
	toastFor  = 6 * time.Second
)

// mood is the tone of a toast.
type mood int

const (
	told mood = iota
	done
	failed
)

// status is the line above the key bar: what is running, what was just said.
type status struct {
	tasks []task
	next  int
	frame int

	text  string
	mood  mood
	until time.Time
}

type task struct {
	id    int
	label string
	slow  bool // running long enough to be shown
}

// then is a message that says what to do with the answer of a command: it is
// called in Update, where state may change.
type then func() tea.Cmd

// ask reads something in a command, and goes on with it in Update.
func ask[A any](read func() (A, error), next func(A, error) tea.Cmd) tea.Cmd {
	return func() tea.Msg {
		a, err := read()
		return then(func() tea.Cmd { return next(a, err) })
	}
}

// say shows a sentence for some seconds.
func (w *world) say(m mood, text string) {
	w.status.text, w.status.mood, w.status.until = text, m, w.now.Add(toastFor)
}

// told is say as the answer of a command, and tell the command that only says so.
func (w *world) told(m mood, text string) tea.Msg {
	return then(func() tea.Cmd { w.say(m, text); return nil })
}

func (w *world) tell(m mood, text string) tea.Cmd {
	return func() tea.Msg { return w.told(m, text) }
}

// hold shows a sentence until another replaces it.
func (w *world) hold(text string) {
	w.say(told, text)
	w.status.until = w.now.Add(24 * time.Hour)
}

// fail shows an error. A nil or a cancelled one says nothing.
func (w *world) fail(doing string, err error) {
	if err == nil || w.ctx.Err() != nil {
		return
	}
	w.say(failed, doing+": "+err.Error())
}

// run runs a command as a task: if it takes long, the status line says so.
func (w *world) run(label string, cmd tea.Cmd) tea.Cmd {
	s := w.status
	s.next++
	id := s.next
	s.tasks = append(s.tasks, task{id: id, label: label})
	return tea.Batch(
		func() tea.Msg {
			answer := cmd()
			return then(func() tea.Cmd {
				s.finish(id)
				return func() tea.Msg { return answer }
			})
		},
		w.timer(spinAfter, then(func() tea.Cmd { return w.slow(id) })),
	)
}

func (s *status) finish(id int) {
	for i, t := range s.tasks {
		if t.id == id {
			s.tasks = append(s.tasks[:i:i], s.tasks[i+1:]...)
			return
		}
	}
}

// slow marks a task that still runs; the first one starts the spinner.
func (w *world) slow(id int) tea.Cmd {
	s := w.status
	spinning := s.shown() != ""
	for i := range s.tasks {
		if s.tasks[i].id == id {
			s.tasks[i].slow = true
			if !spinning {
				return w.spin()
			}
		}
	}
	return nil
}

func (w *world) spun() tea.Cmd {
	w.status.frame++
	if w.status.shown() == "" {
		return nil
	}
	return w.spin()
}

// spin draws the next frame of the spinner in a moment.
func (w *world) spin() tea.Cmd { return w.timer(w.style.Glyph.Spinner.FPS, then(w.spun)) }

// shown is the newest task that runs long.
func (s *status) shown() string {
	for i := len(s.tasks) - 1; i >= 0; i-- {
		if s.tasks[i].slow {
			return s.tasks[i].label
		}
	}
	return ""
}

func (w *world) statusLine(cells int) string {
	s, st := w.status, w.style
	left, right := "", ""
	if w.now.Before(s.until) {
		in := st.Accent
		switch s.mood {
		case done:
			in = st.Good
		case failed:
			in = st.Bad
		}
		left = in.Render(widget.Cut(widget.Clean(s.text), cells-1, st.Glyph.More))
	}
	if label := s.shown(); label != "" {
		frames := st.Glyph.Spinner.Frames
		right = st.Accent.Render(frames[s.frame%len(frames)]) + " " + widget.Clean(label)
	}
	return widget.Edges(" "+left, right, cells, st.Glyph.More)
}
