package saml

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
