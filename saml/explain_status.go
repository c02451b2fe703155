package saml

import (
	"regexp"
	"strings"
)

// statusMeaning is what one status of an identity provider means, and what to
// do about it.
type statusMeaning struct {
	means           string // after "told us: Responder / AuthnFailed"
	engineer, admin string
	fixer           Fixer
	fix             Fix
}

// statuses are the second-level codes of core 3.2.2.2 that answer a request to
// sign in, by their last part.
var statuses = map[string]statusMeaning{
	"AuthnFailed": {
		means:    "the user could not be signed in",
		engineer: `A wrong password, a failed second factor, or the user cancelled.`,
		admin:    `A wrong password, a failed second factor or a cancelled sign-in is reported like this; your sign-in log tells which.`,
	},
	"RequestDenied": {
		means:    "the request was denied",
		engineer: `Usually the user has no access to the application there, or a policy stands against it.`,
		admin:    `Usually the user has no access to the application: please check {access}, and the sign-in policies.`,
	},
	"NoPassive": {
		means:    "the user would have to be asked",
		engineer: `Sign-in without any question was asked for, and the user has no session there. Start the sign-in without it.`,
		admin:    `Nothing has to change on your side: we asked for a sign-in without any question, and the user had no session. Please have the user start again.`,
		fixer:    FixVendor, fix: OfferSignInAgain,
	},
	"InvalidNameIDPolicy": {
		means:    "it can't give the NameID format that was asked for",
		engineer: `Set the NameID format of this connection to the one that the identity provider sends, or ask for none.`,
		admin:    `Please tell us which NameID format is set ({nameID}), or set it to "unspecified", email address or persistent.`,
		fixer:    FixEither,
	},
	"RequestUnsupported": {
		means:    "it does not support the request",
		engineer: `The identity provider is not set up for sign-ins that a service provider starts, or not for this binding.`,
		admin:    `Please check that sign-ins started by the service provider (SP-initiated) are switched on for the application.`,
	},
	"NoAuthnContext": {
		means:    "it can't sign the user in by the method that was asked for",
		engineer: `The authentication context that was asked for is not available there.`,
		admin:    `Please check which authentication methods the application allows; the requested one is not available to this user.`,
	},
	"UnknownPrincipal": {
		means:    "it does not know the user",
		engineer: `The user has no account there, or was named differently in our request.`,
		admin:    `Please check that the user exists and that {access} include them.`,
	},
	"UnsupportedBinding": {
		means:    "it does not support the binding that was asked for",
		engineer: `The response was asked for by HTTP-POST, which has to be allowed there for our ACS URL.`,
		admin:    `Please set {acs} to "{acsURL}" with the binding HTTP-POST.`,
		fix:      OfferCopyACSURL,
	},
	"NoAvailableIDP":         {means: "no identity provider behind it is available", engineer: `A proxy there found nobody to pass the request on to.`, admin: `Please check which identity source the application is tied to.`},
	"NoSupportedIDP":         {means: "no identity provider behind it is supported", engineer: `A proxy there found nobody to pass the request on to.`, admin: `Please check which identity source the application is tied to.`},
	"ProxyCountExceeded":     {means: "the request passed through too many proxies", engineer: `A chain of identity providers there is too long.`, admin: `Please check how the identity providers are chained.`},
	"RequestVersionTooHigh":  {means: "it does not speak SAML 2.0", engineer: `The request is SAML 2.0.`, admin: `Please set the application to SAML 2.0.`},
	"RequestVersionTooLow":   {means: "it does not speak SAML 2.0", engineer: `The request is SAML 2.0.`, admin: `Please set the application to SAML 2.0.`},
	"InvalidAttrNameOrValue": {means: "it was asked for an attribute that it does not have", engineer: `Its attribute mapping does not fit the user.`, admin: `Please check {attributes}.`},
	"UnknownAttrProfile":     {means: "it was asked for attributes in a form that it does not have", engineer: `Its attribute mapping does not fit the request.`, admin: `Please check {attributes}.`},
	"ResourceNotRecognized":  {means: "it does not know our application", engineer: `Our entity ID or ACS URL is not set up there, or not exactly so.`, admin: `Please check that {audience} is exactly "{entityID}" and {acs} is exactly "{acsURL}".`, fix: OfferCopyEntityID},
	"TooManyResponses":       {means: "it has more answers than it can send", engineer: `Its log says more.`, admin: `Please look into its log.`},
	"Requester":              {means: "it finds our request wrong", engineer: `Usually our entity ID or ACS URL is not set up there exactly so, or it wants our requests signed and has no certificate of ours.`, admin: `Please check that {audience} is exactly "{entityID}", that {acs} is exactly "{acsURL}", and whether requests have to be signed; if so, please load our metadata.`, fixer: FixEither, fix: OfferCopySPMetadata},
	"Responder":              {means: "it had an error of its own", engineer: `Its own log says more.`, admin: `Its own sign-in log says more.`},
	"VersionMismatch":        {means: "it does not speak our version of SAML", engineer: `The request is SAML 2.0.`, admin: `Please set the application to SAML 2.0.`},
}

