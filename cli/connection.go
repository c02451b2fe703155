package cli

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"gatehouse/api"
	"gatehouse/model"
	"gatehouse/printable"
	"gatehouse/saml/diagnose"
	"gatehouse/saml/protocol"
	"gatehouse/service"
)

const connectionArg = "connection: id, name, or its organization"

func (c *command) connections() *cobra.Command {
	cmd := group("connection", "Connections to identity providers", "conn", "connections")
	cmd.AddCommand(c.connectionList(), c.connectionShow(), c.connectionCreate(), c.connectionImport(),
		c.connectionUpdate(), c.connectionDelete(),
		c.connectionLint(), c.connectionTest(), c.connectionRefresh(), c.certificates(),
		c.connectionRecommend(), c.connectionRoles(), c.connectionProfiles(),
		c.history("CONN", idOf(findConnection)), c.undo())
	cmd.AddCommand(c.connectionActions()...)
	return cmd
}

func (c *command) connectionList() *cobra.Command {
	var chosen selection
	cmd := &cobra.Command{
		Use: "list", Short: "List connections", Args: noArgs,
		RunE: c.with(func(ctx context.Context, d *service.Services, _ []string) error {
			_, org, err := chosen.find(ctx, d)
			if err != nil {
				return err
			}
			read := func(id model.ID) (model.Connection, error) { return d.Connection(ctx, id) }
			at, err := behind(chosen.after, read)
			if err != nil {
				return err
			}
			all, err := d.Connections(ctx, model.ConnectionQuery{Organization: org, Text: chosen.search,
				Behind: at, Limit: chosen.asked()})
			if err != nil {
				return err
			}
			names, err := c.namesShown(ctx, d)
			if err != nil {
				return err
			}
			return listing[model.Connection, api.Connection]{
				told:  func(x model.Connection) api.Connection { return api.ConnectionOf(x, d, d.Clock()) },
				heads: []string{"NAME", "ID", "TYPE", "STATE", "ORGANIZATION", "WAITS"},
				row: func(x model.Connection) []string {
					return []string{x.Name, string(x.ID), x.Type, string(x.State), names(x.OrganizationID), waits(x)}
				},
				limit: chosen.limit, at: model.Connection.Listed,
				next: chosen.next("gatehouse connection create --org ORGANIZATION " +
					"--metadata FILE, or gatehouse setup-org for all at once"),
			}.list(c, all)
		}),
	}
	chosen.add(cmd, "org", "limit", "after")
	cmd.Flags().StringVar(&chosen.search, "search", "", "text in name, type, id or entity ID")
	return cmd
}

// waits says in a word what somebody has to decide on or to mend.
func waits(x model.Connection) string {
	switch {
	case x.Pending != nil:
		return "changed metadata"
	case x.MetadataProblem != "":
		return "unreadable metadata"
	case !x.Configured() && x.ByOIDC():
		return "issuer and client ID"
	case !x.Configured():
		return "metadata"
	}
	return ""
}

// connectionParts are what is printed of a connection alone, as it is.
var connectionParts = []struct {
	flag, help string
	of         func(*service.Services, model.Connection) string
}{
	{"entity-id", "print our entity ID",
		func(d *service.Services, x model.Connection) string { return d.EntityID(x) + "\n" }},
	{"acs-url", "print our ACS URL",
		func(d *service.Services, x model.Connection) string { return d.ACSURL(x) + "\n" }},
	{"metadata-url", "print the URL of our metadata",
		func(d *service.Services, x model.Connection) string { return d.MetadataURL(x) + "\n" }},
	{"metadata", "print our metadata for the identity provider",
		func(d *service.Services, x model.Connection) string { return string(d.SPMetadata(x)) }},
	{"certificate", "print our certificates, as PEM",
		func(_ *service.Services, x model.Connection) (all string) {
			for _, k := range x.SPKeys {
				all += protocol.PEM(k.DER)
			}
			return all
		}},
	{"idp-certificate", "print the certificates of the identity provider, as PEM",
		func(_ *service.Services, x model.Connection) (all string) {
			for _, k := range x.Certificates {
				all += protocol.PEM(k.DER)
			}
			return all
		}},
	{"message", "print what to write to the IT admin: our values, and what we need",
		func(d *service.Services, x model.Connection) string { return d.SetupMessage(x) }},
}

