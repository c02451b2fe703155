package cli

import (
	"context"

	"github.com/spf13/cobra"

	"gatehouse/api"
	"gatehouse/model"
	"gatehouse/printable"
	"gatehouse/service"
)

func (c *command) memberKeys() *cobra.Command {
	cmd := group("key", "SSH keys of a member", "keys")
	cmd.AddCommand(c.memberKeyList(), c.memberKeyAdd(), c.memberKeyRemove())
	return cmd
}

var sshKeyHeads = []string{"FINGERPRINT", "COMMENT", "ADDED"}

func sshKeyRow(k model.SSHKey) []string { return []string{k.Fingerprint, k.Comment, stamp(k.Added)} }

func (c *command) memberKeyList() *cobra.Command {
	var chosen selection
	cmd := &cobra.Command{
		Use: "list MEMBER", Short: "List the SSH keys of a member", Args: oneArg(memberArg),
		RunE: about(c, findMember, func(_ context.Context, _ *service.Services, m model.TeamMember, _ []string) error {
			return listing[model.SSHKey, api.SSHKey]{
				told: api.SSHKeyOf, heads: sshKeyHeads, row: sshKeyRow,
				limit: chosen.limit, next: "gatehouse member key add " + m.Email + " FILE",
			}.list(c, m.Keys)
		}),
	}
	chosen.add(cmd, "limit")
	return cmd
}

// maxKeyFile is more than any public key takes, in bytes.
const maxKeyFile = 64 << 10

const keyFileHelp = "a file like ~/.ssh/id_ed25519.pub, or - for standard input"

func (c *command) memberKeyAdd() *cobra.Command {
	return &cobra.Command{
		Use: "add MEMBER FILE", Short: "Give a member one more SSH key; - reads it from standard input",
		Args: countArgs(2, 2, "a "+memberArg+"; and "+keyFileHelp),
		RunE: c.with(func(ctx context.Context, d *service.Services, args []string) error {
			key, err := c.readAtMost(args[1], maxKeyFile)
			if err != nil {
				return err
			}
			m, err := findMember(ctx, d, args[0])
			if err != nil {
				return err
			}
			if m, err = d.AddKey(ctx, m.ID, string(key)); err != nil {
				return err
			}
			return c.giveAdded(d, m)
		}),
	}
}

// giveAdded tells of the key that a member got last.
func (c *command) giveAdded(d *service.Services, m model.TeamMember) error {
	return c.say(api.MemberOf(m, d.Clock()), "Added key %s of %s", m.Keys[len(m.Keys)-1].Fingerprint,
		printable.Line(m.Email))
}

func (c *command) memberKeyRemove() *cobra.Command {
	return &cobra.Command{
		Use: "remove MEMBER FINGERPRINT", Aliases: []string{"delete"},
		Short: "Take an SSH key from a member; what was opened with it ends",
		Args:  countArgs(2, 2, "a "+memberArg+"; and a fingerprint: SHA256:…"),
		RunE: about(c, findMember, func(ctx context.Context, d *service.Services, m model.TeamMember,
			args []string) error {
			m, err := d.RemoveKey(ctx, m.ID, args[0])
			if err != nil {
				return err
			}
			return c.giveRemoved(d, m, args[0])
		}),
	}
}

func (c *command) giveRemoved(d *service.Services, m model.TeamMember, fingerprint string) error {
	return c.say(api.MemberOf(m, d.Clock()), "Removed key %s of %s", fingerprint, printable.Line(m.Email))
}
