package portal

import (
	"errors"
	"net/http"
	"slices"

	"gatehouse/model"
)

// canFinish reports whether what an intent is for is set up, and not finished
// yet.
func (v *visit) canFinish(i model.Intent) bool {
	link := v.session.Link
	if !link.Allows(i) {
		return false
	}
	for _, done := range link.Done {
		if done == i && link.Kind == model.SetupLink {
			return false
		}
	}
	switch i {
	case model.IntentDomainVerification:
		return len(v.org.VerifiedDomains()) > 0
	case model.IntentSSO:
		c, made, err := v.connected()
		return err == nil && made && c.State == model.Active
	case model.IntentCertificateRenewal:
		c, made, err := v.connected()
		return err == nil && made && c.Renewable(link.Created, v.desk.Clock())
	}
	return false
}

// finish ends one of the link's intents and leads on: to the app, if it said
// where, else to a page of ours.
func (v *visit) finish() {
	i := model.Intent(v.field("intent"))
	if link := v.session.Link; link.Kind == model.SetupLink && slices.Contains(link.Done, i) {
		v.redirect("") // pressed twice
		return
	}
	if !v.canFinish(i) {
		v.sorryPage(http.StatusConflict, "This is not set up yet", "Something is still missing. Go back to the overview, which shows the next step.")
		return
	}
	if i == model.IntentCertificateRenewal && v.field("anyway") == "" {
		c, _, err := v.connected()
		var renewal model.Renewal
		if err == nil {
			renewal, err = v.desk.Renewal(v.r.Context(), c)
		}
		if err != nil {
			v.failed(err)
			return
		}
		if !renewal.Done() {
			v.refusedAll([]finding{{Message: "The renewal was not finished: the new certificate has not signed yet", Grave: true}})
			v.showCertificates(http.StatusConflict, "", []finding{{Message: "The new certificate has not signed a sign-in yet.", Remedy: "Test, or tick the box to finish without.", Grave: true}})
			return
		}
	}
	v.finishIntent(i)
}

func (v *visit) finishIntent(i model.Intent) {
	after, err := v.desk.FinishIntent(v.r.Context(), v.session.Link.ID, i)
	if err != nil {
		v.failed(err)
		return
	}
	v.record(model.Step{What: model.StepConfigured, Page: i.Label()})
	// With more to do, the overview comes next.
	if after.Kind == model.SetupLink && after.Completed.IsZero() {
		v.redirect("?finished=" + string(i))
		return
	}
	if to := after.After(i, v.env); to != "" {
		http.Redirect(v.w, v.r, to, http.StatusSeeOther)
		return
	}
	v.redirect("done")
}

// done is shown when all is set up, also by a setup link that is used up by it.
func (h *Handlers) done(w http.ResponseWriter, r *http.Request) {
	cookie, err := r.Cookie(h.cookieName())
	if err != nil {
		h.stranger(w, r)
		return
	}
	session, err := h.system.PortalSession(r.Context(), cookie.Value)
	dead, isDead := errors.AsType[*model.DeadLink](err)
	switch {
	case isDead && dead.State != model.LinkUsed:
		h.dead(w, r, dead)
		return
	case errors.Is(err, model.ErrNotFound):
		h.stranger(w, r)
		return
	}
	v := &visit{portal: h, w: w, r: r, session: session, desk: h.system, page: "Done"}
	if err != nil && !isDead {
		v.failed(err)
		return
	}
	if live := !isDead && session.Link.Kind == model.SetupLink; live || len(session.Link.Done) == 0 { // opened by its address
		v.redirect("")
		return
	}
	if v.org, err = v.desk.Organization(r.Context(), session.Link.OrganizationID); err == nil {
		if v.env, err = v.desk.Environment(r.Context(), session.Link.EnvironmentID); err == nil {
			v.brand, err = v.desk.Branding(r.Context(), session.Link.EnvironmentID)
		}
	}
	if err != nil {
		v.failed(err)
		return
	}
	v.show(http.StatusOK, "done", "All set", struct {
		Live           bool
		Set, Requested []string
	}{!isDead, labels(session.Link.Finished()), labels(slices.DeleteFunc(slices.Clone(session.Link.Done), func(i model.Intent) bool { return !i.Requested() }))})
}

func labels(intents []model.Intent) []string {
	var all []string
	for _, i := range intents {
		all = append(all, i.Label())
	}
	return all
}
