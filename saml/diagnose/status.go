package diagnose

import (
	"cmp"
	"strings"

	"gatehouse/saml"
	"gatehouse/saml/diff"
	"gatehouse/saml/protocol"
)

// statusMeaning is what one status of an identity provider means, and what to
// do about it.
type statusMeaning struct {
	means           string // after "told us: Responder / AuthnFailed"
	engineer, admin string
	portal          string // "" takes admin
	fixer           Fixer
	fix             Fix

	// fits, if set, tells it more closely by what our request asked for.
	fits func(c *refusal, m *statusMeaning)
}

// statuses are the second-level codes of core 3.2.2.2 that answer a request to
// sign in, by their last part.
var statuses = map[string]statusMeaning{
	"AuthnFailed": {
		means:    "the user could not be signed in",
		engineer: `A wrong password, a failed second factor, or the user cancelled.`,
		admin: `A wrong password, a failed second factor or a cancelled sign-in is reported like this; your sign-in ` +
			`log tells which.`,
	},
	"RequestDenied": {
		means:    "the request was denied",
		engineer: `Usually the user has no access to the application there, or a policy stands against it.`,
		admin:    `Usually the user has no access to the application: please check {access}, and the sign-in policies.`,
	},
	"NoPassive": {
		means: "the user would have to be asked",
		engineer: `It did not want to ask the user anything. Our requests never demand that (IsPassive), so a ` +
			`setting there, or a proxy before it, does. Have the user sign in again.`,
		admin: `Our requests do not ask for a sign-in without any question. Please check for a setting or a proxy ` +
			`that makes the sign-in passive, and have the user start again.`,
		portal: `Look for a setting or a proxy that makes the sign-in passive: it was not asked for from here. Then ` +
			`test again.`,
		fix: OfferSignInAgain,
	},
	"InvalidNameIDPolicy": {
		means: "it can't give the NameID format",
		engineer: `Our request asked for no NameID format, so the one that is set up there can't be made for this ` +
			`user, or has no source.`,
		admin: `Our requests ask for no particular NameID format. Please check that {nameID} is set to a format and ` +
			`a source that every user has.`,
		fits: fitNameIDPolicy,
	},
	"RequestUnsupported": {
		means: "it does not support the request",
		engineer: `The identity provider is not set up for sign-ins that a service provider starts, or not for this ` +
			`binding.`,
		admin: `Please check that sign-ins started by the service provider (SP-initiated) are switched on for the ` +
			`application.`,
		fits: fitUnsupported,
	},
	"NoAuthnContext": {
		means: "it can't sign the user in by the method that is asked for",
		fits:  fitAuthnContext,
	},
	"UnknownPrincipal": {
		means:    "it does not know the user",
		engineer: `The user has no account there.`,
		admin:    `Please check that the user exists and that {access} include them.`,
	},
	"UnsupportedBinding": {
		means:    "it does not support the binding that was asked for",
		engineer: `The response was asked for by HTTP-POST, which has to be allowed there for our ACS URL.`,
		admin:    `Please set {acs} to "{acsURL}" with the binding HTTP-POST.`,
		fix:      OfferCopyACSURL,
	},
	"NoAvailableIDP": {
		means: "no identity provider behind it is available", engineer: proxied,
		admin: `Please check which identity source the application is tied to.`,
	},
	"NoSupportedIDP": {
		means: "no identity provider behind it is supported", engineer: proxied,
		admin: `Please check which identity source the application is tied to.`,
	},
	"ProxyCountExceeded": {
		means:    "the request passed through too many proxies",
		engineer: `A chain of identity providers there is too long; our requests set no limit.`,
		admin:    `Please check how the identity providers are chained.`,
	},
	"RequestVersionTooHigh": {
		means: "it does not speak SAML 2.0", engineer: `The request is SAML 2.0.`,
		admin: `Please set the application to SAML 2.0.`,
	},
	"RequestVersionTooLow": {
		means: "it does not speak SAML 2.0", engineer: `The request is SAML 2.0.`,
		admin: `Please set the application to SAML 2.0.`,
	},
	"InvalidAttrNameOrValue": {
		means:    "it can't give an attribute",
		engineer: `Our requests ask for no attributes by name; its own attribute mapping does not fit the user.`,
		admin:    `Please check {attributes}.`,
	},
	"UnknownAttrProfile": {
		means:    "it can't give an attribute",
		engineer: `Our requests ask for no attributes by name; its own attribute mapping is not right.`,
		admin:    `Please check {attributes}.`,
	},
	"ResourceNotRecognized": {
		means:    "it does not know our application",
		engineer: `Our entity ID or ACS URL is not set up there, or not exactly so.`,
		admin:    `Please check that {audience} is exactly "{entityID}" and {acs} is exactly "{acsURL}".`,
		fix:      OfferCopyEntityID,
	},
	"TooManyResponses": {
		means: "it has more answers than it can send", engineer: `Its log says more.`,
		admin: `Please look into its log.`,
	},
	"Requester": {
		means:    "it finds our request wrong",
		engineer: `Usually our entity ID or ACS URL is not set up there exactly so.`,
		admin:    `Please check that {audience} is exactly "{entityID}" and that {acs} is exactly "{acsURL}".`,
		fixer:    FixEither, fix: OfferCopySPMetadata,
		fits: fitSigned,
	},
	"Responder": {
		means: "it had an error of its own", engineer: `Its own log says more.`,
		admin: `Its own sign-in log says more.`,
	},
	"VersionMismatch": {
		means: "it does not speak our version of SAML", engineer: `The request is SAML 2.0.`,
		admin: `Please set the application to SAML 2.0.`,
	},
}

