package team

import (
	"cmp"
	"context"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

// newInvitation asks whom to invite, and as what.
func newInvitation(w *screen.World, services Services) *screen.Form {
	return &screen.Form{
		World: w, Heading: "Invite a colleague", Required: []string{"email"},
		Intro: "You get a code to send to them. It works once, for seven days, with an SSH key of theirs.",
		Fields: append([]*widget.Field{{Name: "email", Label: "Email", Help: "by which the team knows them"}},
			roleFields(model.Developer, "")...),
		Save: func(ctx context.Context, v map[string]string) (any, error) {
			role, limit, err := roleIn(v)
			if err != nil {
				return nil, err
			}
			m, code, err := services.Invite(ctx, v["email"], role, limit)
			if err != nil {
				return nil, err
			}
			return withMessage(ctx, services, m, code)
		},
		Saved: func(result any) (string, tea.Cmd) {
			x := result.(invited)
			return "invited " + x.member.Email + shownOnce, x.show(w)
		},
	}
}

// newRoleForm gives a member another role.
func newRoleForm(w *screen.World, services Services, m model.TeamMember) *screen.Form {
	return &screen.Form{
		World: w, Heading: "Role of " + m.Email, Fields: roleFields(m.Role, m.Limit),
		Intro: "It holds at once, also for what they have open.",
		Save: func(ctx context.Context, v map[string]string) (any, error) {
			role, limit, err := roleIn(v)
			if err != nil {
				return nil, err
			}
			return services.ChangeRole(ctx, m.ID, role, limit)
		},
		Saved: func(result any) (string, tea.Cmd) {
			after := result.(model.TeamMember)
			return after.Email + " is " + after.RoleWords(), nil
		},
	}
}

// unlimited is the choice of no limit.
const unlimited = "none"

func roleFields(role model.TeamRole, limit model.Limit) []*widget.Field {
	var roles []string
	for _, r := range model.Roles() {
		roles = append(roles, string(r))
	}
	return []*widget.Field{
		{Name: "role", Label: "Role", Choices: roles, Initial: string(role),
			Help: "admin: all; developer: all but team and installation; support: customers"},
		{Name: "limit", Label: "Limit", Initial: cmp.Or(string(limit), unlimited),
			Choices: []string{unlimited, string(model.StagingOnly), string(model.ReadOnly)},
			Help:    "staging_only changes nothing in Production, read_only nothing at all"},
	}
}

func roleIn(v map[string]string) (model.TeamRole, model.Limit, error) {
	role, err := model.ParseRole(v["role"])
	if err != nil {
		return "", "", err
	}
	limit, err := model.ParseLimit(v["limit"])
	return role, limit, err
}

func newTeamName(w *screen.World, services Services, name string) *screen.Form {
	return &screen.Form{
		World: w, Heading: "Rename the team", Required: []string{"name"},
		Fields: []*widget.Field{{Name: "name", Label: "Name", Initial: name, Help: "as invitations call it"}},
		Save: func(ctx context.Context, v map[string]string) (any, error) {
			return services.RenameTeam(ctx, v["name"])
		},
		Saved: func(any) (string, tea.Cmd) { return "", nil },
	}
}

// newKeyForm asks for a public key; add is the verb that takes it.
func newKeyForm(w *screen.World, whose string,
	add func(ctx context.Context, key string) (model.TeamMember, error)) *screen.Form {
	return &screen.Form{
		World: w, Heading: "SSH key of " + whose, Required: []string{"key"},
		Fields: []*widget.Field{{Name: "key", Label: "Public key", Block: true,
			Help: "the content of a file like ~/.ssh/id_ed25519.pub"}},
		Save:  func(ctx context.Context, v map[string]string) (any, error) { return add(ctx, v["key"]) },
		Saved: func(any) (string, tea.Cmd) { return "", nil },
	}
}
