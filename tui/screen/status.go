package screen

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"gatehouse/tui/widget"
)

const (
	spinAfter = 200 * time.Millisecond // shorter work shows no spinner
	toastFor  = 6 * time.Second
)

// Mood is the tone of what is said.
type Mood int

// The moods.
const (
	Told   Mood = iota // it is so
	Done               // it was done
	Failed             // it was not done
)

// Status is the line above the key bar: what is running, what was just said.
type Status struct {
	tasks []task
	next  int
	frame int

	text  string
	mood  Mood
	Until time.Time
}

type task struct {
	id    int
	label string
	slow  bool // running long enough to be shown
}

// Then is a message that says what to do with the answer of a command: it is
// called in Update, where state may change.
type Then func() tea.Cmd

// Ask reads something in a command, and goes on with it in Update.
func Ask[A any](read func() (A, error), next func(A, error) tea.Cmd) tea.Cmd {
	return func() tea.Msg {
		a, err := read()
		return Then(func() tea.Cmd { return next(a, err) })
	}
}

// Say shows a sentence for some seconds.
func (w *World) Say(m Mood, text string) {
	w.Status.text, w.Status.mood, w.Status.Until = text, m, w.Now.Add(toastFor)
}

// Told is say as the answer of a command, and tell the command that only says so.
func (w *World) Told(m Mood, text string) tea.Msg {
	return Then(func() tea.Cmd { w.Say(m, text); return nil })
}

func (w *World) tell(m Mood, text string) tea.Cmd {
	return func() tea.Msg { return w.Told(m, text) }
}

// Hold shows a sentence until another replaces it.
func (w *World) Hold(text string) {
	w.Say(Told, text)
	w.Status.Until = w.Now.Add(24 * time.Hour)
}

// Fail shows an error. A nil or a cancelled one says nothing.
func (w *World) Fail(doing string, err error) {
	if err == nil || w.Context.Err() != nil {
		return
	}
	w.Say(Failed, doing+": "+err.Error())
}

// Run runs a command as a task: if it takes long, the status line says so.
func (w *World) Run(label string, cmd tea.Cmd) tea.Cmd {
	s := w.Status
	s.next++
	id := s.next
	s.tasks = append(s.tasks, task{id: id, label: label})
	return tea.Batch(
		func() tea.Msg {
			answer := cmd()
			return Then(func() tea.Cmd {
				s.finish(id)
				return func() tea.Msg { return answer }
			})
		},
		w.Timer(spinAfter, Then(func() tea.Cmd { return w.slow(id) })),
	)
}

func (s *Status) finish(id int) {
	for i, t := range s.tasks {
		if t.id == id {
			s.tasks = append(s.tasks[:i:i], s.tasks[i+1:]...)
			return
		}
	}
}

// slow marks a task that still runs; the first one starts the spinner.
func (w *World) slow(id int) tea.Cmd {
	s := w.Status
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

func (w *World) spun() tea.Cmd {
	w.Status.frame++
	if w.Status.shown() == "" {
		return nil
	}
	return w.spin()
}

// spin draws the next frame of the spinner in a moment.
func (w *World) spin() tea.Cmd { return w.Timer(w.Style.Glyph.Spinner.FPS, Then(w.spun)) }

// shown is the newest task that runs long.
func (s *Status) shown() string {
	for i := len(s.tasks) - 1; i >= 0; i-- {
		if s.tasks[i].slow {
			return s.tasks[i].label
		}
	}
	return ""
}

// StatusLine draws what was said and what runs.
func (w *World) StatusLine(cells int) string {
	s, st := w.Status, w.Style
	left, right := "", ""
	if w.Now.Before(s.Until) {
		in := st.Accent
		switch s.mood {
		case Done:
			in = st.Good
		case Failed:
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
