package model

import (
	"context"

	"gatehouse/saml"
)

// PauseConnection lets nobody sign in through a connection until it is resumed.
func (d *Desk) PauseConnection(ctx context.Context, id ID) (Connection, error) {
	d, err := d.do(ctx, ActPauseConnection, ofConnection(id))
	if err != nil {
		return Connection{}, err
	}
	c, _, err := d.reviseConnection(ctx, id, "paused connection %s", func(c *Connection, _ Organization) error {
		if c.State != Inactive {
			c.PausedFrom, c.State = c.State, Inactive
		}
		return nil
	})
	return c, err
}

// ResumeConnection makes a paused connection what it was before.
func (d *Desk) ResumeConnection(ctx context.Context, id ID) (Connection, error) {
	d, err := d.do(ctx, ActPauseConnection, ofConnection(id))
	if err != nil {
		return Connection{}, err
	}
	c, _, err := d.reviseConnection(ctx, id, "resumed connection %s", func(c *Connection, _ Organization) error {
		if c.State != Inactive {
			return nil
		}
		c.State, c.PausedFrom = c.PausedFrom, ""
		if c.State != Active || !c.Configured() {
			c.State = Draft // what is configured waits for a sign-in
		}
		return nil
	})
	return c, err
}

// ResetConnection makes a connection a draft again, to be configured from
// scratch. What the identity provider knows of us stays: entity ID, ACS URL and
// keys.
func (d *Desk) ResetConnection(ctx context.Context, id ID) (Connection, error) {
	d, err := d.do(ctx, ActResetConnection, ofConnection(id))
	if err != nil {
		return Connection{}, err
	}
	c, _, err := d.reviseConnection(ctx, id, "reset connection %s", func(c *Connection, _ Organization) error {
		*c = Connection{
			ID: c.ID, EnvironmentID: c.EnvironmentID, OrganizationID: c.OrganizationID, Key: c.Key,
			Type: c.Type, Name: c.Name, State: Draft, Policy: saml.DefaultPolicy(), SPKeys: c.SPKeys,
			Created: c.Created, Revision: c.Revision,
		}
		return nil
	})
	return c, err
}

// RotateSPKey begins the change of our key pair: the new one stands beside the
// old one in our metadata and decrypts, while the old one still signs. Once the
// identity provider has read our metadata, [Desk.RetireSPKey] ends the change.
func (d *Desk) RotateSPKey(ctx context.Context, id ID) (Connection, error) {
	d, err := d.do(ctx, ActChangeConnection, ofConnection(id))
	if err != nil {
		return Connection{}, err
	}
	c, _, err := d.reviseConnection(ctx, id, "began to rotate the key of %s", func(c *Connection, _ Organization) error {
		if len(c.SPKeys) > 1 {
			return refuse("sp_keys", "retire the older one first", "the connection has two keys already")
		}
		key, err := d.newSPKey(d.EntityID(*c))
		c.SPKeys = append([]SPKey{key}, c.SPKeys...)
		return err
	})
	return c, err
}

// RetireSPKey ends the change of our key pair: the old one is gone.
func (d *Desk) RetireSPKey(ctx context.Context, id ID) (Connection, error) {
	d, err := d.do(ctx, ActChangeConnection, ofConnection(id))
	if err != nil {
		return Connection{}, err
	}
	c, _, err := d.reviseConnection(ctx, id, "retired the old key of %s", func(c *Connection, _ Organization) error {
		if len(c.SPKeys) < 2 {
			return refuse("sp_keys", "rotate it first", "the connection has only one key")
		}
		c.SPKeys = c.SPKeys[:1]
		return nil
	})
	return c, err
}
