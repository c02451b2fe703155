package cli

import (
	"context"
	"fmt"
	"strconv"

	"github.com/spf13/cobra"

	"gatehouse/model"
	oidcidp "gatehouse/oidc/idp"
	"gatehouse/saml/idp"
	"gatehouse/service"
	"gatehouse/service/signin"
)

func (c *command) testIdP() *cobra.Command {
	var fault, email string
	var openID bool
	cmd := &cobra.Command{
		Use: "test-idp", Short: "Sign a test user in through the built-in identity provider, with any fault",
		Long: "Plays one login against the built-in test identity provider, with the fault that is named, " +
			"records it like\n" +
			"any other, and prints the session. It needs no browser and no running instance.",
		Example: "  gatehouse test-idp --fault wrong-audience\n  gatehouse test-idp list",
		Args:    noArgs,
		RunE: c.with(func(ctx context.Context, d *service.Services, _ []string) error {
			r := signin.Rehearsal{Fault: fault, OpenID: openID}
			if email != "" {
				r.User = idp.DefaultUser(model.DemoDomain)
				r.User.Email = email
			}
			s, err := d.Rehearse(ctx, r)
			if err != nil {
				return err
			}
			return c.giveSession(ctx, d, s.ID)
		}),
	}
	cmd.Flags().StringVar(&fault, "fault", "none", "name of the fault; see gatehouse test-idp list")
	cmd.Flags().StringVar(&email, "email", "",
		"email of the user (default in the domain of the organization that the fault is played at)")
	cmd.PersistentFlags().BoolVar(&openID, "openid", false, "by OpenID Connect, which has faults of its own")
	cmd.AddCommand(&cobra.Command{
		Use: "list", Short: "List the faults", Args: noArgs,
		RunE: func(*cobra.Command, []string) error {
			if openID {
				return c.printOpenIDFaults()
			}
			return c.printFaults()
		},
	})
	return cmd
}

func (c *command) printOpenIDFaults() error {
	type fault struct {
		Name   string `json:"name"`
		What   string `json:"what"`
		Cause  string `json:"cause"`
		Reason string `json:"reason,omitempty"`
	}
	var all []fault
	rows := [][]string{{"NAME", "CAUSE", "WHAT"}}
	for _, f := range oidcidp.Faults() {
		all = append(all, fault{f.Name, f.About, string(f.Cause), string(f.Reason)})
		rows = append(rows, []string{f.Name, string(f.Cause), f.About})
	}
	return c.printFaultTable(all, rows, "gatehouse test-idp --openid --fault wrong-audience")
}

func (c *command) printFaults() error {
	type fault struct {
		Number int    `json:"number"`
		Name   string `json:"name"`
		Title  string `json:"title"`
		What   string `json:"what"`
		Accept bool   `json:"accept"`
		Class  string `json:"class,omitempty"`
		Cause  string `json:"cause,omitempty"`
		Fixer  string `json:"fixer,omitempty"`
	}
	var all []fault
	rows := [][]string{{"", "NAME", "CAUSE", "WHAT"}}
	for i, f := range idp.Faults() {
		all = append(all, fault{i + 1, f.Name, f.Title, f.What, f.Accept, string(f.Class), string(f.Cause),
			string(f.Fixer)})
		cause := string(f.Cause)
		if f.Accept {
			cause = "(accepted)"
		}
		rows = append(rows, []string{strconv.Itoa(i + 1), f.Name, cause, f.What})
	}
	return c.printFaultTable(all, rows, "gatehouse test-idp --fault wrong-audience")
}

// printFaultTable prints faults: as they are told to a program, or in rows, with a command that plays one.
func (c *command) printFaultTable(told any, rows [][]string, try string) error {
	if c.json {
		return c.printJSON(told)
	}
	if err := c.table(rows); err != nil {
		return err
	}
	_, err := fmt.Fprintln(c.streams.Out, "\nTry one: "+try)
	return err
}
