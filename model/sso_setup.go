package model

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// SetupStep is one step of the way on which an IT admin sets up single sign-on.
type SetupStep string

// The steps, in their order.
const (
	SetupDomain     SetupStep = "domains"
	SetupProvider   SetupStep = "provider"
	SetupGuide      SetupStep = "guide"
	SetupMetadata   SetupStep = "metadata"
	SetupClient     SetupStep = "client" // by OpenID Connect, in its place
	SetupAttributes SetupStep = "attributes"
	SetupTest       SetupStep = "test"
)

// SSOSetup is how far the single sign-on of an organization is set up.
type SSOSetup struct {
	Organization Organization
	Connection   Connection // the one that its links are about; zero if none was made
}

// Made reports whether there is a connection.
func (s SSOSetup) Made() bool { return s.Connection.ID != "" }

// MayReceive reports whether anybody could sign in: a domain is verified, or none
// is asked for.
func (s SSOSetup) MayReceive() bool {
	return s.Organization.AllowOutside || len(s.Organization.VerifiedDomains()) > 0
}

// Steps are the steps of the way, in their order.
func (s SSOSetup) Steps() []SetupStep {
	return []SetupStep{SetupDomain, SetupProvider, SetupGuide, s.Values(), SetupAttributes, SetupTest}
}

// Values is the step in which the identity provider's values are entered.
func (s SSOSetup) Values() SetupStep {
	if s.Connection.ByOIDC() {
		return SetupClient
	}
	return SetupMetadata
}

// Done reports whether nothing is left to do at a step.
func (s SSOSetup) Done(step SetupStep) bool {
	switch step {
	case SetupDomain:
		return s.MayReceive() && len(s.Organization.VerifiedDomains()) == len(s.Organization.Domains)
	case SetupProvider:
		return s.Made()
	case SetupGuide, SetupMetadata, SetupClient:
		return s.Made() && s.Connection.Configured()
	}
	return s.Made() && s.Connection.State == Active
}

// Open reports whether a step can be taken: those before it that it needs are
// done.
func (s SSOSetup) Open(step SetupStep) bool {
	switch step {
	case SetupDomain, SetupProvider:
		return true
	case SetupGuide, SetupMetadata, SetupClient:
		return s.Made()
	}
	return s.Made() && s.Connection.Configured()
}

// Next is the step that has to be taken next, "" once sign-ins work.
func (s SSOSetup) Next() SetupStep {
	switch {
	case len(s.Organization.Domains) == 0 && !s.Organization.AllowOutside:
		return SetupDomain
	case !s.Made():
		return SetupProvider
	case !s.Connection.Configured():
		return SetupGuide
	case s.Connection.State == Validating:
		return SetupTest
	}
	return ""
}

// Resume is the place where whoever comes back to the guide goes on: the step of
// it that was looked at last, or behind it that of the values. "" if none was.
func (s SSOSetup) Resume(recorded []Step) string {
	for _, step := range slices.Backward(recorded) {
		if step.Place == string(s.Values()) || strings.HasPrefix(step.Place, string(SetupGuide)+"/") {
			return step.Place
		}
	}
	return ""
}

// Ready reports whether what an intent is for is set up. since is when the work on
// it began. A requested feature is never ready: an operator sets it up.
func (s SSOSetup) Ready(i Intent, since, now time.Time) bool {
	switch i {
	case IntentDomainVerification:
		return len(s.Organization.VerifiedDomains()) > 0
	case IntentSSO:
		return s.Made() && s.Connection.State == Active
	case IntentCertificateRenewal:
		return s.Made() && s.Connection.Renewable(since, now)
	}
	return false
}

// CanFinish reports whether an intent of a link can be finished now: it is ready,
// and a setup link has not finished it before.
func (s SSOSetup) CanFinish(l Link, i Intent, now time.Time) bool {
	return l.MayFinish(i) && s.Ready(i, l.Created, now)
}

// NotSetUp refuses to finish an intent: what it is for is not set up.
type NotSetUp struct{ Intent Intent }

func (e *NotSetUp) Error() string {
	if e.Intent.Requested() {
		return fmt.Sprintf("%s was not asked for yet: send the request first", e.Intent.Label())
	}
	return fmt.Sprintf("%s is not set up yet: take the steps that are left first", e.Intent.Label())
}
