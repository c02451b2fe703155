package diagnose

import "gatehouse/saml"

// messageCauses come from what the message says of itself, its addressee and
// its time (P1–P15).
var messageCauses = []CauseInfo{
	{
		Cause: saml.RootElement, Rules: []string{"P1"}, Fixer: FixIdP, Fix: OfferCopyACSURL,
		Engineer: `What was posted is XML, but not a SAML 2.0 Response[: its root is {received}][ ({detail})]. A ` +
			`WS-Federation answer, a SAML 1.1 response or a logout message at this address looks like this. There is ` +
			`nothing to change here.`,
		Admin: `{Idp} sent something else than a SAML 2.0 response to our ACS URL[: {detail}|[: {received}]]. Please ` +
			`check that the application is set up for SAML 2.0, and that "{acsURL}" is entered only as {acs}.`,
	},
	{
		Cause: saml.BadVersion, Rules: []string{"P1"}, Fixer: FixIdP, Fix: OfferSendToAdmin,
		Engineer: `The message says that it is SAML version[ "{received}"] instead of 2.0. There is nothing to ` +
			`change here.`,
		Admin: `{Idp} sent a message of another SAML version[: "{received}"]. Please set the application to SAML ` +
			`2.0.`,
	},
	{
		Cause: saml.IdPStatus, Rules: []string{"P2"}, Fixer: FixIdP, Fix: OfferSendToAdmin,
		Engineer: `{Idp} answered with an error instead of an assertion: {status}[, with the message ` +
			`"{statusMessage}"]. The user was not signed in there, so nothing else in the message matters. {Idp}'s ` +
			`own log says more.`,
		Admin: `{Idp} refused the sign-in and told us: {status}[, with the message "{statusMessage}"]. Its own ` +
			`sign-in log says more; please look there for this user and time.`,
	},
	{
		Cause: saml.Destination, Rules: []string{"P3"}, Fixer: FixIdP, Fix: OfferCopyACSURL,
		Engineer: `The response says that it was meant for another address. Ours: "{acsURL}". Its Destination: ` +
			`{quoted}[, which {difference}]. Either the ACS URL is entered differently at the identity provider, or ` +
			`the message was meant for another service. There is nothing to change here.`,
		Admin: `Please set {acs} to exactly "{acsURL}"[ ({where})]. {Idp} now addresses its response to {quoted}[, ` +
			`which {difference}].`,
	},
	{
		Cause: saml.Issuer, Rules: []string{"P4", "T7"}, Fixer: FixEither, Fix: OfferSetIdPEntityID,
		Engineer: `The message was issued by {quoted}[, which {difference}]; this connection expects ` +
			`"{idpEntityID}". If the IT admin confirms that the received value is their entity ID, correct it in ` +
			`this connection; otherwise the message belongs to another application or tenant.`,
		Admin: `Our settings name your identity provider "{idpEntityID}", but its response says {quoted}[, which ` +
			`{difference}]. Please tell us which is right: {issuer} shows it. If the first one is, the response came ` +
			`from another tenant or application.`,
		Portal: `The answer came from another identity provider, tenant or application than the one saved here. If ` +
			`it came from the right one, replace the metadata by what that one gives out.`,
	},
	{
		Cause: saml.NoAssertion, Rules: []string{"P5"}, Fixer: FixIdP, Fix: OfferSendToAdmin,
		Engineer: `The response reports success but has no assertion in it, so it names no user. There is nothing to ` +
			`change here.`,
		Admin: `The response from {idp} reports success but has no assertion in it. Please check the application's ` +
			`settings and {access}; {idp}'s own sign-in log should say why no assertion was issued.`,
	},
	{
		Cause: saml.MultipleAssertions, Rules: []string{"P5"}, Fixer: FixIdP, Fix: OfferSendToAdmin,
		Engineer: `The response has more than one assertion in it[ ({received})]. Which user is meant can't be told, ` +
			`and forged messages are built this way, so none is taken. There is nothing to change here; if the ` +
			`customer does not know of it, take it for an attack or a security test.`,
		Admin: `The response has more than one assertion in it[ ({received})]; we accept exactly one. {Maker} sends ` +
			`one by itself: please let us know whether somebody on your side is testing, or whether a proxy or ` +
			`script changes responses.`,
		Portal: portalForeign,
	},
	{
		Cause: saml.SubjectConfirmation, Rules: []string{"P7"}, Fixer: FixIdP, Fix: OfferSendToAdmin,
		Engineer: `The assertion needs a SubjectConfirmation of the method bearer with Recipient and NotOnOrAfter[: ` +
			`{detail}]. Without it the assertion is not meant for a sign-in by browser. There is nothing to change ` +
			`here.`,
		Admin: `The assertion lacks what a browser sign-in needs: a SubjectConfirmation with method bearer, ` +
			`Recipient and NotOnOrAfter[ ({detail})]. {Idp} adds it when the application is set up for Web SSO: ` +
			`please check that profile, and that {acs} is "{acsURL}".`,
	},
	{
		Cause: saml.Recipient, Rules: []string{"P7"}, Fixer: FixIdP, Fix: OfferCopyACSURL,
		Engineer: `The assertion may only be used at another address. Ours: "{acsURL}". Its Recipient: {quoted}[, ` +
			`which {difference}]. Either the ACS URL is entered differently at the identity provider, or the ` +
			`assertion was meant for another service. There is nothing to change here.`,
		Admin: `Please set {acs} to exactly "{acsURL}"[ ({where})]. {Idp} now names the recipient {quoted}[, which ` +
			`{difference}].`,
	},
	{
		Cause: saml.Expired, Rules: []string{"P7", "P10"}, Fixer: FixIdP, Fix: OfferSignInAgain,
		Engineer: `The response was valid until [{bound}|a time that is past][ and arrived at {arrived}]; up to ` +
			`{skew} of clock difference is allowed. It was held up on the way, or the identity provider's clock is ` +
			`slow. Have the user sign in again; if it happens again, compare the clocks.`,
		Admin: `The response was no longer valid when it reached us: it was valid until [{bound}|a time that is ` +
			`past][ and arrived at {arrived}]. Please have the user sign in again from the start. If it happens ` +
			`again, please {clockOrTell}.`,
		Portal: `The answer was no longer valid when it arrived. Test again from the start. If it fails each time, ` +
			`the clock of {idp} is wrong: have it set by the network (NTP).`,
	},
	{
		Cause: saml.NotYetValid, Rules: []string{"P7", "P10", "P13"}, Fixer: FixIdP, Fix: OfferWidenSkew,
		Engineer: `The response is valid only from [{bound}|a later time] on[, but it arrived at {arrived}]; up to ` +
			`{skew} of clock difference is allowed. One of the two clocks is wrong. Check the clock of this server ` +
			`first (timedatectl), then ask the IT admin.`,
		Admin: `The response is valid only from [{bound}|a later time] on[, but it reached us at {arrived}]: the ` +
			`clocks of {idp} and our service differ. Please {clockOrTell}. We are checking ours.`,
		Portal: `The answer is not valid yet: the clock of {idp} is ahead. Have it set by the network (NTP), then ` +
			`test again.`,
	},
	{
		Cause: saml.InResponseTo, Rules: []string{"P7", "P8"}, Fixer: FixUser, Fix: OfferSignInAgain,
		Engineer: `The response answers the request[ "{received}"], which is not a pending request of this ` +
			`connection[ ({detail})]. The user took too long, used a bookmark or the back button of the identity ` +
			`provider's page, or the response was meant for another environment. Have the user sign in again from ` +
			`our application.`,
		Admin: `No change is needed. The response answers a sign-in request that is no longer open: the user took ` +
			`too long, or came back through a bookmark of the sign-in page. Please have the user start again from ` +
			`our application, not from a saved page.`,
		Portal: `The answer belongs to a sign-in that is no longer open: it took too long, or began from a saved ` +
			`page. Test again from here.`,
	},
	{
		Cause: saml.Unsolicited, Rules: []string{"P9"}, Fixer: FixVendor, Fix: OfferAllowUnsolicited,
		Engineer: `The response answers no request: the user started at the identity provider, and this connection ` +
			`does not allow that. Allow it for this connection, or have users start from our application.`,
		Admin: `The user started from {idp}'s own page (an application tile or bookmark), which is switched off for ` +
			`your connection. Please have users start from our application, or tell us if you need sign-ins from ` +
			`{idp} and we will switch them on.`,
		Portal: `The sign-in began at {idp}, which is switched off for this connection. Test again from here. If ` +
			`your people are to begin at {idp}, ask your contact to allow it.`,
	},
	{
		Cause: saml.Audience, Rules: []string{"P11"}, Fixer: FixIdP, Fix: OfferCopyEntityID,
		Engineer: `The assertion is made out to another service. Our entity ID: "{entityID}". Its audience: ` +
			`{quoted}[, which {difference}]. It has to be the same letter by letter. There is nothing to change here.`,
		Admin: `Please set {audience} to exactly "{entityID}"[ ({where})]. {Idp} now makes the assertion out to ` +
			`{quoted}[, which {difference}].`,
	},
	{
		Cause: saml.UnknownCondition, Rules: []string{"P12"}, Fixer: FixIdP, Fix: OfferSendToAdmin,
		Engineer: `The assertion is valid only under a condition that is not understood here[: {received}]. SAML ` +
			`demands that such an assertion is refused. There is nothing to change here.`,
		Admin: `The assertion carries a condition that we do not know[: {received}], so we must refuse it. Please ` +
			`remove the custom condition from the application's settings in {idp}.`,
	},
	{
		Cause: saml.NoAuthnStatement, Rules: []string{"P13"}, Fixer: FixIdP, Fix: OfferSendToAdmin,
		Engineer: `The assertion has no AuthnStatement: it tells things about the user, but not that the user signed ` +
			`in. The strict policy of this connection refuses that; the default policy accepts it with a warning.`,
		Admin: `The assertion does not say that the user signed in (it has no AuthnStatement), which your ` +
			`connection's strict policy asks for. Please switch it on: {authnStatement}.`,
	},
	{
		Cause: saml.NotReauthenticated, Rules: []string{"P13"}, Fixer: FixIdP, Fix: OfferSendToAdmin,
		Engineer: `Our request asked {idp} to sign the user in anew (ForceAuthn), and the response rests on an ` +
			`earlier sign-in: [the user was authenticated {past} before our request|` +
			`the assertion does not say when the user was authenticated]. {askedBy} An identity provider that does ` +
			`not support ForceAuthn answers like this each time.`,
		Admin: `Our request asked {idp} to have the user sign in anew (ForceAuthn), but the response rests on a ` +
			`session that the user had before: [the user was authenticated {past} before our request|` +
			`the assertion does not say when the user was authenticated]. Please check that ForceAuthn is ` +
			`supported and not switched off for the application, or tell us that it can't be.`,
		Portal: `{Idp} was asked to have you sign in anew, and answered with an earlier sign-in. Look whether it ` +
			`supports this request (ForceAuthn) and whether it is switched off for the application. If it can't be ` +
			`supported, ask your contact not to ask for it.`,
	},
	{
		Cause: saml.SessionExpired, Rules: []string{"P13"}, Fixer: FixUser, Fix: OfferSignInAgain,
		Engineer: `The user's session at the identity provider ended[ at {bound}] (SessionNotOnOrAfter), before the ` +
			`response arrived[ at {arrived}]. Have the user sign in again. If it happens to everyone, the session ` +
			`there is too short or a clock is wrong.`,
		Admin: `The user's session in {idp} had already ended[ at {bound}] when the response reached us. Please have ` +
			`the user sign in again. If it happens to everyone, please look at the session lifetime, and ` +
			`{clockOrTell}.`,
		Portal: `Your session at {idp} had ended already when the answer arrived. Sign in there anew and test again.`,
	},
	{
		Cause: saml.BadTime, Rules: []string{"P10", "P14"}, Fixer: FixIdP, Fix: OfferSendToAdmin,
		Engineer: `A time in the message is missing or not written as SAML demands (UTC with a Z at the end, such as ` +
			`2026-01-31T12:00:00Z)[: {quoted}][ ({detail})]. There is nothing to change here.`,
		Admin: `A time in the response is missing or not in the form that SAML requires (UTC, such as ` +
			`2026-01-31T12:00:00Z)[: {quoted}][ ({detail})]. Please check the settings, template, script or library ` +
			`that builds the response.`,
	},
	{
		Cause: saml.Replay, Rules: []string{"P15"}, Fixer: FixUser, Fix: OfferSignInAgain,
		Engineer: `This very response was accepted before[ ({detail})], and each one counts once. The first use ` +
			`succeeded, so this is nearly always harmless: a double click, a reload, or the back button. Only if the ` +
			`peer address differs is it worth a look.`,
		Admin: `No change is needed. The same response reached us twice; the first one signed the user in. A double ` +
			`click, a page reload or the back button does this. If the user is not signed in now, please have them ` +
			`start again.`,
		Portal: `The same answer arrived twice: by a double click, a reload or the back button. The first one ` +
			`counted. Test again from here.`,
	},
}

