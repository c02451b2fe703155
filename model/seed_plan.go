package model

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// SeedReport says what a seed did, or with a dry run would do.
type SeedReport struct {
	Created   []string
	Changed   []string
	Unchanged int
	Warnings  []string // connections that are kept though nobody can sign in through them
	Notes     []string // what deserves a look: drafts, warnings of the pre-flight check
	LeftOut   []string
}

// plan is a seed on its way into the store: everything is checked before
// anything is written.
type plan struct {
	*Desk
	environments  map[EnvironmentKind]Environment
	organizations []Organization // as they will be
	connections   []Connection
	edits         []edit
	report        SeedReport
}

// seedStep is how many records are written at once; each step is all or nothing.
const seedStep = 40

// Seed makes what a file describes. Everything is checked first, so that a
// mistake in the file leaves the store as it was; then it is written in steps of
// whole organizations. With dry nothing is written.
func (d *Desk) Seed(ctx context.Context, s Seed, dry bool) (SeedReport, error) {
	d, err := d.do(ctx, ActSeed, everything)
	if err != nil {
		return SeedReport{}, err
	}
	p := &plan{Desk: d, environments: map[EnvironmentKind]Environment{}}
	p.report.LeftOut = s.LeftOut
	if err := p.load(ctx); err != nil {
		return SeedReport{}, err
	}
	for i, e := range s.Environments {
		if err := p.environment(e); err != nil {
			return SeedReport{}, fmt.Errorf("environments[%d]: %w", i, err)
		}
	}
	for i, o := range s.Organizations {
		if err := p.organization(o); err != nil {
			return SeedReport{}, fmt.Errorf("organizations[%d] (%s): %w", i, short(o.Name), err)
		}
	}
	for i, c := range s.Connections {
		if err := p.connection(ctx, c); err != nil {
			return SeedReport{}, fmt.Errorf("connections[%d] (%s): %w", i, short(c.Name), err)
		}
	}
	if err := p.checkNames(ctx); err != nil {
		return SeedReport{}, err
	}
	if err := d.rights(ctx, p.edits); err != nil {
		return SeedReport{}, err
	}
	if dry {
		return p.report, nil
	}
	return p.report, p.write(ctx)
}

// load reads what is there.
func (p *plan) load(ctx context.Context) error {
	environments, err := p.Environments(ctx)
	if err != nil {
		return err
	}
	for _, e := range environments {
		p.environments[e.Kind] = e
	}
	if p.organizations, err = p.Organizations(ctx, OrganizationQuery{}); err != nil {
		return err
	}
	p.organizations = slices.Clone(p.organizations)
	p.connections, err = p.Connections(ctx, ConnectionQuery{})
	p.connections = slices.Clone(p.connections)
	return err
}

// keep takes a noun into the plan: new, changed or as it is.
func (p *plan) keep(what string, before, after noun) error {
	if before == nil {
		p.edits = append(p.edits, created(after))
		p.report.Created = append(p.report.Created, what)
		return nil
	}
	same, err := equal(before, after)
	if err != nil {
		return err
	}
	if same {
		p.report.Unchanged++
		return nil
	}
	if dated, ok := after.(revisable); ok {
		after = dated.touched(p.now())
	}
	p.edits = append(p.edits, changed(before, after))
	p.report.Changed = append(p.report.Changed, what)
	return nil
}

// checkNames refuses a unique name that two would hold.
func (p *plan) checkNames(ctx context.Context) error {
	holders := map[string]ID{}
	planned := map[ID]bool{}
	for _, e := range p.edits {
		_, id := e.after.key()
		planned[id] = true
		for _, name := range e.after.names() {
			if other, taken := holders[name]; taken {
				return p.explainTaken(ctx, &NameTaken{Name: name, By: other})
			}
			holders[name] = id
		}
	}
	for name, id := range holders {
		r, err := p.store.Named(ctx, name)
		if none, err := missing(err); none {
			continue
		} else if err != nil {
			return err
		}
		if r.ID != id && !planned[r.ID] {
			return p.explainTaken(ctx, &NameTaken{Name: name, By: r.ID})
		}
	}
	return nil
}

// write makes the edits, those that free a name first.
func (p *plan) write(ctx context.Context) error {
	slices.SortStableFunc(p.edits, func(a, b edit) int { return frees(b) - frees(a) })
	for step := range slices.Chunk(p.edits, seedStep) {
		if err := p.apply(ctx, "seeded "+plural(len(step), "record", "records"), step...); err != nil {
			if errors.Is(err, ErrConflict) {
				return fmt.Errorf("%w: somebody else works on the same; run it again", err)
			}
			return err
		}
	}
	return nil
}

// frees is 1 for an edit after which a name can be another's.
func frees(e edit) int {
	if e.before == nil {
		return 0
	}
	for _, name := range e.before.names() {
		if !slices.Contains(e.after.names(), name) {
			return 1
		}
	}
	return 0
}

// stableID is the same for the same names, for ever and everywhere.
func stableID(prefix string, names ...string) ID {
	sum := sha256.Sum256([]byte(strings.Join(names, "\x00")))
	return ID(prefix + "_" + crockford.EncodeToString(sum[:])[:26])
}

// checkGivenID refuses an id that could not be one of ours.
func checkGivenID(prefix string, id ID) error {
	rest, ok := strings.CutPrefix(string(id), prefix+"_")
	if !ok || rest == "" || len(rest) > 64 || strings.Trim(rest, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_-") != "" {
		return refuse("id", "write it like "+prefix+"_01JABC, or leave it out", "%q cannot be an id", short(string(id)))
	}
	return nil
}
