package model

import (
	"context"
	"crypto/rsa"
	"crypto/x509"
	"fmt"
	"sync"
	"time"

	"gatehouse/saml"
)

// judge is a connection prepared to evaluate responses.
type judge struct {
	connection, organization version // that it was made from
	provider                 *saml.ServiceProvider
	settings                 saml.Settings
}

// version tells what a record held. Revisions alone do not: those of a record
// that was deleted and came back begin anew.
type version struct {
	revision uint64
	updated  time.Time
}

// judges keeps them, since parsing certificates and opening keys costs more than
// judging a response.
type judges struct {
	mu    *sync.Mutex
	known map[ID]judge
}

// maxJudges bounds the cache; beyond it, it starts anew.
const maxJudges = 1024

// SettingsOf gives all that judging a connection's responses depends on.
func (d *Desk) SettingsOf(ctx context.Context, c Connection) (saml.Settings, error) {
	o, err := d.Organization(ctx, c.OrganizationID)
	if err != nil {
		return saml.Settings{}, err
	}
	return d.settings(c, o), nil
}

func (d *Desk) settings(c Connection, o Organization) saml.Settings {
	s := saml.Settings{
		EntityID: d.EntityID(c), ACSURL: d.ACSURL(c),
		ConnectionID: string(c.ID), ConnectionType: c.Type,
		IdPEntityID: c.IdPEntityID, Policy: c.Policy, Mapping: c.Mapping,
		Requests: c.Asked, SignsRequests: c.SignRequests,
		Domains: o.VerifiedDomains(), AllowOutside: o.admitsOutside(),
	}
	for _, x := range c.Certificates {
		s.Certificates = append(s.Certificates, x.DER)
	}
	return s
}

// judge gives the connection's evaluator as its records now stand.
func (d *Desk) judge(ctx context.Context, c Connection) (judge, error) {
	o, err := d.Organization(ctx, c.OrganizationID)
	if err != nil {
		return judge{}, err
	}
	connection, organization := version{c.Revision, c.Updated}, version{o.Revision, o.Updated}
	d.judges.mu.Lock()
	j, ok := d.judges.known[c.ID]
	d.judges.mu.Unlock()
	if ok && j.connection == connection && j.organization == organization {
		return j, nil
	}
	keys, err := d.spKeys(c)
	if err != nil {
		return judge{}, err
	}
	s := d.settings(c, o)
	j = judge{connection: connection, organization: organization, provider: saml.New(s, keys), settings: s}
	d.judges.mu.Lock()
	defer d.judges.mu.Unlock()
	if len(d.judges.known) >= maxJudges {
		clear(d.judges.known)
	}
	d.judges.known[c.ID] = j
	return j, nil
}

// spKeys opens the private keys of a connection, newest first.
func (d *Desk) spKeys(c Connection) ([]*rsa.PrivateKey, error) {
	var keys []*rsa.PrivateKey
	for _, k := range c.SPKeys {
		plain, err := d.Secrets.Open(k.Sealed, "sp key "+string(k.ID))
		if err != nil {
			return nil, err
		}
		parsed, err := x509.ParsePKCS8PrivateKey(plain)
		if err != nil {
			return nil, fmt.Errorf("%w: SP key %s: %v", ErrDamaged, k.ID, err)
		}
		key, ok := parsed.(*rsa.PrivateKey)
		if !ok {
			return nil, fmt.Errorf("%w: SP key %s is not RSA", ErrDamaged, k.ID)
		}
		keys = append(keys, key)
	}
	return keys, nil
}

// Judge evaluates a message for a connection as it stands, without recording
// anything.
func (d *Desk) Judge(ctx context.Context, connection ID, post saml.Post, at time.Time) (*saml.Verdict, saml.Settings, error) {
	c, err := d.Connection(ctx, connection)
	if err != nil {
		return nil, saml.Settings{}, err
	}
	j, err := d.judge(ctx, c)
	if err != nil {
		return nil, saml.Settings{}, err
	}
	seen := &lookup{ctx: ctx, store: d.Store}
	v := j.provider.Evaluate(saml.Input{Post: post, Now: at, Pending: seen.pending, Ours: isRequestID})
	return v, j.settings, seen.err
}
