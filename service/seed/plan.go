package seed

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"gatehouse/model"
	"gatehouse/service/core"
	"gatehouse/storage"
)

// plan is a seed on its way into the store: everything is checked before
// anything is written.
type plan struct {
	Service
	environments  map[model.EnvironmentKind]model.Environment
	organizations []model.Organization // as they will be
	connections   []model.Connection
	webhooks      map[model.ID][]model.WebhookEndpoint // by environment, as they will be
	edits         []core.Edit
	report        model.SeedReport
}

// seedStep is how many records are written at once; each step is all or nothing.
const seedStep = 40

// Seed makes what a file describes. Everything is checked first, so that a
// mistake in the file leaves the store as it was; then it is written in steps of
// whole organizations. With dry nothing is written.
func (svc Service) Seed(ctx context.Context, s model.Seed, dry bool) (model.SeedReport, error) {
	svc, err := svc.pass(svc.core.Do(ctx, model.ActSeed, core.Everything))
	if err != nil {
		return model.SeedReport{}, err
	}
	p := &plan{Service: svc, environments: map[model.EnvironmentKind]model.Environment{},
		webhooks: map[model.ID][]model.WebhookEndpoint{}}
	p.report.LeftOut = s.LeftOut
	if err := p.load(ctx); err != nil {
		return model.SeedReport{}, err
	}
	for i, e := range s.Environments {
		if err := p.environment(e); err != nil {
			return model.SeedReport{}, fmt.Errorf("environments[%d]: %w", i, err)
		}
	}
	for i, o := range s.Organizations {
		if err := p.organization(o); err != nil {
			return model.SeedReport{}, fmt.Errorf("organizations[%d] (%s): %w", i, model.Short(o.Name), err)
		}
	}
	for i, c := range s.Connections {
		if err := p.addConnection(ctx, c); err != nil {
			return model.SeedReport{}, fmt.Errorf("connections[%d] (%s): %w", i, model.Short(c.Name), err)
		}
	}
	for i, w := range s.Webhooks {
		if err := p.webhook(w); err != nil {
			return model.SeedReport{}, fmt.Errorf("webhookEndpoints[%d] (%s): %w", i, model.Short(w.URL), err)
		}
	}
	if err := p.checkNames(ctx); err != nil {
		return model.SeedReport{}, err
	}
	if err := svc.core.Rights(ctx, p.edits); err != nil {
		return model.SeedReport{}, err
	}
	if dry {
		return p.report, nil
	}
	return p.report, p.write(ctx)
}

// load reads what is there.
func (p *plan) load(ctx context.Context) error {
	environments, err := p.tenant().Environments(ctx)
	if err != nil {
		return err
	}
	for _, e := range environments {
		p.environments[e.Kind] = e
		if p.webhooks[e.ID], err = p.endpoints(ctx, e.ID); err != nil {
			return err
		}
	}
	if p.organizations, err = p.tenant().Organizations(ctx, model.OrganizationQuery{}); err != nil {
		return err
	}
	p.organizations = slices.Clone(p.organizations)
	p.connections, err = p.connection().Connections(ctx, model.ConnectionQuery{})
	p.connections = slices.Clone(p.connections)
	return err
}

// keep takes a noun into the plan: new, changed or as it is.
func (p *plan) keep(what string, before, after model.Noun) error {
	if before == nil {
		p.edits = append(p.edits, core.Created(after))
		p.report.Created = append(p.report.Created, what)
		return nil
	}
	same, err := core.Equal(before, after)
	if err != nil {
		return err
	}
	if same {
		p.report.Unchanged++
		return nil
	}
	if dated, ok := after.(core.Revisable); ok {
		after = dated.Touched(p.core.Now())
	}
	p.edits = append(p.edits, core.Changed(before, after))
	p.report.Changed = append(p.report.Changed, what)
	return nil
}

// checkNames refuses a unique name that two would hold.
func (p *plan) checkNames(ctx context.Context) error {
	holders := map[string]model.ID{}
	planned := map[model.ID]bool{}
	for _, e := range p.edits {
		_, id := e.After.RecordKey()
		planned[id] = true
		for _, name := range e.After.RecordNames() {
			if other, taken := holders[name]; taken {
				return p.core.ExplainTaken(ctx, &storage.NameTaken{Name: name, By: other})
			}
			holders[name] = id
		}
	}
	for name, id := range holders {
		r, err := p.core.Store.Named(ctx, name)
		if none, err := core.Missing(err); none {
			continue
		} else if err != nil {
			return err
		}
		if r.ID != id && !planned[r.ID] {
			return p.core.ExplainTaken(ctx, &storage.NameTaken{Name: name, By: r.ID})
		}
	}
	return nil
}

// write makes the edits, those that free a name first.
func (p *plan) write(ctx context.Context) error {
	slices.SortStableFunc(p.edits, func(a, b core.Edit) int { return frees(b) - frees(a) })
	for step := range slices.Chunk(p.edits, seedStep) {
		if err := p.core.Apply(ctx, "seeded "+model.Plural(len(step), "record", "records"), step...); err != nil {
			if errors.Is(err, model.ErrConflict) {
				return fmt.Errorf("%w: somebody else works on the same; run it again", err)
			}
			return err
		}
	}
	p.sends.Ring()
	return nil
}

// frees is 1 for an edit after which a name can be another's.
func frees(e core.Edit) int {
	if e.Before == nil {
		return 0
	}
	for _, name := range e.Before.RecordNames() {
		if !slices.Contains(e.After.RecordNames(), name) {
			return 1
		}
	}
	return 0
}

// checkGivenID refuses an id that could not be one of ours.
func checkGivenID(prefix string, id model.ID) error {
	rest, ok := strings.CutPrefix(string(id), prefix+"_")
	if !ok || rest == "" || len(rest) > 64 ||
		strings.Trim(rest, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_-") != "" {
		return model.Refuse("id", "write it like "+prefix+"_01JABC, or leave it out", "%q cannot be an id",
			model.Short(string(id)))
	}
	return nil
}
