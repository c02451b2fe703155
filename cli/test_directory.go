package cli

import (
	"context"

	"github.com/spf13/cobra"

	"gatehouse/api"
	"gatehouse/model"
	"gatehouse/scim/idp"
	"gatehouse/service"
	"gatehouse/service/directory"
)

func (c *command) testDirectory() *cobra.Command {
	r := directory.Rehearsal{Users: 5, Groups: 2}
	cmd := &cobra.Command{
		Use: "test-directory DIR", Short: "Have a built-in provider provision users and groups, with any fault",
		Long: "Plays an identity provider at a directory of Staging: it provisions made-up users and groups as the " +
			"real one does,\nor makes the mistake that is named, and lists its requests with what became of each. " +
			"It needs no running instance.",
		Example: "  gatehouse test-directory 'Foo Corp' --users 20 --groups 4\n" +
			"  gatehouse test-directory 'Foo Corp' --as entra --leave 1\n" +
			"  gatehouse test-directory 'Foo Corp' --fault unknown-members\n  gatehouse test-directory list",
		Args: oneArg(directoryArg),
		RunE: about(c, findDirectory, func(ctx context.Context, d *service.Services, x model.DirectoryStatus,
			_ []string) error {
			all, err := d.RehearseDirectory(ctx, x.ID, r)
			if err != nil {
				return err
			}
			return listing[model.DirectoryRequest, api.DirectoryRequest]{
				told: api.DirectoryRequestOf, heads: requestHeads, row: requestRow,
				next: "gatehouse test-directory " + string(x.ID) + " --users 5",
			}.list(c, all)
		}),
	}
	f := cmd.Flags()
	f.StringVar(&r.As, "as", "", "identity provider: "+idp.ProviderNames()+" (default by the type of the directory)")
	f.IntVar(&r.Users, "users", r.Users, "how many users there are")
	f.IntVar(&r.Groups, "groups", r.Groups, "how many groups they are in")
	f.IntVar(&r.Leave, "leave", 0, "how many of the users, from the last one back, are no longer assigned")
	f.StringVar(&r.Fault, "fault", "", "name of a fault instead; see gatehouse test-directory list")
	cmd.AddCommand(&cobra.Command{
		Use: "list", Short: "List the faults", Args: noArgs,
		RunE: func(*cobra.Command, []string) error { return c.printDirectoryFaults() },
	})
	return cmd
}

func (c *command) printDirectoryFaults() error {
	type fault struct {
		Name  string               `json:"name"`
		What  string               `json:"what"`
		Cause string               `json:"cause"`
		Fixer model.DirectoryFixer `json:"fixer"`
	}
	var all []fault
	rows := [][]string{{"NAME", "WHAT", "WHO FIXES IT"}}
	for _, f := range idp.Faults {
		fixer := model.DirectoryCause(f.Cause).Row().Fixer
		all = append(all, fault{f.Name, f.About, f.Cause, fixer})
		rows = append(rows, []string{f.Name, f.About, string(fixer)})
	}
	return c.printFaultTable(all, rows, "gatehouse test-directory DIR --fault unknown-members")
}
