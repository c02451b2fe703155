package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"gatehouse/api"
	"gatehouse/fetch"
	"gatehouse/model"
	"gatehouse/printable"
	"gatehouse/saml"
	"gatehouse/saml/diagnose"
	"gatehouse/saml/protocol"
	"gatehouse/service"
)

// idpFlags name what an identity provider says of itself.
type idpFlags struct {
	metadata, entityID, ssoURL, binding string
	certificates                        []string
	private                             bool
}

func (f *idpFlags) add(flags *pflag.FlagSet) {
	flags.StringVar(&f.metadata, "metadata", "",
		"its metadata: a file, an http(s) URL (read again from time to time), or - for standard input")
	flags.StringVar(&f.metadata, "file", "", "the same as --metadata")
	flags.BoolVar(&f.private, "allow-private", false, "the metadata URL may have a private address")
	flags.StringVar(&f.entityID, "idp-entity-id", "",
		"its entity ID (issuer): by hand, or to choose it in the --metadata of a federation")
	flags.StringVar(&f.ssoURL, "sso-url", "", "by hand: its sign-on URL")
	flags.StringVar(&f.binding, "binding", string(model.Redirect), "by hand: HTTP-Redirect or HTTP-POST")
	flags.StringArrayVar(&f.certificates, "certificate", nil, "by hand: file with its signing certificate (repeatable)")
}

// read gives what the flags name, nil for nothing.
func (f *idpFlags) read(ctx context.Context, c *command, d *service.Services) (*model.IdPSetup, error) {
	switch {
	case f.metadata != "" && (f.ssoURL != "" || len(f.certificates) > 0):
		return nil, usageError{errors.New("give the metadata or the values by hand, not both")}
	case f.metadata != "":
		s, err := f.readMetadata(ctx, c, d)
		if several, ok := errors.AsType[*protocol.ChooseProvider](err); ok && several.Wanted == "" {
			err = fmt.Errorf("%w (--idp-entity-id)", err)
		}
		return &s, err
	case f.entityID == "" && f.ssoURL == "" && len(f.certificates) == 0:
		return nil, nil
	}
	var texts [][]byte
	for _, file := range f.certificates {
		text, err := c.readAtMost(file, 1<<20)
		if err != nil {
			return nil, err
		}
		texts = append(texts, text)
	}
	s, err := model.ByHand(f.entityID, f.ssoURL, model.Binding(f.binding), texts...)
	return &s, err
}

func (f *idpFlags) readMetadata(ctx context.Context, c *command, d *service.Services) (model.IdPSetup, error) {
	if strings.HasPrefix(f.metadata, "https://") || strings.HasPrefix(f.metadata, "http://") {
		return d.FetchMetadata(ctx, f.metadata, fetch.PrivateToo(f.private), f.entityID)
	}
	doc, err := c.readAtMost(f.metadata, protocol.MaxMetadata)
	if err != nil {
		return model.IdPSetup{}, err
	}
	return model.ReadMetadata(doc, f.entityID)
}

// doneConnection tells what was made of a connection, and what to know of it.
func (c *command) doneConnection(what string, d *service.Services, x model.Connection, lints []diagnose.Lint) error {
	if c.json {
		j := api.ConnectionOf(x, d, d.Clock())
		j.Lint = lints
		return c.printJSON(j)
	}
	fmt.Fprintf(c.streams.Out, "%s connection %s (%s, %s, %s)\n", what, printable.Line(x.Name), x.ID, x.Type, x.State)
	return c.printLints(lints)
}

func (c *command) connectionCreate() *cobra.Command {
	var org, kind, name string
	var idp idpFlags
	var provider oidcFlags
	var rules policyFlags
	var asks askFlags
	cmd := &cobra.Command{}
	*cmd = cobra.Command{
		Use: "create", Short: "Create a connection, with its identity provider's metadata or without", Args: noArgs,
		Example: "  gatehouse connection create --org 'Foo Corp' --metadata " +
			"https://foo.okta.com/app/x/sso/saml/metadata\n" +
			"  gatehouse connection create --org 'Foo Corp' --issuer https://foo.okta.com --client-id 0oa1 " +
			"--client-secret-file -",
		RunE: c.with(func(ctx context.Context, d *service.Services, _ []string) error {
			if org == "" {
				return usageError{errors.New("say whose it is: --org")}
			}
			o, err := findOrganization(ctx, d, org)
			if err != nil {
				return err
			}
			n := model.NewConnection{Organization: o.ID, Type: kind, Name: name, Asked: asks.asked()}
			if n.Policy, err = rules.policy(cmd); err != nil {
				return err
			}
			if n.IdP, err = idp.read(ctx, c, d); err != nil {
				return err
			}
			if provider.given(cmd) {
				if n.IdP != nil {
					return usageError{errors.New("give SAML metadata or an OpenID provider, not both")}
				}
				if n.OIDC, err = provider.read(ctx, c, d, cmd, model.OIDC{},
					fetch.PrivateToo(idp.private)); err != nil {
					return err
				}
			}
			switch {
			case n.Type != "":
			case n.OIDC != nil:
				n.Type = model.GuessOIDCType(n.OIDC.Issuer)
			default:
				n.Type = "GenericSAML"
				if n.IdP != nil {
					n.Type = model.GuessType(*n.IdP)
				}
			}
			x, lints, err := d.CreateConnection(ctx, n)
			if err != nil {
				return err
			}
			return c.doneConnection("Created", d, x, lints)
		}),
	}
	cmd.Flags().StringVar(&org, "org", "", "organization: id, external id, name or domain")
	cmd.Flags().StringVar(&kind, "type", "",
		"type, like OktaSAML, OktaOIDC or TestIdp (default: told by the metadata or the issuer, else Generic…)")
	cmd.Flags().StringVar(&name, "name", "", "its name (default that of the organization)")
	idp.add(cmd.Flags())
	provider.add(cmd.Flags())
	rules.add(cmd.Flags())
	asks.add(cmd.Flags())
	return cmd
}

