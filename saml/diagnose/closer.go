package diagnose

import (
	"slices"

	"gatehouse/saml"
)

// closerCauses tell a cause more closely where the message allows it: the same
// finding can have different reasons, and other people to mend it. What they do
// not touch stays as the catalogue has it.
var closerCauses = map[saml.Cause]func(c *refusal, info *CauseInfo){
	saml.WrongBinding:               closerBinding,
	saml.NoSAMLResponse:             closerNoResponse,
	saml.BadBase64:                  closerBase64,
	saml.NotWellFormed:              closerNotWellFormed,
	saml.Unsigned:                   closerUnsigned,
	saml.SignatureInvalid:           closerSignatureInvalid,
	saml.SignatureReference:         closerReference,
	saml.BadTransform:               closerTransform,
	saml.WeakAlgorithm:              closerWeakAlgorithm,
	saml.CertificateMismatch:        closerMismatch,
	saml.KeyInfoCertificateMismatch: closerKeyInfo,
	saml.Replay:                     closerReplay,
	saml.RootElement:                closerRoot,
	saml.IdPStatus:                  closerStatus,
	saml.Expired:                    closerExpired,
	saml.NotYetValid:                closerNotYetValid,
	saml.InResponseTo:               closerInResponseTo,
	saml.Destination:                closerDestination,
	saml.Recipient:                  closerRecipient,
	saml.Issuer:                     closerIssuer,
	saml.Audience:                   closerAudience,
	saml.MissingAttributes:          closerMissingAttributes,
	saml.MultipleValues:             closerMultipleValues,
	saml.DomainNotAllowed:           closerDomain,
}

func closerBinding(c *refusal, info *CauseInfo) {
	if c.check.Reason != saml.Artifact {
		return
	}
	info.Title = "Artifact instead of a response"
	info.Engineer = `What came is an artifact (SAMLart): the identity provider keeps the response and wants it to be ` +
		`fetched over a back channel. That is the HTTP-Artifact binding; only HTTP-POST is accepted. There is ` +
		`nothing to change here.`
	info.Admin = `{Idp} sends an artifact (SAMLart) instead of the response itself. Please set the binding of {acs} ` +
		`to HTTP-POST, with "{acsURL}" as its address.`
}

func closerNoResponse(c *refusal, info *CauseInfo) {
	if c.check.Reason != saml.WSFederation {
		return
	}
	info.Title = "WS-Federation answer instead of SAML 2.0"
	info.Engineer = `What was posted is an answer of WS-Federation (wresult). The application was set up there with ` +
		`that protocol (at AD FS: a "WS-Federation Passive" endpoint); only SAML 2.0 is spoken here. There is ` +
		`nothing to change here.`
	info.Admin = `{Idp} answers with WS-Federation (wresult), and we speak SAML 2.0. Please set the application up ` +
		`as a SAML 2.0 one, with "{acsURL}" as {acs} and the binding HTTP-POST.`
}

func closerBase64(c *refusal, info *CauseInfo) {
	if c.check.Reason != saml.EncodedTwice {
		return
	}
	info.Title = "Response is base64-encoded twice"
	info.Engineer = `The SAMLResponse decodes to base64 again instead of XML: it was encoded twice. The software ` +
		`that posts the form encodes a value that is encoded already. There is nothing to change here.`
	info.Admin = `The response reached us base64-encoded twice. {Maker} encodes it once by itself: please check for ` +
		`a script, gateway or custom login page that posts the form, and have it pass the value on as it is.`
}

func closerNotWellFormed(c *refusal, info *CauseInfo) {
	switch c.check.Reason {
	case saml.Shortened:
		info.Title = "Response is cut off"
		info.Engineer = `The response ends in the middle[: {detail}] The end was lost between the identity provider ` +
			`and us; a proxy or form field with a size limit does that, most often for users with many groups. There ` +
			`is nothing to change here.`
		info.Admin = `The response reached us cut off: its end is missing. If it happens to users with many groups, ` +
			`please limit the groups under {attributes}; otherwise check for a proxy or gateway that shortens large ` +
			`forms.`
	case saml.NotXML:
		info.Title = "Response is not XML"
		info.Engineer = `What was posted as SAMLResponse is no XML at all[; it begins with {quoted}]. Something else ` +
			`was put into the field, or it was encrypted or compressed on the way. There is nothing to change here.`
		info.Admin = `What reached us as a SAML response is no XML at all[; it begins with {quoted}]. Please check ` +
			`that "{acsURL}" is entered only as {acs} of a SAML 2.0 application, and that no script fills the form.`
	}
}

