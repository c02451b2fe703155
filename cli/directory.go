package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"gatehouse/api"
	"gatehouse/model"
	"gatehouse/service"
)

const directoryArg = "directory: id, name, or its organization"

func (c *command) directories() *cobra.Command {
	cmd := group("directory", "Directories, in which identity providers keep users and groups up to date by SCIM",
		"dir", "directories")
	cmd.AddCommand(c.directoryList(), c.directoryShow(), c.directoryCreate(), c.directoryUpdate(), c.directoryImport(),
		c.directoryReset(), c.directoryDelete(), c.directoryTokens(), c.directoryUsers(), c.directoryUser(),
		c.directoryGroups(), c.directoryGroup(), c.directoryMap(), c.directoryPaths(), c.directoryRoles(),
		c.directoryLog(), c.directoryRequest())
	return cmd
}

// everyPage reads pages until there are enough; 0 is all.
func everyPage[T any](enough int, read func(model.Paging) (model.Paged[T], error)) (all []T, err error) {
	p := model.Paging{Limit: model.MaxPaging, OldestFirst: true}
	for {
		page, err := read(p)
		if err != nil {
			return nil, err
		}
		all = append(all, page.Items...)
		if page.After == "" || enough > 0 && len(all) >= enough {
			return all, nil
		}
		p.After = page.After
	}
}

// directoriesOf are those of an environment or an organization, "" for all.
func directoriesOf(ctx context.Context, d *service.Services, env, org model.ID, enough int) (
	[]model.DirectoryStatus, error) {
	return everyPage(enough, func(p model.Paging) (model.Paged[model.DirectoryStatus], error) {
		return d.DirectoryPage(ctx, env, org, "", p)
	})
}

// findDirectory takes an id, a key, a name, or what names an organization that has one directory.
func findDirectory(ctx context.Context, d *service.Services, text string) (model.DirectoryStatus, error) {
	if x, err := d.Directory(ctx, model.ID(text)); !errors.Is(err, model.ErrNotFound) {
		return x, err
	}
	all, err := directoriesOf(ctx, d, "", "", 0)
	if err != nil {
		return model.DirectoryStatus{}, err
	}
	x, err := one("directory", text, all,
		func(x model.DirectoryStatus) bool { return x.Key == text || strings.EqualFold(x.Name, text) })
	if !errors.Is(err, model.ErrNotFound) {
		return x, err
	}
	o, missing := findOrganization(ctx, d, text)
	if missing != nil {
		return x, err
	}
	return one("directory", text, all, func(x model.DirectoryStatus) bool { return x.OrganizationID == o.ID })
}

func (c *command) directoryList() *cobra.Command {
	var chosen selection
	cmd := &cobra.Command{
		Use: "list", Short: "List directories", Args: noArgs,
		RunE: c.with(func(ctx context.Context, d *service.Services, _ []string) error {
			env, org, err := chosen.find(ctx, d)
			if err != nil {
				return err
			}
			all, err := directoriesOf(ctx, d, env, org, chosen.asked())
			if err != nil {
				return err
			}
			names, err := c.namesShown(ctx, d)
			if err != nil {
				return err
			}
			return listing[model.DirectoryStatus, api.DirectoryDetail]{
				told: func(x model.DirectoryStatus) api.DirectoryDetail {
					return api.DirectoryDetailOf(x, d.BaseURL, "")
				},
				heads: []string{"NAME", "ID", "TYPE", "STATE", "ORGANIZATION", "USERS", "GROUPS", "LAST REQUEST"},
				row: func(x model.DirectoryStatus) []string {
					return []string{x.Name, string(x.ID), x.TypeName(), string(x.State), names(x.OrganizationID),
						fmt.Sprint(x.Counts.Active), fmt.Sprint(x.Counts.Groups), stamp(x.Last)}
				},
				limit: chosen.limit, next: "gatehouse directory create ORGANIZATION --type okta",
			}.list(c, all)
		}),
	}
	chosen.add(cmd, "env", "org", "limit")
	return cmd
}

func (c *command) directoryShow() *cobra.Command {
	return &cobra.Command{
		Use: "show DIR", Short: "Show a directory: its endpoint, and what came to it", Args: oneArg(directoryArg),
		RunE: about(c, findDirectory, func(ctx context.Context, d *service.Services, x model.DirectoryStatus,
			_ []string) error {
			x, err := d.Directory(ctx, x.ID) // which a list does not tell all of
			if err != nil {
				return err
			}
			return c.giveDirectory(d, x, "")
		}),
	}
}

// lastFile is the file by which the people of a directory came last, "" if none did.
func lastFile(x model.DirectoryStatus) string {
	if x.File == "" {
		return ""
	}
	return x.File + ", " + stamp(x.FileAt)
}

// giveDirectory prints a directory, with a token that is given out once.
func (c *command) giveDirectory(d *service.Services, x model.DirectoryStatus, token string) error {
	if c.json {
		return c.printJSON(api.DirectoryDetailOf(x, d.BaseURL, token))
	}
	deactivated := "apps are told that they are gone"
	if x.KeepInactive {
		deactivated = "they stay, as inactive"
	}
	n := x.Counts
	unmapped := strings.Join(x.Mapping.Unmapped, ", ")
	if unmapped != "" {
		unmapped = "map " + unmapped + ": required of each user"
	}
	endpoint := x.Address(d.BaseURL)
	if x.ByFile() {
		endpoint = ""
	}
	return c.page("Directory", x.Name, "ID", string(x.ID), "Type", x.TypeName(), "State", string(x.State),
		"Organization", string(x.OrganizationID), "Endpoint", endpoint, "Token", token, "Users",
		fmt.Sprintf("%d active, %d inactive, %d deactivated", n.Active, n.Inactive, n.Unpublished), "Groups",
		fmt.Sprintf("%d with %s", n.Groups, model.Plural(n.Memberships, "membership", "memberships")),
		"Who is deactivated", deactivated, "Attributes", x.Mapping.Recompute.Words(),
		"Attribute map", unmapped, "Created", stamp(x.Created), "Last request", stamp(x.Last),
		"Last file", lastFile(x))
}

