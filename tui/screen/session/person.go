package session

import (
	"context"
	"strings"

	"gatehouse/model"
	"gatehouse/tui/widget"
)

// inDirectory reads who the user of a session is in the directories of their organization.
func inDirectory(ctx context.Context, services Services, s model.SessionDetail) ([]model.DirectoryUser, error) {
	if s.Session.Email == "" || s.Organization.ID == "" {
		return nil, nil
	}
	return services.DirectoryUsersOf(ctx, s.Organization.ID, s.Session.Email)
}

// addPerson says what the directories know of the user of a session.
func addPerson(p *widget.Paragraphs, users []model.DirectoryUser) {
	for _, u := range users {
		if u.State == model.UserInactive {
			p.Inked("Directory", p.Style.Warn, p.Style.Glyph.Warning+" deactivated by the identity provider")
			continue
		}
		var groups []string
		for _, g := range u.Groups {
			groups = append(groups, g.Name)
		}
		text := "active, in no group"
		if len(groups) > 0 {
			text = "active, in " + strings.Join(groups, ", ")
		}
		p.Field("Directory", text)
	}
}

// noPerson says why there is no user of a directory to open, or "".
func (s *session) noPerson() string {
	switch {
	case s.detail == nil:
		return s.unread()
	case len(s.users) == 0:
		return "the user is in no directory of the organization, or their domain is not verified"
	case s.known() == "":
		return "apps do not know of the user: they are deactivated"
	}
	return ""
}

// known is the first user that apps know of, "" if there is none.
func (s *session) known() model.ID {
	for _, u := range s.users {
		if u.ID != "" {
			return u.ID
		}
	}
	return ""
}
