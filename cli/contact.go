package cli

import (
	"context"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"gatehouse/api"
	"gatehouse/model"
	"gatehouse/service"
)

func (c *command) contacts() *cobra.Command {
	cmd := group("contact", "IT contacts: who at a customer looks after its identity provider", "contacts")
	cmd.AddCommand(c.contactList(), c.contactAdd(), c.contactInvite(), c.contactRevoke(), c.contactRemove())
	return cmd
}

const contactArgs = "organization (its id, name or domain), and an IT contact (its email or id)"

// findContact takes what names an organization, and the email or id of a contact of it.
func findContact(ctx context.Context, d *service.Services, org, text string) (model.ITContact, error) {
	o, err := findOrganization(ctx, d, org)
	if err != nil {
		return model.ITContact{}, err
	}
	all, err := d.ITContacts(ctx, o.ID)
	if err != nil {
		return model.ITContact{}, err
	}
	email, _ := model.CleanEmail("email", text)
	i := slices.IndexFunc(all, func(x model.ITContact) bool { return x.Email == email || string(x.ID) == text })
	if i < 0 {
		return model.ITContact{}, fmt.Errorf("IT contact %q of %s: %w; see gatehouse contact list %s", text, o.Name,
			model.ErrNotFound, o.ID)
	}
	return all[i], nil
}

// onContact runs a command with the contact that its two arguments name.
func (c *command) onContact(
	run func(context.Context, *service.Services, model.ITContact) error,
) func(*cobra.Command, []string) error {
	return c.with(func(ctx context.Context, d *service.Services, args []string) error {
		x, err := findContact(ctx, d, args[0], args[1])
		if err != nil {
			return err
		}
		return run(ctx, d, x)
	})
}

func (c *command) contactList() *cobra.Command {
	var chosen selection
	cmd := &cobra.Command{
		Use: "list ORGANIZATION", Short: "List the IT contacts of an organization",
		Args: oneArg("organization: id, external id, name or domain"),
		RunE: about(c, findOrganization, func(ctx context.Context, d *service.Services, o model.Organization,
			_ []string) error {
			all, err := d.ITContacts(ctx, o.ID)
			if err != nil {
				return err
			}
			return listing[model.ITContact, api.ITContact]{
				told:  api.ITContactOf,
				heads: []string{"EMAIL", "ADDED", "ID"},
				row:   func(x model.ITContact) []string { return []string{x.Email, stamp(x.Created), string(x.ID)} },
				limit: chosen.limit, next: "gatehouse contact add " + string(o.ID) + " EMAIL",
			}.list(c, all)
		}),
	}
	chosen.add(cmd, "limit")
	return cmd
}

func (c *command) contactAdd() *cobra.Command {
	return &cobra.Command{
		Use: "add ORGANIZATION EMAIL", Short: "Add an IT contact; nothing is sent to them",
		Args: countArgs(2, 2, "an organization (its id, name or domain), and an email"),
		RunE: about(c, findOrganization, func(ctx context.Context, d *service.Services, o model.Organization,
			args []string) error {
			x, err := d.AddITContact(ctx, o.ID, args[0])
			if err != nil {
				return err
			}
			return c.say(api.ITContactOf(x), "Added %s (%s). To invite them: gatehouse contact invite %s %s", x.Email,
				x.ID, x.OrganizationID, x.Email)
		}),
	}
}

func (c *command) contactInvite() *cobra.Command {
	var features []string
	cmd := &cobra.Command{
		Use: "invite ORGANIZATION CONTACT", Short: "Generate a setup link for an IT contact and print its URL",
		Long: "Generates a setup link for an IT contact and prints its URL: send it to them. gatehouse link show\n" +
			"--message writes what to send with it. An organization has one active link: where there is one, this " +
			"is\nrefused, and gatehouse contact revoke ends it.",
		Example: "  gatehouse contact invite 'Foo Corp' ada@foo.example --feature sso --feature domain_verification",
		Args:    countArgs(2, 2, "an "+contactArgs),
		RunE: c.onContact(func(ctx context.Context, d *service.Services, x model.ITContact) error {
			l, url, err := d.InviteITContact(ctx, x.ID, asIntents(features))
			if err != nil {
				return err
			}
			return c.printURL(l, url, true)
		}),
	}
	cmd.Flags().StringArrayVar(&features, "feature", []string{string(model.IntentSSO)},
		"what can be configured with it (repeatable): "+model.KnownIntents())
	return cmd
}

func (c *command) contactRevoke() *cobra.Command {
	return &cobra.Command{
		Use: "revoke ORGANIZATION CONTACT", Short: "Revoke the active setup link of an IT contact's organization",
		Args: countArgs(2, 2, "an "+contactArgs),
		RunE: c.onContact(func(ctx context.Context, d *service.Services, x model.ITContact) error {
			l, err := d.RevokeInvitation(ctx, x.ID)
			if err != nil {
				return err
			}
			return c.say(api.LinkOf(model.Onboarding{Link: l}, d.Clock()), "Revoked link %s", l.ID)
		}),
	}
}

func (c *command) contactRemove() *cobra.Command {
	return &cobra.Command{
		Use: "remove ORGANIZATION CONTACT", Aliases: []string{"delete"},
		Short: "Remove an IT contact, and revoke the setup link that was made for them",
		Args:  countArgs(2, 2, "an "+contactArgs),
		RunE: c.onContact(func(ctx context.Context, d *service.Services, x model.ITContact) error {
			removed, err := d.RemoveITContact(ctx, x.ID)
			if err != nil {
				return err
			}
			return c.say(api.ITContactOf(removed), "Removed %s", removed.Email)
		}),
	}
}
