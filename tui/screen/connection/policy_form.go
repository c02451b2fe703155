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

// optIns are the switches that weaken a rule, each with what to say of it.
var optIns = []struct {
	name, label, warning string
	field                func(*saml.Policy) *bool
}{
	{"allow_sha1", "SHA-1", "SHA-1 is accepted in signatures, though it can be forged",
		func(p *saml.Policy) *bool { return &p.AllowSHA1 }},
	{"ignore_certificate_expiry", "Expired certs", "expired certificates are accepted",
		func(p *saml.Policy) *bool { return &p.IgnoreExpiry }},
	{"allow_empty_reference", "Empty reference", "a signature may refer to the whole document without an ID",
		func(p *saml.Policy) *bool { return &p.AllowEmptyReference }},
	{"allow_inclusive_c14n", "Inclusive C14N", "inclusive canonicalization is accepted",
		func(p *saml.Policy) *bool { return &p.AllowInclusiveC14N }},
	{"allow_rsa15", "RSA 1.5", "RSA 1.5 is accepted in encryption, though it can be attacked",
		func(p *saml.Policy) *bool { return &p.AllowRSA15 }},
	{"allow_advice", "Advice", "assertions in the Advice of an assertion are allowed; nothing of them is read",
		func(p *saml.Policy) *bool { return &p.AllowAdvice }},
}

// demands are the choices of what has to be signed.
var demands = []saml.SignatureDemand{saml.EitherSigned, saml.ResponseSigned, saml.AssertionSigned, saml.BothSigned}

const customPolicy = "custom"

// newPolicyForm changes how a connection judges. A preset is one choice; with
// "custom" each switch is shown, and what it weakens.
func newPolicyForm(w *screen.World, c model.Connection) *screen.Form {
	desk, p := w.Desk, c.Policy
	custom := func(value func(string) string) bool { return value("preset") == customPolicy }
	choice := func(name, label string, on bool, yes, no, help string) *widget.Field {
		initial := no
		if on {
			initial = yes
		}
		return &widget.Field{Name: name, Label: label, Choices: []string{no, yes}, Initial: initial, Help: help,
			When: custom}
	}
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
		choice("unsolicited", "IdP-initiated", p.AllowUnsolicited, "accepted", "refused",
			"responses that answer no request of ours"),
		choice("strict_key_info", "Other certs", p.StrictKeyInfo, "refused in the message", "ignored in the message",
			"certificates that a message carries and nobody configured"),
		choice("strict", "Small faults", p.Strict, "refused", "accepted with a warning",
			"misplaced signatures, odd IDs, NotBefore in a confirmation, no AuthnStatement, times in +00:00"),
		choice("encrypted_needs_signed", "Encrypted", p.EncryptedNeedsSigned, "only in signed responses",
			"as any other", "which responses may hold an encrypted assertion"),
	}
	for _, o := range optIns {
		x := choice(o.name, o.label, *o.field(&p), "accepted", "refused", "refused is the safe choice")
		x.Warn = func(v string) string {
			if v == "accepted" {
				return o.warning
			}
			return ""
		}
		f.Fields = append(f.Fields, x)
	}
	f.Save = func(ctx context.Context, v map[string]string) (any, error) {
		after, err := policyOf(p, v)
		if err != nil {
			return nil, err
		}
		c, _, err := desk.UpdateConnection(ctx, c.ID, model.ConnectionPatch{Policy: &after})
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
	p.AllowUnsolicited = v["unsolicited"] == "accepted"
	p.StrictKeyInfo = v["strict_key_info"] == "refused in the message"
	p.Strict = v["strict"] == "refused"
	p.EncryptedNeedsSigned = v["encrypted_needs_signed"] == "only in signed responses"
	for _, o := range optIns {
		*o.field(&p) = v[o.name] == "accepted"
	}
	return p, nil
}
