package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"gatehouse/api"
	"gatehouse/model"
	"gatehouse/service"
)

func (c *command) directoryMap() *cobra.Command {
	var user string
	var try bool
	cmd := &cobra.Command{
		Use: "map DIR [ATTRIBUTE=PATH …]", Short: "Show or change which attributes apps see of users, and from where",
		Args: countArgs(1, 1+model.MaxCustomAttributes, "a directory, and attributes with their paths"),
		Long: "Lists the attributes that apps see in custom_attributes, where each stands in what the identity " +
			"provider sends, and what\nthat is of a real user. With ATTRIBUTE=PATH it maps a custom attribute of the " +
			"environment to a path; ATTRIBUTE= takes\nit away. All users are then recomputed in the background: " +
			"directory show tells how far that is. Predefined attributes\nalways come from the same place; gatehouse " +
			"env update lets apps see them.",
		Example: "  gatehouse directory map 'Foo Corp' level=title\n" +
			"  gatehouse directory map 'Foo Corp' work_phone='phoneNumbers[type eq \"work\"].value' --try",
	}
	cmd.RunE = about(c, findDirectory, func(ctx context.Context, d *service.Services, x model.DirectoryStatus,
		args []string) error {
		paths, err := pathsOf(args)
		if err != nil {
			return err
		}
		if len(paths) > 0 && !try {
			if _, err := d.MapDirectory(ctx, x.ID, paths); err != nil {
				return err
			}
			paths = nil
		}
		m, err := d.DirectoryMap(ctx, x.ID, model.ID(user), paths)
		if err != nil {
			return err
		}
		return c.printMap(x, m)
	})
	cmd.Flags().StringVar(&user, "user", "", "show what it makes of this user: their id (default the newest)")
	cmd.Flags().BoolVar(&try, "try", false, "change nothing: show what the map would make of the user")
	return cmd
}

// pathsOf reads paths of attributes, by name.
func pathsOf(args []string) (map[string]string, error) {
	paths := map[string]string{}
	for _, text := range args {
		name, path, ok := strings.Cut(text, "=")
		if !ok || name == "" {
			return nil, usageError{fmt.Errorf("%q: write it like cost_center=title", text)}
		}
		if _, twice := paths[name]; twice {
			return nil, usageError{fmt.Errorf("%q: %s is mapped twice", text, name)}
		}
		paths[name] = path
	}
	return paths, nil
}

func (c *command) printMap(x model.DirectoryStatus, m model.DirectoryMap) error {
	if c.json {
		return c.printJSON(api.DirectoryMapOf(x.ID, m))
	}
	of := "nobody yet"
	if m.User != "" {
		of = m.Label + " (" + string(m.User) + ")"
	}
	if err := c.page("Directory", x.Name, "Example", of); err != nil {
		return err
	}
	fmt.Fprintln(c.streams.Out)
	return listing[model.MappedAttribute, api.MappedAttribute]{
		heads: []string{"ATTRIBUTE", "PATH", "EXAMPLE", "KIND"},
		row: func(a model.MappedAttribute) []string {
			return []string{a.Name, a.Path, exampleOf(a.Value), kindOfAttribute(a)}
		},
		next: "gatehouse env update ENV --attribute NAME, or --directory-attribute department_name",
	}.list(c, m.Attributes)
}

const maxExample = 60 // characters of a value in a list

func exampleOf(value json.RawMessage) string {
	text := []rune(string(value))
	if len(text) > maxExample {
		return string(text[:maxExample-1]) + "…"
	}
	return string(text)
}

func kindOfAttribute(a model.MappedAttribute) string {
	switch {
	case a.Predefined:
		return "predefined"
	case a.Required && a.Path == "":
		return "custom, required and not mapped"
	case a.Required:
		return "custom, required"
	}
	return "custom"
}

func (c *command) directoryPaths() *cobra.Command {
	var user string
	var chosen selection
	cmd := &cobra.Command{
		Use: "paths DIR", Short: "List the paths that an attribute can be mapped to, by what was sent of a real user",
		Args: oneArg(directoryArg),
		RunE: about(c, findDirectory, func(ctx context.Context, d *service.Services, x model.DirectoryStatus,
			_ []string) error {
			all, err := d.DirectoryPaths(ctx, x.ID, model.ID(user))
			if err != nil {
				return err
			}
			return listing[model.PathValue, api.DirectoryPath]{
				told: api.DirectoryPathOf, heads: []string{"PATH", "EXAMPLE"},
				row:   func(p model.PathValue) []string { return []string{p.Path, exampleOf(p.Value)} },
				limit: chosen.limit,
				next:  "provision a user at the identity provider, or gatehouse test-directory " + string(x.ID),
			}.list(c, all)
		}),
	}
	cmd.Flags().StringVar(&user, "user", "", "of this user: their id (default the newest)")
	chosen.add(cmd, "limit")
	return cmd
}
