package connection

import (
	"context"

	"gatehouse/model"
	"gatehouse/saml"
	"gatehouse/service/core"
)

// PauseConnection lets nobody sign in through a connection until it is resumed.
func (s Service) PauseConnection(ctx context.Context, id model.ID) (model.Connection, error) {
	s, err := pass(s.core.Do(ctx, model.ActPauseConnection, core.OfConnection(id)))
	if err != nil {
		return model.Connection{}, err
	}
	c, _, err := ReviseConnection(ctx, s.core, id, "paused connection %s",
		func(c *model.Connection, _ model.Organization) error {
			if c.State != model.Inactive {
				c.PausedFrom, c.State = c.State, model.Inactive
			}
			return nil
		})
	return c, err
}

// ResumeConnection makes a paused connection what it was before.
func (s Service) ResumeConnection(ctx context.Context, id model.ID) (model.Connection, error) {
	s, err := pass(s.core.Do(ctx, model.ActPauseConnection, core.OfConnection(id)))
	if err != nil {
		return model.Connection{}, err
	}
	c, _, err := ReviseConnection(ctx, s.core, id, "resumed connection %s",
		func(c *model.Connection, _ model.Organization) error {
			if c.State != model.Inactive {
				return nil
			}
			c.State, c.PausedFrom = c.PausedFrom, ""
			if c.State != model.Active || !c.Configured() {
				c.State = model.Draft // what is configured waits for a sign-in
			}
			return nil
		})
	return c, err
}

// ResetConnection makes a connection a draft again, to be configured from
// scratch. What the identity provider knows of us stays: entity ID, ACS URL and
// keys.
func (s Service) ResetConnection(ctx context.Context, id model.ID) (model.Connection, error) {
	s, err := pass(s.core.Do(ctx, model.ActResetConnection, core.OfConnection(id)))
	if err != nil {
		return model.Connection{}, err
	}
	c, _, err := ReviseConnection(ctx, s.core, id, "reset connection %s",
		func(c *model.Connection, _ model.Organization) error {
			*c = model.Connection{
				ID: c.ID, EnvironmentID: c.EnvironmentID, OrganizationID: c.OrganizationID, Key: c.Key,
				Type: c.Type, Name: c.Name, State: model.Draft, Policy: saml.DefaultPolicy(), SPKeys: c.SPKeys,
				Created: c.Created, Revision: c.Revision,
			}
			return nil
		})
	return c, err
}

// RotateSPKey begins the change of our key pair: the new one stands beside the
// old one in our metadata and decrypts, while the old one still signs. Once the
// identity provider has read our metadata, [Service.RetireSPKey] ends the change.
func (s Service) RotateSPKey(ctx context.Context, id model.ID) (model.Connection, error) {
	s, err := pass(s.core.Do(ctx, model.ActChangeConnection, core.OfConnection(id)))
	if err != nil {
		return model.Connection{}, err
	}
	c, _, err := ReviseConnection(ctx, s.core, id, "began to rotate the key of %s",
		func(c *model.Connection, _ model.Organization) error {
			if len(c.SPKeys) > 1 {
				return model.Refuse("sp_keys", "retire the older one first", "the connection has two keys already")
			}
			key, err := NewSPKey(s.core, s.EntityID(*c))
			c.SPKeys = append([]model.SPKey{key}, c.SPKeys...)
			return err
		})
	return c, err
}

// RetireSPKey ends the change of our key pair: the old one is gone.
func (s Service) RetireSPKey(ctx context.Context, id model.ID) (model.Connection, error) {
	s, err := pass(s.core.Do(ctx, model.ActChangeConnection, core.OfConnection(id)))
	if err != nil {
		return model.Connection{}, err
	}
	c, _, err := ReviseConnection(ctx, s.core, id, "retired the old key of %s",
		func(c *model.Connection, _ model.Organization) error {
			if len(c.SPKeys) < 2 {
				return model.Refuse("sp_keys", "rotate it first", "the connection has only one key")
			}
			c.SPKeys = c.SPKeys[:1]
			return nil
		})
	return c, err
}
