package portal

import (
	"cmp"

	"gatehouse/model"
)

// ssoSteps are the steps of single sign-on as they are called here, and their paths.
var ssoSteps = map[model.SetupStep]struct{ label, path string }{
	model.SetupDomain: {"Domain", "domains"}, model.SetupProvider: {"Identity provider", "provider"},
	model.SetupGuide: {"Guide", "guide/1"}, model.SetupMetadata: {"Metadata", "metadata"},
	model.SetupClient: {"Client", "client"}, model.SetupAttributes: {"Attributes", "attributes"},
	model.SetupTest: {"Test", "test"},
}

// steps is the way through the setup of single sign-on as it stands beside the pages that it leads through.
func (v *visit) steps() []navStep {
	if v.place.step == "" || !v.session.Link.Allows(model.IntentSSO) {
		return nil
	}
	var steps []navStep
	for _, step := range v.setup.Steps() {
		s := ssoSteps[step]
		n := navStep{Label: s.label, Done: v.setup.Done(step), Current: step == v.place.step}
		if v.setup.Open(step) {
			n.URL = portalRoot + s.path
		}
		steps = append(steps, n)
	}
	return steps
}

// values leads to where the provider's values are entered.
func (v *visit) values() navStep {
	s := ssoSteps[v.setup.Values()]
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