// entraErrors are the codes of Entra ID that concern the set-up of an
// application, found in a StatusMessage.
var entraErrors = map[string]statusMeaning{
	"50105":  {means: "the user is not assigned to the application", engineer: `The IT admin has to assign the user or one of their groups.`, admin: `Please assign the user, or a group they are in, on {access}.`},
	"700016": {means: "no application has our entity ID", engineer: `The Identifier there differs from our entity ID, or the application is in another tenant.`, admin: `Please set {audience} to exactly "{entityID}", in the tenant of these users.`, fix: OfferCopyEntityID},
	"70001":  {means: "no application has our entity ID", engineer: `The Identifier there differs from our entity ID, or the application is in another tenant.`, admin: `Please set {audience} to exactly "{entityID}", in the tenant of these users.`, fix: OfferCopyEntityID},
	"50011":  {means: "our ACS URL is not set up as a reply URL", engineer: `The Reply URL there differs from our ACS URL.`, admin: `Please set {acs} to exactly "{acsURL}".`, fix: OfferCopyACSURL},
	"50020":  {means: "the user's account belongs to another tenant", engineer: `The user has to be invited as a guest, or sign in with another account.`, admin: `Please invite the user as a guest, or have them sign in with their account in your tenant.`, fixer: FixUser, fix: OfferSignInAgain},
	"50034":  {means: "the user's account does not exist", engineer: `The user signed in with an unknown account.`, admin: `Please check that the user's account exists in your tenant.`},
	"50053":  {means: "the user's account is locked", engineer: `Too many wrong passwords, or a blocked address.`, admin: `Please unlock the user's account, or look at the address that they signed in from.`},
	"50057":  {means: "the user's account is disabled", engineer: `The IT admin has disabled it.`, admin: `Please enable the user's account if they should have access.`},
	"50076":  {means: "a second factor is required", engineer: `The user did not complete multi-factor authentication.`, admin: `Please have the user complete multi-factor authentication, or look at the policy that asks for it.`, fixer: FixUser, fix: OfferSignInAgain},
	"50079":  {means: "the user has to set up a second factor", engineer: `The user has not registered for multi-factor authentication.`, admin: `Please have the user register for multi-factor authentication.`, fixer: FixUser, fix: OfferSignInAgain},
	"50126":  {means: "the user name or password is wrong", engineer: `The user mistyped.`, admin: `Please have the user try again, or reset the password.`, fixer: FixUser, fix: OfferSignInAgain},
	"53003":  {means: "a Conditional Access policy blocks the sign-in", engineer: `The policy is the customer's own.`, admin: `Please look at the Conditional Access tab of this sign-in in the sign-in logs.`},
	"65001":  {means: "consent to the application is missing", engineer: `The IT admin has to consent.`, admin: `Please grant admin consent to the application.`},
	"75005":  {means: "it finds our request wrong", engineer: `It does not support something in the request.`, admin: `Please check that single sign-on of the application is set to SAML.`, fixer: FixEither},
	"75011":  {means: "the user signed in by another method than the one asked for", engineer: `Do not ask for an authentication context on this connection.`, admin: `Nothing has to change on your side: we asked for a method of authentication that the user did not use.`, fixer: FixVendor, fix: OfferSignInAgain},
	"76021":  {means: "it wants our requests signed", engineer: `Sign requests on this connection.`, admin: `Please load our certificate under "Verification certificates", or switch "Require verification certificates" off.`, fixer: FixEither, fix: OfferCopySPMetadata},
}

var entraCode = regexp.MustCompile(`AADSTS(\d{4,7})`)

// closerStatus adds what the status means.
func closerStatus(c *refusal, info *CauseInfo) {
	meaning := meaningOf(c.verdict.Seen)
	if meaning.engineer == "" {
		return
	}
	info.Engineer = `{Idp} answered with an error instead of an assertion: {status}[, with the message "{statusMessage}"]. ` + meaning.engineer + ` The user was not signed in there, so nothing else in the message matters.`
	info.Admin = `{Idp} refused the sign-in and told us: {status}[, with the message "{statusMessage}"]. ` + meaning.admin
	if meaning.fixer != "" {
		info.Fixer = meaning.fixer
	}
	if meaning.fix != "" {
		info.Fix = meaning.fix
	}
}

func meaningOf(seen Seen) statusMeaning {
	if code := entraCode.FindStringSubmatch(seen.StatusMessage); code != nil {
		if meaning, known := entraErrors[code[1]]; known {
			return meaning
		}
	}
	if meaning, known := statuses[lastPart(seen.StatusSub)]; known {
		return meaning
	}
	return statuses[lastPart(seen.StatusCode)]
}

// statusInWords is "Responder / AuthnFailed (the user could not be signed in)".
func statusInWords(seen Seen) string {
	text := visible(lastPart(seen.StatusCode), 100)
	if seen.StatusSub != "" {
		text += " / " + visible(lastPart(seen.StatusSub), 100)
	}
	if text == "" {
		text = "no status"
	}
	if meaning := meaningOf(seen); meaning.means != "" {
		text += " (" + meaning.means + ")"
	}
	return text
}

// lastPart shortens urn:oasis:names:tc:SAML:2.0:status:AuthnFailed; what is
// not of SAML's own stays whole.
func lastPart(code string) string {
	return strings.TrimPrefix(code, "urn:oasis:names:tc:SAML:2.0:status:")
}