const proxied = `A proxy there found nobody to pass the request on to.`

// fitNameIDPolicy knows whether the format was our wish.
func fitNameIDPolicy(c *refusal, m *statusMeaning) {
	format := c.asked().NameIDFormat
	if format == "" {
		return
	}
	asked := diff.Visible(format, longestValue)
	m.means = "it can't give the NameID format that was asked for"
	m.engineer = `Our request asked for the NameID format "` + asked + `". Set ` + SettingNameIDFormat.shown() +
		` to the one that the identity provider sends, or to none.`
	m.admin = `Our request asked for the NameID format "` + asked +
		`". Please tell us which format is set ({nameID}), ` +
		`and we will ask for that one or for none.`
	m.portal = `The request asked for the NameID format "` + asked +
		`". Set {nameID} to it, or tell your contact which ` +
		`format is set: they can ask for that one or for none.`
	m.fixer, m.fix = FixVendor, ""
}

// fitAuthnContext knows whether the method was our wish.
func fitAuthnContext(c *refusal, m *statusMeaning) {
	asked := c.asked()
	if len(asked.AuthnContexts) == 0 {
		m.engineer = `Our request asked for no method of authentication (it has no RequestedAuthnContext), so the ` +
			`demand is one of the identity provider itself: an authentication policy of the application, or a proxy ` +
			`in between that asks for more.`
		m.admin = `Our requests ask for no particular method of authentication. Please check the authentication ` +
			`policy of the application, and a proxy or broker in between that asks for one.`
		return
	}
	methods := diff.Visible(strings.Join(asked.AuthnContexts, ", "), longestValue)
	if asked.Comparison != "" {
		methods += " (" + string(asked.Comparison) + ")"
	}
	m.engineer = `Our request asked for the method of authentication ` + methods + `, and the user signed in by ` +
		`another, or can't use it. Set ` +
		SettingAuthnContext.shown() + ` to one that fits, or to none.`
	m.admin = `Nothing has to change on your side: our request asked for a method of authentication that does ` +
		`not fit (` +
		methods + `). We can ask for another, or for none.`
	m.fixer, m.fix = FixVendor, ""
}

// fitUnsupported names what not every identity provider supports.
func fitUnsupported(c *refusal, m *statusMeaning) {
	if c.asked().ForceAuthn {
		m.engineer += ` Our request asked to sign the user in anew (ForceAuthn), which it may not support.` +
			c.askedBy()
	}
	fitAnyContext(c, m)
}

// fitAnyContext names the methods that were asked for, where they may be what is
// not understood.
func fitAnyContext(c *refusal, m *statusMeaning) {
	if len(c.asked().AuthnContexts) > 0 {
		m.engineer += ` Our request asked for a method of authentication: see ` + SettingAuthnContext.shown() + `.`
	}
}

