package signin

import (
	"context"

	"gatehouse/model"
	"gatehouse/service/core"
)

// rolesOf are the roles of whoever signed in, that with the highest priority first: those of the groups that the
// sign-in brought and those of the same person in the directories of the organization, else the default role of the
// environment. An environment without roles costs nothing.
func (svc Service) rolesOf(ctx context.Context, s model.Session, u model.UserProfile) ([]model.Role, error) {
	if s.OrganizationID == "" {
		return nil, nil
	}
	env, o, c, err := svc.around(ctx, s)
	if gone, err := core.Missing(err); gone || err != nil || len(env.Roles) == 0 {
		return nil, err
	}
	brought := c.RolesBy(u.Groups)
	users, err := svc.seenInDirectories(ctx, o, u.Email)
	slugs := brought
	for _, x := range users {
		if len(brought) > 0 && x.RoleWords() == env.DefaultRole {
			continue // that is for who has no other role
		}
		for _, r := range x.Roles {
			slugs = append(slugs, r.Slug)
		}
	}
	return env.RolesOf(slugs), err
}

// around are the environment, the organization and the connection of a session: its judge knows them decoded. The
// connection may be gone.
func (svc Service) around(ctx context.Context, s model.Session) (e model.Environment, o model.Organization,
	c model.Connection, err error) {
	if j := svc.state.judges.of(s.ConnectionID); j != nil {
		return j.environment, j.organization, j.connection, nil
	}
	e, err = core.Read[model.Environment](ctx, svc.core.Store, model.KindEnvironment, s.EnvironmentID)
	if err != nil {
		return e, o, c, err
	}
	o, err = core.Read[model.Organization](ctx, svc.core.Store, model.KindOrganization, s.OrganizationID)
	if err != nil {
		return e, o, c, err
	}
	c, err = svc.connection().Connection(ctx, s.ConnectionID)
	_, err = core.Missing(err)
	return e, o, c, err
}

// seenInDirectories is what apps see of whoever has an email address as users of directories, where they are active.
func (svc Service) seenInDirectories(ctx context.Context, o model.Organization,
	email string) (seen []model.UserAttributes, err error) {
	found, err := svc.core.SamePerson(ctx, o, email)
	if err != nil {
		return nil, err
	}
	for _, x := range found {
		u, err := x.Entry.AsUser(x.Directory)
		if err != nil {
			return nil, err
		}
		if u.ID != "" && u.State == model.UserActive {
			seen = append(seen, u.Attributes)
		}
	}
	return seen, nil
}
