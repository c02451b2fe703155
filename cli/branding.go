package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"gatehouse/api"
	"gatehouse/model"
	"gatehouse/service"
)

func (c *command) branding() *cobra.Command {
	cmd := group("branding", "The look of the Admin Portal")
	cmd.AddCommand(c.brandingShow(), c.brandingUpdate())
	return cmd
}

// findBranding takes what names an environment.
func findBranding(ctx context.Context, d *service.Services, env string) (model.Branding, error) {
	e, err := findEnvironment(ctx, d, env)
	if err != nil {
		return model.Branding{}, err
	}
	return d.Branding(ctx, e.ID)
}

func (c *command) giveBranding(b model.Branding) error {
	if c.json {
		return c.printJSON(api.BrandingOf(b))
	}
	logo := "none"
	if len(b.Logo) > 0 {
		logo = fmt.Sprintf("%s, %d bytes", b.LogoType, len(b.Logo))
	}
	return c.page("Name", b.Name, "Support", b.Support, "Colour", b.Colour, "Logo", logo)
}

func (c *command) brandingShow() *cobra.Command {
	var env string
	cmd := &cobra.Command{
		Use: "show", Short: "Show the look of an environment's Admin Portal", Args: noArgs,
		RunE: c.with(func(ctx context.Context, d *service.Services, _ []string) error {
			b, err := findBranding(ctx, d, env)
			if err != nil {
				return err
			}
			return c.giveBranding(b)
		}),
	}
	cmd.Flags().StringVar(&env, "env", "", "environment: name or id (default Staging)")
	return cmd
}

func (c *command) brandingUpdate() *cobra.Command {
	var env, name, support, colour, logo string
	cmd := &cobra.Command{
		Use: "update", Aliases: []string{"set"}, Short: "Change the look of an environment's Admin Portal",
		Args: noArgs,
		Example: "  gatehouse branding update --name 'Acme Cloud' --support help@example.com --colour '#1f5eff' " +
			"--logo logo.png",
	}
	cmd.RunE = c.with(func(ctx context.Context, d *service.Services, _ []string) error {
		flags := cmd.Flags()
		if !flags.Changed("name") && !flags.Changed("support") && !flags.Changed("colour") && !flags.Changed("logo") {
			return usageError{errors.New("say what to change: see gatehouse branding update --help")}
		}
		b, err := findBranding(ctx, d, env)
		if err != nil {
			return err
		}
		for flag, field := range map[string]struct{ to, from *string }{
			"name": {&b.Name, &name}, "support": {&b.Support, &support}, "colour": {&b.Colour, &colour},
		} {
			if flags.Changed(flag) {
				*field.to = *field.from
			}
		}
		if flags.Changed("logo") {
			b.Logo = nil
			if logo != "" {
				if b.Logo, err = c.readAtMost(logo, model.MaxLogo); err != nil {
					return err
				}
			}
		}
		if b, err = d.SetBranding(ctx, b); err != nil {
			return err
		}
		return c.giveBranding(b)
	})
	cmd.Flags().StringVar(&env, "env", "", "environment: name or id (default Staging)")
	cmd.Flags().StringVar(&name, "name", "", "the vendor's name, shown to IT admins")
	cmd.Flags().StringVar(&support, "support", "", "whom they ask: an email address or an https URL")
	cmd.Flags().StringVar(&colour, "colour", "", "of buttons, like #1f5eff")
	cmd.Flags().StringVar(&logo, "logo", "",
		"PNG or JPEG file of 64 KiB at most, - for standard input; empty removes it")
	return cmd
}
