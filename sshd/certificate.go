package sshd

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"time"

	"golang.org/x/crypto/ssh"
)

// maxCertificateLife is the longest that a certificate may be valid as a whole: there is no list
// of those that were revoked.
const maxCertificateLife = 24 * time.Hour

// checkCertificate accepts a certificate of one of the authorities for a user whom it names: one
// without principals would be anybody's. The address that it is bound to is checked by whoever
// gets the permissions.
func (s *Server) checkCertificate(c *ssh.Certificate) (*ssh.Permissions, error) {
	authority := func(key ssh.PublicKey) bool {
		return slices.ContainsFunc(s.Authorities, func(a ssh.PublicKey) bool {
			return bytes.Equal(a.Marshal(), key.Marshal())
		})
	}
	switch {
	case !authority(c.SignatureKey):
		return nil, fmt.Errorf("certificate by %s, which is no authority here", ssh.FingerprintSHA256(c.SignatureKey))
	case c.CertType != ssh.UserCert:
		return nil, errors.New("the certificate is not for a user")
	case len(c.ValidPrincipals) == 0:
		return nil, errors.New("the certificate names nobody")
	case c.ValidBefore == ssh.CertTimeInfinity || c.ValidBefore < c.ValidAfter ||
		c.ValidBefore-c.ValidAfter > uint64(maxCertificateLife/time.Second):
		return nil, fmt.Errorf("the certificate is valid for more than %v", maxCertificateLife)
	}
	checker := &ssh.CertChecker{IsUserAuthority: authority, SupportedCriticalOptions: []string{"source-address"}}
	if err := checker.CheckCert(c.ValidPrincipals[0], c); err != nil {
		return nil, err
	}
	return &ssh.Permissions{CriticalOptions: c.CriticalOptions}, nil
}
