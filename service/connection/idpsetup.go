package connection

import (
	"context"
	"slices"
	"strings"

	"gatehouse/fetch"
	"gatehouse/model"
	"gatehouse/saml/diagnose"
	"gatehouse/service/core"
)

// FetchMetadata reads an identity provider's metadata from where it publishes
// it, as [model.ReadMetadata] does. Private addresses are refused unless an operator
// allows them.
func (s Service) FetchMetadata(ctx context.Context, url string, reach fetch.Reach,
	entityID string) (model.IdPSetup, error) {
	s, err := pass(s.core.See(ctx, model.ActLookOutside, core.Nothing))
	if err != nil {
		return model.IdPSetup{}, err
	}
	return s.fetchMetadata(ctx, url, reach,
		func(doc []byte) (model.IdPSetup, error) { return model.ReadMetadata(doc, entityID) })
}

func (svc Service) fetchMetadata(ctx context.Context, url string, reach fetch.Reach,
	read func([]byte) (model.IdPSetup, error)) (model.IdPSetup, error) {
	url = strings.TrimSpace(url)
	if err := model.CheckText("metadata_url", url, 2048); err != nil {
		return model.IdPSetup{}, err
	}
	doc, err := svc.core.Fetch.Get(ctx, url, reach)
	if err != nil {
		return model.IdPSetup{}, &model.FieldError{Field: "metadata_url", Reason: err.Error(), Err: err}
	}
	s, err := read(doc)
	s.URL, s.Reach = url, reach
	return s, err
}

// Configure gives a connection the identity provider's settings. The errors of
// the pre-flight check refuse them, and then nothing is changed.
func (svc Service) Configure(ctx context.Context, id model.ID,
	s model.IdPSetup) (model.Connection, []diagnose.Lint, error) {
	svc, err := pass(svc.core.Do(ctx, model.ActChangeConnection, core.OfConnection(id)))
	if err != nil {
		return model.Connection{}, nil, err
	}
	var found []diagnose.Lint
	c, lints, err := ReviseConnection(ctx, svc.core, id, "configured connection %s",
		func(c *model.Connection, o model.Organization) (err error) {
			found, err = svc.configure(c, o, s)
			return err
		})
	return c, merge(found, lints), err
}

// providersFields are what an identity provider's settings bring in anew, whatever
// was there before.
var providersFields = []string{"idp_entity_id", "sso_url", "certificates", "metadata"}

// configure puts the settings into a connection after checking them.
func (svc Service) configure(c *model.Connection, o model.Organization, s model.IdPSetup) ([]diagnose.Lint, error) {
	if c.ByOIDC() {
		return nil, model.Refuse("type", "set issuer, client ID and client secret",
			"%s is a connection by OpenID Connect, which has no SAML metadata", c.Name)
	}
	if c.Type == model.TestIdPType {
		return nil, model.Refuse("type", "choose another type first",
			"a connection to the test identity provider has its settings already")
	}
	now := svc.core.Now()
	had := slices.DeleteFunc(Findings(svc.core, *c, o), func(l diagnose.Lint) bool {
		return slices.Contains(providersFields, l.Field)
	})
	c.IdPEntityID, c.SSOURL, c.SSOBinding = s.EntityID, s.SSOURL, s.Binding()
	c.Trust(s.Certificates, Stamp(svc.core))
	c.SignRequests = c.SignRequests || s.WantAuthnRequestsSigned
	c.MetadataSource = model.MetadataSource{MetadataURL: s.URL, MetadataPrivate: s.Reach == fetch.Anywhere,
		AutoApprove: c.AutoApprove, MetadataValidUntil: s.ValidUntil}
	if s.URL != "" {
		c.MetadataFetched, c.MetadataTried = now, now
	}
	c.Pending = nil
	ours := Settings(svc.core, *c, o)
	ours.EntityID, ours.ACSURL = svc.EntityID(*c), svc.ACSURL(*c)
	lints := merge(diagnose.LintMetadata(s.IdPMetadata, ours, now), Findings(svc.core, *c, o))
	if c.SignRequests {
		lints = slices.DeleteFunc(lints, func(l diagnose.Lint) bool {
			return strings.Contains(l.Message, "wants signed requests")
		})
	}
	lints, err := sound(lints, *c, had)
	if err == nil {
		c.Settle()
	}
	return lints, err
}

// Stamp marks a certificate that the principal adds now.
func Stamp(passed *core.Core) model.Certificate {
	by := passed.Principal.Actor()
	return model.Certificate{Added: passed.Now(), AddedBy: &by}
}
