package session

// Why something cannot be done with a session now; "" if it can.

func (s *session) unread() string {
	if s.detail == nil {
		return "it is still being read"
	}
	return ""
}

func (s *session) noMessage() string {
	switch {
	case s.detail == nil:
		return "it is still being read"
	case s.about().mended():
		return "with today's settings this message would be accepted: there is nothing to ask for"
	case s.about().explanation().Admin == "":
		return "there is no message to send: nothing failed"
	}
	return ""
}

func (s *session) cannotMend() string {
	_, why := s.wayOut()
	return why
}

func (s *session) cannotApply() string {
	if s.advised() {
		return s.CannotChange()
	}
	return s.cannotMend()
}

func (s *session) noEvidence() string {
	if s.detail == nil || s.detail.Explanation.Span.End == 0 {
		return "the verdict points at no place in the response"
	}
	return ""
}

func (s *session) alone() string {
	if s.neighbours == nil {
		return "it was not opened from a list"
	}
	return ""
}

func (s *session) unrelated() string {
	if s.related == nil {
		return "no other session has to do with it"
	}
	return ""
}

func (s *session) noOrganization() string {
	if s.detail == nil || s.detail.Organization.ID == "" {
		return "it has none, or its organization is gone"
	}
	return ""
}

func (s *session) noConnection() string {
	if s.detail == nil || s.detail.Connection.ID == "" {
		return "its connection is gone or was never known"
	}
	return ""
}

func (s *session) notEncrypted() string {
	if s.tab != tabResponse || s.detail == nil || len(s.detail.Decrypted) == 0 {
		return "there is no decrypted assertion to show"
	}
	return ""
}

func (s *session) served() string {
	if !s.Options.Local {
		return "this console runs on a server: files would be written there; y copies instead"
	}
	return ""
}

func (s *session) noDocument() string {
	if len(s.source(s.tab)) == 0 {
		return "there is no document"
	}
	return ""
}
