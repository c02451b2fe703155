package diagnose

import "gatehouse/saml"

// xmlCauses come from reading the document (X1–X10).
var xmlCauses = []CauseInfo{
	{
		Cause: saml.BadEncoding, Rules: []string{"X1"}, Fixer: FixIdP, Fix: OfferSendToAdmin,
		Engineer: `The response is not in UTF-8[: {detail}]. UTF-8 is read, and ISO-8859-1, ISO-8859-15, ` +
			`Windows-1252 and US-ASCII where the XML declares them; no other, since readers that guess can read two ` +
			`different messages out of one. There is nothing to change here.`,
		Admin: `The response is not in UTF-8[: {detail}]. There is no setting for this: the encoding is changed by ` +
			`whatever builds or passes on the response, often a script or proxy, or an attribute value of this user ` +
			`that is not valid text. Please try with another user to tell the two apart.`,
	},
	{
		Cause: saml.ForbiddenCharacter, Rules: []string{"X1"}, Fixer: FixIdP, Fix: OfferSendToAdmin,
		Engineer: `The response can't be read as XML: [{detail}|it holds a forbidden character]. It usually comes ` +
			`out of a profile field of this one user, pasted from another program. There is nothing to change here.`,
		Admin: `The response for this user can't be read: [{detail}|it holds a character that XML forbids]. Most ` +
			`often such a character hides in a profile field such as name, title or department that was pasted from ` +
			`another program. Please retype the fields of this user that are sent under {attributes}.`,
	},
	{
		Cause: saml.DTD, Rules: []string{"X2"}, Fixer: FixIdP, Fix: OfferSendToAdmin,
		Engineer: `The response has a document type declaration (DOCTYPE). It can make a reader fetch files or run ` +
			`out of memory, and no identity provider needs it, so the response was not read any further. Take it for ` +
			`an attack or a security test until the customer says otherwise.`,
		Admin: `A response to our service, said to come from {idp}, had a DOCTYPE declaration in it. Identity ` +
			`providers do not send one, and it is a known way to attack readers of XML, so it was refused. Please ` +
			`let us know whether somebody on your side is testing; if not, no change is needed.`,
		Portal: portalForeign,
	},
	{
		Cause: saml.UndefinedEntity, Rules: []string{"X2"}, Fixer: FixIdP, Fix: OfferSendToAdmin,
		Engineer: `The response can't be read as XML: [{detail}|it uses an undefined entity]. It comes from HTML: a ` +
			`value was put into the XML without being escaped. There is nothing to change here.`,
		Admin: `The response can't be read as XML: [{detail}|it uses an undefined entity]. Such entities exist in ` +
			`HTML only. A profile field or a fixed value under {attributes} contains HTML; please enter it as plain ` +
			`text.`,
	},
	{
		Cause: saml.NotWellFormed, Rules: []string{"X3"}, Fixer: FixIdP, Fix: OfferSendToAdmin,
		Engineer: `What arrived is not well-formed XML[: {detail}]. It was damaged on the way, or built by software ` +
			`of the customer's own that does not escape values. There is nothing to change here.`,
		Admin: `The response reached us as broken XML[: {detail}]. {Maker} writes correct XML by itself, so it was ` +
			`changed on the way, or a fixed value or template on your side holds an unescaped & or <. Please check ` +
			`whether it happens to every user or only to one.`,
	},
	{
		Cause: saml.Comment, Rules: []string{"X4"}, Fixer: FixIdP, Fix: OfferSendToAdmin,
		Engineer: `The response has an XML comment in it[, at {quoted}]. Signatures do not cover comments, and a ` +
			`reader that stops at one sees another user than the next reader, so none is accepted. No identity ` +
			`provider sends one: take it for an attack or a security test until the customer says otherwise.`,
		Admin: `A response to our service, said to come from {idp}, had an XML comment in it. Identity providers do ` +
			`not send comments, and they are a known way to pass for another user, so it was refused. Please let us ` +
			`know whether somebody on your side is testing, or whether a proxy or script changes responses.`,
		Portal: portalForeign,
	},
	{
		Cause: saml.ProcessingInstruction, Rules: []string{"X4"}, Fixer: FixIdP, Fix: OfferSendToAdmin,
		Engineer: `The response has an XML processing instruction in it[, at {quoted}]. Readers disagree about what ` +
			`it means inside a value, so none is accepted. No identity provider sends one: take it for an attack or ` +
			`a security test until the customer says otherwise.`,
		Admin: `A response to our service, said to come from {idp}, had a processing instruction (<?…?>) in it. ` +
			`Identity providers do not send them, so it was refused. Please let us know whether somebody on your ` +
			`side is testing, or whether a proxy or script changes responses.`,
		Portal: portalForeign,
	},
	{
		Cause: saml.CDATA, Rules: []string{"X4"}, Fixer: FixIdP, Fix: OfferSendToAdmin,
		Engineer: `The response has a CDATA section in it[, at {quoted}]. What a signature covers and what stands ` +
			`there differ in it, so none is accepted. Software of the customer's own may write it; established ` +
			`identity providers do not.`,
		Admin: `The response has a CDATA section in it, which is not accepted in SAML messages. {Maker} does not ` +
			`write it by itself: please check for a template, script or proxy that builds the response, and have it ` +
			`escape values instead.`,
	},
	{
		Cause: saml.BadNamespace, Rules: []string{"X5"}, Fixer: FixIdP, Fix: OfferSendToAdmin,
		Engineer: `The response can't be read: [{detail}|a namespace is not declared as it must be]. A name whose ` +
			`prefix means nothing, or two things, can't be read safely. Parts of it were probably cut out of one ` +
			`document and put into another. There is nothing to change here.`,
		Admin: `The response can't be read: [{detail}|an XML namespace is not declared correctly]. {Maker} writes ` +
			`correct namespaces by itself: please check for a template, script or proxy that builds or changes the ` +
			`response.`,
	},
	{
		Cause: saml.DuplicateAttribute, Rules: []string{"X5"}, Fixer: FixIdP, Fix: OfferSendToAdmin,
		Engineer: `The response can't be read: [{detail}|an element has an XML attribute twice]. Readers would take ` +
			`different ones. There is nothing to change here; established identity providers do not send this.`,
		Admin: `The response can't be read: [{detail}|an element has an XML attribute twice]. {Maker} does not write ` +
			`this by itself: please check for a template, script or proxy that builds or changes the response.`,
	},
	{
		Cause: saml.RelativeNamespace, Rules: []string{"X6"}, Fixer: FixIdP, Fix: OfferSendToAdmin,
		Engineer: `The response can't be read: [{detail}|a namespace has a relative name]. Canonical XML demands a ` +
			`failure here, since a signature over it would mean different things to different readers. There is ` +
			`nothing to change here.`,
		Admin: `The response can't be read: [{detail}|a namespace has a relative name]. It usually comes from a ` +
			`custom attribute or template: please give that namespace an absolute URI.`,
	},
	{
		Cause: saml.DuplicateID, Rules: []string{"X8"}, Fixer: FixIdP, Fix: OfferSendToAdmin,
		Engineer: `Two elements of the response have the same ID[: {received}]. A signature names what it covers by ` +
			`its ID, so it can't be told which one was signed. This is how forged messages are built: take it for an ` +
			`attack or a security test until the customer says otherwise.`,
		Admin: `Two parts of a response said to come from {idp} have the same ID[: {received}]. Identity providers ` +
			`give each part an ID of its own, and repeated ones are a known way to forge a sign-in, so it was ` +
			`refused. Please let us know whether somebody on your side is testing, or whether a proxy or script ` +
			`changes responses.`,
		Portal: portalForeign,
	},
	{
		Cause: saml.BadID, Rules: []string{"X8", "P1"}, Fixer: FixIdP, Fix: OfferSendToAdmin,
		Engineer: `An ID in the response is missing or not usable: [{detail}|it has to be a name, in the attribute ` +
			`ID]. A signature could not be tied to it safely. If it is only a digit in front, as in a bare GUID, the ` +
			`default preset accepts it.`,
		Admin: `The response, or its assertion, has no ID as SAML requires it: [{detail}|a name, in the attribute ` +
			`ID]. Please check the product, library, template or script that builds the response.`,
	},
	{
		Cause: saml.SignatureWrapping, Rules: []string{"X9"}, Fixer: FixIdP, Fix: OfferSendToAdmin,
		Engineer: `The response holds an assertion, response or signature in a place where none may be[: ` +
			`{received}]. This is how a signed message is rebuilt to carry another user's name. Take it for an ` +
			`attack: keep the session, note the peer address and the user it names, and tell the customer's security ` +
			`contact.`,
		Admin: `A response to our service, said to come from {idp}, was built like a known forgery (signature ` +
			`wrapping) and was refused; nobody was signed in with it. Please tell us whether somebody on your side ` +
			`is running a security test, and if not, look at the sign-ins of the named user at that time.`,
		Portal: `The answer is built like a known forgery, so nobody was signed in with it. If you or a colleague is ` +
			`running a security test, that is the reason. If not, give your contact the code below.`,
	},
	{
		Cause: saml.UnknownElement, Rules: []string{"X9", "E2"}, Fixer: FixIdP, Fix: OfferSendToAdmin,
		Engineer: `The response has an element that SAML does not provide for at that place[: {received}]. It was ` +
			`refused rather than skipped, since what one reader skips another may use. There is nothing to change ` +
			`here.`,
		Admin: `The response has an element that SAML does not provide for at that place[: {received}]. Please ` +
			`remove the extension, template or script that adds it.`,
	},
	{
		Cause: saml.Advice, Rules: []string{"X9"}, Fixer: FixEither, Fix: OfferAllowAdvice,
		Engineer: `The assertion carries another assertion, or the signature of one, in its Advice element[: ` +
			`{received}]. SAML allows that: brokers pass on there what they received themselves. It is refused here ` +
			`until this connection allows it, since a reader could mistake it for the assertion that counts; then ` +
			`nothing that stands in Advice is read. It is not an attack by itself.`,
		Admin: `The assertion carries another assertion in its Advice element[: {received}]. If {idp} passes on what ` +
			`it received from another identity provider, please switch that off for our application, or tell us that ` +
			`it is meant, so that we can allow it.`,
		Portal: `The answer carries further assertions in an Advice element, which this connection does not allow. ` +
			`Have {idp} leave them out, or give your contact the code below: they can allow it.`,
	},
	{
		Cause: saml.UnexpectedChild, Rules: []string{"X10"}, Fixer: FixIdP, Fix: OfferSendToAdmin,
		Engineer: `A value that must be plain text has an XML element in it[: {received}]. Readers disagree about ` +
			`the text of such a value, so it is refused: it can make one user look like another. Take it for an ` +
			`attack or a security test, unless a custom attribute sends XML.`,
		Admin: `A value in the response that must be plain text has XML elements in it[: {received}]. If a custom ` +
			`attribute under {attributes} sends XML or JSON objects, please send plain text instead; if not, please ` +
			`let us know whether somebody on your side is testing.`,
		Portal: `A value that has to be plain text holds XML. Look whether one of the attributes sends XML or JSON, ` +
			`and send plain text instead.`,
	},
}
