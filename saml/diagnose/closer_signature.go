package diagnose

import (
	"slices"

	"gatehouse/saml"
	"gatehouse/saml/protocol"
)

// closerMismatch tells a rollover of the identity provider's own certificate
// from a message signed by somebody else.
func closerMismatch(c *refusal, info *CauseInfo) {
	shown := c.verdict.Seen.KeyInfo
	switch {
	case len(shown) == 0:
		return
	case c.check.Reason == saml.ShownFails:
		info.Engineer = `The response shows a certificate that is not configured here, and its signature verifies ` +
			`neither with that one nor with ours: it was damaged, or put together from two messages. Configured: ` +
			`{configured}. In the message: {shown}. Do not trust the new certificate because of this message; ask ` +
			`the IT admin which one is current.`
		info.Portal = `The answer shows a certificate that is not saved here, and the signature fits neither that ` +
			`one nor those saved here: the answer was damaged, or put together from two. Look for a proxy or script ` +
			`that changes answers on the way, and test again without it. Do not use the certificate of this answer.`
		info.Fixer, info.Fix = FixIdP, OfferSendToAdmin
	case c.check.Reason != saml.ShownVerifies: // a verdict of an earlier version
	case c.sameHolder(shown):
		info.Title = "Identity provider changed its certificate"
		info.Fix = OfferTrustCertificate
		info.Engineer = `{Idp} has changed its signing certificate: the signature verifies with the one in the ` +
			`message, which carries the same name as ours. Configured: {configured}. In the message: {shown}. ` +
			`Refresh the metadata, or add the new certificate once the IT admin has confirmed its fingerprint; keep ` +
			`the old one until nothing is signed with it any more.`
		info.Admin = `{Idp} has started to sign with a new certificate, which we do not have from you yet. New: ` +
			`{shown}. Ours: {configured}. Please confirm the fingerprint of the new one and send us the current ` +
			`metadata or certificate[ (in {idp}: {certificate})].`
	default:
		info.Title = "Signed by somebody we do not know"
		info.Fix = OfferRefreshMetadata
		info.Engineer = `The signature verifies with the certificate in the message, but that one is unlike any that ` +
			`is configured here: another name, another key. Configured: {configured}. In the message: {shown}. ` +
			`Either the customer set the application up anew or moved to another tenant, or somebody else wrote this ` +
			`message. Do not add the certificate before the IT admin has confirmed its fingerprint by a way that you ` +
			`trust.`
		info.Portal = `{Idp}, or somebody else, signed with a certificate that is unlike any that is saved here: ` +
			`another name, another key. If you have set up the application anew or moved to another tenant, compare ` +
			`the fingerprint with the one that {idp} shows for its active certificate; use it here only if they are ` +
			`the same.`
		info.Admin = `We received a response for your connection that is signed with a certificate we do not know. ` +
			`In the response: {shown}. Ours: {configured}. If you have set up the application again or moved to ` +
			`another tenant, please confirm the fingerprint and send us the current metadata[ (in {idp}: ` +
			`{certificate})]. If not, please tell us, as somebody else may have written it.`
	}
}

// sameHolder reports whether shown is issued to the same name as one of ours.
func (c *refusal) sameHolder(shown []byte) bool {
	theirs, err := protocol.ReadCertificate(shown)
	if err != nil {
		return false
	}
	return slices.ContainsFunc(c.settings.Certificates, func(der []byte) bool {
		ours, err := protocol.ReadCertificate(der)
		return err == nil && ours.SameSubject(theirs)
	})
}