func (c *command) directoryCreate() *cobra.Command {
	var n model.NewDirectory
	cmd := &cobra.Command{
		Use: "create ORG", Short: "Create a directory, and print its endpoint and its token, once",
		Args: oneArg("organization: id, external id, name or domain"),
		Long: "Creates a directory, and prints what is pasted at the identity provider: the endpoint, and a bearer " +
			"token,\nwhich is not shown again.",
		Example: "  gatehouse directory create 'Foo Corp' --type okta",
		RunE: about(c, findOrganization, func(ctx context.Context, d *service.Services, o model.Organization,
			_ []string) error {
			n.Organization = o.ID
			made, token, err := d.CreateDirectory(ctx, n)
			if err != nil {
				return err
			}
			return c.giveDirectory(d, model.DirectoryStatus{Directory: made}, token)
		}),
	}
	cmd.Flags().StringVar(&n.Name, "name", "", "its name (default that of the organization)")
	directoryTypeFlag(cmd, &n.Type, "identity provider: okta, azure, onelogin … (default generic)")
	return cmd
}

// directoryTypeFlag takes a kind of directory, not one of connection, which the flag is elsewhere.
func directoryTypeFlag(cmd *cobra.Command, kind *string, help string) {
	cmd.Flags().StringVar(kind, "type", "", help)
	// This fails only for a flag that is not there.
	_ = cmd.RegisterFlagCompletionFunc("type", cobra.FixedCompletions(namesIn(model.DirectoryTypes,
		func(t model.DirectoryType) string { return t.Short() }), cobra.ShellCompDirectiveNoFileComp))
}

func (c *command) directoryUpdate() *cobra.Command {
	var name, kind string
	var keep bool
	cmd := &cobra.Command{Use: "update DIR", Short: "Change a directory", Args: oneArg(directoryArg)}
	cmd.RunE = about(c, findDirectory, func(ctx context.Context, d *service.Services, x model.DirectoryStatus,
		_ []string) error {
		var p model.DirectoryPatch
		if cmd.Flags().Changed("name") {
			p.Name = &name
		}
		if cmd.Flags().Changed("type") {
			p.Type = &kind
		}
		if cmd.Flags().Changed("keep-inactive") {
			p.KeepInactive = &keep
		}
		if p == (model.DirectoryPatch{}) {
			return usageError{errors.New("say what to change: see gatehouse directory update --help")}
		}
		after, err := d.UpdateDirectory(ctx, x.ID, p)
		if err != nil {
			return err
		}
		x.Directory = after
		return c.giveDirectory(d, x, "")
	})
	cmd.Flags().StringVar(&name, "name", "", "another name")
	directoryTypeFlag(cmd, &kind, "another identity provider: okta, azure, onelogin …")
	cmd.Flags().BoolVar(&keep, "keep-inactive", false,
		"who is deactivated stays, as inactive; with =false apps are told that they are gone")
	return cmd
}

func (c *command) directoryReset() *cobra.Command {
	var confirm string
	cmd := &cobra.Command{
		Use: "reset DIR", Short: "Begin a directory anew, and print its new endpoint and token, once",
		Args: oneArg(directoryArg),
		Long: "Deletes a directory with its users, groups, their roles and tokens, and makes one with the same " +
			"settings in its place,\nwith an endpoint and a token of its own, to be pasted at the identity provider. " +
			"It asks for the name of the directory\nin --confirm. Until an identity provider comes to the new " +
			"endpoint, gatehouse undo takes it back.",
		RunE: about(c, findDirectory, func(ctx context.Context, d *service.Services, x model.DirectoryStatus,
			_ []string) error {
			goes := model.Deletion{Directories: []model.Directory{x.Directory}}
			if err := c.confirmed("reset", goes, x.Name, confirm); err != nil {
				return err
			}
			fresh, token, err := d.ResetDirectory(ctx, x.ID)
			if err != nil {
				return err
			}
			return c.giveDirectory(d, model.DirectoryStatus{Directory: fresh}, token)
		}),
	}
	cmd.Flags().StringVar(&confirm, "confirm", "", "its name, to reset it")
	return cmd
}

func (c *command) directoryDelete() *cobra.Command {
	cmd := deletion(c, findDirectory, func(x model.DirectoryStatus) string { return x.Name },
		func(d *service.Services, ctx context.Context, id model.ID) (model.Deletion, error) {
			x, err := d.Directory(ctx, id)
			return model.Deletion{Directories: []model.Directory{x.Directory}}, err
		}, (*service.Services).DeleteDirectory)
	cmd.Use, cmd.Short, cmd.Args = "delete DIR", "Delete a directory", oneArg(directoryArg)
	cmd.Long = "Deletes a directory with its users, groups and tokens: its endpoint answers nobody any more. It asks " +
		"for the name\nof the directory in --confirm. For seven days gatehouse undo takes it back."
	return cmd
}
