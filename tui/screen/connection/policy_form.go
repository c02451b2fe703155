package connection

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/saml"
	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

// demands are the choices of what has to be signed.
var demands = []saml.SignatureDemand{saml.EitherSigned, saml.ResponseSigned, saml.AssertionSigned, saml.BothSigned}

const customPolicy = "custom"

// newPolicyForm changes how a connection judges. A preset is one choice; with
// "custom" each switch is shown, and what it weakens.
func newPolicyForm(w *screen.World, services Services, c model.Connection) *screen.Form {
	p := c.Policy
	custom := func(value func(string) string) bool { return value("preset") == customPolicy }
	f := &screen.Form{World: w, Heading: "Policy of " + c.Name}
	var signed []string
	for _, d := range demands {
		signed = append(signed, signedNames[d])
	}
	f.Fields = []*widget.Field{
		{Name: "preset", Label: "Preset", Choices: []string{"default", "strict", customPolicy},
			Initial: model.PresetOf(p),
			Help: "default suits sound providers; strict also refuses IdP-initiated responses, unknown " +
				"certificates in the message and small faults"},
		{Name: "require", Label: "Signed", Choices: signed, Initial: signedNames[p.Require],
			Help: "what has to bear a signature; what bears one must verify anyway", When: custom},
		{Name: "skew", Label: "Clock skew", Initial: p.Skew.String(), Check: widget.CheckBetween(0, 5*time.Minute),
			Help: "0s to 5m", When: custom},
		{Name: "request_life", Label: "Request life", Initial: requestLife(p).String(),
			Check: widget.CheckBetween(time.Minute, 24*time.Hour), Help: "how long a request may be answered",
			When: custom},
	}
	for _, x := range saml.Switches() {
		f.Fields = append(f.Fields, switchField(x, p, custom))
	}
	f.Save = func(ctx context.Context, v map[string]string) (any, error) {
		after, err := policyOf(p, v)
		if err != nil {
			return nil, err
		}
		c, _, err := services.UpdateConnection(ctx, c.ID, model.ConnectionPatch{Policy: &after})
		return c, err
	}
	f.Sure = func(v map[string]string) (string, string) {
		after := c
		var err error
		if after.Policy, err = policyOf(p, v); err != nil {
			return "", "" // the field says so
		}
		return sureOf(c, after), "Change the policy?"
	}
	f.Saved = func(any) (string, tea.Cmd) { return "changed the policy of " + c.Name, nil }
	return f
}

// switchField chooses between the two states of a switch, and warns of the one that
// weakens a rule.
func switchField(x saml.Switch, p saml.Policy, when func(func(string) string) bool) *widget.Field {
	f := &widget.Field{Name: x.Key, Label: x.Label, Choices: []string{x.Off, x.On}, Initial: x.State(p),
		Help: x.Help, When: when}
	if x.Weakens {
		f.Warn = func(v string) string {
			if v == x.On {
				return x.Effect
			}
			return ""
		}
	}
	return f
}

func requestLife(p saml.Policy) time.Duration {
	if p.RequestLife == 0 {
		return saml.DefaultPolicy().RequestLife
	}
	return p.RequestLife
}

// policyOf is what the form says.
func policyOf(p saml.Policy, v map[string]string) (saml.Policy, error) {
	if preset, ok := model.Presets()[v["preset"]]; ok {
		return preset, nil
	}
	for _, d := range demands {
		if signedNames[d] == v["require"] {
			p.Require = d
		}
	}
	var err error
	if p.Skew, err = time.ParseDuration(v["skew"]); err != nil {
		return p, &model.FieldError{Field: "skew", Reason: "is no duration", Remedy: "write it like 3m"}
	}
	if p.RequestLife, err = time.ParseDuration(v["request_life"]); err != nil {
		return p, &model.FieldError{Field: "request_life", Reason: "is no duration", Remedy: "write it like 15m"}
	}
	for _, x := range saml.Switches() {
		x.Set(&p, v[x.Key] == x.On)
	}
	return p, nil
}
