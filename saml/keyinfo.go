package saml

import (
	"bytes"
	"crypto"
	"errors"
	"fmt"

	"gatehouse/saml/protocol"
	"gatehouse/saml/xmldoc"
)

// Limits on the certificates that a message shows (X11).
const (
	maxShown     = 5
	maxShownText = protocol.MaxCertificate * 3 / 2 // of one, in base64 with line breaks
)

// shownCertificates are those in a KeyInfo. They give no trust (S7): they tell
// which configured key to try first, and explain a failure.
type shownCertificates struct {
	keyInfo    xmldoc.Node
	configured *certificate               // one of the connection's, if one is shown
	others     [maxShown]shownCertificate // those that are not configured
	count      int

	odd   string // how the certificates are written, if not as they should be
	oddAt xmldoc.Node
}

// shownCertificate is one of them, and the element that shows it.
type shownCertificate struct {
	*protocol.Certificate
	node xmldoc.Node
}

// readKeyInfo looks for X509Certificates. Any other content of a KeyInfo is
// ignored: no key is ever taken from it.
func (e *evaluation) readKeyInfo(t *tree, keyInfo xmldoc.Node) (s shownCertificates) {
	d := t.doc
	s.keyInfo = keyInfo
	count := 0
	for data := d.First(keyInfo); data != xmldoc.None; data = d.Next(data) {
		if !d.Is(data, protocol.SignatureNS, "X509Data") {
			continue
		}
		for n := d.First(data); n != xmldoc.None; n = d.Next(n) {
			if !d.Is(n, protocol.SignatureNS, "X509Certificate") {
				continue
			}
			if count += e.readShown(t, n, &s); count > maxShown {
				e.fail(checkLimits, LimitCertificates, "").
					want(fmt.Sprintf("at most %d certificates in KeyInfo", maxShown)).in(t.at(n))
				return s
			}
		}
	}
	if s.configured != nil {
		e.seen.keyInfo = s.configured.der
	} else if s.count > 0 && e.seen.keyInfo == nil {
		e.seen.keyInfo = s.others[0].Raw
	}
	return s
}

// readShown reads one X509Certificate and returns how many certificates it
// shows, as one if it cannot be read.
func (e *evaluation) readShown(t *tree, n xmldoc.Node, s *shownCertificates) (count int) {
	text := t.doc.Text(n)
	c := e.sp.configuredText(text)
	if c == nil {
		if decoded, ok := e.decodedXML(e.small[:0], text); ok {
			e.small = decoded
			c = e.sp.configured(decoded)
		}
	}
	if c == nil {
		return e.readOdd(t, n, s)
	}
	if s.configured == nil {
		s.configured = c
	}
	return 1
}

// readOdd reads an X509Certificate that is none of the configured ones as they
// stand in the schema: another one, or one with PEM armour around it, or several
// run together (S9).
func (e *evaluation) readOdd(t *tree, n xmldoc.Node, s *shownCertificates) (count int) {
	text := t.doc.Text(n)
	odd := func(how string) { s.odd, s.oddAt = how, n }
	if len(text) > maxShown*maxShownText {
		return maxShown + 1
	}
	all, err := protocol.ReadCertificates(text, maxShown)
	switch {
	case errors.As(err, new(protocol.TooMany)):
		return maxShown + 1
	case err != nil && len(text) > maxShownText:
		return maxShown + 1
	case err != nil:
		odd("the X509Certificate in KeyInfo cannot be read, and counts as none: " + err.Error())
		return 1
	case bytes.Contains(text, []byte("-----BEGIN")):
		odd("the X509Certificate in KeyInfo holds BEGIN and END lines (PEM); only the base64 between them " +
			"belongs there")
	case len(all) > 1:
		odd(fmt.Sprintf("the X509Certificate in KeyInfo holds %d certificates run together; each belongs "+
			"into an element "+
			"of its own", len(all)))
	}
	for _, c := range all {
		known := e.sp.configured(c.Raw)
		if known != nil && s.configured == nil {
			s.configured = known
		}
		if known == nil && s.count < maxShown {
			s.others[s.count] = shownCertificate{c, n}
			s.count++
		}
	}
	return len(all)
}

// verifying is the shown certificate whose key made a signature, nil if none
// did. That is a rotation; it is never a reason to accept.
func (s *shownCertificates) verifying(method signatureAlgorithm, sum, value []byte) *shownCertificate {
	for i := range s.others[:s.count] {
		if c := &s.others[i]; method.verifies(c.PublicKey, sum, value) {
			return c
		}
	}
	return nil
}

// sameKey tells whether one of the shown certificates is for this key.
func (s *shownCertificates) sameKey(key crypto.PublicKey) bool {
	for _, c := range s.others[:s.count] {
		if shown, ok := c.PublicKey.(interface{ Equal(crypto.PublicKey) bool }); ok && shown.Equal(key) {
			return true
		}
	}
	return false
}

// none tells whether no certificate is shown, or none that can be read.
func (s *shownCertificates) none() bool { return s.configured == nil && s.count == 0 }

// checkShown is S9 for a signature that a configured key made: a certificate
// in the message that is none of the configured ones.
func (e *evaluation) checkShown(base check, t *tree, s *shownCertificates, by *certificate) {
	e.noteShown(base, t, s)
	if s.none() || s.configured != nil {
		return
	}
	same := s.sameKey(by.parsed.PublicKey)
	var r *row
	reason := ShownSameKey
	switch {
	case same && !e.sp.settings.Policy.StrictKeyInfo:
		r = e.warn(base+sigKeyInfo, KeyInfoCertificateMismatch, "another certificate with the same key: it was renewed")
	case same:
		r = e.fail(base+sigKeyInfo, KeyInfoCertificateMismatch,
			"another certificate with the same key; this connection "+
				"demands the configured certificate itself")
	default:
		r = e.fail(base+sigKeyInfo, KeyInfoCertificateMismatch, "a configured key made the signature, but the message "+
			"shows the certificate of another key")
		reason = ShownOtherKey
	}
	r.reasoned(reason).want(e.sp.fingerprints).got(protocol.Fingerprint(s.others[0].Raw)).in(t.at(s.others[0].node))
}

// noteShown records what needs no judgement: that none is shown, that a
// configured one is, and how it is written.
func (e *evaluation) noteShown(base check, t *tree, s *shownCertificates) {
	switch {
	case s.configured != nil:
		e.passed(base+sigKeyInfo, s.configured.fingerprint, s.configured.fingerprint)
	case s.none():
		e.passed(base+sigKeyInfo, "", "none shown")
	}
	if s.odd != "" {
		e.warn(base+sigKeyInfo, KeyInfoForm, s.odd).in(t.at(s.oddAt))
	}
}

// explainMismatch is S9 for a signature that no configured key made: signer is
// the certificate in the message that did, nil if none of them did either.
func (e *evaluation) explainMismatch(base check, t *tree, s *shownCertificates, signer *shownCertificate) {
	detail := "the certificate in the message does verify the signature: the identity provider signs with a " +
		"key that is " +
		"not configured"
	reason := ShownVerifies
	if signer == nil {
		detail = "the certificate in the message does not verify the signature either"
		signer, reason = &s.others[0], ShownFails
	}
	e.seen.keyInfo = signer.Raw
	e.fail(base+sigKeyInfo, CertificateMismatch, detail).reasoned(reason).
		want(e.sp.fingerprints).got(protocol.Fingerprint(signer.Raw)).in(t.at(signer.node))
}
