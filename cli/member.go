package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"gatehouse/api"
	"gatehouse/model"
	"gatehouse/printable"
	"gatehouse/service"
)

func (c *command) members() *cobra.Command {
	cmd := group("member", "Members of the team: roles, invitations, SSH keys", "members")
	cmd.AddCommand(c.memberList(), c.memberShow(), c.memberInvite(), c.memberResend(), c.memberRevoke(),
		c.memberRole(), c.memberKeys())
	return cmd
}

const memberArg = "member: their email or id"

// findMember takes an id or an email.
func findMember(ctx context.Context, d *service.Services, text string) (model.TeamMember, error) {
	m, err := d.Member(ctx, model.ID(text))
	if errors.Is(err, model.ErrNotFound) && strings.Contains(text, "@") {
		m, err = d.MemberByEmail(ctx, text)
	}
	if errors.Is(err, model.ErrNotFound) {
		err = fmt.Errorf("member %q: %w; see gatehouse member list", text, model.ErrNotFound)
	}
	return m, err
}

func (c *command) memberList() *cobra.Command {
	var chosen selection
	cmd := &cobra.Command{
		Use: "list", Short: "List the members, by email", Args: noArgs,
		RunE: c.with(func(ctx context.Context, d *service.Services, _ []string) error {
			all, err := d.Members(ctx)
			if err != nil {
				return err
			}
			now := d.Clock()
			return listing[model.TeamMember, api.Member]{
				told:  func(m model.TeamMember) api.Member { return api.MemberOf(m, now) },
				heads: []string{"EMAIL", "ROLE", "LIMIT", "STATE", "LAST ACTIVE", "KEYS", "ID"},
				row: func(m model.TeamMember) []string {
					return []string{m.Email, string(m.Role), string(m.Limit), string(m.State(now)), activeHour(m),
						fmt.Sprint(len(m.Keys)), string(m.ID)}
				},
				limit: chosen.limit, next: "gatehouse member invite EMAIL --role developer",
			}.list(c, all)
		}),
	}
	chosen.add(cmd, "limit")
	return cmd
}

func (c *command) memberShow() *cobra.Command {
	return &cobra.Command{
		Use: "show MEMBER", Short: "Show a member with their SSH keys", Args: oneArg(memberArg),
		RunE: about(c, findMember, func(_ context.Context, d *service.Services, m model.TeamMember, _ []string) error {
			told := api.MemberOf(m, d.Clock())
			if c.json {
				return c.printJSON(told)
			}
			if err := c.page("Member", m.Email, "Id", string(m.ID), "Role", string(m.Role), "Limit", string(m.Limit),
				"State", string(told.State), "Invited", stamp(told.InvitedAt), "Invitation ends",
				stamp(told.InvitationExpires), "Last active", activeHour(m)); err != nil {
				return err
			}
			return c.keysBelow(m)
		}),
	}
}

// activeHour is when a member was active last, which is kept to the hour.
func activeHour(m model.TeamMember) string {
	if m.LastActive.IsZero() {
		return ""
	}
	return m.LastActive.UTC().Format("2006-01-02 15") + "h UTC"
}

// keysBelow is a table of a member's keys below what is said of them; none where there are none.
func (c *command) keysBelow(m model.TeamMember) error {
	if len(m.Keys) == 0 {
		return nil
	}
	fmt.Fprintln(c.streams.Out)
	rows := [][]string{sshKeyHeads}
	for _, k := range m.Keys {
		rows = append(rows, sshKeyRow(k))
	}
	return c.table(rows)
}

// roleFlags are the flags of a command that gives somebody a role.
type roleFlags struct{ limit string }

func (f *roleFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.limit, "limit", "none",
		"staging_only (changes nothing in Production), read_only (changes nothing) or none")
	words := []string{"none", string(model.StagingOnly), string(model.ReadOnly)}
	_ = cmd.RegisterFlagCompletionFunc("limit", // it fails only for a flag that is not there, or twice
		cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp))
}

// read gives a role of a name with the limit.
func (f *roleFlags) read(role string) (model.TeamRole, model.Limit, error) {
	r, err := model.ParseRole(role)
	if err != nil {
		return "", "", err
	}
	limit, err := model.ParseLimit(f.limit)
	return r, limit, err
}