// closerSignatureInvalid tells a damaged signature value from a key that can't
// be told, for want of a certificate in the message: then a new certificate is
// named first, as it is what happens most and what can be mended.
func closerSignatureInvalid(c *refusal, info *CauseInfo) {
	none := "shows none to compare with"
	if c.check.Reason == saml.CertificateUnreadable {
		none = "shows none that can be read"
	}
	switch c.check.Reason {
	case saml.ValueUnreadable:
		info.Title = "Signature value is damaged"
		info.Fix = OfferSendToAdmin
		info.Engineer = `The content of the response fits its digest, but the signature value is not base64: it was ` +
			`damaged or cut on the way, or written by faulty software. The certificate is not the reason; there is ` +
			`nothing to change here.`
		info.Portal = ""
		info.Admin = `The signature in the response is damaged: its value is not valid base64. Please check for a ` +
			`proxy or script that changes responses on the way, and for the template or library that signs.`
	case saml.OtherKindOfKey:
		info.Title = "Signed with another kind of key"
		info.Engineer = `The message is signed with {received}, and no certificate of this connection has a key of ` +
			`that kind. Configured: {configured}. The identity provider signs with a new key; ask the IT admin for ` +
			`its certificate.`
	case saml.ConfiguredShown:
		info.Title = "Signature value is damaged"
		info.Fix = OfferSendToAdmin
		info.Engineer = `The message shows the very certificate that is configured here ({shown}), and its content ` +
			`fits its digest, but the signature value is not one that this certificate's key made. The signature was ` +
			`damaged or changed, or made by faulty software. The certificate is not the reason; there is nothing to ` +
			`change here.`
		info.Portal = `The certificate is the right one and the content of the answer is unchanged, but the ` +
			`signature value is damaged. Look for a proxy or script that changes answers on the way. If it happens ` +
			`at each sign-in, create a new signing certificate at {idp}, then replace the metadata here.`
		info.Admin = `The signature in the response is damaged: the certificate is the right one and the content is ` +
			`unchanged, but the signature value does not fit. Please check for a proxy or script that changes ` +
			`responses on the way. If it happens at every sign-in, please create a new signing certificate in {idp} ` +
			`and send it to us.`
	case saml.NoneShown, saml.CertificateUnreadable:
		info.Title = "Probably signed with another certificate"
		info.Engineer = `{Idp} probably signs with another certificate than the one configured here: the content ` +
			`fits its digest, but the signature verifies with no certificate of this connection. Configured: ` +
			`{configured}. Ask the IT admin for the current signing certificate, compare the fingerprints, and add ` +
			`it if it is another. If it is the same, the signature value was damaged on the way: the message ` + none +
			`, so the two can't be told apart.`
		info.Admin = `The signature of the response does not fit the certificate that we have from you[ ` +
			`({configured})]; most often {idp} has changed to a new one. Please compare the fingerprint, and send us ` +
			`the current signing certificate or metadata if it is another[ (in {idp}: {certificate})]. If it is the ` +
			`same, something damages responses on the way: please check for a proxy or script that changes them.`
	}
}

// trusted is the configured certificate that matters here: the one that failed
// or verified, or else the one that lives longest.
func (c *refusal) trusted() *protocol.Certificate {
	var best *protocol.Certificate
	for _, der := range c.settings.Certificates {
		certificate, err := protocol.ReadCertificate(der)
		if err != nil {
			continue
		}
		fingerprint := protocol.Fingerprint(der)
		if fingerprint == c.facts.Certificate || fingerprint == c.verdict.Seen.SignedBy {
			return certificate
		}
		if best == nil || certificate.NotAfter.After(best.NotAfter) {
			best = certificate
		}
	}
	return best
}

// closerKeyInfo tells a certificate renewed for the same key from one that has
// nothing to do with the key that signed.
func closerKeyInfo(c *refusal, info *CauseInfo) {
	if c.check.Reason != saml.ShownOtherKey {
		return
	}
	info.Fix = OfferRefreshMetadata
	info.Engineer = `A key that is configured here made the signature, but the message shows the certificate of ` +
		`another key. Configured: {configured}. In the message: {shown}. Either the identity provider is in the ` +
		`middle of a change of certificates, or the message was put together from two. Ask the IT admin which ` +
		`certificate is current.`
	info.Portal = `The answer is signed with the key that is saved here, but shows a certificate that belongs to ` +
		`another key. If you are changing certificates at {idp}, finish the change, then replace the metadata here.`
	info.Admin = `The response is signed with the key that we know, but shows a certificate that belongs to another ` +
		`key. In the response: {shown}. Ours: {configured}. If you are changing certificates in {idp}, please finish ` +
		`the change and send us the current metadata or certificate[ (in {idp}: {certificate})].`
}
