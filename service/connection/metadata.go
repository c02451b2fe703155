package connection

import (
	"context"
	"errors"
	"slices"

	"gatehouse/fetch"
	"gatehouse/model"
	"gatehouse/saml/diagnose"
	"gatehouse/service/core"
)

// RefreshMetadata reads a connection's metadata again. A change is kept to be
// approved or declined, unless the connection takes changes over by itself; a
// change of the identity provider's entity ID always waits. The error says that
// the metadata could not be read, which the connection notes too.
func (s Service) RefreshMetadata(ctx context.Context, id model.ID) (model.Connection, error) {
	s, err := pass(s.core.Do(ctx, model.ActRefreshMetadata, core.OfConnection(id)))
	if err != nil {
		return model.Connection{}, err
	}
	c, _, err := s.Refresh(ctx, id)
	return c, err
}

// Refresh is [Service.RefreshMetadata], and says what became of what it found.
func (svc Service) Refresh(ctx context.Context, id model.ID) (model.Connection, model.Refreshed, error) {
	svc, err := pass(svc.core.Do(ctx, model.ActRefreshMetadata, core.OfConnection(id)))
	if err != nil {
		return model.Connection{}, "", err
	}
	c, err := svc.Connection(ctx, id)
	if err != nil {
		return c, "", err
	}
	if c.MetadataURL == "" {
		return c, "", model.Refuse("metadata_url", "import its metadata by URL", "the connection %s has none", c.Name)
	}
	s, failed := svc.fetchMetadata(ctx, c.MetadataURL, fetch.PrivateToo(c.MetadataPrivate), c.ReadMetadata)
	if ctx.Err() != nil {
		return c, "", ctx.Err()
	}
	if failed == nil && c.Type != model.TestIdPType {
		failed = svc.refuseTestIdP(ctx, s)
	}
	after, err := core.Clone(c)
	if err != nil {
		return c, "", err
	}
	now := svc.core.Now()
	after.MetadataTried, after.MetadataProblem = now, ""
	if failed != nil {
		after.MetadataProblem = model.Cut(failed.Error(), 500)
		c, err = svc.noteMetadata(ctx, c, after, failed)
		return c, "", err
	}
	after.MetadataFetched, after.MetadataValidUntil = now, s.ValidUntil
	found := model.MetadataChange{Found: now, EntityID: s.EntityID, SSOURL: s.SSOURL, SSOBinding: s.Binding(),
		Certificates: s.Certificates}
	result := model.RefreshWaits
	switch digest := found.Digest(); {
	case !found.Differs(c):
		after.Pending, result = nil, model.RefreshSame
	case digest == c.MetadataDeclined:
		after.Pending, result = nil, model.RefreshDeclined
	case c.Pending != nil && c.Pending.Digest() == digest:
	default:
		after.Pending = &found
	}
	c, err = svc.noteMetadata(ctx, c, after, nil)
	if err != nil || c.Pending == nil || !c.AutoApprove || c.Pending.EntityID != c.IdPEntityID {
		return c, result, err
	}
	c, err = svc.takeOver(ctx, c)
	if c.Pending == nil {
		result = model.RefreshTaken
	}
	return c, result, err
}

// takeOver approves a change by the connection's own policy. One that would stop
// all sign-ins waits for a person.
func (s Service) takeOver(ctx context.Context, c model.Connection) (model.Connection, error) {
	approved, _, err := s.ApproveMetadata(ctx, c.ID, c.Pending.Digest())
	if _, unsound := errors.AsType[*model.Unsound](err); unsound {
		s.core.Log.WarnContext(ctx, "a change of metadata was not taken over", "connection", c.ID, "error", err)
		return c, nil
	}
	return approved, err
}

// noteMetadata keeps what a refresh found. If the connection changes at the same
// time, the next refresh will find it again.
func (s Service) noteMetadata(ctx context.Context, before, after model.Connection,
	result error) (model.Connection, error) {
	err := s.core.ApplyQuietly(ctx, core.Changed(before, after))
	if errors.Is(err, model.ErrConflict) {
		now, err := s.Connection(ctx, before.ID)
		return now, errors.Join(result, err)
	}
	if err != nil {
		return before, err
	}
	return after.AtRevision(before.Revision + 1).(model.Connection), result
}

// ApproveMetadata takes a change over, the one with this digest.
func (s Service) ApproveMetadata(ctx context.Context, id model.ID,
	digest string) (model.Connection, []diagnose.Lint, error) {
	s, err := pass(s.core.Do(ctx, model.ActChangeConnection, core.OfConnection(id)))
	if err != nil {
		return model.Connection{}, nil, err
	}
	return ReviseConnection(ctx, s.core, id, "approved the changed metadata of %s",
		func(c *model.Connection, _ model.Organization) error {
			m, err := c.PendingChange(digest)
			if err != nil {
				return err
			}
			c.IdPEntityID, c.SSOURL, c.SSOBinding = m.EntityID, m.SSOURL, m.SSOBinding
			c.Trust(m.Certificates, Stamp(s.core))
			c.Pending, c.MetadataDeclined = nil, ""
			return nil
		})
}

// AddFromMetadata takes a change over, the one with this digest, but still trusts
// the certificates that the metadata no longer lists: while an identity provider
// changes its key, both sign. What is left of the change waits on.
func (s Service) AddFromMetadata(ctx context.Context, id model.ID,
	digest string) (model.Connection, []diagnose.Lint, error) {
	s, err := pass(s.core.Do(ctx, model.ActChangeConnection, core.OfConnection(id)))
	if err != nil {
		return model.Connection{}, nil, err
	}
	return ReviseConnection(ctx, s.core, id, "added what the changed metadata of %s lists",
		func(c *model.Connection, _ model.Organization) error {
			m, err := c.PendingChange(digest)
			if err != nil {
				return err
			}
			c.IdPEntityID, c.SSOURL, c.SSOBinding = m.EntityID, m.SSOURL, m.SSOBinding
			all := slices.Clone(m.Certificates)
			for _, old := range m.Dropped(*c) {
				all = append(all, old.DER)
			}
			c.Trust(all, Stamp(s.core))
			if c.MetadataDeclined = ""; !m.Differs(*c) {
				c.Pending = nil
			}
			return nil
		})
}

// DeclineMetadata keeps things as they are; the same change is not offered again.
func (s Service) DeclineMetadata(ctx context.Context, id model.ID, digest string) (model.Connection, error) {
	s, err := pass(s.core.Do(ctx, model.ActChangeConnection, core.OfConnection(id)))
	if err != nil {
		return model.Connection{}, err
	}
	c, _, err := ReviseConnection(ctx, s.core, id, "declined the changed metadata of %s",
		func(c *model.Connection, _ model.Organization) error {
			m, err := c.PendingChange(digest)
			if err != nil {
				return err
			}
			c.MetadataDeclined, c.Pending = m.Digest(), nil
			return nil
		})
	return c, err
}
