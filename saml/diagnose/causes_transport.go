package diagnose

import "gatehouse/saml"

// transportCauses come from the request that carried the message (T1–T7).
var transportCauses = []CauseInfo{
	{
		Cause: saml.WrongBinding, Rules: []string{"T1"}, Fixer: FixIdP, Fix: OfferCopyACSURL,
		Engineer: `A response has to arrive as a form posted to the ACS URL (HTTP-POST binding)[; this came as ` +
			`{received}]. The identity provider uses another binding. There is nothing to change here.`,
		Admin: `{Idp} has to send its response to us by HTTP-POST[; it came as {received}]. Please make sure that ` +
			`{acs} is "{acsURL}" with the binding HTTP-POST.`,
	},
	{
		Cause: saml.BodyTooLarge, Rules: []string{"T1"}, Fixer: FixIdP, Fix: OfferSendToAdmin,
		Engineer: `The request is larger than what is read[ (at most {maxSize})][; it has {size}], so it was not ` +
			`looked at. Almost always this is a group attribute that sends every group of the user. There is nothing ` +
			`to change here: the identity provider has to send fewer.`,
		Admin: `The response for this user is too large for us to read[ ({size})]. The usual reason is that it lists ` +
			`every group of the user. Please limit the groups under {attributes} to those that the application needs.`,
	},
	{
		Cause: saml.DuplicateParameter, Rules: []string{"T2"}, Fixer: FixIdP, Fix: OfferSendToAdmin,
		Engineer: `[{Detail}|A field is in the form more than once]. Two readers could take two different responses ` +
			`out of it, so it was not read at all. Identity providers do not do this: look for a proxy or browser ` +
			`extension that repeats the field, or for somebody who is testing us.`,
		Admin: `The form that brought the response to us had the field SAMLResponse in it more than once. {Maker} ` +
			`does not do that by itself: please try in a private browser window, and check whether a proxy or ` +
			`browser extension changes forms on the way.`,
	},
	{
		Cause: saml.NoSAMLResponse, Rules: []string{"T2"}, Fixer: FixIdP, Fix: OfferCopyACSURL,
		Engineer: `Something was posted to the ACS URL without the form field SAMLResponse[: {detail}]. This is no ` +
			`sign-in: a scanner, a logout message, or an identity provider that takes the ACS URL for something ` +
			`else. There is nothing to change here.`,
		Admin: `{Idp} sent a request to our ACS URL that has no SAML response in it. Please check that "{acsURL}" is ` +
			`entered only as {acs}, and not as a start, logout or OpenID Connect address.`,
	},
	{
		Cause: saml.BadBase64, Rules: []string{"T3"}, Fixer: FixIdP, Fix: OfferSendToAdmin,
		Engineer: `The field SAMLResponse can't be decoded as base64[: {detail}]. It was damaged or cut off between ` +
			`the identity provider and us, or written by software of their own. There is nothing to change here.`,
		Admin: `The response reached us damaged: it is not valid base64[ ({detail})]. If it happens to every user, ` +
			`the software that builds or passes on the form (a proxy, a script, a mobile browser shell) changes it. ` +
			`Please try in an ordinary browser without that.`,
	},
	{
		Cause: saml.DeflateInPost, Rules: []string{"T4"}, Fixer: FixIdP, Fix: OfferCopyACSURL,
		Engineer: `The SAMLResponse is compressed[ ({received})]. That belongs to the HTTP-Redirect binding; a ` +
			`posted response is never inflated, because that is how small messages become bombs. There is nothing to ` +
			`change here.`,
		Admin: `{Idp} compresses its response[ ({received})], as for HTTP-Redirect, but posts it. Please set the ` +
			`binding of {acs} to HTTP-POST, and check for a script or library that compresses what it posts.`,
	},
	{
		Cause: saml.BadRelayState, Rules: []string{"T6"}, Fixer: FixIdP, Fix: OfferSendToAdmin,
		Engineer: `The RelayState[ ({received})] was ignored: it is no key that we gave out, or it is longer than 80 ` +
			`bytes. The sign-in itself is not affected.`,
		Admin: `Nothing has to change for sign-ins to work. {Idp} sends a RelayState that we do not use[ ` +
			`({received})]. If {relayState} is filled in, it can be left blank.`,
	},
}

// ownCauses lie on this side.
var ownCauses = []CauseInfo{
	{
		Cause: saml.UnknownConnection, Rules: []string{"T7"}, Fixer: FixIdP, Fix: OfferCopyACSURL,
		Engineer: `The response was posted to an ACS URL that belongs to no connection[: {received}]. The connection ` +
			`was deleted or reset, or the URL was copied incompletely. Compare it with the ACS URL of the customer's ` +
			`connection, and send that to the IT admin.`,
		Admin: `{Idp} sent the response to an address of ours that is not in use[: "{received}"]. Please replace ` +
			`{acs} by the ACS URL on our setup page[: "{acsURL}"].`,
		Portal: `{Idp} sent its answer to an address that is not in use. Enter the address of this step again, to ` +
			`the letter.`,
	},
	{
		Cause: saml.WrongAddress, Rules: []string{"T7"}, Fixer: FixIdP, Fix: OfferCopyACSURL,
		Engineer: `The response was posted to an address of ours that is not an ACS URL[: {received}]. A slash too ` +
			`many, or the entity ID or metadata URL in its place, is enough. Only the ACS URL takes responses[: ` +
			`{expected}]. There is nothing to change here: send the ACS URL to the IT admin.`,
		Admin: `{Idp} sent the response to an address of ours that does not take responses[: "{received}"]. Please ` +
			`replace {acs} by the ACS URL on our setup page, letter by letter[: "{acsURL}"].`,
		Portal: `{Idp} sent its answer to an address that takes none. Enter the address of this step again, to the ` +
			`letter.`,
	},
	{
		Cause: saml.ConnectionInactive, Rules: []string{"T7"}, Fixer: FixVendor, Fix: OfferActivate,
		Engineer: `The response belongs to a connection that is switched off[ ({received})]. It was recorded and not ` +
			`evaluated further. Activate the connection to let its users in again.`,
		Admin: `Nothing is wrong on your side: single sign-on for your organization is switched off at our end at ` +
			`the moment. We will tell you when it is on again.`,
		Portal: `Nothing is wrong on your side. Your contact has paused this connection: ask them when it will be on ` +
			`again.`,
	},
	{
		Cause: saml.TestIdPBarred, Rules: []string{"T7"}, Fixer: FixVendor, Fix: OfferRefreshMetadata,
		Engineer: `The response was refused whoever signed it[: {detail}]. People have to sign in through the ` +
			`identity provider of their own company: import its metadata.`,
		Admin: `Nothing is wrong on your side: single sign-on for your organization leads to a test identity ` +
			`provider at our end. We will replace it by yours.`,
		Portal: `This connection leads to a test identity provider, which may not sign anybody in here. Give the ` +
			`metadata of your own identity provider.`,
	},
	{
		Cause: saml.InternalError, Rules: []string{"T7", "S15"}, Fixer: FixVendor, Fix: OfferSignInAgain,
		Engineer: `The response could not be evaluated because of an error in this program[: {detail}]. It says ` +
			`nothing about the identity provider. The log has the details; the response is stored and can be ` +
			`evaluated again.`,
		Admin: `Nothing is wrong on your side: our service failed while it read the response. Please have the user ` +
			`sign in again; we are looking into it.`,
		Portal: `Nothing is wrong on your side. Test again; if it fails again, give your contact the code below.`,
	},
}
