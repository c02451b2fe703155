package session

import (
	"fmt"
	"strings"

	"gatehouse/tui/widget"
)

// topLine stands above the list: the filter, or what to do first.
func (s *sessions) topLine() string {
	st := s.Style
	var right []string
	if s.newer > 0 && s.list.Offset > 0 {
		right = append(right, st.Accent.Render(fmt.Sprintf("%d new %s", s.newer, st.Glyph.Newer)))
	}
	if s.follow {
		right = append(right, st.Accent.Render(st.Glyph.Follow+" following"))
	}
	note := strings.Join(right, "  ")
	if note != "" {
		note += " "
	}
	return " " + widget.Edges(s.topLeft(s.width-3-widget.Width(note)), note, s.width-1, st.Glyph.More)
}

func (s *sessions) topLeft(room int) string {
	st := s.Style
	switch {
	case s.filter.prompt.Open:
		return s.filter.prompt.View(st, room)
	case s.filter.active():
		var parts []string
		if s.filter.failures {
			parts = append(parts, st.Bad.Render("failures only")+st.Faint.Render(" (f shows all)"))
		}
		if s.filter.text != "" && !s.filter.off {
			parts = append(parts, st.Accent.Render("/ "+widget.Clean(s.filter.text))+st.Faint.Render(" (esc clears)"))
		}
		return strings.Join(parts, "  ")
	case s.filter.off:
		return st.Faint.Render("/ " + widget.Clean(s.filter.text) + " is off (\\ switches it on)")
	case s.list.End && s.list.Len() < s.list.Height:
		return s.firstSteps()
	}
	return st.Faint.Render("newest first")
}

// firstSteps says in one line how to try it, as long as the list is short.
func (s *sessions) firstSteps() string {
	st := s.Style
	var parts []string
	if s.cannotPlay() == "" {
		parts = append(parts, st.Key.Render("t")+" signs a test user in")
	}
	if url := s.Options.TryURL; url != "" && s.all() {
		parts = append(parts, "or open "+st.Accent.Render(widget.Clean(url)))
	}
	return strings.Join(parts, ", ")
}

// nothing fills an empty list: why it is empty and what to do about it.
func (s *sessions) nothing() []string {
	st := s.Style
	var text []string
	switch {
	case s.search.err != nil:
		text = append(widget.Styled(st.Bad,
			widget.Wrap(widget.Clean("The sessions cannot be read: "+s.search.err.Error()), max(8, s.width-4))), "",
			st.Key.Render("r")+" reads them again.")
	case s.search.stopped:
		text = []string{"The search was stopped before it found one.", "", st.Key.Render("r") + " begins it again."}
	case s.search.reading || !s.list.End:
		text = []string{st.Faint.Render("reading" + st.Glyph.More)}
	case s.filter.active():
		text = []string{"No session matches this filter.", "",
			st.Key.Render("esc") + " clears it, " + st.Key.Render("/") + " changes it."}
	default:
		text = []string{st.Strong.Render("No sign-in has been seen yet."), ""}
		why := s.cannotPlay()
		if why == "" {
			text = append(text, st.Key.Render("t")+"  signs a test user in through the built-in identity provider")
		} else {
			text = append(text, st.Faint.Render(widget.Clean(why)))
		}
		if s.cannotTour() == "" {
			text = append(text, st.Key.Render("T")+"  plays the tour: one real sign-in for each fault it can make")
		}
		if why == "" {
			text = append(text, st.Key.Render("x")+"  signs in with a fault of your choice")
		}
		if url := s.Options.TryURL; url != "" && s.all() {
			text = append(text, "", "In a browser: "+st.Accent.Render(widget.Clean(url)))
		}
	}
	lines := make([]string, max(0, (s.list.Height-len(text))/3))
	for _, l := range text {
		lines = append(lines, "  "+l)
	}
	return lines
}
