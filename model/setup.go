package model

import (
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
