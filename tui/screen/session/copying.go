package session

import (
	"cmp"
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/saml/protocol"
	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

// copyMenu of the list: of the session under the cursor, or of all marked.
func (s *sessions) copyMenu() tea.Cmd {
	if len(s.marked) > 0 {
		var ids, lines []string
		for i := range s.list.Len() {
			x, ok := s.list.At(i)
			if _, marked := s.marked[x.ID]; ok && marked {
				ids, lines = append(ids, string(x.ID)), append(lines, summary(s.World, x))
			}
		}
		return s.CopyFrom([]screen.Copyable{
			{What: fmt.Sprintf("%d session ids", len(ids)), Value: strings.Join(ids, "\n")},
			{What: fmt.Sprintf("%d lines", len(lines)), Value: strings.Join(lines, "\n")},
		})
	}
	x, _ := s.list.Current()
	return s.CopyFrom([]screen.Copyable{
		{What: "session id", Value: string(x.ID)}, {What: "trace", Value: x.Trace()},
		{What: "user", Value: cmp.Or(x.Email, x.IdPID)}, {What: "cause", Value: string(x.Cause)},
		{What: "organization id", Value: string(x.OrganizationID)},
		{What: "connection id", Value: string(x.ConnectionID)}, {What: "line", Value: summary(s.World, x)},
	})
}

// summary is a session on one line, for a chat or a ticket.
func summary(w *screen.World, x model.Session) string {
	parts := widget.Filled(x.CreatedAt.UTC().Format("2006-01-02 15:04:05Z"), string(x.ID), x.StateAt(w.Now).Label(),
		string(x.Class), x.Cause.Title(), cmp.Or(x.Email, x.IdPID), w.Names.Of(x.OrganizationID))
	return strings.Join(parts, " · ")
}

// copyMenu of a session: everything that somebody may have to pass on.
func (s *session) copyMenu() tea.Cmd {
	detail, x := s.detail, s.detail.Explanation
	prints := func(flag string) string { return "sessions show " + detail.Session.Trace() + " --" + flag }
	values := []screen.Copyable{
		{What: "session id", Value: string(detail.Session.ID)}, {What: "trace", Value: detail.Session.Trace()},
		{What: "cause", Value: string(x.Cause)},
		{What: "message for the IT admin", Value: s.about().explanation().Admin, Command: prints("message")},
		{What: "explanation", Value: x.Engineer, Command: prints("explanation")},
		{What: "expected value", Value: x.Expected}, {What: "received value", Value: x.Received},
		{What: "user", Value: cmp.Or(detail.Session.Email, detail.Session.IdPID)},
		{What: "line", Value: summary(s.World, detail.Session)},
	}
	values = append(values, documentsOf(detail, prints)...)
	if v := detail.Verdict(); v != nil {
		values = append(values, screen.Copyable{What: "certificate in the message",
			Value: protocol.PEM(v.Seen.KeyInfo), Command: prints("certificate")},
			screen.Copyable{What: "issuer", Value: v.Seen.Issuer},
			screen.Copyable{What: map[bool]string{true: "subject", false: "NameID"}[detail.ByOIDC()],
				Value: v.Seen.NameID})
		for _, a := range v.Seen.Attributes {
			values = append(values, screen.Copyable{What: "attribute " + widget.Clean(a.Name),
				Value: strings.Join(a.Values, "\n")})
		}
	}
	return s.CopyFrom(values)
}

// documentsOf a session are what was sent and what came.
func documentsOf(detail *model.SessionDetail, prints func(flag string) string) (values []screen.Copyable) {
	request, response := "request.xml", "response.xml"
	if detail.ByOIDC() {
		request, response = "authorization request", "answer.json"
	}
	values = append(values, screen.Copyable{What: response, Value: string(detail.Response()),
		Command: prints("response")})
	if !detail.ByOIDC() {
		values = append(values,
			screen.Copyable{What: "SAMLResponse as received", Value: detail.SAMLResponse(),
				Command: prints("saml-response")},
			screen.Copyable{What: "decrypted assertion.xml", Value: string(detail.Decrypted),
				Command: prints("decrypted")})
	}
	if detail.Request != nil {
		values = append(values, screen.Copyable{What: request, Value: string(detail.Request.Document()),
			Command: prints("request")})
	}
	return values
}
