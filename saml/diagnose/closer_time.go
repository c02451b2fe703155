package diagnose

import (
	"time"

	"gatehouse/saml"
)

// closerExpired tells a slow clock from a response that was kept too long. The
// sender's clock is known by IssueInstant alone; a response that says that it
// is older than the request that it answers comes from a slow one.
func closerExpired(c *refusal, info *CauseInfo) {
	if c.verdict.Seen.IssueInstant.IsZero() {
		return
	}
	switch age := -c.verdict.ClockOffset; {
	case c.check.Reason == saml.SlowClock:
		info.Title = "The sender's clock is slow"
		info.Fix = OfferSendToAdmin
		info.Engineer = `The response answers a request of ours, yet by its date it was issued before that request ` +
			`was sent, {age} ago: the clock of {idp} is behind ours by about that much. It is not a slow user. Check ` +
			`the clock of this server first (timedatectl), then ask the IT admin.`
		info.Admin = `The clock of {idp} is behind ours by about {age}: by its date, the response had run out when ` +
			`it reached us. Please {clockOrTell}. We are checking ours too.`
		c.hostedClock(info)
	case age <= time.Minute:
		info.Title = "Response lives too short"
		info.Fix = OfferSendToAdmin
		info.Engineer = `The response was issued just now by the sender's clock, but it says that it is valid only ` +
			`until [{bound}|a time that is past]: the lifetime that {idp} gives it is too short, or already over. ` +
			`The clocks agree; there is nothing to change here.`
		info.Portal = ""
		info.Admin = `{Idp} issues its response with a lifetime that is over when it reaches us: it is valid only ` +
			`until [{bound}|a time that is past]. Please set the token or assertion lifetime of the application to 5 ` +
			`minutes or more.`
	default:
		info.Engineer = `The response was issued {age} ago by the sender's clock and was valid until [{bound}|a time ` +
			`that is past]; up to {skew} of difference is allowed. Either it was kept that long (a page left open, ` +
			`the back button, a restored browser tab), or the sender's clock is slow by that much. Have the user ` +
			`sign in again: if that works, it was the first; if every sign-in fails like this, it is the clock.`
		info.Admin = `The response was {age} old when it reached us, and no longer valid. Please have the user close ` +
			`the page and sign in again from the start. If that fails in the same way, the clocks of {idp} and our ` +
			`service differ: then please {clockOrTell}.`
	}
}

// closerNotYetValid never speaks of expiry: the message comes from the future.
func closerNotYetValid(c *refusal, info *CauseInfo) {
	ahead := c.verdict.ClockOffset
	switch {
	case c.check.Reason == saml.AuthenticatedAhead:
		info.Title = "Signed in at a time to come"
		info.Engineer = `The response says that the user signed in at [{bound}|a time to come], which lies ahead of ` +
			`our time[, {arrived}]; up to {skew} of difference is allowed. The clock of {idp}, or of the system that ` +
			`signed the user in, is fast. Check the clock of this server first (timedatectl), then ask the IT admin.`
		info.Admin = `The response from {idp} says that the user signed in at [{bound}|a time ahead], a time that is ` +
			`still to come. Please {clockOrTell}. We are checking ours too.`
		return
	case c.verdict.Seen.IssueInstant.IsZero():
		return
	case c.check.Reason == saml.IssuedAhead:
		info.Title = "The sender's clock is fast"
		info.Engineer = `By its date the response was issued {age} in the future; up to {skew} of difference is ` +
			`allowed. The clock of {idp} is ahead of ours by about that much, or ours is behind. Check the clock of ` +
			`this server first (timedatectl), then ask the IT admin.`
		info.Admin = `The clock of {idp} is ahead of ours by about {age}: by its date, its response is still to be ` +
			`issued. Please {clockOrTell}. We are checking ours too.`
		if ahead > 5*time.Minute {
			info.Fix = OfferSendToAdmin // no skew that can be set would help
		}
	case ahead <= time.Minute:
		info.Fix = OfferSendToAdmin
		info.Engineer = `The response was issued just now by the sender's clock, but says that it is valid only from ` +
			`[{bound}|the time it names] on. The clocks agree: {idp} dates it into the future. There is nothing to ` +
			`change here.`
		info.Portal = ""
		info.Admin = `{Idp} issues its response with a start time in the future: it is valid only from [{bound}|the ` +
			`time it names] on. Please remove the delay (NotBefore) from the application's settings.`
		return
	default:
		info.Title = "The sender's clock is fast"
		info.Engineer = `The response is valid only from [{bound}|the time it names] on: by its date it was issued ` +
			`{age} in the future, and {skew} of difference is allowed. The clock of {idp} is ahead of ours by about ` +
			`that much, or ours is behind. Check the clock of this server first (timedatectl), then ask the IT admin.`
		info.Admin = `The clock of {idp} is ahead of ours by about {age}: its response is valid only from ` +
			`[{bound}|the time it names] on. Please {clockOrTell}. We are checking ours too.`
		if ahead > 5*time.Minute {
			info.Fix = OfferSendToAdmin // no skew that can be set would help
		}
	}
	c.hostedClock(info)
}

