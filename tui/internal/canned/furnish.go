package canned

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"time"

	"gatehouse/fetch"
	"gatehouse/internal/testkeys"
	"gatehouse/model"
	"gatehouse/seal"
	"gatehouse/service"
	"gatehouse/storage"
	"gatehouse/storage/memory"
)

// act makes the real services over a store.
func (d *Services) act(store *memory.Store) {
	d.store = store
	d.Services = service.New(service.Options{
		Store: d.store, Clock: Clock, BaseURL: BaseURL, Secrets: secrets(), Resolver: noDNS{}, Fetch: noNetwork{},
		NewRSA: testkeys.Ours,
	}).For(model.LocalOwner(model.ViaConsole, "alice"))
}

// secrets seals under a key that is the same at each run.
func secrets() *seal.Sealer {
	s, err := seal.NewSealer([32]byte{1})
	if err != nil {
		panic(err) // the key has the right length
	}
	return s
}

// furnish puts the cast into the store.
func (d *Services) furnish() {
	d.tell(d.environments[0]) // first, so that the ids of the events stay the same
	d.record(d.environments[1])
	for _, o := range d.organizations {
		d.record(o)
	}
	for _, c := range d.connections {
		d.record(c)
	}
	for i, name := range []string{"todd", "alice"} {
		p := model.Profile{ID: id("prof", Now, i), ConnectionID: d.connections[0].ID,
			OrganizationID: d.organizations[0].ID, IdPID: name + "@acme.example",
			Email: name + "@acme.example", FirstName: []string{"Todd", "Alice"}[i],
			LastName: []string{"Rundgren", "Liddell"}[i], SignIns: 14 - 11*i,
			Created: Now.Add(-300 * time.Hour), LastSignIn: Now.Add(-21*time.Second - time.Duration(i)*50*time.Hour)}
		d.record(p)
	}
	k := model.APIKey{ID: id("key", Now, 0), EnvironmentID: "env_staging", Name: "backend", Hint: "sk_test_…w7Qa",
		Hash: "00", Created: Now.Add(-900 * time.Hour)}
	k.Sealed = secrets().Seal([]byte("sk_test_Zm9yX3RoZV9zdG9yeWJvb2w7Qa"), "key "+string(k.ID))
	d.record(k)
	d.record(model.KeyUse{Key: k.ID, Since: k.Created, At: Now.Add(-3 * time.Minute), Peer: "198.51.100.7",
		UserAgent: "workos-node/11.0.0 (node/v22)"})
	d.record(model.APIKey{ID: id("key", Now, 1), EnvironmentID: "env_staging", Name: "reports",
		Hint: "sk_test_…k3Xp", Hash: "01", Created: Now.Add(-2900 * time.Hour),
		Permissions: []model.KeyPermission{model.KeyReads, model.KeyNotes}})
	d.webhooks()
	d.past()
}

// past is what was done before anybody looked.
func (d *Services) past() {
	c := d.connections[2]
	before, after := c, c
	before.Policy.AllowSHA1 = false
	e := model.AuditEntry{ID: id("audit", Now.Add(-26*time.Hour), 0), At: Now.Add(-26 * time.Hour),
		Actor:  model.Actor{Name: "paula@vendor.example", Via: "console"},
		Action: "changed connection " + c.Name,
		Changes: []model.AuditChange{{Kind: model.KindConnection, Target: c.ID, Parent: c.OrganizationID,
			Before: encode(before), After: encode(after)}}}
	d.record(e)
	o := d.organizations[2]
	first := o
	first.Domains = o.Domains[:1]
	e = model.AuditEntry{ID: id("audit", Now.Add(-3*time.Hour), 1), At: Now.Add(-3 * time.Hour),
		Actor:  model.Actor{Name: "deploy key", Via: "API"},
		Action: "added the domain initech.test to Initech",
		Changes: []model.AuditChange{{Kind: model.KindOrganization, Target: o.ID, Parent: o.EnvironmentID,
			Before: encode(first), After: encode(o)}}}
	d.record(e)
}

func (d *Services) record(n model.Noun) {
	if err := d.store.Apply(context.Background(), storage.Change{Record: model.RecordOf(n, encode(n),
		Now)}); err != nil {
		panic(err) // the cast does not fit together
	}
}

func encode(noun any) json.RawMessage {
	data, err := json.Marshal(noun)
	if err != nil {
		panic(err) // nouns can be encoded
	}
	return data
}

// noDNS knows of no record.
type noDNS struct{}

func (noDNS) LookupTXT(_ context.Context, name string) ([]string, error) {
	return nil, &net.DNSError{Err: "no such host", Name: name, IsNotFound: true}
}

func (noDNS) LookupNS(context.Context, string) ([]*net.NS, error) {
	return []*net.NS{{Host: "ada.ns.cloudflare.com."}}, nil
}

// noNetwork reaches nothing.
type noNetwork struct{}

func (noNetwork) Get(context.Context, string, fetch.Reach) ([]byte, error) {
	return nil, errors.New("there is no network in the storybook")
}
