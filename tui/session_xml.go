package tui

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
)

// xmlView is how one XML document of a session is shown.
type xmlView struct {
	raw, inner bool // as it arrived; the decrypted assertion

	shapes [4]*xmlText // by raw and inner, made when first shown
	inks   [4][]string // the same with colours, when they have come
}

// colouredMsg brings the colours of a document.
type colouredMsg struct {
	story *model.Story
	tab   int
	shape int
	lines []string
}

func (v *xmlView) shape() int {
	n := 0
	if v.raw {
		n++
	}
	if v.inner {
		n += 2
	}
	return n
}

func (s *session) xmlView(tab int) *xmlView { return &s.xml[tab-tabRequest] }

// source is the document that a tab shows.
func (s *session) source(tab int) []byte {
	switch {
	case s.story == nil:
		return nil
	case tab == tabRequest && s.borrowed():
		return s.related.Request.XML
	case tab == tabRequest:
		if s.story.Request == nil {
			return nil
		}
		return s.story.Request.XML
	case s.xmlView(tab).inner:
		return s.story.Decrypted
	}
	return s.story.Message.XML
}

func (s *session) text(tab int) *xmlText {
	v := s.xmlView(tab)
	shape := &v.shapes[v.shape()]
	if *shape == nil {
		if v.raw {
			*shape = rawXML(s.source(tab))
		} else {
			*shape = prettyXML(s.source(tab))
		}
	}
	return *shape
}

// showXML puts a document into its tab, coloured if the colours have come.
func (s *session) showXML(tab int) {
	d := &s.documents[tab]
	if len(s.source(tab)) == 0 {
		d.numbers = false
		d.set(missingXML(s.style, s.story, tab, s.width-2))
		return
	}
	text, v := s.text(tab), s.xmlView(tab)
	d.numbers, d.goesOn = true, text.goesOn
	if inks := v.inks[v.shape()]; inks != nil {
		d.set(inks)
		return
	}
	d.set(text.lines)
}

// missingXML says why there is no document.
func missingXML(st *style, story *model.Story, tab, cells int) []string {
	text := "Nothing has arrived for this session yet."
	switch {
	case tab == tabRequest && story.Session.Claims != "":
		text = "There is no request of its own: its message claims to answer session " + model.Session{ID: story.Session.Claims}.Trace() + ", which is gone."
	case tab == tabRequest:
		text = "There is no request: the identity provider began this sign-in by itself (IdP-initiated)."
	case len(story.Receipts) > 0:
		r := story.Receipts[len(story.Receipts)-1]
		text = fmt.Sprintf("What arrived holds no message that can be decoded: %s %s, %d bytes. y copies it as it came.", r.Method, r.ContentType, r.Size)
	}
	return styled(st.faint, wrap(clean(text), cells))
}

// colourXML asks for the colours of what is shown.
func (s *session) colourXML() tea.Cmd {
	var cmds []tea.Cmd
	for _, tab := range []int{tabRequest, tabResponse} {
		v := s.xmlView(tab)
		if len(s.source(tab)) == 0 || v.inks[v.shape()] != nil {
			continue
		}
		story, shape, lines, st := s.story, v.shape(), s.text(tab).lines, s.style
		cmds = append(cmds, func() tea.Msg { return colouredMsg{story, tab, shape, colourXML(st, lines)} })
	}
	return tea.Batch(cmds...)
}

func (s *session) coloured(msg colouredMsg) {
	if msg.story != s.story {
		return
	}
	s.xmlView(msg.tab).inks[msg.shape] = msg.lines
	s.laidOut[msg.tab] = false
	s.layOut()
}

func (s *session) jumpMenu() tea.Cmd {
	tab, text := s.tab, s.text(s.tab)
	var items []item
	for _, n := range text.nodes {
		items = append(items, item{text: n.name, note: fmt.Sprintf("line %d", n.line+1), do: func() tea.Cmd {
			s.documents[tab].jump(n.line)
			return nil
		}})
	}
	return s.stack.open(newMenu(s.world, "Jump to", fixed(items)))
}

// evidence shows the place in the response that the verdict is about.
func (s *session) evidence() {
	span := s.story.Explanation.Span
	v := s.xmlView(tabResponse)
	v.inner = span.Inner && len(s.story.Decrypted) > 0
	s.laidOut[tabResponse] = false
	s.tab = tabResponse
	s.layOut()
	text, source := s.text(tabResponse), s.source(tabResponse)
	line, from := text.place(source, span.Start)
	last, to := text.place(source, max(span.Start, span.End-1))
	if last != line { // of what goes on in other lines its beginning is shown
		to = width(text.lines[line]) - 1
	}
	s.documents[tabResponse].reveal(line, from, to+1)
}
