package saml

import "slices"

// Opaque reports whether the outcome says something of what an encrypted
// assertion decrypts to that nobody vouches for (E7). Whoever can send altered
// ciphertexts and is told plaintexts that parse from those that do not reads the
// assertion in the end (Vaudenay 2002, Jager and Somorovsky 2011): to the outside
// all such outcomes are one, in words and in time.
func (v *Verdict) Opaque() bool { return v.Seen.Encrypted && !v.Verified }

// Outward is the class of a refusal as it may be told to the outside.
func (v *Verdict) Outward() Class {
	if v.Opaque() {
		return DecryptionFailed
	}
	return v.Root().Class
}

// Outside is the verdict as it may be shown to the outside. Of an opaque one
// nothing is left but the class, unless it was refused for what everybody can
// read around the ciphertext, before a key was tried on it.
func (v *Verdict) Outside() *Verdict {
	if !v.Opaque() || v.untried() {
		return v
	}
	return &Verdict{
		Seen: Seen{Encrypted: true}, Claims: v.Claims, Findings: []Finding{{Class: DecryptionFailed, Check: -1}},
	}
}

// untried reports whether no key was tried on the encrypted assertion.
func (v *Verdict) untried() bool {
	before := checkTable[checkSignedBeforeDecryption]
	tried := func(c Check) bool { return c.Rule == before.rule && c.Outcome == Passed }
	return !slices.ContainsFunc(v.Checks, tried) || slices.ContainsFunc(v.Findings, func(f Finding) bool {
		switch f.Cause {
		case NoDecryptionKey, LimitEncryptedKeys, CipherReference:
			return true
		case WeakAlgorithm, UnknownAlgorithm: // of the encryption; those of a signature have another class
			return f.Class == DecryptionFailed
		}
		return false
	})
}