func closerUnsigned(c *refusal, info *CauseInfo) {
	part := map[saml.SignatureDemand]string{
		saml.ResponseSigned: "the response", saml.AssertionSigned: "the assertion",
		saml.BothSigned: "both the response and the assertion",
	}[c.settings.Policy.Require]
	if c.check.Rule == "E1" {
		part = "the response around an encrypted assertion"
	}
	if part == "" || c.check.Reason != saml.OtherPartSigned {
		return
	}
	info.Title = "Not signed as this connection asks"
	info.Fixer, info.Fix = FixEither, OfferRelaxSignatures
	info.Engineer = `This connection demands a signature of ` + part +
		`[, but only the {received} is signed]. Accept ` +
		`either signature for this connection, or have the IT admin sign ` + part + `.`
	info.Portal = `The answer is signed, but not in the part that this connection asks for. Set {signing} at {idp} ` +
		`so that ` + part + ` is signed, or give your contact the code below: they can accept either signature.`
	info.Admin = `The response from {idp} is signed, but your connection asks for a signature of ` + part +
		`. Please set {signing} so that ` + part + ` is signed, or tell us to relax the setting on our side.`
}

func closerReference(c *refusal, info *CauseInfo) {
	if c.check.Reason != saml.EmptyReference {
		return
	}
	info.Title = "Signature does not say what it covers"
	info.Fixer, info.Fix = FixEither, OfferAllowEmptyRef
	info.Engineer = `The signature's reference is empty (URI=""), which means "this document" instead of naming the ` +
		`ID of the element that it stands in. Some older libraries sign so. It can be allowed for this connection; ` +
		`better is an identity provider that names the ID, as SAML demands.`
	info.Portal = `The signature in the answer does not name the element that it covers (URI=""), which SAML ` +
		`requires. Update the SAML library or product that signs. If it can't be changed, give your contact the code ` +
		`below: they can allow it.`
	info.Admin = `The signature in the response has an empty reference (URI=""), where SAML requires the ID of the ` +
		`signed element. Please update the SAML library or product that signs, or tell us that it can't be changed.`
}

func closerTransform(c *refusal, info *CauseInfo) {
	if c.check.Reason != saml.InclusiveC14N {
		return
	}
	info.Fixer, info.Fix = FixEither, OfferAllowC14N
	info.Engineer = `The signature uses inclusive canonicalization[ ({received})], where SAML prescribes the ` +
		`exclusive one. It depends on everything around the signed part, so it breaks easily. It can be allowed for ` +
		`this connection; better is to change it at the identity provider.`
}

func closerWeakAlgorithm(c *refusal, info *CauseInfo) {
	switch c.check.Reason {
	case saml.RSA15:
		info.Title = "RSA 1.5 key transport"
		info.Fixer, info.Fix = FixEither, OfferAllowRSA15
		info.Engineer = `The key of the encrypted assertion is transported by RSA 1.5[ ({received})], which lets a ` +
			`patient attacker decrypt messages. The identity provider should use {expectedAlgorithm}. Until it does, ` +
			`RSA 1.5 can be accepted for this connection, at that risk.`
	case saml.SHA1:
		info.Title = "Signed with SHA-1"
		info.Fix = OfferAllowSHA1
		info.Engineer = `The response is signed with SHA-1[ ({received})], for which forgeries can be computed, so ` +
			`it is not accepted by default. The identity provider should use {expectedAlgorithm}. Until it does, ` +
			`SHA-1 can be accepted for this connection, at that risk.`
		info.Admin = `{Idp} signs the response with SHA-1[ ({received})], which is no longer safe. Please set ` +
			`{algorithm} to SHA-256 (RSA-SHA256).`
	}
}

func closerDestination(c *refusal, info *CauseInfo) {
	if c.check.Reason != saml.NotNamed {
		return
	}
	info.Title = "Does not say where it is sent"
	info.Engineer = `A signed response has to name the address that it is sent to (Destination), and this one names ` +
		`none, so it could be one that was meant for another service. Ours: "{acsURL}". There is nothing to change ` +
		`here.`
	info.Admin = `The response from {idp} does not name the address that it is sent to (Destination), which SAML ` +
		`requires of signed responses. Please make sure that {acs} is "{acsURL}"[ ({where})].`
}