// profileCauses come from reading the user (P6, P16, P17).
var profileCauses = []CauseInfo{
	{
		Cause: saml.NoNameID, Rules: []string{"P6"}, Fixer: FixIdP, Fix: OfferSendToAdmin,
		Engineer: `The assertion does not name its subject: the NameID is missing, blank or too long[ ({detail})]. ` +
			`There is nothing to change here.`,
		Admin: `The assertion does not say who signed in: its NameID is missing or blank[ ({detail})]. Please choose ` +
			`a source for {nameID} that every user has, such as the user's email or ID.`,
	},
	{
		Cause: saml.TransientNameID, Rules: []string{"P6"}, Fixer: FixIdP, Fix: OfferSendToAdmin,
		Engineer: `The user's id comes from a NameID of the format transient, which is another one at each sign-in: ` +
			`each sign-in makes a new profile. Map an attribute to id that stays the same, or ask for the NameID ` +
			`format persistent on this connection.`,
		Admin: `The NameID of the response is of the format transient, so that we can't recognise a user who comes ` +
			`back. Please set {nameID} to a persistent value, or send a stable id attribute under {attributes}.`,
		Portal: `The id that {idp} sends is another one at each sign-in (a transient NameID), so nobody is ` +
			`recognized when they come back. Send an id that stays the same, as a NameID of the format persistent or ` +
			`as an attribute.`,
	},
	{
		Cause: saml.MissingAttributes, Rules: []string{"P16"}, Fixer: FixIdP, Fix: OfferMapAttribute,
		Engineer: `The assertion lacks what the profile needs[: {missing}][ (looked for as {expected})]. It carried: ` +
			`{attributesSeen}. If one of these holds the value under another name, map it in this connection; ` +
			`otherwise the IT admin has to send it.`,
		Admin: `The assertion lacks attributes that we need[: {missing}]. It carried: {attributesSeen}. Please add ` +
			`the missing ones under {attributes}[, by one of these names: {expected}]; and check that this user has ` +
			`a value for each.`,
	},
	{
		Cause: saml.EmptyAttribute, Rules: []string{"P16"}, Fixer: FixIdP, Fix: OfferSendToAdmin,
		Engineer: `The attribute {quoted} was sent, but is empty for this user[; the profile needs it as {fields}]. ` +
			`The mapping is right: the user's entry in the customer's directory has no value. There is nothing to ` +
			`change here.`,
		Admin: `The attribute {quoted} was sent, but is empty for this user[; we need it as {fields}]. Please fill ` +
			`in the value in the user's directory entry. The mapping under {attributes} is right.`,
		Portal: `An attribute that is needed was sent, but is empty for the person who signed in. Fill it in in that ` +
			`person's directory entry, then test again. The mapping is right.`,
	},
	{
		Cause: saml.DuplicateAttributeName, Rules: []string{"P16"}, Fixer: FixIdP, Fix: OfferSendToAdmin,
		Engineer: `The assertion has the same attribute twice[: {quoted}], and the profile uses it. Which one counts ` +
			`can't be told. There is nothing to change here.`,
		Admin: `The assertion has an attribute twice[: {quoted}]. Please remove one of the two mappings under ` +
			`{attributes}.`,
	},
	{
		Cause: saml.MultipleValues, Rules: []string{"P16", "O16"}, Fixer: FixIdP, Fix: OfferSendToAdmin,
		Engineer: `The attribute {quoted} was sent with several different values, and fills [{fields}|a field], ` +
			`which must be one value. Which one counts can't be told. Map another attribute in this connection, or ` +
			`have the IT admin send one value.`,
		Admin: `The attribute {quoted} has several different values, where we need exactly one[ for {fields}]. ` +
			`Please send a single value under {attributes}[, for example {example}].`,
	},
	{
		Cause: saml.BadEmail, Rules: []string{"P17", "O18"}, Fixer: FixIdP, Fix: OfferMapAttribute,
		Engineer: `The value that should be the user's email address is not one[: {quoted}][ ({detail})]. It ` +
			`carried: {attributesSeen}. If another attribute holds the address, map it in this connection.`,
		Admin: `The email address that {idp} sent for this user is not a valid one[: {quoted}]. Please map the ` +
			`user's email address under {attributes}, and check that this user has one. A user principal name or ` +
			`login name is not always an address.`,
	},
	{
		Cause: saml.DomainNotAllowed, Rules: []string{"P17", "O18"}, Fixer: FixVendor, Fix: OfferAddDomain,
		Engineer: `The user's email address is in the domain[ {domain}], which is not among the organization's ` +
			`verified domains[: {domains}][; it {difference}]. If the customer owns it, add it to the organization; ` +
			`if users of other domains are expected, allow profiles outside the organization.`,
		Admin: `The user[ {email}] signed in with an email address outside of the domains that we know for your ` +
			`organization[: {domains}][; it {difference}]. If[ {domain}] is yours too, please tell us and we will ` +
			`add it. If not, please check which address is sent under {attributes}.`,
		Portal: `You signed in with an address[ of {domain}], which is not among your verified domains. If it ` +
			`belongs to you, verify it here. If not, sign in with another account, or look which address {idp} sends.`,
	},
}
