package model

import (
	"context"
	"net/url"
	"regexp"
	"strings"

	"gatehouse/saml/diagnose"
)

// Setup is a customer to be onboarded in one step.
type Setup struct {
	Organization NewOrganization
	Connection   *NewConnection // without a Type it follows from the addresses; nil leaves it to the IT admin
	Intents      []Intent       // what a setup link is for; none makes no link
}

// SetupDone is what became of it.
type SetupDone struct {
	Organization Organization
	Connection   *Connection
	Lints        []diagnose.Lint // of the connection, also if it was refused
	Link         *Link
	URL          string // of the link
}

// SetUp makes an organization with its connection and setup link in one step,
// or nothing.
func (d *Desk) SetUp(ctx context.Context, s Setup) (SetupDone, error) {
	var x SetupDone
	d, err := d.do(ctx, ActCreateOrganization, ofEnvironment(s.Organization.Environment))
	if err == nil {
		err = d.setUpRights(s)
	}
	if err != nil {
		return x, err
	}
	o, err := d.newOrganization(ctx, s.Organization)
	if err != nil {
		return x, err
	}
	if err := d.mayRelax(nil, o); err != nil {
		return x, err
	}
	edits := []edit{created(o)}
	x.Organization = o.at(1).(Organization)
	if n := s.Connection; n != nil {
		if n.Type == "" && n.IdP != nil {
			n.Type = GuessType(*n.IdP)
		}
		c, lints, err := d.newConnection(ctx, o, *n)
		x.Lints = lints
		if err == nil {
			err = d.mayRelax(nil, c)
		}
		if err != nil {
			return x, err
		}
		edits = append(edits, created(c))
		x.Connection = new(c.at(1).(Connection))
	}
	if len(s.Intents) > 0 {
		r := LinkRequest{Kind: SetupLink, Organization: o.ID, Intents: s.Intents}
		if err := r.check(); err != nil {
			return x, err
		}
		l, token := d.newLink(o, r)
		edits = append(edits, created(l))
		x.Link, x.URL = new(l.at(1).(Link)), d.linkURL(l.Kind, token)
	}
	return x, d.apply(ctx, "set up "+o.Name, edits...)
}

// setUpRights asks for the rights of what a setup makes beside its organization.
func (d *Desk) setUpRights(s Setup) error {
	if s.Connection != nil {
		if err := d.May(ActCreateConnection); err != nil {
			return err
		}
	}
	if len(s.Intents) > 0 {
		return d.May(ActCreateLink)
	}
	return nil
}

// addresses tell identity providers apart.
var addresses = []struct {
	kind string
	host *regexp.Regexp // of the entity ID or the sign-on URL
	path string         // beginning of the path of either, instead of a host
}{
	{kind: "OktaSAML", host: hosts("okta.com", "oktapreview.com", "okta-emea.com")},
	{kind: "AzureSAML", host: hosts("sts.windows.net", "login.microsoftonline.com", "login.microsoftonline.us", "login.partner.microsoftonline.cn")},
	{kind: "GoogleSAML", host: hosts("accounts.google.com")},
	{kind: "OneLoginSAML", host: hosts("onelogin.com")},
	{kind: "JumpCloudSAML", host: hosts("jumpcloud.com")},
	{kind: "Auth0SAML", host: hosts("auth0.com")},
	{kind: "PingOneSAML", host: hosts("pingone.com", "pingone.eu", "pingone.ca", "pingone.asia")},
	{kind: "CloudflareSAML", host: hosts("cloudflareaccess.com")},
	{kind: "DuoSAML", host: hosts("duosecurity.com")},
	{kind: "CyberArkSAML", host: hosts("idaptive.app", "cyberark.cloud")},
	{kind: "RipplingSAML", host: hosts("rippling.com")},
	{kind: "SalesforceSAML", host: hosts("salesforce.com", "force.com")},
	{kind: "LastPassSAML", host: hosts("lastpass.com")},
	{kind: "ClassLinkSAML", host: hosts("classlink.com")},
	{kind: "MiniOrangeSAML", host: hosts("miniorange.com", "xecurify.com")},
	{kind: "OracleSAML", host: hosts("oraclecloud.com")},
	{kind: "ADFSSAML", path: "/adfs/"},
	{kind: "KeycloakSAML", path: "/realms/"},
	{kind: "KeycloakSAML", path: "/auth/realms/"},
	{kind: "SimpleSamlPhpSAML", path: "/simplesaml/"},
	{kind: "ShibbolethSAML", path: "/idp/shibboleth"},
	{kind: "ShibbolethSAML", path: "/idp/profile/"},
	{kind: "CasSAML", path: "/cas/idp"},
	{kind: "NetIqSAML", path: "/nidp/"},
}

func hosts(names ...string) *regexp.Regexp {
	for i, n := range names {
		names[i] = regexp.QuoteMeta(n)
	}
	return regexp.MustCompile(`(^|\.)(` + strings.Join(names, "|") + `)$`)
}

// GuessType tells a connection type by the identity provider's addresses;
// GenericSAML if they tell nothing.
func GuessType(s IdPSetup) string {
	for _, a := range addresses {
		for _, address := range []string{s.EntityID, s.SSOURL} {
			u, err := url.Parse(address)
			if err != nil {
				continue
			}
			if a.host != nil && a.host.MatchString(strings.ToLower(u.Hostname())) || a.path != "" && strings.HasPrefix(u.Path, a.path) {
				return a.kind
			}
		}
	}
	return "GenericSAML"
}
