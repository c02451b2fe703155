package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"gatehouse/api"
	"gatehouse/model"
	"gatehouse/service"
)

func (c *command) certificates() *cobra.Command {
	cmd := group("certificate", "Signing certificates of identity providers", "cert")
	cmd.AddCommand(c.certificateExpiring(), c.certificateAdd(), c.certificateRemove())
	return cmd
}

func (c *command) certificateExpiring() *cobra.Command {
	return &cobra.Command{
		Use: "expiring", Short: "List those of all connections that end within 90 days", Args: noArgs,
		RunE: c.with(func(ctx context.Context, d *service.Services, _ []string) error {
			all, err := d.ExpiringCertificates(ctx, "")
			if err != nil {
				return err
			}
			return listing[model.Expiry, api.ExpiringCertificate]{
				told:  api.ExpiringCertificateOf,
				heads: []string{"ENDS", "DAYS", "CONNECTION", "ID", "CERTIFICATE", "SUCCESSOR"},
				row: func(e model.Expiry) []string {
					successor := "none"
					if e.Covered {
						successor = "there"
					}
					return []string{stamp(e.Certificate.NotAfter), fmt.Sprint(e.Certificate.DaysLeft),
						e.Connection.Name, string(e.Connection.ID), e.Certificate.Subject, successor}
				},
			}.list(c, all)
		}),
	}
}

func (c *command) certificateAdd() *cobra.Command {
	return &cobra.Command{
		Use: "add CONN FILE", Short: "Trust another certificate, beside those that are there",
		Args: countArgs(2, 2, "a connection and a file"),
		RunE: about(c, findConnection, func(ctx context.Context, d *service.Services, x model.Connection,
			args []string) error {
			text, err := c.readAtMost(args[0], 1<<20)
			if err != nil {
				return err
			}
			x, lints, err := d.AddCertificate(ctx, x.ID, text)
			if err != nil {
				return err
			}
			return c.doneConnection("Added a certificate to", d, x, lints)
		}),
	}
}

func (c *command) certificateRemove() *cobra.Command {
	return &cobra.Command{
		Use: "remove CONN FINGERPRINT", Short: "Trust a certificate no longer",
		Args: countArgs(2, 2, "a connection and a fingerprint"),
		RunE: about(c, findConnection, func(ctx context.Context, d *service.Services, x model.Connection,
			args []string) error {
			x, lints, err := d.RemoveCertificate(ctx, x.ID, args[0])
			if err != nil {
				return err
			}
			return c.doneConnection("Removed a certificate from", d, x, lints)
		}),
	}
}
