package model

import (
	"context"
	"crypto/rsa"
	"crypto/x509"
	"fmt"
	"maps"
	"sync"
	"time"

	"gatehouse/saml"
)

// judge is a connection prepared to evaluate responses.
type judge struct {
	connection Connection // as it was when this was made
	provider   *saml.ServiceProvider
	settings   saml.Settings
	barred     string    // why it signs nobody in, see [Desk.barred]
	made       time.Time // by the clock of the desk
}

// judges keeps them by the keys of their ACS paths: reading a connection, parsing
// its certificates and opening its keys cost more than judging a response.
type judges struct {
	mu      sync.Mutex
	known   map[string]*judge
	emptied int // how often something was taken out
}

const (
	// maxJudges bounds the cache; beyond it, it starts anew.
	maxJudges = 1024
	// judgeLife is how long a change can stay unnoticed that did not come through
	// this desk, or whose writer went away before it was made.
	judgeLife = 10 * time.Second
)

// find gives a judge, or nil and what [judges.keep] wants to know.
func (x *judges) find(key string, now time.Time) (j *judge, emptied int) {
	x.mu.Lock()
	defer x.mu.Unlock()
	j = x.known[key]
	if j == nil || now.Before(j.made) || now.Sub(j.made) > judgeLife {
		return nil, x.emptied
	}
	return j, x.emptied
}

// keep takes a judge in, unless something has changed since it was looked for:
// what it was made from may have been read before that.
func (x *judges) keep(j *judge, emptied int) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.emptied != emptied {
		return
	}
	if len(x.known) >= maxJudges {
		clear(x.known)
	}
	x.known[j.connection.Key] = j
}

// changed takes out what was made from records that have changed.
func (x *judges) changed(changes []Change) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.emptied++
	for _, c := range changes {
		switch c.Record.Kind {
		case KindConnection:
			maps.DeleteFunc(x.known, func(_ string, j *judge) bool { return j.connection.ID == c.Record.ID })
		case KindOrganization:
			maps.DeleteFunc(x.known, func(_ string, j *judge) bool { return j.connection.OrganizationID == c.Record.ID })
		case KindEnvironment, KindSetting:
			clear(x.known)
		}
	}
}

// noticed is a store whose changes empty a cache.
type noticed struct {
	Store
	judges *judges
}

// Apply implements [Store]. Whatever it answers, the changes may have been made.
func (s noticed) Apply(ctx context.Context, changes ...Change) error {
	defer s.judges.changed(changes)
	return s.Store.Apply(ctx, changes...)
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

// judgeAt gives the evaluator of the connection behind an ACS path.
func (d *Desk) judgeAt(ctx context.Context, key string) (*judge, error) {
	j, emptied := d.judges.find(key, d.Clock())
	if j != nil {
		return j, nil
	}
	c, err := d.ConnectionByKey(ctx, key)
	if err != nil {
		return nil, err
	}
	if j, err = d.judge(ctx, c); err == nil {
		d.judges.keep(j, emptied)
	}
	return j, err
}

// judge prepares a connection as it stands to evaluate responses.
func (d *Desk) judge(ctx context.Context, c Connection) (*judge, error) {
	made := d.Clock()
	o, err := d.Organization(ctx, c.OrganizationID)
	if err != nil {
		return nil, err
	}
	keys, err := d.spKeys(c)
	if err != nil {
		return nil, err
	}
	why, err := d.barred(ctx, c)
	if err != nil {
		return nil, err
	}
	s := d.settings(c, o)
	return &judge{connection: c, provider: saml.New(s, keys), settings: s, barred: why, made: made}, nil
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
	d, err := d.see(ctx, ActSeeSessions, ofConnection(connection))
	if err != nil {
		return nil, saml.Settings{}, err
	}
	c, err := d.Connection(ctx, connection)
	if err != nil {
		return nil, saml.Settings{}, err
	}
	j, err := d.judge(ctx, c)
	if err != nil {
		return nil, saml.Settings{}, err
	}
	in := arrival{pending: &lookup{store: d.store}, receipt: Receipt{At: at}}
	v, err := d.judged(ctx, j.provider, post, &in)
	return v, j.settings, err
}