func (c *command) connectionShow() *cobra.Command {
	asked := make([]bool, len(connectionParts))
	cmd := &cobra.Command{
		Use: "show CONN", Short: "Show one connection: what to copy, what it trusts", Args: oneArg(connectionArg),
		RunE: about(c, findConnection, func(ctx context.Context, d *service.Services, x model.Connection,
			_ []string) error {
			for i, part := range connectionParts {
				if asked[i] {
					_, err := fmt.Fprint(c.streams.Out, part.of(d, x))
					return err
				}
			}
			lints, err := d.Lint(ctx, x.ID)
			if err != nil {
				return err
			}
			return c.printConnection(d, x, lints)
		}),
	}
	for i, part := range connectionParts {
		cmd.Flags().BoolVar(&asked[i], part.flag, false, part.help)
	}
	return cmd
}

func (c *command) printConnection(d *service.Services, x model.Connection, lints []diagnose.Lint) error {
	j := api.ConnectionOf(x, d, d.Clock())
	if j.Lint = lints; c.json {
		return c.printJSON(j)
	}
	entityID, acsURL := "SP entity ID", "ACS URL"
	if x.ByOIDC() {
		entityID, acsURL = "Client ID", "Redirect URI"
	}
	pairs := []string{
		"Connection", x.Name, "ID", string(x.ID), "Type", x.Type, "State", string(x.State), "Organization",
		string(x.OrganizationID),
		entityID, j.EntityID, acsURL, j.ACSURL, "SP metadata", j.MetadataURL,
		"Issuer", x.OIDC.Issuer, "Discovery", x.OIDC.DiscoveryURL, "Scopes", strings.Join(x.OIDC.Scopes, " "),
		"IdP entity ID", x.IdPEntityID, "IdP sign-on URL", x.SSOURL, "Binding", string(x.SSOBinding),
		"IdP metadata", x.MetadataURL, "Last read", stamp(x.MetadataFetched), "Problem", x.MetadataProblem, "Policy",
		j.Preset,
	}
	if asked := model.AskedInWords(x.Asked); asked != "" {
		pairs = append(pairs, "Requests ask for", asked)
	}
	for _, group := range slices.Sorted(maps.Keys(x.Roles)) {
		pairs = append(pairs, "Role", group+"  "+x.Roles[group])
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
		RunE: about(c, findConnection, func(ctx context.Context, d *service.Services, x model.Connection,
			_ []string) error {
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
	var chosen selection
	cmd := &cobra.Command{
		Use: "profiles CONN", Short: "List the people who signed in, or wait for another mapping",
		Args: oneArg(connectionArg),
		RunE: about(c, findConnection, func(ctx context.Context, d *service.Services, x model.Connection,
			_ []string) error {
			if awaiting {
				return c.printAwaiting(ctx, d, x.ID, chosen.limit)
			}
			all, err := d.Profiles(ctx, x.ID, "", chosen.asked())
			if err != nil {
				return err
			}
			return listing[model.Profile, model.Profile]{
				told:  func(p model.Profile) model.Profile { return p },
				heads: []string{"EMAIL", "NAME", "IDP ID", "SIGN-INS", "LAST", "PROFILE"},
				row: func(p model.Profile) []string {
					return []string{p.Email, strings.TrimSpace(p.FirstName + " " + p.LastName), p.IdPID,
						fmt.Sprint(p.SignIns), stamp(p.LastSignIn), string(p.ID)}
				},
				limit: chosen.limit,
			}.list(c, all)
		}),
	}
	chosen.add(cmd, "limit")
	cmd.Flags().BoolVar(&awaiting, "awaiting", false, "those whose attributes do not fit the mapping")
	return cmd
}

func (c *command) printAwaiting(ctx context.Context, d *service.Services, id model.ID, limit int) error {
	all, err := d.AwaitingReconciliation(ctx, id)
	if err != nil {
		return err
	}
	return listing[model.Unreconciled, api.Awaiting]{
		told:  api.AwaitingOf,
		heads: []string{"USER", "PROBLEM", "LAST", "SESSION"},
		row: func(u model.Unreconciled) []string {
			return []string{u.User, u.Problem, stamp(u.At), string(u.Session)}
		},
		limit: limit,
	}.list(c, all)
}
