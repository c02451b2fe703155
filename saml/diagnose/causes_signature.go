package diagnose

import "gatehouse/saml"

// signatureCauses come from verifying a signature (S1–S14).
var signatureCauses = []CauseInfo{
	{
		Cause: saml.Unsigned, Rules: []string{"S1", "E1", "E2"}, Fixer: FixIdP, Fix: OfferSendToAdmin,
		Engineer: `The response has to carry a signature of the response or of the assertion, and this one has ` +
			`neither. Without it anybody could have written it. There is nothing to change here.`,
		Admin: `{Idp} sent a response without a signature, so we can't tell that it wrote it. Please switch on ` +
			`{signing}[ ({where})].`,
	},
	{
		Cause: saml.SignatureInvalid, Rules: []string{"S1", "S7"}, Fixer: FixIdP, Fix: OfferAddCertificate,
		Engineer: `The content fits its digest, but the signature value does not verify with any certificate of this ` +
			`connection[: {detail}]. Configured: {configured}. Either it was signed with a key that is not ` +
			`configured here, or the signature value was damaged. Ask the IT admin for the current signing ` +
			`certificate and compare.`,
		Admin: `We could not verify the signature of the response with the certificate that we have from you[ ` +
			`({configured})]. Please send us the current signing certificate or metadata[ (in {idp}: {certificate})].`,
		Portal: `The signature fits none of the certificates of {idp} that are saved here. Replace the metadata by ` +
			`what {idp} gives out now: its current certificate is in it.`,
	},
	{
		Cause: saml.SignaturePosition, Rules: []string{"S2"}, Fixer: FixIdP, Fix: OfferSendToAdmin,
		Engineer: `The signature is not where the SAML schema puts it, directly behind the Issuer[, but at ` +
			`{received}]. This connection is strict; in the default preset it is a warning, since the signature ` +
			`covers the right element all the same.`,
		Admin: `The signature in the response is not directly behind the Issuer element, where SAML requires it[, ` +
			`but at {received}]. Please check the product, library, script or proxy that signs, or signs again, and ` +
			`tell us if it can't be changed.`,
		Portal: `The signature of the answer is not where SAML requires it, directly behind the issuer. Look for a ` +
			`product, script or proxy that signs, or signs again, on the way. If it can't be changed, give your ` +
			`contact the code below: they can allow it.`,
	},
	{
		Cause: saml.SignatureShape, Rules: []string{"S3"}, Fixer: FixIdP, Fix: OfferSendToAdmin,
		Engineer: `The Signature element has parts that are missing, repeated or not allowed[: {detail}]. With two ` +
			`of a kind, one reader could check the one and use the other. There is nothing to change here.`,
		Admin: `The XML signature in the response has missing, repeated or unexpected parts[: {detail}]. {Maker} ` +
			`writes a plain signature by itself: please check for a script, library or proxy that signs or changes ` +
			`responses.`,
	},
	{
		Cause: saml.SignatureReference, Rules: []string{"S4"}, Fixer: FixIdP, Fix: OfferSendToAdmin,
		Engineer: `The signature has to name the element that it stands in[ ("{expected}")][; it names ` +
			`"{received}"][ ({detail})]. A signature over something else says nothing about this message. There is ` +
			`nothing to change here.`,
		Admin: `The signature in the response does not refer to the element that it stands in[: it says "{received}" ` +
			`where "{expected}" is needed]. {Maker} does this correctly by itself: please check for a script, ` +
			`library or proxy that signs or changes responses.`,
	},
	{
		Cause: saml.BadTransform, Rules: []string{"S5"}, Fixer: FixIdP, Fix: OfferSendToAdmin,
		Engineer: `The signature uses a transform or canonicalization that is not accepted[: {received}][ ` +
			`({detail})]. Only enveloped-signature and exclusive canonicalization are, because others can change ` +
			`what is signed. There is nothing to change here.`,
		Admin: `The signature in the response is made with a transform that we do not accept[: {received}]. Please ` +
			`set the signature to exclusive canonicalization (http://www.w3.org/2001/10/xml-exc-c14n#), which is ` +
			`what SAML prescribes.`,
	},
	{
		Cause: saml.WeakAlgorithm, Rules: []string{"S6", "E3", "E4"}, Fixer: FixIdP, Fix: OfferSendToAdmin,
		Engineer: `The message uses an algorithm that no longer protects it[: {received}]. There is nothing to ` +
			`change here: the identity provider should use {expectedAlgorithm}.`,
		Admin: `{Idp} protects the response with an algorithm that is no longer safe[ ({received})]. Please change ` +
			`{algorithm} to {expectedAlgorithm}.`,
	},
	{
		Cause: saml.UnknownAlgorithm, Rules: []string{"S6", "E3", "E4"}, Fixer: FixIdP, Fix: OfferSendToAdmin,
		Engineer: `The message uses an algorithm that is not supported[: {received}][ ({detail})]. There is nothing ` +
			`to change here: the identity provider should use {expectedAlgorithm}.`,
		Admin: `{Idp} protects the response with an algorithm that we do not support[ ({received})]. Please change ` +
			`{algorithm} to {expectedAlgorithm}.`,
	},
	{
		Cause: saml.CertificateMismatch, Rules: []string{"S9"}, Fixer: FixEither,
		Fix: OfferRefreshMetadata,
		Engineer: `The response shows a signing certificate that is not configured here, and the configured one does ` +
			`not verify it. Configured: {configured}. In the message: {shown}. Ask the IT admin whether {idp} has a ` +
			`new signing certificate, and compare the fingerprint with them before you add it.`,
		Admin: `{Idp} signed the response with a certificate that we do not have from you. In the response: {shown}. ` +
			`Ours: {configured}. If the new one is right, please confirm its fingerprint and send us the current ` +
			`metadata or certificate[ (in {idp}: {certificate})].`,
		Portal: `{Idp} signed with a certificate that is not saved here. Usually it was renewed. Compare the ` +
			`fingerprint with the one that {idp} shows for its active certificate; if they are the same, use it here.`,
	},
	{
		Cause: saml.KeyInfoCertificateMismatch, Rules: []string{"S9"}, Fixer: FixEither,
		Fix: OfferTrustCertificate,
		Engineer: `The signature verifies with the certificate configured here, but the message shows a different ` +
			`one. Configured: {configured}. In the message: {shown}. Usually the certificate was renewed for the ` +
			`same key. Compare the fingerprint with the IT admin and add the new one.`,
		Admin: `The response is signed with the right key but shows a different certificate than the one we have ` +
			`from you. In the response: {shown}. Ours: {configured}. If you have renewed the certificate, please ` +
			`confirm its fingerprint and send us the new metadata or certificate[ (in {idp}: {certificate})].`,
		Portal: `The signature is right, but the answer shows another certificate than the one saved here. Usually ` +
			`it was renewed for the same key. Compare the fingerprint with the one that {idp} shows; if they are the ` +
			`same, use it here.`,
	},
	{
		Cause: saml.KeyInfoForm, Rules: []string{"S9"}, Fixer: FixIdP, Fix: OfferSendToAdmin,
		Engineer: `The message shows its certificate in a form that does not belong there[: {detail}]. Nothing ` +
			`depends on it: signatures are verified with the certificates of this connection.`,
		Admin: `The signing certificate in the response is not written as XML signatures prescribe[: {detail}]. ` +
			`Sign-ins work all the same; please correct the setting or template that writes it.`,
		Portal: `The certificate that the answer shows can't be read. It is only shown and never trusted, so nothing ` +
			`depends on it. Have {idp} show its signing certificate in plain base64, or leave it out.`,
	},
	{
		Cause: saml.CertificateExpired, Rules: []string{"S10"}, Fixer: FixEither,
		Fix: OfferRefreshMetadata,
		Engineer: `The signing certificate configured for this connection has expired[ on {expiry}] ({trusted}). The ` +
			`signature itself verifies. Ask for the current certificate or refresh the metadata; until then, expiry ` +
			`can be ignored for this connection, as trust rests on the key.`,
		Admin: `The signing certificate that we have from you expired[ on {expiry}] ({trusted}). Please create a new ` +
			`one in {idp} if that is not yet done, and send us the current metadata or certificate[ (in {idp}: ` +
			`{certificate})].`,
		Portal: `The certificate saved here has expired. Create a new one at {idp} if there is none yet, then ` +
			`replace the metadata here.`,
	},
	{
		Cause: saml.CertificateNotYetValid, Rules: []string{"S10"}, Fixer: FixEither,
		Fix: OfferIgnoreExpiry,
		Engineer: `The signing certificate configured for this connection is valid only[ from {begin}] on ` +
			`({trusted}), and {idp} signs with it already. If that date is in the past, the clock of this server is ` +
			`slow. Otherwise wait, or ignore certificate dates for this connection.`,
		Admin: `{Idp} already signs with a certificate that is valid only[ from {begin}] on ({trusted}). Please keep ` +
			`the previous signing certificate active until then.`,
		Portal: `{Idp} signs already with a certificate that is not valid yet. Let it sign with the previous one ` +
			`until then, and replace the metadata here if that one is missing.`,
	},
	{
		Cause: saml.NoCertificateConfigured, Rules: []string{"S11"}, Fixer: FixVendor,
		Fix: OfferRefreshMetadata,
		Engineer: `This connection has no signing certificate that can be used, so no signature can be verified[ ` +
			`({detail})]. Import the identity provider's metadata, or add its signing certificate.`,
		Admin: `We have no usable signing certificate from you yet. Please send us the current metadata or ` +
			`certificate[ (in {idp}: {certificate})].`,
		Portal: `No certificate of {idp} that can be used is saved here, so no signature can be checked. Replace the ` +
			`metadata by what {idp} gives out.`,
	},
	{
		Cause: saml.WeakKey, Rules: []string{"S12"}, Fixer: FixIdP, Fix: OfferSendToAdmin,
		Engineer: `The signing key of this connection is too short or of a kind that is not accepted[: {received}] ` +
			`({trusted}). There is nothing to change here: the identity provider needs a new signing certificate.`,
		Admin: `The signing certificate has a key that is too weak to be trusted[: {received}] ({trusted}). Please ` +
			`create a new signing certificate with an RSA key of 2048 bits or more in {idp}, and send us the new ` +
			`metadata or certificate[ (in {idp}: {certificate})].`,
		Portal: `The key of the signing certificate is too weak. Create a new one at {idp}, with an RSA key of 2048 ` +
			`bits or more, then replace the metadata here.`,
	},
	{
		Cause: saml.DigestMismatch, Rules: []string{"S14"}, Fixer: FixIdP, Fix: OfferSendToAdmin,
		Engineer: `The content of the response does not fit the digest in its signature[: signed {expected}, found ` +
			`{received}]. Something changed it after it was signed: a proxy that reformats XML, a script, or ` +
			`somebody who forged a value. It is not a certificate problem, and there is nothing to change here.`,
		Admin: `The response was changed after {idp} had signed it, so its signature no longer fits. Certificates ` +
			`are not the reason. Please check for a proxy, browser extension or script on the way that rewrites or ` +
			`reformats the response, and try from a network without it.`,
	},
}

