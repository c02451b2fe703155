package diagnose

// providerWords is how one identity provider's own screens call what a
// sentence to its admin has to point at. Each entry fits after "set", "in" or
// "under"; names as they are shown stand in quotation marks. What is empty is
// said in generic words.
type providerWords struct {
	Name  string // "Okta"
	Where string // the way to the application's SAML settings; may be ""

	Audience    string // the field for our entity ID
	ACS         string // the field for our ACS URL
	Issuer      string // where its own entity ID is shown
	Signing     string // the option for what is signed
	Algorithm   string // the option for the signature algorithm
	Certificate string // where its signing certificate or metadata is downloaded; may be ""
	NameID      string // the field that chooses the NameID
	Attributes  string // where attributes are mapped
	Encryption  string // where our certificate for encryption goes
	Access      string // where users are given access to the application
	RelayState  string // the field for a default RelayState
	Statement   string // the switch for an AuthnStatement; may be ""

	// Clock is what to do about its clock, after "please". It is empty where the
	// provider is a hosted service: its clock is right, and nobody can set it.
	Clock string
}

// wordsFor is never empty-handed: what the table does not know is generic.
func wordsFor(connectionType string) providerWords {
	words, known := providers[connectionType]
	if !known {
		return generic
	}
	for _, field := range []struct {
		own      *string
		fallback string
	}{
		{&words.Audience, generic.Audience}, {&words.ACS, generic.ACS}, {&words.Issuer, generic.Issuer},
		{&words.Signing, generic.Signing}, {&words.Algorithm, generic.Algorithm},
		{&words.NameID, generic.NameID}, {&words.Attributes, generic.Attributes}, {&words.Encryption, generic.Encryption},
		{&words.Access, generic.Access}, {&words.RelayState, generic.RelayState},
	} {
		if *field.own == "" {
			*field.own = field.fallback
		}
	}
	return words
}

// statement is where an AuthnStatement is switched on.
func (w providerWords) statement() string {
	if w.Statement == "" {
		return "it belongs to the profile for Web SSO"
	}
	return w.Statement
}

var generic = providerWords{
	Name:       "your identity provider",
	Audience:   "the audience (SP entity ID)",
	ACS:        "the ACS URL (assertion consumer service URL)",
	Issuer:     "the identity provider's entity ID (issuer)",
	Signing:    "the option to sign assertions",
	Algorithm:  "the signature algorithm",
	NameID:     "the NameID (subject)",
	Attributes: "the attribute mapping",
	Encryption: "the certificate for assertion encryption",
	Access:     "the users assigned to the application",
	RelayState: "the default RelayState",
	Clock:      "check that the clock of the identity provider's server is synchronised (NTP)",
}

// ProviderName is the name of an identity provider as its admins know it:
// "Entra ID" for the connection type "AzureSAML". It is "" for a type without
// a name of its own.
func ProviderName(connectionType string) string { return providers[connectionType].Name }

// ConnectionTypes lists the 26 SAML connection types, GenericSAML included.
func ConnectionTypes() []string { return append([]string(nil), connectionTypes...) }

var connectionTypes = []string{
	"ADFSSAML", "Auth0SAML", "AzureSAML", "CasSAML", "ClassLinkSAML", "CloudflareSAML", "CyberArkSAML", "DuoSAML",
	"GenericSAML", "GoogleSAML", "JumpCloudSAML", "KeycloakSAML", "LastPassSAML", "MiniOrangeSAML", "NetIqSAML",
	"OktaSAML",
	"OneLoginSAML", "OracleSAML", "PingFederateSAML", "PingOneSAML", "RipplingSAML", "SalesforceSAML",
	"ShibbolethGenericSAML", "ShibbolethSAML", "SimpleSamlPhpSAML", "VMwareSAML",
}
