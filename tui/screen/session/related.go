package session

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/saml"
	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

// adviceMsg brings the mapping that suits the connection better.
type adviceMsg struct {
	of     *session
	advice model.Recommendation
	err    error
}

// relatedTo reads the session that a message claims to answer, or the last one
// that claims to answer this one; nil if there is none, or it is gone.
func relatedTo(ctx context.Context, services Services, detail model.SessionDetail) *model.SessionDetail {
	id := detail.Session.Claims
	if n := len(detail.Claimants); id == "" && n > 0 {
		id = detail.Claimants[n-1]
	}
	if id == "" {
		return nil
	}
	related, err := services.SessionDetail(ctx, id)
	if err != nil {
		return nil
	}
	return &related
}

// readAdvice is asked for when the attributes are looked at: it judges stored
// messages again.
func (s *session) readAdvice() tea.Cmd {
	if s.tab != tabAttributes || s.advice != nil || s.detail == nil || s.detail.Connection.ID == "" {
		return nil
	}
	ctx, services, id := s.Context, s.services, s.detail.Connection.ID
	s.advice = &model.Recommendation{} // asked
	return func() tea.Msg {
		advice, err := services.Recommend(ctx, id, screen.RecommendFrom)
		return adviceMsg{s, advice, err}
	}
}

// advised reports whether the recommended mapping is what a does on this session:
// one that failed for another reason is not mended by it.
func (s *session) advised() bool {
	return s.shownAdvice() != nil && len(s.advice.Changes) > 0
}

// shownAdvice is the recommendation where it is about this session's trouble, or
// about one that signed in; nil elsewhere.
func (s *session) shownAdvice() *model.Recommendation {
	if s.detail.State == model.Failed && s.detail.Session.Class != saml.InvalidAttributes || s.about().mended() {
		return nil
	}
	return s.advice
}

// about is what the page of the verdict shows.
func (s *session) about() verdictAbout {
	a := verdictAbout{detail: s.detail, related: s.related, today: s.today, notes: s.notes, users: s.users}
	_, why := s.wayOut()
	a.canAct = why == ""
	return a
}

// concerns reports whether a record is one that ways out and advice rest on.
func (s *session) concerns(id model.ID) bool {
	return id != "" && s.detail != nil && (id == s.detail.Connection.ID || id == s.detail.Organization.ID)
}

// banner says whose request is shown if it is not this session's own.
func (s *session) banner() string {
	if s.tab != tabRequest || !s.borrowed() {
		return s.company()
	}
	st := s.Style
	text := " Request of " + s.related.Session.Trace() + ", claimed by this unverified message; "
	return widget.Cut(st.Warn.Render(text)+st.Key.Render("enter")+st.Warn.Render(" opens it"), s.width, st.Glyph.More)
}

// borrowed reports whether the request is that of the session that this one
// claims to answer.
func (s *session) borrowed() bool {
	return s.detail.Request == nil && s.detail.Session.Claims != "" && s.related != nil && s.related.Request != nil
}
