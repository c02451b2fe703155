package cli

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"gatehouse/fetch"
	"gatehouse/model"
	"gatehouse/service"
)

// oidcFlags name an OpenID provider, and us as its client.
type oidcFlags struct {
	issuer, discovery, clientID, secretFile string
	scopes                                  []string
}

// oidcFlagNames are the flags of which any makes the connection one by OpenID Connect.
var oidcFlagNames = []string{"issuer", "discovery-url", "client-id", "client-secret-file", "scope"}

func (f *oidcFlags) add(flags *pflag.FlagSet) {
	flags.StringVar(&f.issuer, "issuer", "", "by OpenID Connect: the provider's issuer, to the letter")
	flags.StringVar(&f.discovery, "discovery-url", "",
		"by OpenID Connect: its discovery document, if it is not at the usual place under the issuer")
	flags.StringVar(&f.clientID, "client-id", "", "by OpenID Connect: our client ID there")
	flags.StringVar(&f.secretFile, "client-secret-file", "",
		"by OpenID Connect: file with our client secret, or - for standard input")
	flags.StringSliceVar(&f.scopes, "scope", nil, "by OpenID Connect: scopes to ask for (default openid,email,profile)")
}

// given reports whether any of the flags is.
func (f *oidcFlags) given(cmd *cobra.Command) bool {
	return slices.ContainsFunc(oidcFlagNames, cmd.Flags().Changed)
}

// read gives what a connection has of a provider with what the flags change. Another
// address is read before it is taken.
func (f *oidcFlags) read(ctx context.Context, c *command, d *service.Services, cmd *cobra.Command,
	was model.OIDC, reach fetch.Reach) (*model.OIDCSetup, error) {
	x := model.OIDCSetup{Issuer: was.Issuer, DiscoveryURL: was.DiscoveryURL, ClientID: was.ClientID, Scopes: was.Scopes,
		Reach: fetch.PrivateToo(was.Private)}
	if cmd.Flags().Changed("allow-private") {
		x.Reach = reach
	}
	if cmd.Flags().Changed("issuer") {
		x.Issuer, x.DiscoveryURL = f.issuer, ""
	}
	if cmd.Flags().Changed("discovery-url") {
		if x.DiscoveryURL = f.discovery; !cmd.Flags().Changed("issuer") {
			x.Issuer = ""
		}
	}
	if cmd.Flags().Changed("client-id") {
		x.ClientID = f.clientID
	}
	if cmd.Flags().Changed("scope") {
		x.Scopes = f.scopes
	}
	if f.secretFile != "" {
		secret, err := c.readAtMost(f.secretFile, 64<<10)
		if err != nil {
			return nil, err
		}
		if x.ClientSecret = strings.TrimSpace(string(secret)); x.ClientSecret == "" {
			return nil, errors.New("the file with the client secret is empty")
		}
	}
	if x.Issuer == was.Issuer && x.DiscoveryURL == was.DiscoveryURL && x.Issuer != "" {
		return &x, nil
	}
	x, err := d.ReadProvider(ctx, x)
	return &x, err
}
