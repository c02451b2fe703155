package saml

import "time"

// closerExpired tells a slow clock from a response that was kept too long. The
// sender's clock is known by IssueInstant alone; a response that answers a
// request of ours can't be older than that request may live.
func closerExpired(c *refusal, info *CauseInfo) {
	if c.verdict.Seen.IssueInstant.IsZero() {
		return
	}
	age := -c.verdict.ClockOffset
	life := c.settings.Policy.RequestLife
	if life <= 0 {
		life = DefaultPolicy().RequestLife
	}
	answers := c.verdict.Answers != "" || c.verdict.Claims != ""
	switch {
	case age <= max(c.settings.Policy.Skew, time.Minute):
		info.Title = "Response lives too short"
		info.Fix = OfferSendToAdmin
		info.Engineer = `The response was issued just now by the sender's clock, but it says that it is valid only until[ {received}]: the lifetime that {idp} gives it is too short, or already over. The clocks agree; there is nothing to change here.`
		info.Admin = `{Idp} issues its response with a lifetime that is over when it reaches us: it is valid only until[ {received}]. Please set the token or assertion lifetime of the application to 5 minutes or more.`
	case answers && age > life:
		info.Title = "The sender's clock is slow"
		info.Fix = OfferSendToAdmin
		info.Engineer = `The response answers a request that we sent a few minutes ago, yet says that it was issued {age} ago: the clock of {idp} is behind ours by about that much. It is not a slow user. Check the clock of this server first (timedatectl), then ask the IT admin.`
		info.Admin = `The clock of {idp} is behind ours by about {age}: its response was over when it reached us. Please {clockOrTell}. We are checking ours too.`
	default:
		info.Engineer = `The response was issued {age} ago by the sender's clock and was valid until[ {received}]; {skew} of difference is allowed. Either it was kept that long (a page left open, the back button, a restored browser tab), or the sender's clock is slow by that much. Have the user sign in again: if that works, it was the first; if every sign-in fails like this, it is the clock.`
		info.Admin = `The response was {age} old when it reached us, and no longer valid. Please have the user close the page and sign in again from the start. If that fails in the same way, the clocks of {idp} and our service differ: please {clockOrTell}.`
	}
	c.hostedClock(info)
}

// closerNotYetValid never speaks of expiry: the message comes from the future.
func closerNotYetValid(c *refusal, info *CauseInfo) {
	ahead := c.verdict.ClockOffset
	switch {
	case c.verdict.Seen.IssueInstant.IsZero():
	case ahead <= time.Minute:
		info.Fix = OfferSendToAdmin
		info.Engineer = `The response was issued just now by the sender's clock, but says that it is valid only from[ {received}] on. The clocks agree: {idp} dates it into the future. There is nothing to change here.`
		info.Admin = `{Idp} issues its response with a start time in the future: it is valid only from[ {received}] on. Please remove the delay (NotBefore) from the application's settings.`
		return
	default:
		info.Title = "The sender's clock is fast"
		info.Engineer = `The response is valid only from[ {received}] on: by its date it was issued {age} in the future, and {skew} of difference is allowed. The clock of {idp} is ahead of ours by about that much, or ours is behind. Check the clock of this server first (timedatectl), then ask the IT admin.`
		info.Admin = `The clock of {idp} is ahead of ours by about {age}: its response is valid only from[ {received}] on. Please {clockOrTell}. We are checking ours too.`
		if ahead > 5*time.Minute {
			info.Fix = OfferSendToAdmin // no skew that can be set would help
		}
	}
	c.hostedClock(info)
}

// hostedClock puts the suspicion where it belongs: the clocks of a hosted
// service are right, so ours is the first to look at.
func (c *refusal) hostedClock(info *CauseInfo) {
	if c.words.Clock == "" && info.Fixer == FixIdP {
		info.Fixer = FixEither
	}
}

func closerInResponseTo(c *refusal, info *CauseInfo) {
	switch {
	case c.check.Received == "":
		info.Title = "Does not say what it answers"
		info.Fixer, info.Fix = FixIdP, OfferSendToAdmin
		info.Engineer = `The sign-in was started by us, but the response does not say which request it answers (no InResponseTo where it has to be, in the signed part). Then it can't be told from one that was stolen. There is nothing to change here.`
		info.Admin = `The response does not say which of our requests it answers: "InResponseTo" is missing in its SubjectConfirmationData. {Idp} adds it for sign-ins that start at our application: please check for a setting that leaves it out, or for a link to a fixed sign-on page.`
	case c.says("used", "answered", "twice"):
		info.Title = "Request was answered before"
		info.Engineer = `The request[ "{received}"] has been answered by an earlier response; each one counts once. A double click, a reload or the back button does this. If the earlier one failed, look at that session: it has the reason.`
		info.Admin = `No change is needed. A response to the same sign-in request had reached us before; a double click, a reload or the back button does this. If the user is not signed in now, please have them start again from our application.`
	}
}
