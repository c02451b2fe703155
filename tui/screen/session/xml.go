package session

import (
	"fmt"
	"net/url"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

// xmlView is how one XML document of a session is shown.
type xmlView struct {
	raw, inner bool // as it arrived; the decrypted assertion

	shapes [4]*widget.XML // by raw and inner, made when first shown
	inks   [4][]string    // the same with colours, when they have come
}

// colouredMsg brings the colours of a document.
type colouredMsg struct {
	detail *model.SessionDetail
	tab    int
	shape  int
	lines  []string
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
	case s.detail == nil:
		return nil
	case tab == tabRequest && s.borrowed():
		return s.related.Request.Document()
	case tab == tabRequest:
		if s.detail.Request == nil {
			return nil
		}
		return s.detail.Request.Document()
	case s.xmlView(tab).inner:
		return s.detail.Decrypted
	}
	return s.detail.Response()
}

func (s *session) text(tab int) *widget.XML {
	v := s.xmlView(tab)
	shape := &v.shapes[v.shape()]
	if *shape == nil {
		switch {
		case s.detail.ByOIDC() && tab == tabRequest && !v.raw:
			*shape = widget.RawXML(parameters(s.source(tab)))
		case v.raw || s.detail.ByOIDC():
			*shape = widget.RawXML(s.source(tab))
		default:
			*shape = widget.PrettyXML(s.source(tab))
		}
	}
	return *shape
}

// parameters shows the URL of a request with a line for each of its parameters.
func parameters(address []byte) []byte {
	u, err := url.Parse(string(address))
	if err != nil {
		return address
	}
	q := u.Query()
	u.RawQuery = ""
	text := u.String() + "\n"
	for _, name := range widget.SortedKeys(q) {
		for _, value := range q[name] {
			text += "  " + name + " = " + value + "\n"
		}
	}
	return []byte(text)
}

// showXML puts a document into its tab, coloured if the colours have come.
func (s *session) showXML(tab int) {
	d := &s.documents[tab]
	if len(s.source(tab)) == 0 {
		d.Numbers = false
		d.Set(missingXML(s.Style, s.detail, tab, s.width-2))
		return
	}
	text, v := s.text(tab), s.xmlView(tab)
	d.Numbers, d.GoesOn = true, text.GoesOn
	if inks := v.inks[v.shape()]; inks != nil {
		d.Set(inks)
		return
	}
	d.Set(text.Lines)
}

// missingXML says why there is no document.
func missingXML(st *widget.Style, detail *model.SessionDetail, tab, cells int) []string {
	text := "Nothing has arrived for this session yet."
	switch {
	case tab == tabRequest && detail.Session.Claims != "":
		text = "There is no request of its own: its message claims to answer session " +
			model.Session{ID: detail.Session.Claims}.Trace() + ", which is gone."
	case tab == tabRequest:
		text = "There is no request: the provider could not be found out about."
		if !detail.ByOIDC() {
			text = "There is no request: the identity provider began this sign-in by itself (IdP-initiated)."
		}
	case len(detail.Receipts) > 0:
		r := detail.Receipts[len(detail.Receipts)-1]
		text = fmt.Sprintf(
			"What arrived holds no message that can be decoded: %s %s, %d bytes. y copies it as it came.", r.Method,
			r.ContentType, r.Size)
	}
	return widget.Styled(st.Faint, widget.Wrap(widget.Clean(text), cells))
}

// colourXML asks for the colours of what is shown.
func (s *session) colourXML() tea.Cmd {
	var cmds []tea.Cmd
	for _, tab := range []int{tabRequest, tabResponse} {
		v := s.xmlView(tab)
		if len(s.source(tab)) == 0 || s.detail.ByOIDC() || v.inks[v.shape()] != nil {
			continue
		}
		detail, shape, lines, st := s.detail, v.shape(), s.text(tab).Lines, s.Style
		cmds = append(cmds, func() tea.Msg { return colouredMsg{detail, tab, shape, widget.ColourXML(st, lines)} })
	}
	return tea.Batch(cmds...)
}

func (s *session) coloured(msg colouredMsg) {
	if msg.detail != s.detail {
		return
	}
	s.xmlView(msg.tab).inks[msg.shape] = msg.lines
	s.laidOut[msg.tab] = false
	s.layOut()
}

func (s *session) jumpMenu() tea.Cmd {
	tab, text := s.tab, s.text(s.tab)
	var items []screen.Item
	for _, n := range text.Nodes {
		items = append(items, screen.Item{Text: n.Name, Note: fmt.Sprintf("line %d", n.Line+1), Do: func() tea.Cmd {
			s.documents[tab].Jump(n.Line)
			return nil
		}})
	}
	return s.Stack.Open(screen.NewMenu(s.World, "Jump to", screen.Fixed(items)))
}

// evidence shows the place in the response that the verdict is about.
func (s *session) evidence() {
	span := s.detail.Explanation.Span
	v := s.xmlView(tabResponse)
	v.inner = span.Inner && len(s.detail.Decrypted) > 0
	s.laidOut[tabResponse] = false
	s.tab = tabResponse
	s.layOut()
	text, source := s.text(tabResponse), s.source(tabResponse)
	line, from := text.Place(source, span.Start)
	last, to := text.Place(source, max(span.Start, span.End-1))
	if last != line { // of what goes on in other lines its beginning is shown
		to = widget.Width(text.Lines[line]) - 1
	}
	s.documents[tabResponse].Reveal(line, from, to+1)
}