// fitSigned knows whether our requests are signed.
func fitSigned(c *refusal, m *statusMeaning) {
	m.portal = m.admin
	if c.settings.SignsRequests {
		m.engineer += ` Our requests are signed: it may hold another certificate of ours than the one in our metadata.`
		m.admin += ` Our requests are signed: please load our current metadata or certificate.`
		m.portal += ` The requests are signed: load the current metadata of this connection.`
	} else {
		m.engineer += ` Our requests are not signed; if it wants them to be, switch on ` + SettingSignRequests.shown() +
			` and give it our metadata.`
		m.admin += ` Please tell us if requests have to be signed: ours are not.`
		m.portal += ` The requests are not signed: ask your contact for signed ones if they have to be.`
	}
	fitAnyContext(c, m)
}

// asked is what the request asked for that the message answers. If it answers
// none that is known, it is what this connection asks for.
func (c *refusal) asked() protocol.Asked {
	if c.verdict.Asked != nil {
		return *c.verdict.Asked
	}
	return c.settings.Requests
}

// askedBy says who wanted the user to be signed in anew.
func (c *refusal) askedBy() string {
	if c.settings.Requests.ForceAuthn {
		return ` This connection asks so each time: see ` + SettingForceAuthn.shown() + `.`
	}
	return ` The app asked for it (prompt=login).`
}

// closerStatus adds what the status means.
func closerStatus(c *refusal, info *CauseInfo) {
	if c.check.Reason != "" {
		closerNoStatus(c, info)
		return
	}
	info.Title = "The identity provider reported an error"
	meaning := c.meaning()
	if meaning.fits != nil {
		meaning.fits(c, &meaning)
	}
	if meaning.engineer == "" {
		return
	}
	info.Engineer = `{Idp} answered with an error instead of an assertion: {status}[, with the message ` +
		`"{statusMessage}"]. ` +
		meaning.engineer + ` The user was not signed in there, so nothing else in the message matters.`
	info.Admin = `{Idp} refused the sign-in and told us: {status}[, with the message "{statusMessage}"]. ` +
		meaning.admin
	info.Portal = `{Idp} refused the sign-in and answered: {status}[, with the message "{statusMessage}"]. ` +
		cmp.Or(meaning.portal, meaning.admin)
	if meaning.fixer != "" {
		info.Fixer, info.Fix = meaning.fixer, meaning.fix
	}
	if meaning.fix != "" {
		info.Fix = meaning.fix
	}
}

// closerNoStatus is for a response that says nothing of its success, which is no
// report of an error.
func closerNoStatus(c *refusal, info *CauseInfo) {
	info.Title = "Response has no status"
	what := "it has no Status"
	switch c.check.Reason {
	case saml.NoStatusCode:
		what = "its Status has no StatusCode"
	case saml.SeveralStatuses:
		info.Title, what = "Response has more than one status", "its Status has more than one StatusCode"
	}
	info.Engineer = `The response does not say that the sign-in succeeded, nor that it failed: ` + what +
		`. SAML demands one status in each response. It was built by unusual software, or changed on the way. There ` +
		`is nothing to change here.`
	info.Admin = `The response from {idp} does not say whether the sign-in succeeded: ` + what +
		`, as SAML requires. Please check the template, script, proxy or library that builds or changes responses.`
}

func (c *refusal) meaning() statusMeaning {
	seen := c.verdict.Seen
	if meaning, known := entraErrors[c.facts.StatusCode]; known {
		return meaning
	}
	if meaning, known := statuses[lastPart(seen.StatusSub)]; known {
		return meaning
	}
	return statuses[lastPart(seen.StatusCode)]
}

// statusInWords is "Responder / AuthnFailed (the user could not be signed in)".
func (c *refusal) statusInWords() string {
	seen := c.verdict.Seen
	text := diff.Visible(lastPart(seen.StatusCode), 100)
	if seen.StatusSub != "" {
		text += " / " + diff.Visible(lastPart(seen.StatusSub), 100)
	}
	if text == "" {
		text = "no status"
	}
	if meaning := c.meaning(); meaning.means != "" {
		text += " (" + meaning.means + ")"
	}
	return text
}

// lastPart shortens urn:oasis:names:tc:SAML:2.0:status:AuthnFailed; what is
// not of SAML's own stays whole.
func lastPart(code string) string {
	return strings.TrimPrefix(code, "urn:oasis:names:tc:SAML:2.0:status:")
}
