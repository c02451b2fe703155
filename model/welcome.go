package model

import (
	"context"
	"fmt"
	"slices"
	"time"

	"gatehouse/saml/idp"
)

// Welcomed is what a new installation starts with.
type Welcomed struct {
	Environment  Environment
	Organization Organization
	Connection   Connection
	First        bool // made just now
}

// DemoDomain is the email domain of the sample organization (RFC 2606).
const DemoDomain = "acme.example"

// Welcome makes sure that there is something to try at once: in an empty store
// it makes the environments, an API key, the organization Acme and its
// connection to the built-in test identity provider.
func (d *Desk) Welcome(ctx context.Context) (Welcomed, error) {
	all, err := d.Environments(ctx)
	if err != nil {
		return Welcomed{}, err
	}
	if len(all) == 0 {
		return d.furnish(ctx)
	}
	if err := d.follow(ctx); err != nil {
		return Welcomed{}, err
	}
	w := Welcomed{Environment: all[0]}
	orgs, err := d.Organizations(ctx, OrganizationQuery{Environment: all[0].ID})
	if err != nil {
		return w, err
	}
	connections, err := d.Connections(ctx, ConnectionQuery{Environment: all[0].ID})
	if err != nil {
		return w, err
	}
	// The sample is the oldest connection to the test identity provider.
	i := slices.IndexFunc(connections, func(c Connection) bool { return c.Type == TestIdPType })
	if i < 0 {
		return w, nil
	}
	w.Connection = connections[i]
	for _, o := range orgs {
		if o.ID == w.Connection.OrganizationID {
			w.Organization = o
		}
	}
	return w, nil
}

// furnish makes what an empty store needs, all or nothing.
func (d *Desk) furnish(ctx context.Context) (Welcomed, error) {
	provider, err := d.TestIdP(ctx)
	if err != nil {
		return Welcomed{}, err
	}
	now := d.now()
	staging := Environment{
		ID: NewID(PrefixEnvironment, now), Name: "Staging", Kind: Staging,
		ClientID: string(NewID(PrefixClient, now)), Created: now, Updated: now,
	}
	staging.DefaultRedirect = d.BaseURL + DemoCallback
	staging.RedirectURIs = []string{staging.DefaultRedirect, "http://localhost:*/callback", "http://127.0.0.1:*/callback"}
	production := Environment{
		ID: NewID(PrefixEnvironment, now.Add(time.Millisecond)), Name: "Production", Kind: Production,
		ClientID: string(NewID(PrefixClient, now)), Created: now, Updated: now,
	}
	key, _ := d.newKey(staging, "Default key")
	acme := Organization{
		ID: NewID(PrefixOrganization, now), EnvironmentID: staging.ID, Name: "Acme", ExternalID: demoExternalID("acme"),
		Domains: []Domain{{ID: NewID(PrefixDomain, now), Domain: DemoDomain, State: DomainVerified, Created: now, Updated: now}},
		Created: now, Updated: now,
	}
	connection, err := d.demoConnection(acme, provider, idp.UsualCertificate)
	if err != nil {
		return Welcomed{}, err
	}
	err = d.apply(ctx, "set up a new installation",
		created(staging), created(production), created(key), created(acme), created(connection))
	return Welcomed{staging, acme, connection, true}, err
}

// setting is a value of the installation itself, sealed.
type setting struct {
	ID       ID     `json:"id"`
	Sealed   []byte `json:"sealed"`
	Revision uint64 `json:"-"`
}

func (s setting) key() (Kind, ID)  { return KindSetting, s.ID }
func (s setting) parent() ID       { return "" }
func (s setting) names() []string  { return nil }
func (s setting) revision() uint64 { return s.Revision }
func (s setting) at(r uint64) noun { s.Revision = r; return s }

const testIdPSetting ID = "test-idp"

// TestIdP gives the built-in test identity provider; its keys are made at the
// first call and kept sealed.
func (d *Desk) TestIdP(ctx context.Context) (*idp.Provider, error) {
	entityID, ssoURL := d.BaseURL+"/test-idp/metadata", d.BaseURL+"/test-idp/sso"
	kept, err := read[setting](ctx, d.Store, KindSetting, testIdPSetting)
	if none, err := missing(err); err != nil {
		return nil, err
	} else if !none {
		plain, err := d.Secrets.Open(kept.Sealed, string(testIdPSetting))
		if err != nil {
			return nil, err
		}
		p, err := idp.Unmarshal(plain)
		if err != nil {
			return nil, fmt.Errorf("%w: test identity provider: %v", ErrDamaged, err)
		}
		p.EntityID, p.SSOURL = entityID, ssoURL // the listener may have moved
		return p, nil
	}
	p, err := idp.New(entityID, ssoURL, d.now())
	if err != nil {
		return nil, fmt.Errorf("make the test identity provider: %w", err)
	}
	plain, err := p.Marshal()
	if err != nil {
		return nil, fmt.Errorf("make the test identity provider: %w", err)
	}
	s := setting{ID: testIdPSetting, Sealed: d.Secrets.Seal(plain, string(testIdPSetting))}
	return p, d.applyQuietly(ctx, created(s))
}