// hostedClock puts the suspicion where it belongs: the clocks of a hosted
// service are right, so ours is the first to look at.
func (c *refusal) hostedClock(info *CauseInfo) {
	if c.words.Clock != "" {
		return
	}
	info.Title = "The clocks differ"
	info.Fixer = FixEither
	info.Engineer = `By its date, the response was issued {age} {side} our time; up to {skew} of difference is ` +
		`allowed. {Idp} is a hosted service and keeps the right time, so the clock of this server is most likely ` +
		`wrong: check it first (timedatectl).`
	info.Portal = `By its date, the answer was issued {age} {side} the time here. {Idp} keeps the right time, so the ` +
		`clock here is probably wrong: nothing has to change on your side. Give your contact the code below.`
	info.Admin = `By its date, the response from {idp} was issued {age} {side} the time of our service. {Idp} keeps ` +
		`the right time, so we are checking our own clock; nothing has to change on your side.`
}

func closerInResponseTo(c *refusal, info *CauseInfo) {
	switch {
	case c.check.Reason == saml.NamesNoRequest:
		info.Title = "Does not say what it answers"
		info.Fixer, info.Fix = FixIdP, OfferSendToAdmin
		info.Engineer = `The sign-in was started by us, but the signed part of the response does not say which ` +
			`request it answers (InResponseTo)[: {detail}]. So it can't be told from one that was stolen. There is ` +
			`nothing to change here.`
		info.Portal = ""
		info.Admin = `The response does not say in its signed part which of our requests it answers: "InResponseTo" ` +
			`is missing in its SubjectConfirmationData. {Maker} adds it by itself for sign-ins that start at our ` +
			`application: please check for a setting that leaves it out, or for a link to a fixed sign-on page.`
	case c.check.Reason == saml.DifferentRequests:
		info.Title = "Answers two different requests"
		info.Fixer, info.Fix = FixIdP, OfferSendToAdmin
		info.Engineer = `The response and its assertion name different requests[ ("{expected}" and "{received}")]: ` +
			`they were put together from two messages. Take it for an attack or a security test until the customer ` +
			`says otherwise.`
		info.Portal = portalForeign
		info.Admin = `A response said to come from {idp} and the assertion in it answer two different requests. ` +
			`{Maker} does not send this by itself: please let us know whether somebody on your side is testing, or ` +
			`whether a proxy or script changes responses.`
	case c.check.Reason == saml.NeverOurs:
		info.Title = "Answers a request that was never ours"
		info.Fixer, info.Fix = FixIdP, OfferSendToAdmin
		info.Engineer = `The response says that it answers the request[ "{received}"], and no request of ours was ` +
			`ever called like that. The identity provider makes the InResponseTo up, as some do for sign-ins that ` +
			`they start themselves, or the response answers another application's request. There is nothing to ` +
			`change here.`
		info.Portal = ""
		info.Admin = `The response says that it answers a request[ named "{received}"] that we never sent: {idp} ` +
			`makes it up, or answers another application. Please leave InResponseTo out of responses that nobody ` +
			`asked for, and make sure that {acs} "{acsURL}" is entered only for our application.`
	case c.check.Reason == saml.ForeignConnection:
		info.Title = "Answers another connection's request"
		info.Fixer, info.Fix = FixEither, OfferCopyACSURL
		info.Engineer = `The request[ "{received}"] was sent through another connection, and the response came to ` +
			`this one. The ACS URLs of two connections were mixed up at the identity provider, or the response was ` +
			`meant for another customer. Compare {acs} with this connection's "{acsURL}".`
		info.Portal = ""
		info.Admin = `The response answers a request of another connection than the one whose address it came to. ` +
			`Please make sure that {acs} is the ACS URL of your own connection, "{acsURL}"[ ({where})].`
	case c.check.Reason == saml.RequestTooOld:
		info.Title = "Answered too late"
		info.Engineer = `The response answers a request that is no longer open[: the request was sent {past} ago][; ` +
			`a request less than {most} old is accepted]. The user left the sign-in page open that long. Have the ` +
			`user sign in again from our application.`
	}
}
