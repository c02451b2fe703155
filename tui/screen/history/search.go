package history

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

// search is what the list lets through.
type search struct {
	prompt widget.Prompt
	text   string // as typed, if it is valid
	query  model.HistoryQuery
	edit   int // counts changes, to wait until typing rests
}

// searchMsg says that typing rested.
type searchMsg struct {
	of   *history
	edit int
}

func newSearch(w *screen.World) search {
	s := search{prompt: widget.NewPrompt("/", &w.Searches, func(text string) error {
		_, err := model.ParseAuditSearch(text, w.Now)
		return err
	})}
	s.prompt.Complete = complete
	return s
}

// complete gives the fields that the last word of a search may be the beginning of.
func complete(text string) (head string, choices []string) {
	at := strings.LastIndexByte(text, ' ') + 1
	fields := []string{"who:", "since:", "before:", "at:"}
	for _, c := range model.AuditContents() {
		fields = append(fields, "only:"+string(c))
	}
	for _, f := range fields {
		if word := strings.ToLower(text[at:]); word != "" && strings.HasPrefix(f, word) && f != word {
			choices = append(choices, f)
		}
	}
	return text[:at], choices
}

// use sets the text; one that is not valid is shown with its error instead.
func (s *search) use(text string, now time.Time) {
	if s.prompt.Set(text); s.prompt.Err != nil {
		s.prompt.Begin(text)
		return
	}
	s.text = text
	s.query, _ = model.ParseAuditSearch(text, now) // the prompt has found it sound
}

// line is what stands above the list.
func (s *search) line(st *widget.Style, cells int) string {
	switch {
	case s.prompt.Open:
		return " " + s.prompt.View(st, cells)
	case s.text != "":
		return " " + st.Accent.Render("/ "+widget.Clean(s.text)) + st.Faint.Render(" (esc clears)")
	}
	return ""
}

// Typing reports whether the search is open.
func (h *history) Typing() bool { return h.search.prompt.Open }

// Hints are the keys of the search.
func (h *history) Hints() []widget.Hint { return widget.PromptHints }

// Typed searches while the text is typed.
func (h *history) Typed(msg tea.Msg) tea.Cmd {
	s := &h.search
	if s.prompt.Typed(msg) == widget.Cancelled {
		s.prompt.Set("")
	}
	if s.prompt.Err != nil || s.prompt.Value() == s.text {
		return nil
	}
	s.use(s.prompt.Value(), h.Now)
	s.edit++
	return h.Timer(screen.Debounce, searchMsg{h, s.edit})
}

// Retreat lets esc first clear the search.
func (h *history) Retreat() (tea.Cmd, bool) {
	if h.search.text == "" {
		return nil, false
	}
	h.search.use("", h.Now)
	return h.restart(), true
}
