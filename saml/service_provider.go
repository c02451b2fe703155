package saml

import (
	"crypto/rsa"
	"encoding/base64"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"gatehouse/saml/protocol"
	"gatehouse/saml/xmldoc"
)

// ServiceProvider is our side of one connection: its settings, prepared once.
// It is safe for concurrent use.
type ServiceProvider struct {
	settings     Settings
	keys         []*rsa.PrivateKey
	certificates []certificate
	fingerprints string               // of the configured certificates, as a check shows them
	custom       []string             // names of the custom attributes, sorted
	names        map[string]knownName // received attribute names
	fromNameID   map[int]int          // fields that the NameID may fill, with its priority

	emailFromNameID bool // also where the mapping does not say so

	lists atomic.Pointer[[]sharedChecks] // see acceptedChecks
}

// maxSkew bounds the clock skew that a connection may allow (P10).
const maxSkew = 5 * time.Minute

// certificate is one configured certificate.
type certificate struct {
	der         []byte
	text        string                // base64 of it
	parsed      *protocol.Certificate // nil if unusable, with the reason in problem
	problem     string
	fingerprint string
	key         string // "RSA 2048"
	bits        int    // of an RSA modulus, 0 for others
	weak        bool   // the reason is the size of the key (S12)
}

// New prepares the settings of a connection and our decryption keys, the
// current one first. It never fails: what cannot be used, such as a
// certificate that does not parse, fails closed when a message is judged (S11).
func New(s Settings, keys []*rsa.PrivateKey) *ServiceProvider {
	sp := &ServiceProvider{settings: s, keys: slices.Clone(keys)}
	sp.settings.Domains = slices.Clone(s.Domains)
	for _, name := range []*string{&sp.settings.EntityID, &sp.settings.ACSURL, &sp.settings.IdPEntityID} {
		*name = xmldoc.TrimSpaceString(*name) // P4: neither side's white space counts
	}
	if s.Policy.RequestLife <= 0 {
		sp.settings.Policy.RequestLife = DefaultPolicy().RequestLife
	}
	sp.settings.Policy.Skew = min(max(s.Policy.Skew, 0), maxSkew)
	var shown []string
	for _, der := range s.Certificates[:min(len(s.Certificates), protocol.MaxCertificates)] {
		c := newCertificate(slices.Clone(der))
		sp.certificates = append(sp.certificates, c)
		shown = append(shown, c.fingerprint)
	}
	sp.fingerprints = strings.Join(shown, ", ")
	sp.prepareMapping()
	return sp
}

func newCertificate(der []byte) certificate {
	c := certificate{der: der, text: base64.StdEncoding.EncodeToString(der), fingerprint: protocol.Fingerprint(der)}
	parsed, err := protocol.ReadCertificate(der)
	switch {
	case err != nil:
		c.problem = err.Error()
		return c
	case parsed.Unsupported != "":
		c.problem = "it holds " + parsed.Unsupported
		return c
	}
	c.key = parsed.Key()
	if key, ok := parsed.PublicKey.(*rsa.PublicKey); ok {
		c.judgeRSA(key)
	}
	if !c.weak {
		c.parsed = parsed
	}
	return c
}

// configured returns the configured certificate of these bytes, nil if there
// is none.
func (sp *ServiceProvider) configured(der []byte) *certificate {
	for i := range sp.certificates {
		if string(sp.certificates[i].der) == string(der) {
			return &sp.certificates[i]
		}
	}
	return nil
}

// configuredText is configured for base64 without white space.
func (sp *ServiceProvider) configuredText(text []byte) *certificate {
	for i := range sp.certificates {
		if sp.certificates[i].text == string(text) {
			return &sp.certificates[i]
		}
	}
	return nil
}

// usable counts the certificates that a signature can be verified with.
func (sp *ServiceProvider) usable() (n int) {
	for i := range sp.certificates {
		if sp.certificates[i].parsed != nil {
			n++
		}
	}
	return n
}
