package model

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"gatehouse/saml"
	"gatehouse/saml/diagnose"
)

// Remedy is a change on our side that would have let a refused message in. It is
// data: what was shown to somebody is what is made.
type Remedy struct {
	Session ID
	Fix     diagnose.Fix

	Means    string // what follows from it, to be read before it is made
	Question string // that asks for it
	Done     string // what was done, in the past

	Organization ID
	Connection   ID
	Domain       string // to be added, of [diagnose.OfferAddDomain]
	Certificate  []byte // to be trusted, DER; of [diagnose.OfferTrustCertificate]
	Issuer       string // of [diagnose.OfferSetIdPEntityID]
}

// Left is what there is to mend in a session that failed, with the verdict that
// says so: what refused its message then, unless it would be refused for another
// reason today. Mended reports that today it would be accepted. A nil today proves
// nothing.
func (s *SessionDetail) Left(today *Today) (x diagnose.Explanation, v *saml.Verdict, mended bool) {
	switch {
	case today == nil:
		return s.Explanation, s.Verdict(), false
	case today.Accepted():
		return s.Explanation, s.Verdict(), true
	case today.Explanation.Cause != s.Explanation.Cause:
		return today.Explanation, today.Verdict, false
	}
	return s.Explanation, s.Verdict(), false
}

// Remedy gives the change that an explanation of the session offers, or why there
// is none. The verdict is the one that is explained; nil if nothing arrived.
func (s *SessionDetail) Remedy(x diagnose.Explanation, v *saml.Verdict) (r Remedy, why string) {
	c, o := s.Connection, s.Organization
	r = Remedy{Session: s.Session.ID, Fix: x.Fix, Organization: o.ID, Connection: c.ID}
	switch x.Fix {
	case "":
		return Remedy{}, "the verdict offers none"
	case diagnose.OfferAddDomain:
		return r.domain(o, s.Session.Email)
	case diagnose.OfferAllowOutside:
		if o.ID == "" {
			return Remedy{}, organizationGone
		}
		r.Means, r.Question = o.Name+": "+OutsideWarning, "Allow profiles from outside its domains?"
		r.Done = o.Name + " accepts profiles from outside its domains"
		return r, ""
	}
	if c.ID == "" {
		return Remedy{}, "the connection is gone or was never known"
	}
	switch x.Fix {
	case diagnose.OfferTrustCertificate:
		if v == nil || len(v.Seen.KeyInfo) == 0 {
			return Remedy{}, "the message carries no certificate"
		}
		r.Certificate = v.Seen.KeyInfo
		r.Means = "Whoever holds the key of this certificate can then sign in anybody through " + c.Name +
			". Confirm a fingerprint with the customer first, not by this message."
		r.Question, r.Done = "Trust it?", "the certificate is trusted for "+c.Name
	case diagnose.OfferSetIdPEntityID:
		if v == nil || v.Seen.Issuer == "" {
			return Remedy{}, "the message names no issuer"
		}
		before := c.IdPEntityID
		if before == "" {
			before = "(not set)"
		}
		r.Issuer = v.Seen.Issuer
		r.Means = fmt.Sprintf("Messages of %s must then come from\n%s\nand no longer from\n%s", c.Name, r.Issuer,
			before)
		r.Question, r.Done = "Set its entity ID?", "changed the entity ID of the identity provider of "+c.Name
	case diagnose.OfferActivate:
		if c.State != Inactive {
			return Remedy{}, "its settings are not complete: import them into the connection"
		}
		r.Means, r.Question = "People can sign in through "+c.Name+" again.", "Resume the connection?"
		r.Done = "resumed " + c.Name
	default:
		return r.exception(c)
	}
	return r, ""
}

const organizationGone = "its organization is gone"

// domain adds the domain of the user's address.
func (r Remedy) domain(o Organization, email string) (Remedy, string) {
	domain, err := OwnableDomain(email[strings.LastIndex(email, "@")+1:])
	switch {
	case o.ID == "":
		return Remedy{}, organizationGone
	case email == "" || err != nil:
		return Remedy{}, "the user's address has no domain that an organization can have to itself"
	case slices.ContainsFunc(o.Domains, func(x Domain) bool { return x.Domain == domain && x.State != DomainVerified }):
		return Remedy{}, domain + " is there and waits to be verified: open it in its organization"
	}
	r.Domain = domain
	r.Means = fmt.Sprintf("Users with an address in %s can then sign in to %s. "+
		"You vouch that the domain is theirs: nothing proves it here.", domain, o.Name)
	r.Question, r.Done = "Add "+domain+" as verified?", "added "+domain+" to "+o.Name
	return r, ""
}

// exception makes an exception in the policy of the connection.
func (r Remedy) exception(c Connection) (Remedy, string) {
	e, ok := exceptionFor(r.Fix)
	if !ok {
		return Remedy{}, "nothing can be changed here: see its connection and its organization"
	}
	r.Means, r.Question, r.Done = e.means, "Change the policy of "+c.Name+"?", "changed the policy of "+c.Name
	return r, ""
}

// Except is a policy with the exception of the remedy, and false if the remedy is
// none of the policy.
func (r Remedy) Except(p saml.Policy) (saml.Policy, bool) {
	e, ok := exceptionFor(r.Fix)
	if ok {
		e.set(&p)
	}
	return p, ok
}

// exception is a change of a policy that a verdict can offer.
type exception struct {
	fix   diagnose.Fix
	means string
	set   func(*saml.Policy)
}

// exceptions are those that are no switch.
var exceptions = []exception{
	{
		diagnose.OfferWidenSkew, "Clocks may differ by five minutes, the most that is allowed.",
		func(p *saml.Policy) { p.Skew = 5 * time.Minute },
	},
	{
		diagnose.OfferRelaxSignatures, "A signature of the response or of the assertion is enough.",
		func(p *saml.Policy) { p.Require = saml.EitherSigned },
	},
}

// exceptionFor finds one. What offers a switch is called as the switch is.
func exceptionFor(fix diagnose.Fix) (exception, bool) {
	if x, ok := saml.SwitchNamed(string(fix)); ok {
		return exception{fix, x.Warning(), func(p *saml.Policy) { x.Set(p, true) }}, true
	}
	i := slices.IndexFunc(exceptions, func(e exception) bool { return e.fix == fix })
	if i < 0 {
		return exception{}, false
	}
	return exceptions[i], true
}

// RemedyNeeds is the action that the change which a verdict offers is, for the question who may
// make it under a policy; "" if the offer changes nothing.
func RemedyNeeds(fix diagnose.Fix, p saml.Policy) Action {
	switch fix {
	case diagnose.OfferAddDomain:
		return ActVouchDomain
	case diagnose.OfferAllowOutside:
		return ActAllowOutside
	case diagnose.OfferActivate:
		return ActPauseConnection
	case diagnose.OfferSignInAgain:
		return ActTestSignIn
	case "", diagnose.OfferCopyACSURL, diagnose.OfferCopyEntityID, diagnose.OfferCopySPMetadata,
		diagnose.OfferSendToAdmin:
		return ""
	}
	after, _ := Remedy{Fix: fix}.Except(p)
	if slices.ContainsFunc(after.Weakened(), func(s saml.Switch) bool { return !s.In(p) }) {
		return ActRelaxPolicy
	}
	return ActChangeConnection
}
