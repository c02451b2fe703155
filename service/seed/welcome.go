package seed

import (
	"context"
	"time"

	"gatehouse/model"
	"gatehouse/saml/idp"
	"gatehouse/service/access"
	"gatehouse/service/connection"
	"gatehouse/service/core"
)

// Welcome makes sure that there is something to try at once: in an empty store
// it makes the environments, an API key and, where the test identity provider is
// switched on, the organization Acme with its connection to it. What of that was
// deleted later is not made again.
func (s Service) Welcome(ctx context.Context) (model.Welcomed, error) {
	s, err := s.pass(s.core.Do(ctx, model.ActMaintain, core.Everything))
	if err != nil {
		return model.Welcomed{}, err
	}
	all, err := s.tenant().Environments(ctx)
	if err != nil {
		return model.Welcomed{}, err
	}
	if len(all) == 0 {
		return s.furnish(ctx)
	}
	if s.core.TestIdPOff == "" {
		if _, err := connection.NeedTestIdP(ctx, s.core); core.UnlessFull(err) != nil {
			return model.Welcomed{}, err
		}
	}
	if err := s.follow(ctx); core.UnlessFull(err) != nil {
		return model.Welcomed{}, err
	}
	w := model.Welcomed{Environment: all[0]}
	if s.core.TestIdPOff != "" {
		return w, nil
	}
	o, c, err := connection.FindDemo(ctx, s.core, w.Environment, connection.SampleNeeds)
	if none, err := core.Missing(err); none || err != nil {
		return w, err
	}
	w.Organization, w.Connection = o, c
	return w, nil
}

// furnish makes what an empty store needs, all or nothing.
func (s Service) furnish(ctx context.Context) (model.Welcomed, error) {
	now := s.core.Now()
	staging := model.Environment{
		ID: model.NewID(model.PrefixEnvironment, now), Name: "Staging", Kind: model.Staging,
		ClientID: string(model.NewID(model.PrefixClient, now)), Created: now, Updated: now,
	}
	staging.RedirectURIs = []string{"http://localhost:*/callback", "http://127.0.0.1:*/callback"}
	production := model.Environment{
		ID: model.NewID(model.PrefixEnvironment, now.Add(time.Millisecond)), Name: "Production", Kind: model.Production,
		ClientID: string(model.NewID(model.PrefixClient, now)), Created: now, Updated: now,
	}
	key, _ := access.NewKey(s.core, staging, "Default key")
	w := model.Welcomed{First: true}
	edits := []core.Edit{core.Created(production), core.Created(key)}
	if s.core.TestIdPOff == "" {
		provider, err := connection.NeedTestIdP(ctx, s.core)
		if err != nil {
			return model.Welcomed{}, err
		}
		w.Organization = connection.NewDemoOrganization(s.core, staging, "Acme", model.DemoDomain,
			connection.SampleNeeds)
		if w.Connection, err = connection.NewDemoConnection(s.core, w.Organization, provider,
			idp.UsualCertificate); err != nil {
			return model.Welcomed{}, err
		}
		edits = append(edits, core.Created(w.Organization), core.Created(w.Connection))
		staging.DefaultRedirect = s.core.BaseURL + model.DemoCallback
		staging.RedirectURIs = append([]string{staging.DefaultRedirect}, staging.RedirectURIs...)
	}
	w.Environment = staging
	return w, s.core.Apply(ctx, "set up a new installation", append([]core.Edit{core.Created(staging)}, edits...)...)
}
