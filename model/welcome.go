package model

import (
	"context"
	"errors"
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
// it makes the environments, an API key and, where the test identity provider is
// switched on, the organization Acme with its connection to it. What of that was
// deleted later is not made again.
func (d *Desk) Welcome(ctx context.Context) (Welcomed, error) {
	d, err := d.do(ctx, ActMaintain, everything)
	if err != nil {
		return Welcomed{}, err
	}
	all, err := d.Environments(ctx)
	if err != nil {
		return Welcomed{}, err
	}
	if len(all) == 0 {
		return d.furnish(ctx)
	}
	if d.testIdPOff == "" {
		if _, err := d.needTestIdP(ctx); unlessFull(err) != nil {
			return Welcomed{}, err
		}
	}
	if err := d.follow(ctx); unlessFull(err) != nil {
		return Welcomed{}, err
	}
	w := Welcomed{Environment: all[0]}
	if d.testIdPOff != "" {
		return w, nil
	}
	o, c, err := d.demoOf(ctx, w.Environment, sampleNeeds)
	if none, err := missing(err); none || err != nil {
		return w, err
	}
	w.Organization, w.Connection = o, c
	return w, nil
}

// unlessFull passes over the error of a full disk: what is stored can still be
// looked at, and what was to be written is written with the next start.
func unlessFull(err error) error {
	if errors.Is(err, ErrNoSpace) {
		return nil
	}
	return err
}

// furnish makes what an empty store needs, all or nothing.
func (d *Desk) furnish(ctx context.Context) (Welcomed, error) {
	now := d.now()
	staging := Environment{
		ID: NewID(PrefixEnvironment, now), Name: "Staging", Kind: Staging,
		ClientID: string(NewID(PrefixClient, now)), Created: now, Updated: now,
	}
	staging.RedirectURIs = []string{"http://localhost:*/callback", "http://127.0.0.1:*/callback"}
	production := Environment{
		ID: NewID(PrefixEnvironment, now.Add(time.Millisecond)), Name: "Production", Kind: Production,
		ClientID: string(NewID(PrefixClient, now)), Created: now, Updated: now,
	}
	key, _ := d.newKey(staging, "Default key")
	w := Welcomed{First: true}
	edits := []edit{created(production), created(key)}
	if d.testIdPOff == "" {
		provider, err := d.needTestIdP(ctx)
		if err != nil {
			return Welcomed{}, err
		}
		w.Organization = d.demoOrganization(staging, "Acme", DemoDomain, sampleNeeds)
		if w.Connection, err = d.demoConnection(w.Organization, provider, idp.UsualCertificate); err != nil {
			return Welcomed{}, err
		}
		edits = append(edits, created(w.Organization), created(w.Connection))
		staging.DefaultRedirect = d.BaseURL + DemoCallback
		staging.RedirectURIs = append([]string{staging.DefaultRedirect}, staging.RedirectURIs...)
	}
	w.Environment = staging
	return w, d.apply(ctx, "set up a new installation", append([]edit{created(staging)}, edits...)...)
}
