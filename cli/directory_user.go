package cli

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"gatehouse/api"
	"gatehouse/model"
	"gatehouse/service"
	"gatehouse/service/directory"
)

var directoryUserHeads = []string{"EMAIL", "NAME", "STATE", "ROLE", "IDP ID", "UPDATED", "ID"}

func directoryUserRow(u model.DirectoryUser) []string {
	return []string{u.Attributes.Email, u.Attributes.Name, string(u.State), u.Attributes.RoleWords(), u.IdPID,
		stamp(u.Updated), string(u.ID)}
}

func usersOf(ctx context.Context, d *service.Services, q directory.EntryList, enough int) (
	[]model.DirectoryUser, error) {
	return everyPage(enough, func(p model.Paging) (model.Paged[model.DirectoryUser], error) {
		q.Paging = p
		return d.DirectoryUsers(ctx, q)
	})
}

func groupsOf(ctx context.Context, d *service.Services, q directory.EntryList, enough int) (
	[]model.DirectoryGroup, error) {
	return everyPage(enough, func(p model.Paging) (model.Paged[model.DirectoryGroup], error) {
		q.Paging = p
		return d.DirectoryGroups(ctx, q)
	})
}

// whoComes says how a directory gets users.
func whoComes(x model.DirectoryStatus) string {
	if x.ByFile() {
		return x.ImportCommand()
	}
	return "assign users to the application at the identity provider; gatehouse directory log " + string(x.ID) +
		" shows what came"
}

func (c *command) directoryUsers() *cobra.Command {
	var chosen selection
	var group, email string
	cmd := &cobra.Command{
		Use: "users DIR", Short: "List the users of a directory, as apps know them", Args: oneArg(directoryArg),
		RunE: about(c, findDirectory, func(ctx context.Context, d *service.Services, x model.DirectoryStatus,
			_ []string) error {
			q := directory.EntryList{Directory: x.ID, Email: email}
			if group != "" {
				g, err := findGroup(ctx, d, x, group)
				if err != nil {
					return err
				}
				q.Group = g.ID
			}
			all, err := usersOf(ctx, d, q, chosen.asked())
			if err != nil {
				return err
			}
			return listing[model.DirectoryUser, api.DirectoryUser]{
				told: api.DirectoryUserInGroups, heads: directoryUserHeads, row: directoryUserRow, limit: chosen.limit,
				next: whoComes(x),
			}.list(c, all)
		}),
	}
	cmd.Flags().StringVar(&group, "group", "", "only those in a group: its id or name")
	cmd.Flags().StringVar(&email, "email", "", "only those with this email address")
	chosen.add(cmd, "limit")
	return cmd
}

// findGroup takes the id or the name of a group of a directory.
func findGroup(ctx context.Context, d *service.Services, in model.DirectoryStatus, text string) (
	model.DirectoryGroup, error) {
	if g, err := d.DirectoryGroup(ctx, model.ID(text)); !errors.Is(err, model.ErrNotFound) {
		return g, err
	}
	found, err := groupsOf(ctx, d, directory.EntryList{Directory: in.ID, Known: text}, 0)
	if err != nil {
		return model.DirectoryGroup{}, err
	}
	switch len(found) {
	case 0:
		return model.DirectoryGroup{}, fmt.Errorf("group %q: %w; see gatehouse directory groups %s", text,
			model.ErrNotFound, in.ID)
	case 1:
		return found[0], nil
	}
	return model.DirectoryGroup{}, usageError{fmt.Errorf("group %q: several fit, so give the id of one: %s, %s", text,
		found[0].ID, found[1].ID)}
}

func (c *command) directoryUser() *cobra.Command {
	return &cobra.Command{
		Use: "user ID", Short: "Show a user: what the identity provider sent, what apps see of it, and their groups",
		Args: oneArg("user: their id, as directory users lists it"),
		RunE: c.with(func(ctx context.Context, d *service.Services, args []string) error {
			u, err := d.DirectoryUser(ctx, model.ID(args[0]))
			if err != nil {
				return err
			}
			if c.json {
				return c.printJSON(api.DirectoryUserInGroups(u))
			}
			return c.printUser(u)
		}),
	}
}

