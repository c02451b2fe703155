package diagnose

import "gatehouse/saml"

// limitCauses are raised while parsing, before the work is done (X11).
var limitCauses = []CauseInfo{
	{
		Cause: saml.LimitBytes, Rules: []string{"X11"}, Fixer: FixIdP, Fix: OfferSendToAdmin,
		Engineer: `The decoded response is larger than what is read[ (at most {maxSize})|[ ({detail})]][; it has ` +
			`{size}]. Almost always this is a group attribute that sends every group of the user. There is nothing ` +
			`to change here: the identity provider has to send fewer.`,
		Admin: `The response for this user is too large for us to read[ ({size})|[ ({detail})]]. The usual reason is ` +
			`that it lists every group of the user. Please limit the groups under {attributes} to those that the ` +
			`application needs.`,
	},
	limit(saml.LimitDepth, "its elements are nested deeper than"),
	limit(saml.LimitElements, "it has more elements than"),
	limit(saml.LimitAttributes, "one of its elements has more XML attributes than"),
	limit(saml.LimitNamespaces, "it has more namespace declarations than"),
	limit(saml.LimitName, "a name in it is longer than"),
	limit(saml.LimitAttributeValue, "an XML attribute in it is longer than"),
	{
		Cause: saml.LimitSignatures, Rules: []string{"X11"}, Fixer: FixIdP, Fix: OfferSendToAdmin,
		Engineer: `The response holds more signatures than the one of the response and the one of the assertion. A ` +
			`gateway that signs again beside the signatures that are there does this, and so do forged messages. ` +
			`There is nothing to change here.`,
		Admin: `The response holds more signatures than we accept: one of the response and one of the assertion. ` +
			`Please check for a proxy or gateway that signs again, and have it replace the signature; and let us ` +
			`know if somebody is testing.`,
		Portal: portalForeign,
	},
	limit(saml.LimitCertificates, "it carries more certificates, or larger ones, than"),
	{
		Cause: saml.LimitText, Rules: []string{"X11"}, Fixer: FixIdP, Fix: OfferSendToAdmin,
		Engineer: `A single value in the response is longer than what is read[: {detail}]. Pictures and documents ` +
			`put into an attribute look like this. There is nothing to change here.`,
		Admin: `An attribute in the response is too long for us to read[ ({detail})], for example a photo. Please ` +
			`remove it under {attributes}.`,
	},
	{
		Cause: saml.LimitValues, Rules: []string{"X11"}, Fixer: FixIdP, Fix: OfferSendToAdmin,
		Engineer: `The assertion has more attributes, or values in one attribute, than what is read[ ({expected})]. ` +
			`Almost always this is a group attribute that sends every group. There is nothing to change here.`,
		Admin: `The response for this user carries too many attribute values[; we read {expected}]. Please limit the ` +
			`groups under {attributes} to those that the application needs.`,
	},
}

// limit makes the entry of a limit that no sound message comes near.
func limit(cause saml.Cause, what string) CauseInfo {
	return CauseInfo{
		Cause: cause, Rules: []string{"X11"}, Fixer: FixIdP, Fix: OfferSendToAdmin,
		Engineer: `The response was not read to its end: [{detail}|` + what +
			` what is accepted[ ({expected})]]. Sound responses stay far below, so this is a message built to ` +
			`exhaust its reader, or very unusual software. There is nothing to change here.`,
		Admin: `The response is built in a way that we refuse to read: [{detail}|` + what + ` what we accept[ ` +
			`({expected})]]. {Maker} does not write such responses by itself: please check for a template, script or ` +
			`proxy that builds or changes them, and let us know if somebody is testing.`,
		Portal: portalForeign,
	}
}
