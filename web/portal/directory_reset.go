package portal

import (
	"net/http"

	"gatehouse/model"
)

// resetDirectoryQuestion says what a reset does.
func (v *visit) resetDirectoryQuestion() { v.showDirectoryReset(http.StatusOK, "") }

func (v *visit) showDirectoryReset(status int, problem string) {
	d, ok := v.needDirectory()
	if !ok {
		return
	}
	v.show(status, "directoryreset", "Reset the directory", struct {
		Provider, Vendor, Problem string
		Counts                    model.DirectoryCounts
		ByFile                    bool
		Roles                     int // groups that have one
	}{v.comesFrom(), v.vendor(), problem, d.Counts, d.ByFile(), len(d.Roles)})
}

// resetDirectory makes another directory in its place.
func (v *visit) resetDirectory() {
	d, ok := v.needDirectory()
	if !ok {
		return
	}
	if v.field("sure") == "" {
		v.record(model.Step{What: model.StepError, Note: "The reset of the directory was not confirmed"})
		v.showDirectoryReset(http.StatusUnprocessableEntity, "Tick the box to confirm, or go back.")
		return
	}
	if _, _, err := v.services.ResetDirectory(v.r.Context(), d.ID); err != nil {
		v.failed(err)
		return
	}
	v.record(model.Step{What: model.StepConfigured, Note: "directory reset"})
	v.redirect(directoryProviderPlace.path + "?reset=1")
}
