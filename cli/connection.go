package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"gatehouse/api"
	"gatehouse/model"
	"gatehouse/printable"
	"gatehouse/saml/diagnose"
	"gatehouse/service"
)

const connectionArg = "connection: id, name, or its organization"

func (c *command) connections() *cobra.Command {
	cmd := group("connection", "Connections to identity providers", "conn", "connections")
	cmd.AddCommand(c.connectionList(), c.connectionShow(), c.connectionCreate(), c.connectionImport(),
		c.connectionUpdate(), c.connectionDelete(),
		c.connectionLint(), c.connectionTest(), c.connectionRefresh(), c.certificates(), c.connectionRecommend(),
		c.connectionProfiles(),
		c.history("CONN", connectionID), c.undo())
	cmd.AddCommand(c.connectionActions()...)
	return cmd
}

func connectionID(ctx context.Context, d *service.Services, text string) (model.ID, error) {
	x, err := findConnection(ctx, d, text)
	return x.ID, err
}

func (c *command) connectionList() *cobra.Command {
	var org, search string
	var limit int
	cmd := &cobra.Command{
		Use: "list", Short: "List connections", Args: noArgs,
		RunE: c.with(func(ctx context.Context, d *service.Services, _ []string) error {
			q := model.ConnectionQuery{Text: search, Limit: limit}
			if org != "" {
				o, err := findOrganization(ctx, d, org)
				if err != nil {
					return err
				}
				q.Organization = o.ID
			}
			all, err := d.Connections(ctx, q)
			if err != nil {
				return err
			}
			if c.json {
				list := []api.Connection{}
				for _, x := range all {
					list = append(list, api.ConnectionOf(x, d, d.Clock()))
				}
				return c.printJSON(list)
			}
			names, err := nameTable(ctx, d)
			if err != nil {
				return err
			}
			rows := [][]string{{"NAME", "ID", "TYPE", "STATE", "ORGANIZATION", "WAITS"}}
			for _, x := range all {
				rows = append(rows, []string{x.Name, string(x.ID), x.Type, string(x.State), names(x.OrganizationID),
					waits(x)})
			}
			return c.list(rows, nextAfter(search,
				"gatehouse connection create --org ORGANIZATION --metadata FILE, or gatehouse setup-org for all at once"))
		}),
	}
	cmd.Flags().StringVar(&org, "org", "", "of one organization: id, external id, name or domain")
	cmd.Flags().StringVar(&search, "search", "", "text in name, type, id or entity ID")
	cmd.Flags().IntVar(&limit, "limit", 0, "connections to list, at most (default all)")
	return cmd
}

// waits says in a word what somebody has to decide on or to mend.
func waits(x model.Connection) string {
	switch {
	case x.Pending != nil:
		return "changed metadata"
	case x.MetadataProblem != "":
		return "unreadable metadata"
	case !x.Configured():
		return "metadata"
	}
	return ""
}

func (c *command) connectionShow() *cobra.Command {
	var metadata, message bool
	cmd := &cobra.Command{
		Use: "show CONN", Short: "Show one connection: what to copy, what it trusts", Args: oneArg(connectionArg),
		RunE: c.with(func(ctx context.Context, d *service.Services, args []string) error {
			x, err := findConnection(ctx, d, args[0])
			if err != nil {
				return err
			}
			switch {
			case metadata:
				_, err = c.streams.Out.Write(d.SPMetadata(x))
				return err
			case message:
				_, err = fmt.Fprint(c.streams.Out, d.SetupMessage(x))
				return err
			}
			lints, err := d.Lint(ctx, x.ID)
			if err != nil {
				return err
			}
			return c.printConnection(d, x, lints)
		}),
	}
	cmd.Flags().BoolVar(&metadata, "metadata", false, "print our metadata for the identity provider")
	cmd.Flags().BoolVar(&message, "message", false, "print what to write to the IT admin: our values, and what we need")
	return cmd
}

