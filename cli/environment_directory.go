package cli

import (
	"github.com/spf13/cobra"

	"gatehouse/model"
)

// directoryAttributes are the flags about what apps see of the users of directories.
type directoryAttributes struct {
	set, remove, require, optional []string
	raw                            bool
}

func (a *directoryAttributes) add(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringArrayVar(&a.set, "directory-attribute", nil,
		"let apps see a predefined attribute of users of directories, such as department_name (repeatable)")
	f.StringArrayVar(&a.remove, "remove-directory-attribute", nil, "let apps see it no more (repeatable)")
	f.StringArrayVar(&a.require, "require-attribute", nil,
		"warn of users of directories without this custom attribute (repeatable)")
	f.StringArrayVar(&a.optional, "optional-attribute", nil, "warn of that no more (repeatable)")
	f.BoolVar(&a.raw, "raw-attributes", true,
		"apps see what identity providers sent of users and groups; =false gives them {}")
	names := namesIn(model.PredefinedAttributes, func(p model.PredefinedAttribute) string { return p.Name })
	for _, flag := range []string{"directory-attribute", "remove-directory-attribute"} {
		// This fails only for a flag that is not there.
		_ = cmd.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(names, cobra.ShellCompDirectiveNoFileComp))
	}
}

func (a *directoryAttributes) changes(cmd *cobra.Command) (all []model.EnvironmentChange) {
	for _, name := range a.set {
		all = append(all, model.SetDirectoryAttribute(name, true))
	}
	for _, name := range a.remove {
		all = append(all, model.SetDirectoryAttribute(name, false))
	}
	for _, name := range a.require {
		all = append(all, model.RequireAttribute(name, true))
	}
	for _, name := range a.optional {
		all = append(all, model.RequireAttribute(name, false))
	}
	if cmd.Flags().Changed("raw-attributes") {
		all = append(all, model.SetHideRaw(!a.raw))
	}
	return all
}
