package tui

import (
	"fmt"
	"strings"
)

// topLine stands above the list: the filter, or what to do first.
func (s *sessions) topLine() string {
	st := s.style
	var right []string
	if s.newer > 0 && s.list.offset > 0 {
		right = append(right, st.accent.Render(fmt.Sprintf("%d new %s", s.newer, st.glyph.newer)))
	}
	if s.follow {
		right = append(right, st.accent.Render(st.glyph.follow+" following"))
	}
	note := strings.Join(right, "  ")
	if note != "" {
		note += " "
	}
	return " " + edges(s.topLeft(s.width-3-width(note)), note, s.width-1, st.glyph.more)
}

func (s *sessions) topLeft(room int) string {
	st := s.style
	switch {
	case s.filter.prompt.open:
		return s.filter.prompt.view(st, room)
	case s.filter.active():
		var parts []string
		if s.filter.failures {
			parts = append(parts, st.bad.Render("failures only")+st.faint.Render(" (f shows all)"))
		}
		if s.filter.text != "" && !s.filter.off {
			parts = append(parts, st.accent.Render("/ "+clean(s.filter.text))+st.faint.Render(" (esc clears)"))
		}
		return strings.Join(parts, "  ")
	case s.filter.off:
		return st.faint.Render("/ " + clean(s.filter.text) + " is off (\\ switches it on)")
	case s.list.end && s.list.len() < s.list.height:
		return s.firstSteps()
	}
	return st.faint.Render("newest first")
}

// firstSteps says in one line how to try it, as long as the list is short.
func (s *sessions) firstSteps() string {
	st := s.style
	var parts []string
	if s.cannotPlay() == "" {
		parts = append(parts, st.key.Render("t")+" signs a test user in")
	}
	if url := s.options.TryURL; url != "" && s.all() {
		parts = append(parts, "or open "+st.accent.Render(clean(url)))
	}
	return strings.Join(parts, ", ")
}

// nothing fills an empty list: why it is empty and what to do about it.
func (s *sessions) nothing() []string {
	st := s.style
	var text []string
	switch {
	case s.search.err != nil:
		text = append(styled(st.bad, wrap(clean("The sessions cannot be read: "+s.search.err.Error()), max(8, s.width-4))), "", st.key.Render("r")+" reads them again.")
	case s.search.stopped:
		text = []string{"The search was stopped before it found one.", "", st.key.Render("r") + " begins it again."}
	case s.search.reading || !s.list.end:
		text = []string{st.faint.Render("reading" + st.glyph.more)}
	case s.filter.active():
		text = []string{"No session matches this filter.", "", st.key.Render("esc") + " clears it, " + st.key.Render("/") + " changes it."}
	default:
		text = []string{st.strong.Render("No sign-in has been seen yet."), ""}
		why := s.cannotPlay()
		if why == "" {
			text = append(text, st.key.Render("t")+"  signs a test user in through the built-in identity provider")
		} else {
			text = append(text, st.faint.Render(clean(why)))
		}
		if s.cannotTour() == "" {
			text = append(text, st.key.Render("T")+"  plays the tour: one real sign-in for each fault it can make")
		}
		if why == "" {
			text = append(text, st.key.Render("x")+"  signs in with a fault of your choice")
		}
		if url := s.options.TryURL; url != "" && s.all() {
			text = append(text, "", "In a browser: "+st.accent.Render(clean(url)))
		}
	}
	lines := make([]string, max(0, (s.list.height-len(text))/3))
	for _, l := range text {
		lines = append(lines, "  "+l)
	}
	return lines
}
