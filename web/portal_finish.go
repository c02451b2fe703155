package web

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
		if err != nil || !made {
			return false
		}
		for _, x := range c.Certificates {
			switch x.Info(v.desk.Clock()).State {
			case model.CertificateActive, model.CertificateNext:
				return true
			case model.CertificateExpiring: // some providers change them every few weeks
				if x.Added.After(link.Created) {
					return true
				}
			}
		}
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
		v.redirect("")
		return
	}
	if to := v.successURL(i); to != "" {
		http.Redirect(v.w, v.r, to, http.StatusSeeOther)
		return
	}
	v.redirect("done")
}

// done is shown when all is set up, also by a setup link that is used up by it.
func (p *portal) done(w http.ResponseWriter, r *http.Request) {
	cookie, err := r.Cookie(p.cookieName())
	if err != nil {
		p.stranger(w, r)
		return
	}
	session, err := p.server.desk.PortalSession(r.Context(), cookie.Value)
	dead, isDead := errors.AsType[*model.DeadLink](err)
	switch {
	case isDead && dead.State != model.LinkUsed:
		p.dead(w, r, dead)
		return
	case errors.Is(err, model.ErrNotFound):
		p.stranger(w, r)
		return
	}
	v := &visit{portal: p, w: w, r: r, session: session, desk: p.server.desk, page: "Done"}
	if err != nil && !isDead {
		v.failed(err)
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
	v.show(http.StatusOK, "done", "All set", struct{ Live bool }{!isDead})
}