func closerRecipient(c *refusal, info *CauseInfo) {
	if c.check.Reason != saml.NotNamed {
		return
	}
	info.Title = "Does not name its recipient"
	info.Engineer = `The assertion has to name the address where it may be used (Recipient), and this one names ` +
		`none, so it could be one that was meant for another service. Ours: "{acsURL}". There is nothing to change ` +
		`here.`
	info.Admin = `The assertion from {idp} does not name its recipient, which SAML requires for sign-ins by browser. ` +
		`Please make sure that {acs} is "{acsURL}"[ ({where})].`
}

func closerIssuer(c *refusal, info *CauseInfo) {
	switch c.check.Reason {
	case saml.IssuerFormat:
		info.Title = "Issuer of an unknown format"
		info.Fixer, info.Fix = FixIdP, OfferSendToAdmin
		info.Engineer = `The Issuer is marked with the format {quoted}; only an entity ID is accepted as the name of ` +
			`an identity provider. There is nothing to change here.`
		info.Portal = ""
		info.Admin = `The Issuer of the response has the Format {quoted}, where SAML allows "{expected}" or none. ` +
			`Please remove it from the template or setting that adds it.`
	case saml.NotNamed:
		info.Fixer, info.Fix = FixIdP, OfferSendToAdmin
		info.Engineer = `The message does not say who issued it; this connection expects "{idpEntityID}". There is ` +
			`nothing to change here.`
		info.Portal = ""
		info.Admin = `The response does not name its issuer, which SAML requires; we expect "{idpEntityID}". {Maker} ` +
			`adds it by itself: please check the template, script or library that builds the response.`
	}
}

func closerAudience(c *refusal, info *CauseInfo) {
	switch c.check.Reason {
	case saml.NotNamed:
		info.Engineer = `The assertion does not say for which service it is (it has no AudienceRestriction), so it ` +
			`could be one that was issued for another. Our entity ID: "{entityID}". There is nothing to change here.`
		info.Admin = `The assertion does not say for which service it is issued. Please set {audience} to exactly ` +
			`"{entityID}"[ ({where})].`
	case saml.AudienceIsACS:
		c.difference = "is our ACS URL"
		info.Engineer = `The assertion is made out to our ACS URL instead of our entity ID "{entityID}": the two ` +
			`were mixed up at the identity provider. There is nothing to change here.`
		info.Admin = `Please set {audience} to exactly "{entityID}"[ ({where})]. It now holds our ACS URL, which ` +
			`belongs into {acs} only.`
	}
}

// publicMail are domains that no organization can verify as its own.
var publicMail = []string{
	"gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "msn.com", "yahoo.com", "icloud.com",
	"me.com",
	"aol.com", "proton.me", "protonmail.com", "gmx.com", "gmx.de", "gmx.net", "web.de", "mail.ru", "yandex.ru",
	"qq.com",
	"163.com",
}

func closerDomain(c *refusal, info *CauseInfo) {
	if slices.Contains(publicMail, domainOf(c.verdict.Seen.Email)) {
		info.Fix = OfferAllowOutside
		info.Engineer = `The user signed in with a private address in {domain}, a public mail service that no ` +
			`organization can own[; its verified domains: {domains}]. Have the IT admin send the work address; if ` +
			`such users are expected, allow profiles outside the organization.`
		info.Admin = `The user {email} signed in with an address of a public mail service, outside of the domains ` +
			`that we know for your organization[: {domains}]. Please check which address is sent under {attributes}, ` +
			`or tell us if users with such addresses should get in.`
		return
	}
	if len(c.settings.Domains) > 0 {
		return
	}
	info.Title = "Organization has no verified domain"
	info.Engineer = `The organization has no verified domain, so nobody's email address can belong to it; this user ` +
		`is in[ {domain}|another]. Verify the customer's domain, or allow profiles outside the organization.`
	info.Admin = `No email domain has been verified for your organization yet, so we can't let[ {email}|the user] ` +
		`in. Please verify your domain[ ({domain}, if it is yours)] as we describe in the setup; then sign-ins will ` +
		`work.`
}

func closerMissingAttributes(c *refusal, info *CauseInfo) {
	if len(c.verdict.Seen.Attributes) > 0 {
		return
	}
	info.Fix = OfferSendToAdmin
	info.Engineer = `The assertion lacks what the profile needs[: {missing}], and has no attributes at all. No ` +
		`mapping here can help; the IT admin has to send them.`
	info.Admin = `The assertion has no attributes at all; we need[: {missing}]. Please add them under {attributes}[, ` +
		`by one of these names: {expected}].`
}