func (c *command) printConnection(d *service.Services, x model.Connection, lints []diagnose.Lint) error {
	j := api.ConnectionOf(x, d, d.Clock())
	if j.Lint = lints; c.json {
		return c.printJSON(j)
	}
	pairs := []string{
		"Connection", x.Name, "ID", string(x.ID), "Type", x.Type, "State", string(x.State), "Organization",
		string(x.OrganizationID),
		"SP entity ID", j.EntityID, "ACS URL", j.ACSURL, "SP metadata", j.MetadataURL,
		"IdP entity ID", x.IdPEntityID, "IdP sign-on URL", x.SSOURL, "Binding", string(x.SSOBinding),
		"IdP metadata", x.MetadataURL, "Last read", stamp(x.MetadataFetched), "Problem", x.MetadataProblem, "Policy",
		j.Preset,
	}
	if asked := model.AskedInWords(x.Asked); asked != "" {
		pairs = append(pairs, "Requests ask for", asked)
	}
	for _, i := range j.Certificates {
		pairs = append(pairs, "Certificate",
			fmt.Sprintf("%s, until %s, SHA-256 %s", i.State, i.NotAfter.UTC().Format("2006-01-02"), i.SHA256))
	}
	if err := c.page(pairs...); err != nil {
		return err
	}
	if x.Pending != nil {
		fmt.Fprintf(c.streams.Out, "\nIts metadata says something else now (%s):\n", j.PendingDigest)
		c.printDiff(j.Pending)
		fmt.Fprintf(c.streams.Out, "  gatehouse connection approve %s %s\n  gatehouse connection decline %s %s\n",
			x.ID, j.PendingDigest, x.ID, j.PendingDigest)
	}
	return c.printLints(lints)
}

func (c *command) printDiff(lines []model.DiffLine) {
	for _, l := range lines {
		fmt.Fprintf(c.streams.Out, "  %s: %s -> %s\n", printable.Line(l.Field), orNothing(l.Before), orNothing(l.After))
	}
}

// printLints says what the pre-flight check found, nothing for nothing.
func (c *command) printLints(lints []diagnose.Lint) error {
	for _, l := range lints {
		if _, err := fmt.Fprintf(c.streams.Out, "%s: %s: %s; %s\n", l.Level, l.Field, printable.Line(l.Message),
			printable.Line(l.Remedy)); err != nil {
			return err
		}
	}
	return nil
}

func (c *command) connectionLint() *cobra.Command {
	return &cobra.Command{
		Use: "lint CONN", Short: "Check a connection's settings", Args: oneArg(connectionArg),
		Long: "Checks a connection before anybody signs in: certificates, addresses, entity IDs, policy. Exits 1 if " +
			"sign-ins will fail.",
		RunE: c.with(func(ctx context.Context, d *service.Services, args []string) error {
			x, err := findConnection(ctx, d, args[0])
			if err != nil {
				return err
			}
			lints, err := d.Lint(ctx, x.ID)
			if err != nil {
				return err
			}
			if len(lints) > 0 && lints[0].Level == diagnose.LintError {
				c.code = Refused
			}
			lints = append(lints, x.Waiting()...)
			if c.json {
				return c.printJSON(append([]diagnose.Lint{}, lints...))
			}
			if len(lints) == 0 {
				_, err = fmt.Fprintln(c.streams.Out, "Nothing to mend.")
				return err
			}
			return c.printLints(lints)
		}),
	}
}

func (c *command) connectionProfiles() *cobra.Command {
	var awaiting bool
	cmd := &cobra.Command{
		Use: "profiles CONN", Short: "List the people who signed in, or wait for another mapping",
		Args: oneArg(connectionArg),
		RunE: c.with(func(ctx context.Context, d *service.Services, args []string) error {
			x, err := findConnection(ctx, d, args[0])
			if err != nil {
				return err
			}
			if awaiting {
				return c.printAwaiting(ctx, d, x.ID)
			}
			all, err := d.Profiles(ctx, x.ID, "", 0)
			if err != nil {
				return err
			}
			if c.json {
				return c.printJSON(append([]model.Profile{}, all...))
			}
			rows := [][]string{{"EMAIL", "NAME", "IDP ID", "SIGN-INS", "LAST", "PROFILE"}}
			for _, p := range all {
				rows = append(rows, []string{p.Email, strings.TrimSpace(p.FirstName + " " + p.LastName), p.IdPID,
					fmt.Sprint(p.SignIns), stamp(p.LastSignIn), string(p.ID)})
			}
			return c.table(rows)
		}),
	}
	cmd.Flags().BoolVar(&awaiting, "awaiting", false, "those whose attributes do not fit the mapping")
	return cmd
}

func (c *command) printAwaiting(ctx context.Context, d *service.Services, id model.ID) error {
	all, err := d.AwaitingReconciliation(ctx, id)
	if err != nil {
		return err
	}
	if c.json {
		rows := []api.Awaiting{}
		for _, u := range all {
			rows = append(rows, api.AwaitingOf(u))
		}
		return c.printJSON(rows)
	}
	rows := [][]string{{"USER", "PROBLEM", "LAST", "SESSION"}}
	for _, u := range all {
		rows = append(rows, []string{u.User, u.Problem, stamp(u.At), string(u.Session)})
	}
	return c.table(rows)
}
