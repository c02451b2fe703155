package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"gatehouse/model"
	"gatehouse/printable"
	"gatehouse/service"
)

const maxSeedFile = 16 << 20

func (c *command) seed() *cobra.Command {
	var dry bool
	cmd := &cobra.Command{
		Use: "seed FILE", Short: "Make what a file describes: environments, organizations, connections",
		Args: oneArg("file"),
		Long: "Makes what a file in YAML or JSON describes; - is standard input. The same file again changes " +
			"nothing. It reads what\n" +
			"gatehouse export writes, and organizations and connections of seed files of workos/emulate. A mistake " +
			"in the file\n" +
			"leaves everything as it was.",
		RunE: c.with(func(ctx context.Context, d *service.Services, args []string) error {
			return c.seedFile(ctx, d, args[0], dry)
		}),
	}
	cmd.Flags().BoolVar(&dry, "dry-run", false, "check the file and say what it would change")
	return cmd
}

func (c *command) seedFile(ctx context.Context, d *service.Services, name string, dry bool) error {
	file, err := c.readAtMost(name, maxSeedFile)
	if err != nil {
		return err
	}
	s, err := model.ParseSeed(file)
	if err != nil {
		return err
	}
	r, err := d.Seed(ctx, s, dry)
	if err != nil {
		return err
	}
	if c.json {
		return c.printJSON(map[string]any{
			"created": append([]string{}, r.Created...), "changed": append([]string{}, r.Changed...),
			"unchanged": r.Unchanged,
			"warnings":  append([]string{}, r.Warnings...), "notes": append([]string{}, r.Notes...),
			"left_out": append([]string{}, r.LeftOut...), "dry_run": dry,
		})
	}
	out := c.streams.Out
	for _, group := range []struct {
		word string
		all  []string
	}{{"created", r.Created}, {"changed", r.Changed}, {"left out:", r.LeftOut}, {"warning:", r.Warnings},
		{"note:", r.Notes}} {
		for _, line := range group.all {
			fmt.Fprintf(out, "%s %s\n", group.word, printable.Line(line))
		}
	}
	verb := "Seeded"
	if dry {
		verb = "Would seed"
	}
	_, err = fmt.Fprintf(out, "%s: %d created, %d changed, %d unchanged\n", verb, len(r.Created), len(r.Changed),
		r.Unchanged)
	return err
}

func (c *command) export() *cobra.Command {
	return &cobra.Command{
		Use: "export", Short: "Print all environments, organizations and connections as a file that seed reads",
		Args: noArgs,
		RunE: c.with(func(ctx context.Context, d *service.Services, _ []string) error {
			s, err := d.Export(ctx)
			if err != nil {
				return err
			}
			write := s.YAML
			if c.json {
				write = s.JSON
			}
			file, err := write()
			if err != nil {
				return err
			}
			_, err = c.streams.Out.Write(file)
			return err
		}),
	}
}
