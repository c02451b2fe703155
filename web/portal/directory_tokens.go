package portal

import (
	"errors"
	"net/http"
	"slices"

	"gatehouse/model"
)

// directoryTokens lists the tokens of the directory.
func (v *visit) directoryTokens() {
	if _, ok := v.needProvisioned(); ok {
		v.showTokens(http.StatusOK, "", "")
	}
}

// showTokens lists them; secret is one that was made just now.
func (v *visit) showTokens(status int, secret, problem string) {
	all, err := v.tokenViews()
	if err != nil {
		v.failed(err)
		return
	}
	v.mayLeave()
	v.show(status, "directorytokens", "Bearer tokens", struct {
		Live, Revoked []tokenView
		Unused        []string
		Provider      string
		Made          *value // a token, which is shown
		Endpoint      value
		Problem       string
		Sure          string // whose revocation was not confirmed
	}{
		live(all), revoked(all), unused(all), v.guideTo().Called,
		made(secret), v.endpoint(), problem, v.r.PathValue("id"),
	})
}

func revoked(all []tokenView) []tokenView {
	return slices.DeleteFunc(slices.Clone(all), tokenView.Live)
}

func made(secret string) *value {
	if secret == "" {
		return nil
	}
	return &value{"bearer token", secret}
}

// makeToken makes a token, and shows it this once.
func (v *visit) makeToken() {
	if _, ok := v.needProvisioned(); !ok {
		return
	}
	secret, problem, ok := v.reissueToken()
	switch {
	case !ok:
	case problem != "":
		v.showTokens(http.StatusConflict, "", problem)
	default:
		v.showTokens(http.StatusOK, secret, "")
	}
}

// revokeToken ends a token of the directory, if that is meant.
func (v *visit) revokeToken() {
	d, ok := v.needProvisioned()
	if !ok {
		return
	}
	id := model.ID(v.r.PathValue("id"))
	all, err := v.services.DirectoryTokens(v.r.Context(), d.ID)
	if err == nil && !slices.ContainsFunc(all, func(t model.DirectoryToken) bool { return t.ID == id }) {
		err = model.ErrNotFound
	}
	if v.notThere(err, "This token is not there", "Go back to the list of tokens.") {
		return
	}
	if v.field("sure") == "" {
		v.record(model.Step{What: model.StepError, Note: "The revocation of a token was not confirmed"})
		v.showTokens(http.StatusUnprocessableEntity, "",
			"Nothing was revoked. Tick the box to confirm that nothing uses this token any more.")
		return
	}
	t, err := v.services.RevokeDirectoryToken(v.r.Context(), id)
	if err != nil && !errors.Is(err, model.ErrNotFound) {
		v.failed(err)
		return
	}
	v.record(model.Step{What: model.StepConfigured, Note: "revoked the token …" + t.Hint})
	v.redirect(directoryTokensPlace.path)
}
