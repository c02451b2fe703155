package diagnose

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"fmt"
	"time"

	"gatehouse/saml"
	"gatehouse/saml/protocol"
)

// expiryNotice is how long before its end a certificate is worth a warning.
const expiryNotice = 90 * 24 * time.Hour

// certificates checks the keys that are trusted (S10–S12).
func (r *report) certificates(s saml.Settings, now time.Time) {
	const field = "certificates"
	switch {
	case len(s.Certificates) == 0:
		r.failure(field, "there is no signing certificate: every sign-in will be refused",
			"import the identity provider's metadata, or paste its signing certificate")
		return
	case len(s.Certificates) > protocol.MaxCertificates:
		r.failure(field, fmt.Sprintf("there are %d certificates, more than the %d that are tried",
			len(s.Certificates), protocol.MaxCertificates), "remove those that are no longer used")
	}
	certificates := make([]*protocol.Certificate, len(s.Certificates))
	alive := false
	for i, der := range s.Certificates {
		certificate, err := protocol.ReadCertificate(der)
		if err != nil {
			r.failure(field, "a certificate can't be read: "+err.Error(), "paste it again (PEM or base64)")
			continue
		}
		certificates[i] = certificate
		alive = alive || s.Policy.IgnoreExpiry || !now.Before(certificate.NotBefore) && now.Before(certificate.NotAfter)
	}
	for _, certificate := range certificates {
		if certificate != nil {
			r.key(certificate)
			r.life(certificate, alive, now)
		}
	}
}

// life checks when a certificate is valid. One that is not is grave only if no
// other is alive.
func (r *report) life(certificate *protocol.Certificate, alive bool, now time.Time) {
	const field = "certificates"
	name := certificate.Label()
	const otherwise = "; if the identity provider goes on signing with this one, certificates out of their " +
		"dates can be " +
		"allowed for the connection"
	dead := func(message, remedy string) {
		if alive {
			r.warning(field, message, remedy)
			return
		}
		r.failure(field, message, remedy+otherwise)
		r.offer(OfferIgnoreExpiry)
	}
	switch left := certificate.NotAfter.Sub(now); {
	case left <= 0:
		dead(fmt.Sprintf("%s expired on %s", name, day(certificate.NotAfter)),
			"ask for the identity provider's current signing certificate, and remove this one once it is no "+
				"longer used")
	case now.Before(certificate.NotBefore):
		dead(fmt.Sprintf("%s is valid only from %s", name, day(certificate.NotBefore)),
			"keep the current certificate beside it until then")
	case left < expiryNotice:
		r.warning(field, fmt.Sprintf("%s expires on %s, in %s", name, day(certificate.NotAfter), days(left)),
			"ask when the identity provider changes it, and add the next one beside it")
	}
	if certificate.BrokenHash != "" {
		r.warning(field, name+" is itself signed over "+certificate.BrokenHash,
			"nothing now: it is trusted by its key; the next one should use SHA-256")
	}
}

// key checks what signatures will be verified with (S6, S12).
func (r *report) key(certificate *protocol.Certificate) {
	const field = "certificates"
	const remedy = "ask the identity provider's admin for a certificate with an RSA key of 2048 bits or more"
	name := certificate.Label()
	switch key := certificate.PublicKey.(type) {
	case *rsa.PublicKey:
		switch bits := key.N.BitLen(); {
		case bits < 1024:
			r.failure(field, fmt.Sprintf("%s has an RSA key of %d bits, which is refused", name, bits), remedy)
		case bits > 8192:
			r.failure(field, fmt.Sprintf("%s has an RSA key of %d bits; at most 8192 are supported", name, bits),
				remedy)
		case bits < 2048:
			r.warning(field, fmt.Sprintf("%s has an RSA key of %d bits, which is weak", name, bits), remedy)
		}
	case *ecdsa.PublicKey:
		if key.Curve == elliptic.P224() {
			r.failure(field, name+" has a key on the curve P-224, which is refused", remedy)
		}
	default:
		r.failure(field, name+" holds "+certificate.Unsupported+", with which no SAML message can be signed", remedy)
	}
}

func day(t time.Time) string { return t.UTC().Format("2 January 2006") }

func days(d time.Duration) string {
	n := int(d / (24 * time.Hour))
	switch n {
	case 0:
		return "less than a day"
	case 1:
		return "one day"
	}
	return fmt.Sprintf("%d days", n)
}