// closerReplay tells a second response from the same one again.
func closerReplay(c *refusal, info *CauseInfo) {
	if c.check.Reason != saml.RequestAnswered {
		return
	}
	info.Title = "Request was answered before"
	info.Engineer = `The request[ "{received}"] has been answered by an earlier response; each one counts once. It ` +
		`is the same response again, or a second one: a double click, a reload or the back button does this. The ` +
		`session of that request has the first one's result.`
	info.Portal = `Another answer to the same sign-in had arrived before: a double click, a reload or the back ` +
		`button does this. The first one counted. Test again from here.`
	info.Admin = `No change is needed. A response to the same sign-in request had reached us before; a double click, ` +
		`a reload or the back button does this. If the user is not signed in now, please have them start again from ` +
		`our application.`
}

// closerMultipleValues has the words of the field that was to be filled.
func closerMultipleValues(c *refusal, info *CauseInfo) {
	switch c.check.Fields {
	case "email":
		info.Title = "Several email addresses"
	case "id":
		info.Title = "Several ids for one user"
	}
}

// closerRoot tells a response that lacks its namespace from another message.
func closerRoot(c *refusal, info *CauseInfo) {
	switch c.check.Reason {
	case saml.NoNamespace:
		info.Title = "Response without its namespace"
		info.Engineer = `What was posted has the root element Response, but in no namespace: the declaration ` +
			`xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" was lost or never written. A script or template that ` +
			`builds responses does this. There is nothing to change here.`
		info.Admin = `The response lacks the XML namespace of SAML 2.0 (urn:oasis:names:tc:SAML:2.0:protocol) on its ` +
			`root element. Please check the template, script or proxy that builds or changes responses.`
	case saml.OtherNamespace:
		info.Title = "Response of another namespace"
		info.Engineer = `What was posted has the root element Response, but in another namespace than that of SAML ` +
			`2.0 (urn:oasis:names:tc:SAML:2.0:protocol): it is a SAML 1.1 or WS-Trust response, or a script rewrote ` +
			`the namespace. There is nothing to change here.`
		info.Admin = `The response is in another XML namespace than that of SAML 2.0 ` +
			`(urn:oasis:names:tc:SAML:2.0:protocol). Please set the application to SAML 2.0, and check for a script ` +
			`or proxy that rewrites responses.`
	}
}

// closerKeyUncertain is for RSA 1.5, where a wrong key cannot be told from
// damaged data: a wrong key happens most, so the certificate is named first.
func closerKeyUncertain(info *CauseInfo) {
	info.Title = "Probably encrypted for another certificate"
	info.Fixer, info.Fix = FixIdP, OfferCopySPMetadata
	info.Engineer = `The assertion cannot be decrypted[ ({detail})]. Most likely it was encrypted with a certificate ` +
		`that is not ours (any more): send our current metadata to the IT admin. The key is transported by RSA 1.5, ` +
		`which does not tell a wrong key from damaged data, so if the IT admin does use our current certificate, the ` +
		`response was damaged or changed on the way.`
	info.Portal = `The assertion could not be decrypted. Most likely {idp} encrypts for a certificate that is not ` +
		`the one of this connection: load the metadata below into {idp} again. If it uses that certificate already, ` +
		`look for a proxy or script that changes answers on the way, or switch the encryption of assertions off.`
	info.Admin = `We could not decrypt the assertion; most likely {idp} encrypted it with a certificate that is not ` +
		`our current one. Please replace {encryption} by the encryption certificate from our metadata. If it is our ` +
		`current one already, please check for a proxy or script that changes responses on the way, or switch ` +
		`assertion encryption off.`
}

// closerPlaintext is for whatever is wrong with the document that decryption
// yields: to the outside it is all one (E7).
func closerPlaintext(info *CauseInfo) {
	info.Title = "Decrypted assertion can't be read"
	info.Fixer, info.Fix = FixIdP, OfferSendToAdmin
	info.Engineer = `The key was opened, but what was decrypted is no assertion that can be read[: {detail}]. The ` +
		`encrypted data was damaged on the way, which AES-CBC does not notice, or was encrypted by faulty software. ` +
		`There is nothing to change here.`
	info.Portal = ""
	info.Admin = `We could decrypt the response, but what is in it is no assertion that we can read[: {detail}]. ` +
		`Please check for a proxy or script that changes responses, and the library or product that encrypts; or ` +
		`switch assertion encryption off.`
}
