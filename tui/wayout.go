package tui

import (
	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/saml"
)

// wayOut is what can be done here and now about the verdict, or why nothing can.
func (s *session) wayOut() (act func() tea.Cmd, why string) {
	if s.story == nil || s.story.Explanation.Fix == "" {
		return nil, "the verdict offers none"
	}
	x, c := s.story.Explanation, s.story.Connection
	if c.ID == "" && x.Fix != saml.OfferSendToAdmin {
		return nil, "the connection is gone or was never known"
	}
	copies := func(what, value string) (func() tea.Cmd, string) {
		return func() tea.Cmd { return s.copy(what, value) }, ""
	}
	switch x.Fix {
	case saml.OfferCopyACSURL:
		return copies("our ACS URL", s.desk.ACSURL(c))
	case saml.OfferCopyEntityID:
		return copies("our entity ID", s.desk.EntityID(c))
	case saml.OfferCopySPMetadata:
		return copies("our metadata", string(s.desk.SPMetadata(c)))
	case saml.OfferSendToAdmin:
		return copies("the message for the IT admin", x.Admin)
	case saml.OfferSignInAgain:
		if why := s.cannotSignIn(); why != "" {
			return nil, why
		}
		if c.Type != model.TestIdPType {
			return nil, "the user has to sign in again"
		}
		return func() tea.Cmd { return s.signIn(c.ID, Fault{}) }, ""
	}
	return nil, "it changes the connection or its organization: c and o open them"
}
