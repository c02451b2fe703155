package cli

import (
	"context"
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"gatehouse/api"
	"gatehouse/model"
	"gatehouse/printable"
	"gatehouse/service"
)

func (c *command) directoryImport() *cobra.Command {
	var f model.PeopleFile
	cmd := &cobra.Command{
		Use: "import DIR FILE", Short: "Make the people of a CSV file those of a directory",
		Args: countArgs(2, 2, "a directory of the type csv, and a file, or - for the standard input"),
		Long: "Makes the people of a CSV file those of a directory of the type csv: who is new is created, who " +
			"changed is\nchanged, and who is not in it any more is deactivated. The first line names the columns: " +
			"email or username, and\nwhat else there is, such as first name, last name, title, department, status, " +
			"groups (with ; between them). A\nline that cannot be used refuses the whole file.",
		Example: "  gatehouse directory import 'Foo Corp' people.csv --check",
		RunE: about(c, findDirectory, func(ctx context.Context, d *service.Services, x model.DirectoryStatus,
			args []string) (err error) {
			f.Name = filepath.Base(args[0])
			if f.Text, err = c.readAtMost(args[0], model.MaxPeopleFile); err != nil {
				return err
			}
			done, err := d.ImportDirectory(ctx, x.ID, f)
			if err != nil {
				return err
			}
			return c.imported(done)
		}),
	}
	cmd.Flags().BoolVar(&f.Check, "check", false, "only say what would change")
	cmd.Flags().BoolVar(&f.RemoveMany, "remove-many", false, "deactivate who is not in the file, though they are many")
	return cmd
}

// imported prints what a file changed, or would. Lines that were refused are an error.
func (c *command) imported(x model.DirectoryImport) error {
	var failed error
	if n := len(x.Refused); n > 0 {
		failed = fmt.Errorf("%s refused; the others were taken", model.Plural(n, "line was", "lines were"))
	}
	if c.json {
		if err := c.printJSON(api.DirectoryImportOf(x)); err != nil {
			return err
		}
		return failed
	}
	heading := "Imported"
	if x.Checked {
		heading = "Would import"
	}
	fmt.Fprintf(c.streams.Out, "%s %s\n", heading, x.Summary())
	for _, line := range x.Refused {
		fmt.Fprintln(c.streams.Err, printable.Line(line))
	}
	return failed
}
