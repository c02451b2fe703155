package cli

import (
	"cmp"
	"context"
	"errors"

	"github.com/spf13/cobra"

	"gatehouse/api"
	"gatehouse/model"
	"gatehouse/service"
)

func (c *command) profile() *cobra.Command {
	cmd := &cobra.Command{
		Use: "profile", Short: "Show who you are to this installation: role, limit, own SSH keys", Args: noArgs,
		RunE: c.with(func(ctx context.Context, d *service.Services, _ []string) error {
			p := d.Principal()
			if p.Kind != model.Member {
				return c.say(api.ProfileOf(p, nil, d.Clock()),
					"You are %s, the owner of the data directory: you may do all that an Admin may.", p.Evidence)
			}
			m, err := d.Member(ctx, p.ID)
			if err != nil {
				return err
			}
			if c.json {
				return c.printJSON(api.ProfileOf(p, &m, d.Clock()))
			}
			if err := c.page("Member", m.Email, "Role", string(m.Role), "Limit", string(m.Limit), "Came with",
				p.Evidence); err != nil {
				return err
			}
			return c.keysBelow(m)
		}),
	}
	keys := group("key", "Your own SSH keys", "keys")
	keys.AddCommand(c.profileKeyAdd(), c.profileKeyRemove())
	cmd.AddCommand(keys, c.profileChoose())
	return cmd
}

func (c *command) profileChoose() *cobra.Command {
	var choices model.Choices
	cmd := &cobra.Command{
		Use: "choose", Short: "Choose how your consoles look and tell you of mentions", Args: noArgs,
		Example: "  ssh HOST profile choose --theme dark --mentions bell",
		RunE: c.with(func(ctx context.Context, d *service.Services, _ []string) error {
			if choices == (model.Choices{}) {
				return usageError{errors.New("say what to change: see gatehouse profile choose --help")}
			}
			m, err := d.Choose(ctx, choices)
			if err != nil {
				return err
			}
			return c.say(m.Choices, "Your consoles have the theme %s; of mentions they tell: %s",
				cmp.Or(m.Choices.Theme, "auto"), cmp.Or(m.Choices.Mentions, model.MentionLine))
		}),
	}
	cmd.Flags().StringVar(&choices.Theme, "theme", "",
		"auto, dark, light, safe or mono; --theme of a console goes before it")
	cmd.Flags().StringVar((*string)(&choices.Mentions), "mentions", "",
		"line: in the line of messages; bell: there, with the terminal's bell; off: in the header alone")
	return cmd
}

func (c *command) profileKeyAdd() *cobra.Command {
	return &cobra.Command{
		Use: "add FILE", Short: "Add an SSH key of yours; - reads it from standard input",
		Example: "  ssh HOST profile key add - < ~/.ssh/id_ed25519.pub", Args: oneArg(keyFileHelp),
		RunE: c.with(func(ctx context.Context, d *service.Services, args []string) error {
			key, err := c.readAtMost(args[0], maxKeyFile)
			if err != nil {
				return err
			}
			m, err := d.AddOwnKey(ctx, string(key))
			if err != nil {
				return err
			}
			return c.giveAdded(d, m)
		}),
	}
}

func (c *command) profileKeyRemove() *cobra.Command {
	return &cobra.Command{
		Use: "remove FINGERPRINT", Aliases: []string{"delete"}, Short: "Remove an SSH key of yours, but the last one",
		Args: oneArg("fingerprint: SHA256:…"),
		RunE: c.with(func(ctx context.Context, d *service.Services, args []string) error {
			m, err := d.RemoveOwnKey(ctx, args[0])
			if err != nil {
				return err
			}
			return c.giveRemoved(d, m, args[0])
		}),
	}
}
