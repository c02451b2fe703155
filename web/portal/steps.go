package portal

import (
	"cmp"

	"gatehouse/model"
)

// ssoSteps is the way through the setup of single sign-on.
var ssoSteps = []struct {
	step        model.SetupStep
	label, path string
}{
	{model.SetupDomain, "Domain", "domains"}, {model.SetupProvider, "Identity provider", "provider"},
	{model.SetupGuide, "Guide", "guide/1"}, {model.SetupMetadata, "Metadata", "metadata"},
	{model.SetupAttributes, "Attributes", "attributes"}, {model.SetupTest, "Test", "test"},
}

// steps is that way as it stands beside the pages that it leads through.
func (v *visit) steps() []navStep {
	if v.place.step == "" || !v.session.Link.Allows(model.IntentSSO) {
		return nil
	}
	var steps []navStep
	for _, s := range ssoSteps {
		n := navStep{Label: s.label, Done: v.setup.Done(s.step), Current: s.step == v.place.step}
		if v.setup.Open(s.step) {
			n.URL = portalRoot + s.path
		}
		steps = append(steps, n)
	}
	return steps
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
		v.redirect("metadata")
		return c, false
	}
	return c, ok
}
