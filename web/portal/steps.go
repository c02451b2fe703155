package portal

import (
	"cmp"
	"slices"

	"gatehouse/model"
)

// setupSteps are the steps of setups as they are called here, and their paths.
var setupSteps = map[model.SetupStep]struct{ label, path string }{
	model.SetupDomain: {"Domain", "domains"}, model.SetupProvider: {"Identity provider", "provider"},
	model.SetupGuide: {"Guide", "guide/1"}, model.SetupMetadata: {"Metadata", "metadata"},
	model.SetupClient: {"Client", "client"}, model.SetupAttributes: {"Attributes", "attributes"},
	model.SetupTest: {"Test", "test"},

	model.SetupDirectoryProvider: {"Directory provider", "directory/provider"},
	model.SetupDirectoryGuide:    {"Guide", "directory/guide"},
	model.SetupDirectoryCheck:    {"Check", "directory/check"},
	model.SetupDirectoryFile:     {"File", "directory/import"},
}

// way is how far something is set up, step by step.
type way interface {
	Steps() []model.SetupStep
	Done(model.SetupStep) bool
	Open(model.SetupStep) bool
}

// steps is the way through a setup as it stands beside the pages that it leads through.
func (v *visit) steps() []navStep {
	link := v.session.Link
	for i, along := range map[model.Intent]way{model.IntentSSO: v.setup, model.IntentDirectorySync: v.sync} {
		if link.Allows(i) && slices.Contains(along.Steps(), v.place.step) {
			return v.stepsOf(along)
		}
	}
	return nil
}

func (v *visit) stepsOf(along way) []navStep {
	var steps []navStep
	for _, step := range along.Steps() {
		s := setupSteps[step]
		n := navStep{Label: s.label, Done: along.Done(step), Current: step == v.place.step}
		if along.Open(step) {
			n.URL = portalRoot + s.path
		}
		steps = append(steps, n)
	}
	return steps
}

// values leads to where the provider's values are entered.
func (v *visit) values() navStep {
	s := setupSteps[v.setup.Values()]
	return navStep{Label: s.label, URL: portalRoot + s.path}
}

// next is the path of the step that has to be taken next, "" once sign-ins work.
// Whoever comes back to the guide goes on where it was left.
func (v *visit) next() (string, error) {
	step := v.setup.Next()
	if step != model.SetupGuide {
		return string(step), nil
	}
	recorded, err := v.services.Steps(v.r.Context(), v.session.Link.ID)
	return cmp.Or(v.setup.Resume(recorded), "guide/1"), err
}

// need gives the connection, or sends the visitor to where it is made.
func (v *visit) need() (model.Connection, bool) {
	if !v.setup.Made() {
		v.redirect(providerPlace.path)
	}
	return v.setup.Connection, v.setup.Made()
}

// needConfigured also sends a draft back to where its settings are entered.
func (v *visit) needConfigured() (model.Connection, bool) {
	c, ok := v.need()
	if ok && !c.Configured() {
		v.redirect(string(v.setup.Values()))
		return c, false
	}
	return c, ok
}

// needFor sends the visitor to where the values of the connection are entered, if that
// is not the step of this page.
func (v *visit) needFor(step model.SetupStep) (model.Connection, bool) {
	c, ok := v.need()
	if ok && v.setup.Values() != step {
		v.redirect(string(v.setup.Values()))
		return c, false
	}
	return c, ok
}
