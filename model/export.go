package model

import (
	"context"
	"slices"
	"time"

	"gatehouse/saml/protocol"
)

// Export describes all environments, organizations and connections so that
// [Desk.Seed] makes the same of an empty store. It holds no secrets: keys are
// made anew there. The samples that each installation furnishes itself with are
// left out.
func (d *Desk) Export(ctx context.Context) (Seed, error) {
	d, err := d.see(ctx, ActExport, everything)
	if err != nil {
		return Seed{}, err
	}
	var s Seed
	environments, err := d.Environments(ctx)
	if err != nil {
		return s, err
	}
	kinds := map[ID]EnvironmentKind{}
	for _, e := range environments {
		kinds[e.ID] = e.Kind
		s.Environments = append(s.Environments, exportEnvironment(e))
	}
	organizations, err := d.Organizations(ctx, OrganizationQuery{})
	if err != nil {
		return s, err
	}
	left := map[ID]bool{}
	for _, o := range organizations {
		if o.Demo() {
			left[o.ID] = true
			continue
		}
		s.Organizations = append(s.Organizations, exportOrganization(o, kinds[o.EnvironmentID]))
	}
	connections, err := d.Connections(ctx, ConnectionQuery{})
	if err != nil {
		return s, err
	}
	for _, c := range connections {
		if !left[c.OrganizationID] {
			s.Connections = append(s.Connections, exportConnection(c))
		}
	}
	return s, nil
}

// given is a pointer to a value that is not empty.
func given[T comparable](v T) *T {
	var zero T
	if v == zero {
		return nil
	}
	return &v
}

func exportEnvironment(e Environment) SeedEnvironment {
	demo := demoRedirects(e)
	s := SeedEnvironment{
		Kind: e.Kind, Name: given(e.Name), ClientID: given(e.ClientID), PortalReturnURI: given(e.PortalReturnURI), SuccessURIs: e.SuccessURIs,
		RedirectURIs: slices.DeleteFunc(slices.Clone(e.RedirectURIs), func(u string) bool { return slices.Contains(demo, u) }),
	}
	if !slices.Contains(demo, e.DefaultRedirect) {
		s.DefaultRedirect = given(e.DefaultRedirect)
	}
	for _, a := range e.CustomAttributes {
		s.CustomAttributes = append(s.CustomAttributes, SeedAttribute(a))
	}
	if e.SessionTimeout != 0 {
		s.SessionTimeout = new(duration(e.SessionTimeout))
	}
	return s
}

func exportOrganization(o Organization, kind EnvironmentKind) SeedOrganization {
	s := SeedOrganization{
		ID: o.ID, Environment: kind, Name: o.Name, ExternalID: given(o.ExternalID), AllowOutside: given(o.AllowOutside), Metadata: o.Metadata,
	}
	for _, x := range o.Domains {
		y := SeedDomain{ID: x.ID, Domain: x.Domain, State: x.State, Prefix: x.Prefix, Token: x.Token}
		if x.State != DomainVerified {
			y.Since = x.Since.UTC().Format(time.RFC3339Nano)
		}
		s.Domains = append(s.Domains, y)
	}
	return s
}

// exportConnection leaves out what the test identity provider has of its own
// here.
func exportConnection(c Connection) SeedConnection {
	s := SeedConnection{
		ID: c.ID, Organization: string(c.OrganizationID), Name: c.Name, Type: c.Type, State: c.State, Key: c.Key,
		MetadataURL: given(c.MetadataURL), MetadataPrivate: given(c.MetadataPrivate), AutoApprove: given(c.AutoApprove),
		SignRequests: given(c.SignRequests), Policy: seedPolicy(c.Policy), Mapping: seedMapping(c.Mapping),
		AuthnContexts: c.AuthnContexts, Comparison: given(c.Comparison), ForceAuthn: given(c.ForceAuthn),
	}
	if c.NameIDFormat != "" {
		s.NameIDFormat = new(NameIDFormatWord(c.NameIDFormat))
	}
	if c.Type == TestIdPType {
		return s
	}
	s.IdPEntityID, s.SSOURL, s.SSOBinding = given(c.IdPEntityID), given(c.SSOURL), given(c.SSOBinding)
	for _, x := range c.Certificates {
		s.Certificates = append(s.Certificates, protocol.PEM(x.DER))
	}
	return s
}
