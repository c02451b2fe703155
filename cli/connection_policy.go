package cli

import (
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"gatehouse/model"
	"gatehouse/saml"
	"gatehouse/saml/protocol"
)

// policyFlags say how a connection judges.
type policyFlags struct {
	preset, require string
	skew, life      time.Duration
	on, off         []string
}

func (f *policyFlags) add(flags *pflag.FlagSet) {
	flags.StringVar(&f.preset, "policy", "", "preset: default or strict")
	flags.StringVar(&f.require, "require", "", "signatures: either, response, assertion or both")
	flags.DurationVar(&f.skew, "skew", 0, "clock skew, 0 to 5m")
	flags.DurationVar(&f.life, "request-life", 0, "how long a request may be answered")
	flags.StringSliceVar(&f.on, "on", nil, "switch on: "+strings.Join(switchNames(), ", "))
	flags.StringSliceVar(&f.off, "off", nil, "switch off what --on switches on")
	flags.SetNormalizeFunc(olderFlags)
}

// olderFlags understands what --on and --off were called earlier.
func olderFlags(_ *pflag.FlagSet, name string) pflag.NormalizedName {
	switch name {
	case "allow":
		name = "on"
	case "disallow":
		name = "off"
	}
	return pflag.NormalizedName(name)
}

// apply is a policy with what the flags change of it.
func (f *policyFlags) apply(cmd *cobra.Command, policy saml.Policy) (saml.Policy, error) {
	if f.preset != "" {
		var ok bool
		if policy, ok = model.Presets()[f.preset]; !ok {
			return policy, usageError{fmt.Errorf("--policy %q: use default or strict", f.preset)}
		}
	}
	assign(given(cmd, "require", saml.SignatureDemand(f.require)), &policy.Require)
	assign(given(cmd, "skew", f.skew), &policy.Skew)
	assign(given(cmd, "request-life", f.life), &policy.RequestLife)
	if err := switchPolicy(&policy, f.on, true); err != nil {
		return policy, err
	}
	return policy, switchPolicy(&policy, f.off, false)
}

// policy is that of a new connection.
func (f *policyFlags) policy(cmd *cobra.Command) (*saml.Policy, error) {
	policy, err := f.apply(cmd, saml.DefaultPolicy())
	return &policy, err
}

func switchNames() []string {
	var names []string
	for _, s := range saml.Switches() {
		names = append(names, s.Key)
	}
	return names
}

func switchPolicy(p *saml.Policy, names []string, on bool) error {
	for _, name := range names {
		s, ok := saml.SwitchNamed(name)
		if !ok {
			return usageError{fmt.Errorf("there is no switch %q: use %s", name, strings.Join(switchNames(), ", "))}
		}
		s.Set(p, on)
	}
	return nil
}

// askFlags say what the requests of a connection ask for.
type askFlags struct {
	format, comparison string
	contexts           []string
	force              bool
}

func (f *askFlags) add(flags *pflag.FlagSet) {
	flags.StringVar(&f.format, "name-id-format", "",
		"NameID format that requests ask for: "+strings.Join(model.NameIDFormats(), ", ")+", or its URI")
	flags.StringSliceVar(&f.contexts, "authn-context", nil,
		"AuthnContextClassRef that requests ask for (repeatable), or none")
	flags.StringVar(&f.comparison, "authn-comparison", "",
		"how the method of authentication compares with them: exact, minimum, maximum or better")
	flags.BoolVar(&f.force, "force-authn", false,
		"each request asks to sign the user in anew (ForceAuthn), and older sign-ins are refused")
}

// asked is what a new connection asks for.
func (f *askFlags) asked() protocol.Asked {
	return protocol.Asked{
		NameIDFormat: model.NameIDFormat(f.format), AuthnContexts: f.classes(),
		Comparison: protocol.Comparison(f.comparison), ForceAuthn: f.force,
	}
}

func (f *askFlags) classes() []string { return model.AuthnContexts(strings.Join(f.contexts, " ")) }

// patch changes what was given.
func (f *askFlags) patch(cmd *cobra.Command, p *model.ConnectionPatch) {
	p.NameIDFormat = given(cmd, "name-id-format", model.NameIDFormat(f.format))
	p.AuthnContexts = given(cmd, "authn-context", f.classes())
	p.Comparison = given(cmd, "authn-comparison", protocol.Comparison(f.comparison))
	p.ForceAuthn = given(cmd, "force-authn", f.force)
}
