package seed

import (
	"context"
	"slices"
	"strings"
	"time"

	"gatehouse/model"
	"gatehouse/saml"
	"gatehouse/saml/protocol"
	"gatehouse/service/core"
)

// Export describes all environments, organizations, connections and webhook endpoints so that
// [Service.Seed] makes the same of an empty store. It holds no secrets: keys are
// made anew there. The samples that each installation furnishes itself with are
// left out.
func (svc Service) Export(ctx context.Context) (model.Seed, error) {
	svc, err := svc.pass(svc.core.See(ctx, model.ActExport, core.Everything))
	if err != nil {
		return model.Seed{}, err
	}
	var s model.Seed
	if err := svc.core.Shown(ctx, model.View{Right: model.ActExport}, "exported the installation"); err != nil {
		return s, err
	}
	environments, err := svc.tenant().Environments(ctx)
	if err != nil {
		return s, err
	}
	around := map[model.ID]model.Environment{}
	for _, e := range environments {
		around[e.ID] = e
		s.Environments = append(s.Environments, exportEnvironment(e))
	}
	organizations, err := svc.tenant().Organizations(ctx, model.OrganizationQuery{})
	if err != nil {
		return s, err
	}
	left := map[model.ID]bool{}
	for _, o := range organizations {
		if o.Demo() {
			left[o.ID] = true
			continue
		}
		s.Organizations = append(s.Organizations, exportOrganization(o, around[o.EnvironmentID].Kind))
	}
	connections, err := svc.connection().Connections(ctx, model.ConnectionQuery{})
	if err != nil {
		return s, err
	}
	for _, c := range connections {
		if !left[c.OrganizationID] {
			s.Connections = append(s.Connections, exportConnection(c, around[c.EnvironmentID]))
		}
	}
	for _, e := range environments {
		endpoints, err := svc.endpoints(ctx, e.ID)
		if err != nil {
			return s, err
		}
		slices.SortFunc(endpoints, func(a, b model.WebhookEndpoint) int { return strings.Compare(a.URL, b.URL) })
		for _, w := range endpoints {
			s.Webhooks = append(s.Webhooks, exportWebhook(w, e.Kind))
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

func exportEnvironment(e model.Environment) model.SeedEnvironment {
	demo := demoRedirects(e)
	s := model.SeedEnvironment{
		Kind: e.Kind, Name: given(e.Name), ClientID: given(e.ClientID), PortalReturnURI: given(e.PortalReturnURI),
		SuccessURIs: e.SuccessURIs,
		RedirectURIs: slices.DeleteFunc(slices.Clone(e.RedirectURIs),
			func(u string) bool { return slices.Contains(demo, u) }),
	}
	if !slices.Contains(demo, e.DefaultRedirect) {
		s.DefaultRedirect = given(e.DefaultRedirect)
	}
	for _, a := range e.CustomAttributes {
		s.CustomAttributes = append(s.CustomAttributes, model.SeedAttribute(a))
	}
	s.DirectoryAttributes, s.HideRaw = e.DirectoryAttributes, given(e.HideRaw)
	for _, r := range e.Roles {
		s.Roles = append(s.Roles, model.SeedRole{Slug: r.Slug, Name: r.Name, Description: r.Description})
	}
	s.DefaultRole, s.MultipleRoles, s.PortalRoles = given(e.DefaultRole), given(e.MultipleRoles), given(e.PortalRoles)
	if e.SessionTimeout != 0 {
		s.SessionTimeout = new(model.SeedDuration(e.SessionTimeout))
	}
	s.KeepDays, s.KeepMiB = given(e.KeepDays), given(e.KeepMiB)
	return s
}

func exportOrganization(o model.Organization, kind model.EnvironmentKind) model.SeedOrganization {
	s := model.SeedOrganization{
		ID: o.ID, Environment: kind, Name: o.Name, ExternalID: given(o.ExternalID),
		AllowOutside: given(o.AllowOutside), Metadata: o.Metadata,
	}
	for _, x := range o.Domains {
		y := model.SeedDomain{ID: x.ID, Domain: x.Domain, State: x.State, Prefix: x.Prefix, Token: x.Token}
		if x.State != model.DomainVerified {
			y.Since = x.Since.UTC().Format(time.RFC3339Nano)
		}
		s.Domains = append(s.Domains, y)
	}
	return s
}

// exportConnection leaves out what the test identity provider has of its own
// here.
func exportConnection(c model.Connection, e model.Environment) model.SeedConnection {
	s := model.SeedConnection{
		ID: c.ID, Organization: string(c.OrganizationID), Name: c.Name, Type: c.Type, State: c.State, Key: c.Key,
		MetadataURL: given(c.MetadataURL), MetadataPrivate: given(c.MetadataPrivate), AutoApprove: given(c.AutoApprove),
		SignRequests: given(c.SignRequests), Policy: model.SeedPolicyOf(c.Policy), Mapping: seedMapping(c.Mapping),
		AuthnContexts: c.AuthnContexts, Comparison: given(c.Comparison), ForceAuthn: given(c.ForceAuthn),
		Roles: c.RolesIn(e),
	}
	if c.NameIDFormat != "" {
		s.NameIDFormat = new(model.NameIDFormatWord(c.NameIDFormat))
	}
	if c.Type == model.TestIdPType {
		return s
	}
	if c.ByOIDC() {
		s.OIDC = &model.SeedOIDC{Issuer: c.OIDC.Issuer, DiscoveryURL: c.OIDC.DiscoveryURL, ClientID: c.OIDC.ClientID,
			Scopes: c.OIDC.Scopes, Private: c.OIDC.Private}
	}
	s.IdPEntityID, s.SSOURL, s.SSOBinding = given(c.IdPEntityID), given(c.SSOURL), given(c.SSOBinding)
	for _, x := range c.Certificates {
		s.Certificates = append(s.Certificates, protocol.PEM(x.DER))
	}
	return s
}

// seedMapping writes one, nil for the usual.
func seedMapping(m saml.Mapping) *saml.Mapping {
	unusual := len(m.Custom)+len(m.Required) > 0 || slices.ContainsFunc(saml.ProfileFields(),
		func(f saml.ProfileField) bool { return len(f.Names(m)) > 0 })
	if !unusual {
		return nil
	}
	return &m
}