func (c *command) connectionImport() *cobra.Command {
	var idp idpFlags
	cmd := &cobra.Command{
		Use: "import CONN", Short: "Give a connection its identity provider's metadata", Args: oneArg(connectionArg),
		Example: "  gatehouse connection import 'Foo Corp' --file - < metadata.xml",
		RunE: about(c, findConnection, func(ctx context.Context, d *service.Services, x model.Connection,
			_ []string) error {
			setup, err := idp.read(ctx, c, d)
			if err != nil {
				return err
			}
			if setup == nil {
				return usageError{errors.New("say what to import: --metadata, or the values by hand")}
			}
			x, lints, err := d.Configure(ctx, x.ID, *setup)
			if _, unsound := errors.AsType[*model.Unsound](err); unsound {
				return fmt.Errorf(
					"nothing was imported: %w; then import again: gatehouse connection import %s --metadata FILE", err,
					x.ID)
			} else if err != nil {
				return fmt.Errorf("nothing was imported: %w", err)
			}
			return c.doneConnection("Configured", d, x, lints)
		}),
	}
	idp.add(cmd.Flags())
	return cmd
}

func (c *command) connectionUpdate() *cobra.Command {
	var name, kind, entityID, ssoURL, binding string
	var sign, auto, private bool
	var provider oidcFlags
	var mappings, required []string
	var rules policyFlags
	var asks askFlags
	cmd := &cobra.Command{Use: "update CONN", Short: "Change a connection", Args: oneArg(connectionArg)}
	cmd.PreRunE = asksForNothing
	cmd.RunE = about(c, findConnection, func(ctx context.Context, d *service.Services, x model.Connection,
		_ []string) error {
		p := model.ConnectionPatch{
			Name: given(cmd, "name", name), Type: given(cmd, "type", kind),
			IdPEntityID: given(cmd, "idp-entity-id", entityID),
			SSOURL:      given(cmd, "sso-url", ssoURL), SSOBinding: given(cmd, "binding", model.Binding(binding)),
			SignRequests: given(cmd, "sign-requests", sign), AutoApprove: given(cmd, "auto-approve", auto),
		}
		policy, err := rules.apply(cmd, x.Policy)
		if err != nil {
			return err
		}
		if policy != x.Policy {
			p.Policy = &policy
		}
		asks.patch(cmd, &p)
		if provider.given(cmd) || cmd.Flags().Changed("allow-private") {
			if p.OIDC, err = provider.read(ctx, c, d, cmd, x.OIDC, fetch.PrivateToo(private)); err != nil {
				return err
			}
		}
		mapping, err := remap(x.Mapping, mappings)
		if err != nil {
			return err
		}
		if cmd.Flags().Changed("required") {
			mapping.Required = required
		}
		if len(mappings) > 0 || cmd.Flags().Changed("required") {
			p.Mapping = &mapping
		}
		x, lints, err := d.UpdateConnection(ctx, x.ID, p)
		if err != nil {
			return err
		}
		return c.doneConnection("Changed", d, x, lints)
	})
	f := cmd.Flags()
	f.StringVar(&name, "name", "", "its name")
	f.StringVar(&kind, "type", "", "its type")
	f.StringVar(&entityID, "idp-entity-id", "", "the identity provider's entity ID")
	f.StringVar(&ssoURL, "sso-url", "", "the identity provider's sign-on URL")
	f.StringVar(&binding, "binding", "", "HTTP-Redirect or HTTP-POST")
	f.BoolVar(&sign, "sign-requests", false, "sign our requests")
	f.BoolVar(&auto, "auto-approve", false, "take changes of its metadata over without asking")
	f.BoolVar(&private, "allow-private", false, "by OpenID Connect: the provider may have a private address")
	provider.add(f)
	rules.add(f)
	asks.add(f)
	f.StringArrayVar(&mappings, "map", nil,
		"FIELD=ATTRIBUTE[,ATTRIBUTE…], like email=mail or email=NameID; FIELD= for the usual names (repeatable)")
	f.StringSliceVar(&required, "required", nil,
		"fields beside id and email that must be there: "+strings.Join(saml.RequirableFields(), ", "))
	return cmd
}

func assign[T any](value *T, to *T) {
	if value != nil {
		*to = *value
	}
}

// remap reads FIELD=ATTRIBUTE,…; a field that is no field of the profile is a
// custom attribute.
func remap(m saml.Mapping, texts []string) (saml.Mapping, error) {
	custom := map[string]string{}
	for name, received := range m.Custom {
		custom[name] = received
	}
	for _, text := range texts {
		name, value, ok := strings.Cut(text, "=")
		if !ok {
			return m, usageError{fmt.Errorf("--map %q: write it like email=mail", text)}
		}
		var names []string
		if value != "" {
			names = strings.Split(value, ",")
		}
		if field, ok := saml.ProfileFieldNamed(name); ok {
			field.SetNames(&m, names)
		} else if delete(custom, name); value != "" {
			custom[name] = value
		}
	}
	if m.Custom = custom; len(custom) == 0 {
		m.Custom = nil
	}
	return m, nil
}
