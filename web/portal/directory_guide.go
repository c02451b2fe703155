package portal

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"gatehouse/model"
	"gatehouse/provider"
	"gatehouse/web/internal/pages"
)

// entraQuery asks Entra ID for patches as the standard has them. It rides on the address, and Gatehouse ignores it.
const entraQuery = "?aadOptscim062020"

// tokenView is a token in a list. Its secret is on no page but the one that answers its making.
type tokenView struct {
	ID, Hint      string
	Created, Used string // Used is "" for never
	Revoked       string // "" for one that is good
}

// Live reports whether it is good.
func (t tokenView) Live() bool { return t.Revoked == "" }

// tokenViews are the tokens of the directory, the newest first.
func (v *visit) tokenViews() ([]tokenView, error) {
	all, err := v.services.DirectoryTokens(v.r.Context(), v.sync.Directory.ID)
	views := make([]tokenView, len(all))
	for i, t := range all {
		x := tokenView{ID: string(t.ID), Hint: t.Hint, Created: pages.Moment(t.Created)}
		if !t.Used.IsZero() {
			x.Used = pages.Moment(t.Used)
		}
		if !t.Revoked.IsZero() {
			x.Revoked = pages.Moment(t.Revoked)
		}
		views[len(all)-1-i] = x
	}
	return views, err
}

// live are the tokens that are good.
func live(all []tokenView) []tokenView {
	return slices.DeleteFunc(slices.Clone(all), func(t tokenView) bool { return !t.Live() })
}

// unused names the good tokens that no provider has used, which another one takes the place of.
func unused(all []tokenView) (hints []string) {
	for _, t := range live(all) {
		if t.Used == "" {
			hints = append(hints, "…"+t.Hint)
		}
	}
	return hints
}

// resumeGuide leads to the page of the guide that was left.
func (v *visit) resumeGuide() {
	if _, ok := v.needDirectory(); ok {
		v.redirect(v.guidePage())
	}
}

// guidePage is the page of the guide that was looked at last, or its first.
func (v *visit) guidePage() string {
	recorded, err := v.services.Steps(v.r.Context(), v.session.Link.ID)
	g := v.guideTo()
	if last := v.sync.Resume(recorded); err == nil {
		for n := range g.Steps {
			if last == g.page(n+1) {
				return last
			}
		}
	}
	return g.page(1)
}

// directoryGuide shows one step of the guide to a provider.
func (v *visit) directoryGuide() {
	if g, number, ok := v.guideStep(); ok {
		v.showDirectoryGuide(http.StatusOK, g, number, "", "")
	}
}

// guideStep is the step of the address. One that is of no guide, or of that to another kind of directory, leads on to
// one that is.
func (v *visit) guideStep() (g directoryGuide, number int, ok bool) {
	if !v.allowed(model.IntentDirectorySync) {
		return g, 0, false
	}
	found, known := provider.DirectoryGuideOf(v.r.PathValue("slug"))
	if g = (directoryGuide{found}); known && len(g.Steps) == 0 {
		v.showInstead(g)
		return g, 0, false
	}
	d, made := v.needDirectory()
	if !made {
		return g, 0, false
	}
	if !known || !g.fits(d.Directory) {
		v.redirect(v.guidePage())
		return g, 0, false
	}
	number, err := strconv.Atoi(v.r.PathValue("step"))
	if err != nil || number < 1 || number > len(g.Steps) {
		v.redirect(g.page(1))
		return g, 0, false
	}
	v.place.path = g.page(number) // the steps are told apart
	v.place.name = fmt.Sprintf("Directory guide: %s (%s, %d of %d)", g.Steps[number-1].Title, g.Name,
		number, len(g.Steps))
	return g, number, true
}

// directoryField is a field of the provider with what goes into it.
type directoryField struct {
	filled
	Token bool // it takes the token
}

// showDirectoryGuide shows a step; secret is a token that was made for it just now.
func (v *visit) showDirectoryGuide(status int, g directoryGuide, number int, secret, problem string) {
	tokens, err := v.tokenViews()
	if err != nil {
		v.failed(err)
		return
	}
	step, endpoint := g.Steps[number-1], v.endpoint().Text
	ours := map[string]string{"endpoint": endpoint, "endpoint_entra": endpoint + entraQuery, "token": secret}
	var fields []directoryField
	for _, f := range step.Fill {
		x := directoryField{filled{Field: f.Field, Hint: f.Hint, Text: f.Text}, f.Value == "token"}
		if text := ours[f.Value]; text != "" {
			x.Copy = &value{Label: f.Field, Text: text}
		}
		fields = append(fields, x)
	}
	page := struct {
		Guide         directoryGuide
		Role          string // on the first step
		Step          provider.Step
		Fields        []directoryField
		Number, Count int
		Here          string
		Back, Next    string
		Tokens        []tokenView // that are good
		Unused        []string
		Made          bool // a token, which is shown
		Problem       string
	}{Guide: g, Step: step, Fields: fields, Number: number, Count: len(g.Steps), Here: portalRoot + g.page(number),
		Back: portalRoot + directoryProviderPlace.path, Next: portalRoot + directoryCheckPlace.path,
		Tokens: live(tokens), Unused: unused(tokens), Made: secret != "", Problem: problem}
	if number == 1 {
		page.Role = g.Role
	} else {
		page.Back = portalRoot + g.page(number-1)
	}
	if number < page.Count {
		page.Next = portalRoot + g.page(number+1)
	}
	v.show(status, "directoryguide", step.Title, page)
}

// tokenInGuide makes a token and shows it in the step that it is for, this once.
func (v *visit) tokenInGuide() {
	g, number, ok := v.guideStep()
	if !ok {
		return
	}
	secret, problem, ok := v.reissueToken()
	switch {
	case !ok:
	case problem != "":
		v.showDirectoryGuide(http.StatusConflict, g, number, "", problem)
	default:
		v.showDirectoryGuide(http.StatusOK, g, number, secret, "")
	}
}

// reissueToken makes a token in the place of those that were never used; problem says why it may not be made. The
// flight recorder is told its end alone.
func (v *visit) reissueToken() (secret, problem string, ok bool) {
	t, secret, err := v.services.ReissueDirectoryToken(v.r.Context(), v.sync.Directory.ID)
	if refused, is := errors.AsType[*model.FieldError](err); is {
		v.refusedField(refused)
		return "", "No token was made: two are in use already. Revoke the one that is not used any more first.", true
	}
	if err != nil {
		v.failed(err)
		return "", "", false
	}
	v.record(model.Step{What: model.StepConfigured, Note: "made the token …" + t.Hint})
	return secret, "", true
}

// showInstead says of a provider without SCIM what stands, and what can be done.
func (v *visit) showInstead(g directoryGuide) {
	v.place.path, v.place.name = g.page(1), "Directory guide: "+g.Name
	v.show(http.StatusOK, "directoryinstead", g.Name, struct {
		Guide  directoryGuide
		Vendor string
	}{g, v.vendor()})
}
