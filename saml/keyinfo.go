package saml

import (
	"bytes"
	"crypto"
	"fmt"

	"gatehouse/saml/xmldoc"
)

// Limits on the certificates that a message shows (X11).
const (
	maxShown      = 5
	maxShownBytes = 16 << 10
)

// shownCertificates are those in a KeyInfo. They give no trust (S7): they tell
// which configured key to try first, and explain a failure.
type shownCertificates struct {
	first      []byte           // DER of the first one, nil if none is shown
	all        [maxShown][]byte // DER of those that are not configured
	count      int
	configured *certificate
	node       xmldoc.Node
}

// readKeyInfo looks for X509Certificates. Any other content of a KeyInfo is
// ignored: no key is ever taken from it.
func (e *evaluation) readKeyInfo(t *tree, keyInfo xmldoc.Node) (s shownCertificates) {
	d := t.doc
	s.node = keyInfo
	count := 0
	for data := d.First(keyInfo); data != xmldoc.None; data = d.Next(data) {
		if !d.Is(data, dsigNS, "X509Data") {
			continue
		}
		for n := d.First(data); n != xmldoc.None; n = d.Next(n) {
			if !d.Is(n, dsigNS, "X509Certificate") {
				continue
			}
			if count++; count > maxShown {
				e.fail(checkLimits, LimitCertificates, "").want(fmt.Sprintf("at most %d certificates in KeyInfo", maxShown)).in(t.at(n))
				return s
			}
			e.readShown(t, n, &s)
		}
	}
	if s.configured != nil {
		e.seen.keyInfo, e.seen.keyInfoConfigured = s.configured.der, true
	} else if s.first != nil && e.seen.keyInfo == nil {
		e.seen.keyInfo = s.first
	}
	return s
}

func (e *evaluation) readShown(t *tree, n xmldoc.Node, s *shownCertificates) {
	text := t.doc.Text(n)
	if blank(text) {
		return // shows none
	}
	if len(text) > maxShownBytes*3/2 {
		e.fail(checkLimits, LimitCertificates, "").want(fmt.Sprintf("certificates of at most %d bytes", maxShownBytes)).in(t.at(n))
		return
	}
	der, c := text, e.sp.configuredText(text)
	if c == nil {
		if decoded, ok := e.decodedXML(e.small[:0], text); ok {
			der, e.small = decoded, decoded // what is no base64 is shown as it is
		}
		c = e.sp.configured(der)
	}
	if c != nil {
		if s.configured == nil {
			s.configured = c
		}
		if s.first == nil {
			s.first = c.der
		}
		return
	}
	der = bytes.Clone(der)
	if s.first == nil {
		s.first, s.node = der, n
	}
	s.all[s.count] = der
	s.count++
}

// publicKeys runs over the keys of the certificates shown, for diagnosis alone.
func (s *shownCertificates) publicKeys(yield func(crypto.PublicKey) bool) {
	for _, der := range s.all[:s.count] {
		if c, err := ReadCertificate(der); err == nil && c.PublicKey != nil && !yield(c.PublicKey) {
			return
		}
	}
}

// verifies tells whether the key that the message itself shows made the
// signature. That is a rotation if it did; it is never a reason to accept.
func (s *shownCertificates) verifies(method signatureAlgorithm, sum, value []byte) bool {
	for key := range s.publicKeys {
		if method.verifies(key, sum, value) {
			return true
		}
	}
	return false
}

// checkShown is S9 for a signature that a configured key made: a certificate
// in the message that is none of the configured ones.
func (e *evaluation) checkShown(base check, t *tree, sig *signature, s shownCertificates, by *certificate) {
	switch {
	case s.first == nil:
		e.passed(base+sigKeyInfo, "", "none shown")
		return
	case s.configured != nil:
		e.passed(base+sigKeyInfo, s.configured.fingerprint, s.configured.fingerprint)
		return
	}
	sameKey := false
	for key := range s.publicKeys {
		if key, ok := key.(interface{ Equal(crypto.PublicKey) bool }); ok && key.Equal(by.parsed.PublicKey) {
			sameKey = true
		}
	}
	var r *row
	switch {
	case sameKey && !e.sp.settings.Policy.StrictKeyInfo:
		r = e.warn(base+sigKeyInfo, KeyInfoCertificateMismatch, "another certificate with the same key: it was renewed")
	case sameKey:
		r = e.fail(base+sigKeyInfo, KeyInfoCertificateMismatch, "another certificate with the same key; this connection demands the configured certificate itself")
	default:
		r = e.fail(base+sigKeyInfo, KeyInfoCertificateMismatch, "a configured key made the signature, but the message shows the certificate of another key")
	}
	r.want(e.sp.fingerprints).got(Fingerprint(s.first)).in(t.at(s.node))
}

// explainMismatch is S9 for a signature that no configured key made.
func (e *evaluation) explainMismatch(base check, t *tree, sig *signature, s shownCertificates, rotation bool) {
	detail := "the certificate in the message does not verify the signature either"
	if rotation {
		detail = "the certificate in the message does verify the signature: the identity provider signs with a key that is not configured"
	}
	e.fail(base+sigKeyInfo, CertificateMismatch, detail).
		want(e.sp.fingerprints).got(Fingerprint(s.first)).in(t.at(s.node))
}
