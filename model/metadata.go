package model

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"time"

	"gatehouse/fetch"
	"gatehouse/saml/diagnose"
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

// differs compares it with what the connection trusts now.
func (m MetadataChange) differs(c Connection) bool {
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
	if len(lines) == 0 && m.differs(c) {
		line("certificates", "in another order", "as in the metadata")
	}
	return lines
}

// RefreshMetadata reads a connection's metadata again. A change is kept to be
// approved or declined, unless the connection takes changes over by itself; a
// change of the identity provider's entity ID always waits. The error says that
// the metadata could not be read, which the connection notes too.
func (d *Desk) RefreshMetadata(ctx context.Context, id ID) (Connection, error) {
	d, err := d.do(ctx, ActRefreshMetadata, ofConnection(id))
	if err != nil {
		return Connection{}, err
	}
	c, _, err := d.Refresh(ctx, id)
	return c, err
}

// Refresh is [Desk.RefreshMetadata], and says what became of what it found.
func (d *Desk) Refresh(ctx context.Context, id ID) (Connection, Refreshed, error) {
	d, err := d.do(ctx, ActRefreshMetadata, ofConnection(id))
	if err != nil {
		return Connection{}, "", err
	}
	c, err := d.Connection(ctx, id)
	if err != nil {
		return c, "", err
	}
	if c.MetadataURL == "" {
		return c, "", refuse("metadata_url", "import its metadata by URL", "the connection %s has none", c.Name)
	}
	s, failed := d.fetchMetadata(ctx, c.MetadataURL, fetch.Reach(c.MetadataPrivate), c.ReadMetadata)
	if ctx.Err() != nil {
		return c, "", ctx.Err()
	}
	if failed == nil && c.Type != TestIdPType {
		failed = d.refuseTestIdP(ctx, s)
	}
	after, err := clone(c)
	if err != nil {
		return c, "", err
	}
	now := d.now()
	after.MetadataTried, after.MetadataProblem = now, ""
	if failed != nil {
		after.MetadataProblem = cut(failed.Error(), 500)
		c, err = d.noteMetadata(ctx, c, after, failed)
		return c, "", err
	}
	after.MetadataFetched, after.MetadataValidUntil = now, s.ValidUntil
	found := MetadataChange{Found: now, EntityID: s.EntityID, SSOURL: s.SSOURL, SSOBinding: s.binding(), Certificates: s.Certificates}
	result := RefreshWaits
	switch digest := found.Digest(); {
	case !found.differs(c):
		after.Pending, result = nil, RefreshSame
	case digest == c.MetadataDeclined:
		after.Pending, result = nil, RefreshDeclined
	case c.Pending != nil && c.Pending.Digest() == digest:
	default:
		after.Pending = &found
	}
	c, err = d.noteMetadata(ctx, c, after, nil)
	if err != nil || c.Pending == nil || !c.AutoApprove || c.Pending.EntityID != c.IdPEntityID {
		return c, result, err
	}
	c, err = d.takeOver(ctx, c)
	if c.Pending == nil {
		result = RefreshTaken
	}
	return c, result, err
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

// takeOver approves a change by the connection's own policy. One that would stop
// all sign-ins waits for a person.
func (d *Desk) takeOver(ctx context.Context, c Connection) (Connection, error) {
	approved, _, err := d.ApproveMetadata(ctx, c.ID, c.Pending.Digest())
	if _, unsound := errors.AsType[*Unsound](err); unsound {
		d.Log.WarnContext(ctx, "a change of metadata was not taken over", "connection", c.ID, "error", err)
		return c, nil
	}
	return approved, err
}

// noteMetadata keeps what a refresh found. If the connection changes at the same
// time, the next refresh will find it again.
func (d *Desk) noteMetadata(ctx context.Context, before, after Connection, result error) (Connection, error) {
	err := d.applyQuietly(ctx, changed(before, after))
	if errors.Is(err, ErrConflict) {
		now, err := d.Connection(ctx, before.ID)
		return now, errors.Join(result, err)
	}
	if err != nil {
		return before, err
	}
	return after.at(before.Revision + 1).(Connection), result
}

// ApproveMetadata takes a change over, the one with this digest.
func (d *Desk) ApproveMetadata(ctx context.Context, id ID, digest string) (Connection, []diagnose.Lint, error) {
	d, err := d.do(ctx, ActChangeConnection, ofConnection(id))
	if err != nil {
		return Connection{}, nil, err
	}
	return d.reviseConnection(ctx, id, "approved the changed metadata of %s", func(c *Connection, _ Organization) error {
		m, err := c.pending(digest)
		if err != nil {
			return err
		}
		c.IdPEntityID, c.SSOURL, c.SSOBinding = m.EntityID, m.SSOURL, m.SSOBinding
		c.trust(m.Certificates, d.stamp())
		c.Pending, c.MetadataDeclined = nil, ""
		return nil
	})
}

// AddFromMetadata takes a change over, the one with this digest, but still trusts
// the certificates that the metadata no longer lists: while an identity provider
// changes its key, both sign. What is left of the change waits on.
func (d *Desk) AddFromMetadata(ctx context.Context, id ID, digest string) (Connection, []diagnose.Lint, error) {
	d, err := d.do(ctx, ActChangeConnection, ofConnection(id))
	if err != nil {
		return Connection{}, nil, err
	}
	return d.reviseConnection(ctx, id, "added what the changed metadata of %s lists", func(c *Connection, _ Organization) error {
		m, err := c.pending(digest)
		if err != nil {
			return err
		}
		c.IdPEntityID, c.SSOURL, c.SSOBinding = m.EntityID, m.SSOURL, m.SSOBinding
		all := slices.Clone(m.Certificates)
		for _, old := range m.Dropped(*c) {
			all = append(all, old.DER)
		}
		c.trust(all, d.stamp())
		if c.MetadataDeclined = ""; !m.differs(*c) {
			c.Pending = nil
		}
		return nil
	})
}

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

// DeclineMetadata keeps things as they are; the same change is not offered again.
func (d *Desk) DeclineMetadata(ctx context.Context, id ID, digest string) (Connection, error) {
	d, err := d.do(ctx, ActChangeConnection, ofConnection(id))
	if err != nil {
		return Connection{}, err
	}
	c, _, err := d.reviseConnection(ctx, id, "declined the changed metadata of %s", func(c *Connection, _ Organization) error {
		m, err := c.pending(digest)
		if err != nil {
			return err
		}
		c.MetadataDeclined, c.Pending = m.Digest(), nil
		return nil
	})
	return c, err
}

// pending gives the change that waits, if it is the one that was looked at.
func (c *Connection) pending(digest string) (MetadataChange, error) {
	switch {
	case c.Pending == nil:
		return MetadataChange{}, refuse("metadata", "refresh it to look again", "no change of the metadata of %s waits", c.Name)
	case c.Pending.Digest() != digest:
		return MetadataChange{}, fmt.Errorf("the metadata of %s is not what was looked at: %w; look at the change %s", c.Name, ErrConflict, c.Pending.Digest())
	}
	return *c.Pending, nil
}
