package portal

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"gatehouse/model"
	"gatehouse/saml"
	"gatehouse/saml/diagnose"
)

// testPage offers a test sign-in.
type testPage struct {
	Provider, Problem string
	Last              *eventRow // the last test
	Blocked           []finding // why it cannot succeed yet
	Values            navStep   // where the provider's values are entered
	CanFinish         bool
	SSO               bool // the link is for what the pages around it change
}

// test offers a test sign-in.
func (v *visit) test() { v.showTest(http.StatusOK, "") }

func (v *visit) showTest(status int, problem string) {
	if !v.allowed(model.IntentSSO, model.IntentCertificateRenewal) {
		return
	}
	c, ok := v.needConfigured()
	if !ok {
		return
	}
	last, tested, err := v.services.LastTest(v.r.Context(), c.ID)
	if err != nil {
		v.failed(err)
		return
	}
	page := testPage{Provider: named(c), Problem: problem, CanFinish: v.canFinish(model.IntentSSO),
		Values: v.values(), SSO: v.session.Link.Allows(model.IntentSSO)}
	if tested {
		row := v.eventRow(last)
		page.Last = &row
	}
	lints, err := v.services.Lint(v.r.Context(), c.ID)
	if err != nil {
		v.failed(err)
		return
	}
	for _, l := range theirs(lints) {
		if l.Level == diagnose.LintError {
			page.Blocked = append(page.Blocked, findingOf(l, true))
		}
	}
	if !v.setup.MayReceive() {
		page.Blocked = append(page.Blocked, finding{Message: "No email domain of yours is verified yet.",
			Remedy: "Add one, or wait until its DNS record is found.", Grave: true})
	}
	v.mayLeave()
	v.show(status, "test", "Test sign-in", page)
}

// beginTest sends the visitor to the identity provider.
func (v *visit) beginTest() {
	if !v.allowed(model.IntentSSO, model.IntentCertificateRenewal) {
		return
	}
	c, ok := v.needConfigured()
	if !ok {
		return
	}
	begun, err := v.services.BeginPortalTest(v.r.Context(), c.ID, v.portal.browsers.Visitor(v.r))
	if refused, ok := errors.AsType[*model.AuthorizeError](err); ok {
		v.record(model.Step{What: model.StepError, Note: refused.Error()})
		v.showTest(http.StatusConflict, refused.Description)
		return
	}
	if err != nil {
		v.failed(err)
		return
	}
	v.record(model.Step{What: model.StepTest, Note: "began", SessionID: begun.Session.ID})
	v.portal.out.Depart(v.w, v.r, begun)
}

// resultPage explains to an IT admin what came of a test.
type resultPage struct {
	Provider    string
	Event       eventRow
	Waiting     bool
	Success     bool
	Trace       string
	Explanation diagnose.Explanation
	Remedy      remedyView
	Also        []string
	Profile     []row
	Received    []saml.Attribute
	Values      navStep // where the provider's values are entered
	CanFinish   bool
	SSO         bool // the link is for what the pages around it change, or
	Renewal     bool // for certificates
}

// testResult is where the browser returns to from the identity provider.
func (v *visit) testResult() {
	if !v.allowed(model.IntentSSO, model.IntentCertificateRenewal) {
		return
	}
	detail, ok := v.detailOf(v.services.TestResult)
	if !ok {
		return
	}
	page := resultPage{
		Provider: named(detail.Connection), Event: v.eventRow(detail.Session), Trace: detail.Session.Trace(),
		Waiting:     detail.State == model.Started,
		Success:     detail.State == model.Successful || detail.State == model.Authorized,
		Explanation: detail.Explanation, Values: v.values(), CanFinish: v.canFinish(model.IntentSSO),
		SSO: v.session.Link.Allows(model.IntentSSO), Renewal: v.session.Link.Allows(model.IntentCertificateRenewal),
	}
	if !page.Waiting && !page.Success {
		var err error
		if page.Remedy, err = v.remedy(detail); err != nil {
			v.failed(err)
			return
		}
	}
	for _, cause := range detail.Explanation.Also {
		page.Also = append(page.Also, cause.Title())
	}
	if verdict := detail.Verdict(); verdict != nil {
		page.Received = verdict.Seen.Attributes
		if p := verdict.Profile; p != nil {
			page.Profile = []row{
				{"User id", []string{p.IdPID}}, {"Email", []string{p.Email}}, {"First name", some(p.FirstName)},
				{"Last name", some(p.LastName)}, {"Groups", p.Groups},
			}
		}
	}
	v.recordTest(detail, page)
	v.mayLeave()
	v.show(http.StatusOK, "result", "Test result", page)
}

func some(text string) []string {
	if text == "" {
		return nil
	}
	return []string{text}
}

// recordTest notes the result once, however often it is looked at.
func (v *visit) recordTest(detail model.SessionDetail, page resultPage) {
	if page.Waiting || detail.Session.Origin == model.FromIdentityProvider {
		return
	}
	note := "succeeded"
	if !page.Success {
		note = "failed: " + detail.Explanation.Title
	}
	steps, err := v.services.Steps(v.r.Context(), v.session.Link.ID)
	known := slices.ContainsFunc(steps, func(s model.Step) bool {
		return s.SessionID == detail.Session.ID && s.Note == note
	})
	if err == nil && !known {
		v.record(model.Step{What: model.StepTest, Note: note, SessionID: detail.Session.ID})
	}
}

// detail is the session of a page, if it belongs to the organization, with what
// may be told of it outside.
func (v *visit) detail() (model.SessionDetail, bool) { return v.detailOf(v.services.SessionDetail) }

func (v *visit) detailOf(read func(context.Context, model.ID) (model.SessionDetail, error)) (
	model.SessionDetail, bool) {
	detail, err := read(v.r.Context(), model.ID(v.r.PathValue("session")))
	if err != nil && !errors.Is(err, model.ErrNotFound) {
		v.failed(err)
		return detail, false
	}
	if err != nil || detail.Session.OrganizationID != v.org.ID {
		v.sorryPage(http.StatusNotFound, "This sign-in is not there",
			"It may have been deleted since, or it belongs to somebody else.")
		return detail, false
	}
	return detail.Outward(), true
}
