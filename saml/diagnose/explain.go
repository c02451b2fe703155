package diagnose

import (
	"cmp"

	"gatehouse/saml"
)

// Explanation says why a login failed, to both who can be asked to mend it.
type Explanation struct {
	Cause saml.Cause
	Class saml.Class
	Title string

	Engineer string // for whoever runs this service provider
	Admin    string // for the customer's IT admin, in their provider's words; stands by itself in a mail
	Portal   string // for the IT admin who is in the Admin Portal

	Fixer    Fixer
	Fix      Fix    // what the console can offer, "" for nothing
	FixLabel string // what it would do here, as a command: "Add acme.com to the organization"

	Expected, Received string
	Difference         string    // between the two, if it is hard to see; see [diff.Between]
	Span               saml.Span // what to show of the document

	Also []saml.Cause // findings that stand beside the root cause, not those that follow from it
}

// Explain puts the root cause of a refusal into words; s are the settings that
// the message was judged with. It is the zero value for an accepted message.
// Received values in its sentences are made visible and cut; Expected and
// Received are as the check has them.
func Explain(v *saml.Verdict, s saml.Settings) Explanation {
	root := v.Root()
	if root.Cause == "" {
		return Explanation{}
	}
	c := newCase(v, s, root)
	info := c.info()
	x := Explanation{
		Cause:      root.Cause,
		Class:      root.Class,
		Title:      info.Title,
		Engineer:   render(info.Engineer, c.engineerValues()),
		Admin:      render(info.Admin, c.adminValues()),
		Portal:     render(cmp.Or(info.Portal, info.Admin), c.adminValues()),
		Fixer:      info.Fixer,
		Fix:        info.Fix,
		Expected:   c.check.Expected,
		Received:   c.check.Received,
		Difference: c.difference,
		Span:       c.check.Span,
	}
	x.FixLabel = render(fixLabels[info.Fix], c.engineerValues())
	seen := map[saml.Cause]bool{root.Cause: true}
	for _, finding := range v.Findings[1:] {
		if !finding.Follows && !seen[finding.Cause] {
			seen[finding.Cause] = true
			x.Also = append(x.Also, finding.Cause)
		}
	}
	return x
}

// fixLabels are templates, as the sentences are.
var fixLabels = map[Fix]string{
	OfferAddDomain:        `Add [{domain}|the user's domain] to the organization`,
	OfferAllowOutside:     `Allow profiles outside the organization's domains`,
	OfferTrustCertificate: `Trust the certificate in the message, once its fingerprint is confirmed`,
	OfferAddCertificate:   `Add the identity provider's current signing certificate`,
	OfferRefreshMetadata:  `Import the identity provider's metadata again`,
	OfferAllowSHA1:        `Accept SHA-1 signatures on this connection (unsafe)`,
	OfferAllowRSA15:       `Accept RSA 1.5 key transport on this connection (unsafe)`,
	OfferAllowC14N:        `Accept inclusive canonicalization on this connection`,
	OfferAllowAdvice:      `Allow assertions in Advice on this connection; nothing of them is read`,
	OfferAllowEmptyRef:    `Accept signatures with an empty reference on this connection`,
	OfferIgnoreExpiry:     `Ignore the dates of this connection's certificates`,
	OfferAllowUnsolicited: `Allow IdP-initiated sign-ins on this connection`,
	OfferWidenSkew:        `Allow more clock difference on this connection (5 minutes at most)`,
	OfferRelaxSignatures:  `Accept either signature on this connection`,
	OfferMapAttribute:     `Map a received attribute to [{missing}|the profile]`,
	OfferSetIdPEntityID:   `Set the identity provider's entity ID to [{quoted}|the received one]`,
	OfferCopyACSURL:       `Copy our ACS URL`,
	OfferCopyEntityID:     `Copy our entity ID`,
	OfferCopySPMetadata:   `Copy our metadata`,
	OfferActivate:         `Activate the connection`,
	OfferSignInAgain:      `Copy a link to sign in again`,
	OfferSendToAdmin:      `Copy the message to the IT admin`,
}
