package saml

import (
	"crypto/rsa"
	"fmt"
	"time"
)

// Sizes of RSA moduli (S12).
const (
	minKeyBits    = 1024
	advisedKeyBit = 2048
	maxKeyBits    = 8192
)

// checkConfigured is S11 and S12: what the connection can verify with at all.
func (e *evaluation) checkConfigured() {
	sp := e.sp
	switch n := len(sp.certificates); {
	case n == 0:
		e.fail(checkCertificates, NoCertificateConfigured, "the connection has no certificate of the identity provider")
	case sp.usable() == 0:
		e.checkUnusable()
	case sp.usable() < n:
		for i := range sp.certificates {
			if c := &sp.certificates[i]; c.parsed == nil {
				e.warn(checkCertificates, NoCertificateConfigured,
					fmt.Sprintf("certificate %d cannot be used: %s", i+1, c.problem))
			}
		}
	default:
		e.passed(checkCertificates, "", sp.fingerprints)
	}
	for i := range sp.certificates {
		c := &sp.certificates[i]
		if c.bits >= minKeyBits && c.bits < advisedKeyBit {
			e.warn(checkKeySize, WeakKey, "an RSA key under 2048 bits").want("RSA 2048").got(c.key)
		}
	}
	if sp.usable() > 0 {
		e.pass(checkKeySize)
	}
}

// checkUnusable words why none of the configured certificates will do.
func (e *evaluation) checkUnusable() {
	for i := range e.sp.certificates {
		if c := &e.sp.certificates[i]; c.weak {
			e.fail(checkKeySize, WeakKey, c.problem).want(fmt.Sprintf("RSA %d to %d", minKeyBits,
				maxKeyBits)).got(c.key).
				measured(Facts{Certificate: c.fingerprint})
			e.pass(checkCertificates)
			return
		}
	}
	e.fail(checkCertificates, NoCertificateConfigured,
		"the configured certificate cannot be used: "+e.sp.certificates[0].problem)
}

// judgeRSA measures the key and says if its size is not accepted.
func (c *certificate) judgeRSA(key *rsa.PublicKey) {
	if c.bits = key.N.BitLen(); c.bits < minKeyBits || c.bits > maxKeyBits {
		c.weak = true
		c.problem = fmt.Sprintf("an RSA key of %d bits is not accepted", c.bits)
	} else if key.E < 3 || key.E&1 == 0 || key.N.Bit(0) == 0 {
		c.weak = true
		c.problem = fmt.Sprintf("an RSA key with an even modulus, or the exponent %d, verifies nothing", key.E)
	}
}

// outside says how the certificate's life does not include now; "" if it does.
func (c *certificate) outside(now time.Time) Cause {
	switch {
	case now.Before(c.parsed.NotBefore):
		return CertificateNotYetValid
	case now.After(c.parsed.NotAfter):
		return CertificateExpired
	}
	return ""
}

// checkLife is S10: the life of the certificates whose keys verified; if none
// did, of all, and then it fails only if no login could succeed.
func (e *evaluation) checkLife() {
	if e.sp.usable() == 0 {
		return
	}
	if len(e.signers) > 0 {
		for _, c := range e.signers {
			e.checkCertificateLife(c)
		}
		e.pass(checkCertificateLife)
		return
	}
	var ended *certificate
	for i := range e.sp.certificates {
		c := &e.sp.certificates[i]
		if c.parsed == nil {
			continue
		}
		if c.outside(e.in.Now) == "" {
			e.pass(checkCertificateLife)
			return
		}
		ended = c
	}
	e.checkCertificateLife(ended)
}

func (e *evaluation) checkCertificateLife(c *certificate) {
	cause := c.outside(e.in.Now)
	if cause == "" || e.failed(checkCertificateLife) {
		return
	}
	life := c.parsed.NotBefore.UTC().Format(time.RFC3339) + " to " + c.parsed.NotAfter.UTC().Format(time.RFC3339)
	now := e.in.Now.UTC().Format(time.RFC3339)
	if e.sp.settings.Policy.IgnoreExpiry {
		e.warn(checkCertificateLife, cause, "this connection ignores the life of certificates: "+c.fingerprint).
			want(life).got(now)
		return
	}
	e.fail(checkCertificateLife, cause, "certificate "+c.fingerprint).want(life).got(now).
		measured(Facts{Certificate: c.fingerprint})
}
