package portal

import (
	"errors"
	"net/http"
	"slices"

	"gatehouse/model"
)

// finish ends one of the link's intents and leads on: to the app, if it said
// where, else to a page of ours.
func (v *visit) finish() {
	i := model.Intent(v.field("intent"))
	if link := v.session.Link; link.Kind == model.SetupLink && slices.Contains(link.Done, i) {
		v.redirect("") // pressed twice
		return
	}
	if !v.canFinish(i) {
		v.notSetUp()
		return
	}
	if i == model.IntentCertificateRenewal && v.field("anyway") == "" {
		renewal, err := v.services.Renewal(v.r.Context(), v.setup.Connection)
		if err != nil {
			v.failed(err)
			return
		}
		if !renewal.Done() {
			v.refusedAll([]finding{{Message: "The renewal was not finished: the new certificate has not signed yet",
				Grave: true}})
			v.showCertificates(http.StatusConflict, "", []finding{{
				Message: "The new certificate has not signed a sign-in yet.",
				Remedy:  "Test, or tick the box to finish without.", Grave: true,
			}})
			return
		}
	}
	v.finishIntent(i)
}

func (v *visit) notSetUp() {
	v.sorryPage(http.StatusConflict, "This is not set up yet",
		"Something is still missing. Go back to the overview, which shows the next step.")
}

func (v *visit) finishIntent(i model.Intent) {
	after, err := v.services.FinishIntent(v.r.Context(), v.session.Link.ID, i)
	if _, early := errors.AsType[*model.NotSetUp](err); early {
		v.notSetUp()
		return
	}
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
	v := &visit{portal: h, w: w, r: r, place: donePlace}
	if !v.prove() {
		return
	}
	link := v.session.Link
	if live := !v.used && link.Kind == model.SetupLink; live || len(link.Done) == 0 { // opened by its address
		v.redirect("")
		return
	}
	if !v.read() {
		return
	}
	requested := slices.DeleteFunc(slices.Clone(link.Done), func(i model.Intent) bool { return !i.Requested() })
	v.show(http.StatusOK, "done", "All set", struct {
		Live           bool
		Set, Requested []string
	}{!v.used, labels(link.Finished()), labels(requested)})
}

func labels(intents []model.Intent) []string {
	var all []string
	for _, i := range intents {
		all = append(all, i.Label())
	}
	return all
}