func (c *command) printUser(u model.DirectoryUser) error {
	a := u.Attributes
	pairs := []string{
		"User", string(u.ID), "Directory", string(u.DirectoryID), "Organization", string(u.OrganizationID),
		"State", string(u.State), "IdP ID", u.IdPID, "Created", stamp(u.Created), "Updated", stamp(u.Updated),
		"Email", a.Email, "First name", a.FirstName, "Last name", a.LastName, "Name", a.Name, "Job title", a.JobTitle,
		"Username", a.Username, "Role", a.RoleWords(),
	}
	for _, e := range a.Emails {
		pairs = append(pairs, strings.TrimSpace("Email "+e.Type), e.Value)
	}
	for _, name := range slices.Sorted(maps.Keys(a.Custom)) {
		pairs = append(pairs, name, string(a.Custom[name]))
	}
	for _, g := range u.Groups {
		line := g.Name + " (" + string(g.ID) + ")"
		if g.Role != "" {
			line += ", role " + g.Role
		}
		pairs = append(pairs, "Group", line)
	}
	if err := c.page(pairs...); err != nil {
		return err
	}
	fmt.Fprintln(c.streams.Out, "\nWhat the identity provider sent:")
	return c.printJSON(u.Raw)
}

func (c *command) directoryGroups() *cobra.Command {
	var chosen selection
	cmd := &cobra.Command{
		Use: "groups DIR", Short: "List the groups of a directory, as apps know them", Args: oneArg(directoryArg),
		RunE: about(c, findDirectory, func(ctx context.Context, d *service.Services, x model.DirectoryStatus,
			_ []string) error {
			all, err := groupsOf(ctx, d, directory.EntryList{Directory: x.ID}, chosen.asked())
			if err != nil {
				return err
			}
			return listing[model.DirectoryGroup, api.DirectoryGroup]{
				told: api.DirectoryGroupOf, heads: []string{"NAME", "ROLE", "IDP ID", "UPDATED", "ID"},
				row: func(g model.DirectoryGroup) []string {
					return []string{g.Name, g.Role, g.IdPID, stamp(g.Updated), string(g.ID)}
				},
				limit: chosen.limit, next: "push groups at the identity provider",
			}.list(c, all)
		}),
	}
	chosen.add(cmd, "limit")
	return cmd
}

func (c *command) directoryGroup() *cobra.Command {
	var chosen selection
	cmd := &cobra.Command{
		Use: "group ID", Short: "Show a group and the users in it",
		Args: oneArg("group: its id, as directory groups lists it"),
		RunE: c.with(func(ctx context.Context, d *service.Services, args []string) error {
			g, err := d.DirectoryGroup(ctx, model.ID(args[0]))
			if err != nil {
				return err
			}
			members, err := usersOf(ctx, d, directory.EntryList{Group: g.ID}, chosen.asked())
			if err != nil {
				return err
			}
			if c.json {
				told := api.DirectoryGroupMembers{DirectoryGroup: api.DirectoryGroupOf(g),
					Members: []api.DirectoryUser{}}
				for _, u := range members {
					told.Members = append(told.Members, api.DirectoryUserOf(u))
				}
				return c.printJSON(told)
			}
			if err := c.page("Group", g.Name, "ID", string(g.ID), "Directory", string(g.DirectoryID), "IdP ID", g.IdPID,
				"Role of its users", g.Role, "Created", stamp(g.Created), "Updated", stamp(g.Updated)); err != nil {
				return err
			}
			fmt.Fprintln(c.streams.Out)
			return listing[model.DirectoryUser, api.DirectoryUser]{
				heads: directoryUserHeads, row: directoryUserRow, limit: chosen.limit,
			}.list(c, members)
		}),
	}
	chosen.add(cmd, "limit")
	return cmd
}
