package tui

import (
	"fmt"
	"net/url"
	"strings"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/saml/protocol"
	"gatehouse/tui/widget"
)

// copyable is one thing that can be copied.
type copyable struct{ what, value string }

// copyFrom offers what is not empty of some values, each with its beginning.
func (w *world) copyFrom(values []copyable) tea.Cmd {
	return w.stack.open(newMenu(w, "Copy", fixed(w.copyItems(values))))
}

func (w *world) copyItems(values []copyable) []item {
	var items []item
	for _, v := range values {
		if v.value == "" {
			continue
		}
		items = append(items, item{text: v.what, note: preview(v.value), do: func() tea.Cmd { return w.copy(v.what, v.value) }})
	}
	return items
}

func preview(value string) string {
	if len(value) > 120 {
		return fmt.Sprintf("%s… (%d bytes)", strings.ToValidUTF8(value[:40], ""), len(value))
	}
	return value
}

// copyMenu of the list: of the session under the cursor, or of all marked.
func (s *sessions) copyMenu() tea.Cmd {
	if len(s.marked) > 0 {
		var ids, lines []string
		for i := range s.list.Len() {
			x, ok := s.list.At(i)
			if _, marked := s.marked[x.ID]; ok && marked {
				ids, lines = append(ids, string(x.ID)), append(lines, summary(s.world, x))
			}
		}
		return s.copyFrom([]copyable{
			{fmt.Sprintf("%d session ids", len(ids)), strings.Join(ids, "\n")},
			{fmt.Sprintf("%d lines", len(lines)), strings.Join(lines, "\n")},
		})
	}
	x, _ := s.list.Current()
	return s.copyFrom([]copyable{
		{"session id", string(x.ID)}, {"trace", x.Trace()}, {"user", widget.FirstOf(x.Email, x.IdPID)}, {"cause", string(x.Cause)},
		{"organization id", string(x.OrganizationID)}, {"connection id", string(x.ConnectionID)}, {"line", summary(s.world, x)},
	})
}

// summary is a session on one line, for a chat or a ticket.
func summary(w *world, x model.Session) string {
	parts := widget.Filled(x.CreatedAt.UTC().Format("2006-01-02 15:04:05Z"), string(x.ID), x.StateAt(w.now).Label(),
		string(x.Class), x.Cause.Title(), widget.FirstOf(x.Email, x.IdPID), w.names.of(x.OrganizationID))
	return strings.Join(parts, " · ")
}

// copyMenu of a session: everything that somebody may have to pass on.
func (s *session) copyMenu() tea.Cmd {
	story, x := s.story, s.story.Explanation
	values := []copyable{
		{"session id", string(story.Session.ID)}, {"trace", story.Session.Trace()}, {"cause", string(x.Cause)},
		{"message for the IT admin", x.Admin}, {"explanation", x.Engineer}, {"expected value", x.Expected}, {"received value", x.Received},
		{"user", widget.FirstOf(story.Session.Email, story.Session.IdPID)}, {"line", summary(s.world, story.Session)},
		{"response.xml", string(story.Message.XML)}, {"SAMLResponse as received", samlResponse(story)},
		{"decrypted assertion.xml", string(story.Decrypted)},
	}
	if story.Request != nil {
		values = append(values, copyable{"request.xml", string(story.Request.XML)})
	}
	if v := story.Verdict(); v != nil {
		values = append(values, copyable{"certificate in the message", protocol.PEM(v.Seen.KeyInfo)}, copyable{"issuer", v.Seen.Issuer}, copyable{"NameID", v.Seen.NameID})
		for _, a := range v.Seen.Attributes {
			values = append(values, copyable{"attribute " + widget.Clean(a.Name), strings.Join(a.Values, "\n")})
		}
	}
	return s.copyFrom(values)
}

// samlResponse is the form field as it arrived, or the whole body where there
// is no such field.
func samlResponse(story *model.Story) string {
	if len(story.Receipts) == 0 {
		return ""
	}
	body := string(story.Receipts[len(story.Receipts)-1].Body)
	if form, err := url.ParseQuery(body); err == nil && form.Get("SAMLResponse") != "" {
		return form.Get("SAMLResponse")
	}
	return body
}
