package diagnose

import "gatehouse/saml"

// idTokenCauses are those of OpenID Connect, from the ID token to the user.
var idTokenCauses = []CauseInfo{
	{
		Cause: saml.OIDCMalformedToken, Rules: []string{"O6"}, Fixer: FixIdP, Fix: OfferSendToAdmin,
		Engineer: `The ID token of {idp} can't be read[: {said}]. There is nothing to change here.`,
		Admin: `The ID token that {idp} gave us can't be read[: {said}]. Please check the settings of its tokens: ` +
			`we need a signed token (JWS, such as RS256) without encryption.`,
	},
	{
		Cause: saml.OIDCAlgorithm, Rules: []string{"O7"}, Fixer: FixIdP, Fix: OfferSendToAdmin,
		Engineer: `The ID token is signed by the algorithm {quoted}, which is not accepted: it has to be one that ` +
			`needs the provider's private key, such as RS256, ES256 or PS256. There is nothing to change here.`,
		Admin: `{Idp} signs its ID tokens by {quoted}, which we do not accept. Please set the signature algorithm ` +
			`of the ID token to RS256 in our application there.`,
	},
	{
		Cause: saml.OIDCKeys, Rules: []string{"O8"}, Fixer: FixIdP, Fix: OfferSignInAgain,
		Engineer: `The keys of {idp} could not be read[: {said}], so its signature could not be verified. If it ` +
			`goes on, check that this server reaches that address, then ask the IT admin.`,
		Admin: `We could not read the keys of {idp}[: {said}]. Please check that its jwks_uri works and can be ` +
			`reached from the internet.`,
	},
	{
		Cause: saml.OIDCKeyNotFound, Rules: []string{"O8"}, Fixer: FixIdP, Fix: OfferSignInAgain,
		Engineer: `The ID token is signed with the key[ "{key}"| without a name], and {idp} publishes [{keys}|no ` +
			`key] at its jwks_uri, which was read again for this sign-in or just before. Right after a change of ` +
			`keys a provider's copies may differ for some minutes: try again. If it stays, the token comes from ` +
			`another system than the issuer.`,
		Admin: `{Idp} signs with a key[ ("{key}")] that is not among those that it publishes[: {keys}]. Please ` +
			`publish it at the jwks_uri of the provider; if its keys were changed just now, try again in some ` +
			`minutes.`,
	},
	{
		Cause: saml.OIDCSignature, Rules: []string{"O9"}, Fixer: FixIdP, Fix: OfferSendToAdmin,
		Engineer: `The signature of the ID token does not verify with the key[ "{key}"] that {idp} publishes. ` +
			`Either the token was changed, or the provider has another key under that name than it publishes. Do ` +
			`not work around this. There is nothing to change here.`,
		Admin: `The signature of the ID token does not verify with the key[ "{key}"] that {idp} publishes at its ` +
			`jwks_uri. Please check that the published keys are those that it signs with, and that a changed key ` +
			`has a new key ID.`,
	},
	{
		Cause: saml.OIDCIssuer, Rules: []string{"O3", "O10"}, Fixer: FixEither, Fix: OfferSendToAdmin,
		Engineer: `The ID token was issued by [{quoted}|nobody it names], and this connection trusts "{expected}"[: ` +
			`it {difference}]. If the customer has several tenants or authorization servers, set the issuer of the ` +
			`one that the application is in.`,
		Admin: `The ID token comes from [{quoted}|no issuer that it names], and we expect "{expected}"[: it ` +
			`{difference}]. Please check which tenant or authorization server our application is in; the issuer ` +
			`counts to the letter.`,
	},
	{
		Cause: saml.OIDCAudience, Rules: []string{"O11"}, Fixer: FixEither, Fix: OfferSendToAdmin,
		Engineer: `The ID token is for the client [{quoted}|that it does not name], and our client ID in this ` +
			`connection is "{expected}"[: it {difference}]. Compare it with the application at the provider.`,
		Admin: `The ID token of {idp} is for the client [{quoted}|that it does not name], and ours is ` +
			`"{expected}"[: it {difference}]. Please compare it with the client ID of our application there.`,
	},
	{
		Cause: saml.OIDCNonce, Rules: []string{"O12"}, Fixer: FixUser, Fix: OfferSignInAgain,
		Engineer: `The ID token does not hold the nonce of this sign-in: it answers another one. A token that is ` +
			`used again looks like this, and a provider that caches tokens. Have the user sign in again; if each ` +
			`sign-in fails like this, the provider does not return the nonce.`,
		Admin: `The ID token of {idp} does not hold the nonce of our request, so that it may answer another ` +
			`sign-in. Please sign in again; if it goes on, check that {idp} returns the nonce unchanged and caches ` +
			`no tokens.`,
	},
	{
		Cause: saml.OIDCExpired, Rules: []string{"O13"}, Fixer: FixIdP, Fix: OfferSendToAdmin,
		Engineer: `The ID token came straight from {idp} and was valid only until [{bound}|a time that is past][, ` +
			`and it is {arrived}]: the lifetime that the provider gives its tokens is too short, or over when it ` +
			`makes them. There is nothing to change here.`,
		Admin: `The ID tokens of {idp} are valid only until [{bound}|a time that is past]. Please set their ` +
			`lifetime in our application to 5 minutes or more.`,
	},
	{
		Cause: saml.OIDCIssuedAhead, Rules: []string{"O14"}, Fixer: FixIdP, Fix: OfferWidenSkew,
		Engineer: `By its date the ID token is of [{bound}|a time to come], {age} {side} our clock; {skew} of ` +
			`difference is allowed. It came straight from {idp}: one of the two clocks is wrong. Check that of this ` +
			`server first (timedatectl), then ask the IT admin.`,
		Admin: `The clock of {idp} is {age} ahead of ours: by its date, its ID token is still to be issued. Please ` +
			`{clockOrTell}. We are checking ours too.`,
		Portal: `The clock of {idp} is {age} ahead of the one here. Check that it is set by the network (NTP).`,
	},
	{
		Cause: saml.OIDCUserInfo, Rules: []string{"O15"}, Fixer: FixIdP, Fix: OfferSendToAdmin,
		Engineer: `The ID token lacks claims that the profile needs, and the userinfo endpoint of {idp} did not ` +
			`give them[: {said}][ ({received})]. There is nothing to change here.`,
		Admin: `The ID token lacks what we need of the user, and the userinfo endpoint of {idp} did not give it[: ` +
			`{said}]. Please check that it can be reached, or put the claims into the ID token.`,
	},
	{
		Cause: saml.OIDCMissingClaims, Rules: []string{"O13", "O14", "O16"}, Fixer: FixIdP, Fix: OfferMapAttribute,
		Engineer: `The ID token and the user information lack what the profile needs[: {missing}][ (looked for as ` +
			`{expected})]. They carried: {attributesSeen}. If one of these holds the value, map it in this ` +
			`connection; otherwise the IT admin has to send it.`,
		Admin: `The claims of the user lack what we need[: {missing}]. They carried: {attributesSeen}. Please send ` +
			`the missing ones in the ID token[, by one of these names: {expected}], check that the scopes email and ` +
			`profile are granted, and that this user has a value for each.`,
	},
	{
		Cause: saml.OIDCEmailUnverified, Rules: []string{"O17"}, Fixer: FixIdP, Fix: OfferSendToAdmin,
		Engineer: `{Idp} says that it has not verified the user's email address (email_verified is {received}), so ` +
			`that anybody may have typed it. There is nothing to change here.`,
		Admin: `{Idp} says that the email address of this user[ ({email})] is not verified. Please have it verified ` +
			`there, or set it as verified in the directory.`,
	},
}
