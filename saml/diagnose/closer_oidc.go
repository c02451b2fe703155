package diagnose

import (
	"strings"
	"time"

	"gatehouse/saml"
)

// oidcCloser tell the causes of OpenID Connect more closely.
var oidcCloser = map[saml.Cause]func(*refusal, *CauseInfo){
	saml.OIDCDiscovery:      closerPrivate,
	saml.OIDCTokenEndpoint:  closerPrivate,
	saml.OIDCKeys:           closerPrivate,
	saml.OIDCClientRefused:  closerClient,
	saml.OIDCMalformedToken: closerToken,
	saml.OIDCAlgorithm:      closerAlgorithm,
	saml.OIDCIssuer:         closerMixUp,
	saml.OIDCAudience:       closerParty,
	saml.OIDCExpired:        closerSlow,
	saml.OIDCIssuedAhead:    closerFast,
	saml.OIDCUserInfo:       closerSubject,
}

// closerPrivate is for an address that is not asked, since it is inside a network.
func closerPrivate(c *refusal, info *CauseInfo) {
	if c.check.Reason != saml.PrivateAddress {
		return
	}
	info.Fixer, info.Fix = FixVendor, ""
	info.Engineer = `An address of {idp} is inside a private network, so nothing was sent there[: {said}]. If the ` +
		`provider really is in the network of this server, allow private addresses for this connection (gatehouse ` +
		`connection update --allow-private).`
}

func closerClient(c *refusal, info *CauseInfo) {
	if strings.HasSuffix(c.settings.ConnectionType, "OAuth") {
		closerCredentials(c, info)
		return
	}
	switch c.check.Reason {
	case saml.SecretExpired:
		info.Title = "The client secret has expired"
		info.Engineer = `The client secret of this connection has expired at {idp}. Ask the IT admin for a new one, ` +
			`and enter it in this connection (gatehouse connection update --client-secret-file). The client ID is ` +
			`{entityID}.`
		info.Admin = `The client secret of our application (client ID {entityID}) has expired at {idp}. Please ` +
			`create a new one and send it to us over a safe way.`
		info.Portal = `The client secret of the application (client ID {entityID}) has expired at {idp}. Create a ` +
			`new one, and enter it here.`
	case saml.UnknownClient:
		info.Title = "The provider does not know our client ID"
		info.Engineer = `{Idp} knows no application with our client ID, {entityID}. Compare it with the application ` +
			`in the customer's tenant: the issuer of this connection may be that of another one.`
		info.Admin = `{Idp} knows no application with the client ID {entityID}. Please compare it with our ` +
			`application, and check that it is in the tenant of {idpEntityID}.`
		info.Portal = ""
	}
}

// closerCredentials is for a provider that apps name instead of a connection: there is no IT
// admin, and the credentials are those of the environment.
func closerCredentials(c *refusal, info *CauseInfo) {
	info.Fixer, info.Fix = FixVendor, ""
	info.Engineer = `{Idp} does not accept our credentials ({received})[: {said}]. They are those of the ` +
		`environment: copy them again from the provider's console (gatehouse env oauth, or the configuration ` +
		`screen). The client ID is {entityID}.`
	if c.settings.ConnectionType == "AppleOAuth" {
		info.Engineer = `{Idp} does not accept what we sign in the place of a client secret ({received})[: {said}]. ` +
			`Compare the Services ID ({entityID}), the team and the key of the environment with developer.apple.com: ` +
			`the key may have been revoked there. Then enter them again (gatehouse env oauth apple, or the ` +
			`configuration screen).`
	}
	info.Admin = `Our own credentials at {idp} are not accepted. There is nothing to change on your side.`
	info.Portal = ""
}

func closerToken(c *refusal, info *CauseInfo) {
	if c.check.Reason == saml.EncryptedToken {
		info.Title = "The ID token is encrypted"
		info.Admin = `{Idp} encrypts its ID token, which we can't read. Please switch the encryption of the ID ` +
			`token off in our application there: it travels over HTTPS alone, from server to server.`
	}
}

func closerAlgorithm(c *refusal, info *CauseInfo) {
	switch c.check.Reason {
	case saml.WithoutSignature:
		info.Title = "The ID token is not signed"
		info.Engineer = `The ID token is not signed (alg is "none"): anybody could have made it. There is nothing ` +
			`to change here.`
		info.Admin = `{Idp} does not sign its ID tokens. Please set their signature algorithm to RS256 in our ` +
			`application there.`
	case saml.SharedSecret:
		info.Title = "The ID token is signed with the client secret"
		info.Engineer = `The ID token is signed with the client secret ({received}), not with a key of the ` +
			`provider: whoever knows the secret could sign anybody in. There is nothing to change here.`
	}
}

// closerMixUp is for a redirect that names another issuer: its code is not sent anywhere.
func closerMixUp(c *refusal, info *CauseInfo) {
	if c.check.Reason == saml.FromRedirect {
		info.Engineer = `The redirect says that it comes from {quoted}, and this sign-in began at "{expected}"[: it ` +
			`{difference}]. The code in it was sent nowhere. Either the issuer of this connection is not the ` +
			`provider's own, or somebody tries to mix up two providers (RFC 9207).`
		info.Title = "The redirect comes from another issuer"
		info.Admin = `The redirect of {idp} says that it comes from {quoted}, and we expect "{expected}"[: it ` +
			`{difference}]. Please check which issuer your provider names in its redirects (iss): it has to be the ` +
			`one of its discovery document.`
	}
}

func closerParty(c *refusal, info *CauseInfo) {
	if c.check.Reason == saml.AuthorizedParty {
		info.Title = "The ID token was made for another client"
		info.Engineer = `The ID token names our client ID, {expected}, among its audiences, but was made for ` +
			`[{quoted}|no client that it names] (azp). There is nothing to change here.`
		info.Admin = `The ID token of {idp} was made for [{quoted}|another client] (azp), and only names our client ` +
			`ID, {expected}, beside it. Please let our application have an ID token of its own.`
	}
}

func closerSlow(c *refusal, info *CauseInfo) {
	if c.check.Reason != saml.SlowClock {
		return
	}
	info.Title = "The provider's clock is slow"
	info.Engineer = `The ID token came straight from {idp}, yet by its date it was issued before the sign-in began: ` +
		`its clock is {age} {side} ours. Check the clock of this server first (timedatectl), then ask the IT admin.`
	info.Admin = `The clock of {idp} is {age} behind ours: its ID token has expired, by its date, when it is made. ` +
		`Please {clockOrTell}. We are checking ours too.`
	info.Portal = `The clock of {idp} is {age} behind the one here. Check that it is set by the network (NTP).`
	c.hostedClock(info)
}

func closerFast(c *refusal, info *CauseInfo) {
	if c.verdict.ClockOffset > 5*time.Minute {
		info.Fix = OfferSendToAdmin // no skew that can be set would help
	}
	c.hostedClock(info)
}

func closerSubject(c *refusal, info *CauseInfo) {
	if c.check.Reason == saml.OtherSubject {
		info.Title = "The user information is of somebody else"
		info.Engineer = `The userinfo endpoint of {idp} gave the claims of {quoted}, and the ID token is of ` +
			`"{expected}": they are not used. There is nothing to change here.`
		info.Admin = `The userinfo endpoint of {idp} gave the claims of another user ({received}) than the ID token ` +
			`({expected}). Please check whether it uses the same subject identifiers (public or pairwise) for both.`
	}
}
