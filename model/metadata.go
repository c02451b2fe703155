package model

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"time"
)

// MetadataSource is where a connection's metadata is refreshed from.
type MetadataSource struct {
	MetadataURL        string    `json:"metadata_url,omitempty"`
	MetadataPrivate    bool      `json:"metadata_private,omitempty"` // an operator allowed a private address
	AutoApprove        bool      `json:"auto_approve,omitempty"`     // take changes over without asking
	MetadataFetched    time.Time `json:"metadata_fetched,omitzero"`  // last time that it could be read
	MetadataTried      time.Time `json:"metadata_tried,omitzero"`
	MetadataProblem    string    `json:"metadata_problem,omitempty"` // of the last try
	MetadataValidUntil time.Time `json:"metadata_valid_until,omitzero"`
	MetadataDeclined   string    `json:"metadata_declined,omitempty"` // digest of the change that was declined
}

// MetadataChange is what an identity provider's metadata says and the connection
// does not. Nothing of it is trusted before it is approved.
type MetadataChange struct {
	Found        time.Time `json:"found"`
	EntityID     string    `json:"idp_entity_id"`
	SSOURL       string    `json:"sso_url"`
	SSOBinding   Binding   `json:"sso_binding"`
	Certificates [][]byte  `json:"certificates"` // DER
}

// Digest names a change: what is approved is what was looked at.
func (m MetadataChange) Digest() string {
	h := sha256.New()
	fmt.Fprintf(h, "%q %q %q", m.EntityID, m.SSOURL, m.SSOBinding)
	for _, der := range m.Certificates {
		fmt.Fprintf(h, " %x", sha256.Sum256(der))
	}
	return hex.EncodeToString(h.Sum(nil))[:16]
}

// Differs compares it with what the connection trusts now.
func (m MetadataChange) Differs(c Connection) bool {
	same := func(a []byte, b Certificate) bool { return bytes.Equal(a, b.DER) }
	return m.EntityID != c.IdPEntityID || m.SSOURL != c.SSOURL || m.SSOBinding != c.SSOBinding ||
		!slices.EqualFunc(m.Certificates, c.Certificates, same)
}

// Diff is the change field by field.
func (m MetadataChange) Diff(c Connection) []DiffLine {
	var lines []DiffLine
	line := func(field, before, after string) {
		if before != after {
			lines = append(lines, DiffLine{field, before, after})
		}
	}
	line("idp_entity_id", c.IdPEntityID, m.EntityID)
	line("sso_url", c.SSOURL, m.SSOURL)
	line("sso_binding", string(c.SSOBinding), string(m.SSOBinding))
	for _, x := range c.Certificates {
		if !m.Lists(x.DER) {
			line("certificates", describeCertificate(x.DER), "")
		}
	}
	for _, der := range m.Certificates {
		if !c.Trusts(der) {
			line("certificates", "", describeCertificate(der))
		}
	}
	if len(lines) == 0 && m.Differs(c) {
		line("certificates", "in another order", "as in the metadata")
	}
	return lines
}

// Refreshed is what became of what a refresh found.
type Refreshed string

// The results of a refresh.
const (
	RefreshSame     Refreshed = "unchanged"
	RefreshWaits    Refreshed = "waits"      // for somebody to approve or decline it
	RefreshDeclined Refreshed = "declined"   // the metadata still says what somebody declined
	RefreshTaken    Refreshed = "taken_over" // the connection takes changes over by itself
)

// Dropped lists the trusted certificates that the metadata no longer has.
func (m MetadataChange) Dropped(c Connection) []Certificate {
	return slices.DeleteFunc(slices.Clone(c.Certificates), func(x Certificate) bool { return m.Lists(x.DER) })
}

// Added lists the certificates that the metadata has and nobody trusts yet.
func (m MetadataChange) Added(c Connection) [][]byte {
	return slices.DeleteFunc(slices.Clone(m.Certificates), c.Trusts)
}

// Lists reports whether the metadata has a certificate.
func (m MetadataChange) Lists(der []byte) bool {
	return slices.ContainsFunc(m.Certificates, func(x []byte) bool { return bytes.Equal(x, der) })
}

// AwaitsApproval reports whether the customer's own metadata lists a certificate
// that is not trusted yet: only the approval of the change is missing.
func (c Connection) AwaitsApproval(der []byte) bool {
	return len(der) > 0 && c.Pending != nil && c.Pending.Lists(der) && !c.Trusts(der)
}

// PendingChange gives the change that waits, if it is the one that was looked at.
func (c *Connection) PendingChange(digest string) (MetadataChange, error) {
	switch {
	case c.Pending == nil:
		return MetadataChange{}, Refuse("metadata", "refresh it to look again",
			"no change of the metadata of %s waits", c.Name)
	case c.Pending.Digest() != digest:
		return MetadataChange{}, fmt.Errorf("the metadata of %s is not what was looked at: %w; look at the change %s",
			c.Name, ErrConflict, c.Pending.Digest())
	}
	return *c.Pending, nil
}