// encryptionCauses come from decrypting (E1–E8).
var encryptionCauses = []CauseInfo{
	{
		Cause: saml.WrongKey, Rules: []string{"E3", "E5"}, Fixer: FixIdP, Fix: OfferCopySPMetadata,
		Engineer: `None of this connection's keys opens the assertion: it was encrypted with a certificate that is ` +
			`not ours (any more). Send our current metadata to the IT admin, or switch encryption off on both sides.`,
		Admin: `{Idp} encrypted the assertion with a certificate that is not our current one. Please replace ` +
			`{encryption} by the encryption certificate from our metadata, or switch assertion encryption off.`,
		Portal: `{Idp} encrypts for a certificate that is not the one of this connection. Load the metadata below ` +
			`into {idp} again, or switch the encryption of assertions off there.`,
	},
	damaged(saml.CiphertextSize, "the encrypted data is too short or cut off"),
	damaged(saml.AuthenticationTag, "the encrypted data does not pass its integrity check"),
	damaged(saml.BadPadding, "the decrypted data does not end as it must"),
	{
		Cause: saml.CipherReference, Rules: []string{"E6"}, Fixer: FixIdP, Fix: OfferSendToAdmin,
		Engineer: `The encrypted assertion, or its key, is only referred to instead of being in the message[: ` +
			`{detail}]. It would have to be fetched, which is never done. There is nothing to change here.`,
		Admin: `The encrypted assertion refers to data outside of the response[ ({detail})], which we do not fetch. ` +
			`{Maker} includes the data by itself: please check the library or script that encrypts, or switch ` +
			`assertion encryption off.`,
	},
	{
		Cause: saml.LimitEncryptedKeys, Rules: []string{"E6", "X11"}, Fixer: FixIdP,
		Fix: OfferCopySPMetadata,
		Engineer: `The assertion is encrypted for more recipients than are tried[ ({expected})]. There is nothing to ` +
			`change here: the identity provider should encrypt for our certificate only.`,
		Admin: `The assertion is encrypted for too many recipients. Please leave only our certificate as {encryption}.`,
		Portal: `The assertion is encrypted for too many recipients. Leave only the certificate of this connection, ` +
			`which is in its metadata.`,
	},
	{
		Cause: saml.EncryptionShape, Rules: []string{"E2", "E3", "E5", "E6"}, Fixer: FixIdP,
		Fix: OfferSendToAdmin,
		Engineer: `The EncryptedAssertion has missing, repeated or unexpected parts, or does not hold exactly one ` +
			`assertion[: {detail}]. There is nothing to change here.`,
		Admin: `The encrypted part of the response is not built as SAML requires[: {detail}]. {Maker} does this ` +
			`correctly by itself: please check the library or script that encrypts, or switch assertion encryption ` +
			`off.`,
	},
	{
		Cause: saml.NoDecryptionKey, Rules: []string{"E3", "E5"}, Fixer: FixVendor,
		Fix: OfferCopySPMetadata,
		Engineer: `The assertion is encrypted, but this connection has no decryption key. Make one for the ` +
			`connection and send our metadata to the IT admin, or ask them to switch encryption off.`,
		Admin: `{Idp} encrypts the assertion, which we have not agreed on yet. Please switch assertion encryption ` +
			`off, or wait for our metadata with the certificate to encrypt with ({encryption}).`,
		Portal: `{Idp} encrypts the assertion, and this connection has no key to decrypt it with. Switch the ` +
			`encryption of assertions off at {idp}, or ask your contact for a key.`,
	},
	{
		Cause: saml.UnsupportedEncryptedNameID, Rules: []string{"E8"}, Fixer: FixIdP, Fix: OfferSendToAdmin,
		Engineer: `The assertion has an attribute that is encrypted by itself (EncryptedAttribute). It counts as ` +
			`absent: encryption is supported for the whole assertion and for the NameID. Where the profile needs the ` +
			`attribute, the whole assertion has to be encrypted instead.`,
		Admin: `{Idp} encrypts single attributes, which we can't read. Please encrypt the whole assertion instead, ` +
			`or send the attributes in the clear.`,
	},
}

// damaged makes the entry of ciphertext that can't be right. All three look
// the same from outside (E7).
func damaged(cause saml.Cause, what string) CauseInfo {
	return CauseInfo{
		Cause: cause, Rules: []string{"E5"}, Fixer: FixIdP, Fix: OfferCopySPMetadata,
		Engineer: `The key was opened, but ` + what +
			`[: {detail}]. The response was damaged or changed on the way, or encrypted by faulty software. There is ` +
			`nothing to change here; if it happens at every sign-in, send our metadata again and ask the IT admin to ` +
			`encrypt anew.`,
		Admin: `We could not decrypt the assertion: ` + what + `. Please check for a proxy or script that changes ` +
			`responses on the way. If it happens at every sign-in, please load our metadata again so that ` +
			`{encryption} is our current one.`,
		Portal: portalDamaged,
	}
}