func (c *command) memberInvite() *cobra.Command {
	var role string
	var flags roleFlags
	cmd := &cobra.Command{
		Use: "invite EMAIL", Short: "Invite a colleague, and print what to send them, with a code that is shown once",
		Example: "  gatehouse member invite ada@example.com --role support --limit read_only",
		Args:    oneArg("email"),
		PreRunE: func(*cobra.Command, []string) error {
			if role == "" {
				return usageError{errors.New("--role: say admin, developer or support")}
			}
			return nil
		},
		RunE: c.with(func(ctx context.Context, d *service.Services, args []string) error {
			r, limit, err := flags.read(role)
			if err != nil {
				return err
			}
			m, code, err := d.Invite(ctx, args[0], r, limit)
			if err != nil {
				return err
			}
			return c.giveCode(ctx, d, m, code)
		}),
	}
	cmd.Flags().StringVar(&role, "role", "", "admin, developer or support")
	flags.add(cmd)
	return cmd
}

func (c *command) memberResend() *cobra.Command {
	return &cobra.Command{
		Use: "resend MEMBER", Short: "Make a new invitation code for seven more days; the old one ends",
		Args: oneArg(memberArg),
		RunE: about(c, findMember, func(ctx context.Context, d *service.Services, m model.TeamMember,
			_ []string) error {
			m, code, err := d.ResendInvitation(ctx, m.ID)
			if err != nil {
				return err
			}
			return c.giveCode(ctx, d, m, code)
		}),
	}
}

// giveCode prints what to send to the colleague, alone, so that it can be piped on.
func (c *command) giveCode(ctx context.Context, d *service.Services, m model.TeamMember, code string) error {
	message, err := d.InvitationMessage(ctx, m, code)
	if err != nil {
		return err
	}
	if !c.json {
		fmt.Fprintf(c.streams.Err, "gatehouse: invited %s; send them this, the code is not shown again\n",
			printable.Line(m.Email))
	}
	return c.say(api.InvitedOf(m, d.Clock(), code, message), "%s", strings.Join(printable.Lines(message), "\n"))
}

func (c *command) memberRevoke() *cobra.Command {
	var yes bool
	cmd := &cobra.Command{
		Use: "revoke MEMBER", Aliases: []string{"delete", "remove"},
		Short: "End a member's access, or their invitation, at once; asks first", Args: oneArg(memberArg),
		RunE: about(c, findMember, func(ctx context.Context, d *service.Services, m model.TeamMember,
			_ []string) error {
			email := printable.Line(m.Email)
			if !yes && !c.sure("This ends the access of "+email+" at once, with what they have open.") {
				c.code = Refused
				fmt.Fprintf(c.streams.Err, "gatehouse: nothing was revoked. To revoke %s, add --yes\n", email)
				return nil
			}
			m, err := d.RevokeMember(ctx, m.ID)
			if err != nil {
				return err
			}
			return c.say(api.MemberOf(m, d.Clock()), "Revoked the access of %s", email)
		}),
	}
	cmd.Flags().BoolVar(&yes, "yes", false, "do not ask, as a script")
	return cmd
}

func (c *command) memberRole() *cobra.Command {
	var flags roleFlags
	cmd := &cobra.Command{
		Use: "role MEMBER ROLE", Short: "Give a member another role, with the limit in --limit or none",
		Example: "  gatehouse member role ada@example.com developer --limit staging_only",
		Args:    countArgs(2, 2, "a "+memberArg+"; and a role: admin, developer or support"),
		RunE: about(c, findMember, func(ctx context.Context, d *service.Services, m model.TeamMember,
			args []string) error {
			role, limit, err := flags.read(args[0])
			if err != nil {
				return err
			}
			if m, err = d.ChangeRole(ctx, m.ID, role, limit); err != nil {
				return err
			}
			return c.say(api.MemberOf(m, d.Clock()), "%s is %s", printable.Line(m.Email), m.RoleWords())
		}),
	}
	flags.add(cmd)
	return cmd
}
