package connection

import (
	"context"
	"slices"

	"gatehouse/model"
	"gatehouse/service/core"
)

// ConnectionRoles gives the groups of a connection that have a role, those that came with its last sign-ins, and the
// roles that there are.
func (s Service) ConnectionRoles(ctx context.Context, id model.ID) (model.ConnectionRoles, error) {
	s, err := pass(s.core.See(ctx, model.ActSeeSessions, core.OfConnection(id)))
	if err != nil {
		return model.ConnectionRoles{}, err
	}
	c, err := s.Connection(ctx, id)
	if err != nil {
		return model.ConnectionRoles{}, err
	}
	env, err := s.tenant().Environment(ctx, c.EnvironmentID)
	if err != nil {
		return model.ConnectionRoles{}, err
	}
	came, err := s.groupsLately(ctx, id)
	return c.RolesOf(env, came), err
}

// groupsLately are the groups that the last accepted sign-ins of a connection brought, those of the newest first, as
// many as can have a role.
func (s Service) groupsLately(ctx context.Context, id model.ID) (came []string, err error) {
	all, err := s.lastReceipts(ctx, id, receivedLately, func(r model.Receipt) bool { return r.Verdict.Profile != nil })
	for _, r := range all {
		for _, group := range r.Verdict.Profile.Groups {
			if len(came) < model.MaxGroupRoles && len(group) <= model.MaxGroupName && !slices.Contains(came, group) {
				came = append(came, group)
			}
		}
	}
	return came, err
}

// GiveConnectionRoles says which roles people have by the groups that their sign-in brings, by the slugs of roles; ""
// takes one away. Apps see it with the next profile that they get.
func (s Service) GiveConnectionRoles(ctx context.Context, id model.ID, roles map[string]string) (model.Connection,
	error) {
	s, err := pass(s.core.Do(ctx, model.ActGiveRoles, core.OfConnection(id)))
	if err != nil {
		return model.Connection{}, err
	}
	if s.core.Principal.Kind == model.PortalVisitor {
		return model.Connection{}, model.Refuse("role", "ask those who invited you", "roles are not given here")
	}
	c, _, err := ReviseConnection(ctx, s.core, id, "gave roles to groups of connection %s",
		func(c *model.Connection, _ model.Organization) error {
			env, err := s.tenant().Environment(ctx, c.EnvironmentID)
			if err != nil {
				return err
			}
			return c.GiveRoles(env, roles)
		})
	return c, err
}
