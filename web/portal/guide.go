package portal

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"

	"gatehouse/model"
)

// escapePattern makes a regular expression that matches a URL alone, as the
// field of one provider wants it: slashes are escaped, too.
func escapePattern(url string) string {
	return regexp.MustCompile(`/`).ReplaceAllString(regexp.QuoteMeta(url), `\/`)
}

// filled is a field of the identity provider with what goes into it.
type filled struct {
	Field, Hint, Text string
	Copy              *value
}

// pageOf names a step in the flight recorder.
func (g guide) pageOf(number int) string {
	return fmt.Sprintf("Guide: %s (%s, %d of %d)", g.Steps[number-1].Title, g.Name, number, len(g.Steps))
}

// resumed is the page of the guide, or behind it, that was looked at last: whoever
// comes back goes on from there.
func (v *visit) resumed(c model.Connection) (string, error) {
	g := v.guideOf(c)
	steps, err := v.desk.Steps(v.r.Context(), v.session.Link.ID)
	if err != nil {
		return "", err
	}
	for _, s := range slices.Backward(steps) {
		if s.Page == "Metadata" {
			return "metadata", nil
		}
		for number := range g.Steps {
			if s.Page == g.pageOf(number+1) {
				return fmt.Sprintf("guide/%d", number+1), nil
			}
		}
	}
	return "guide/1", nil
}

// guide shows one step of the provider's guide.
func (v *visit) guide() {
	if !v.allowed(model.IntentSSO) {
		return
	}
	c, ok := v.need()
	if !ok {
		return
	}
	g := v.guideOf(c)
	number, err := strconv.Atoi(v.r.PathValue("step"))
	if err != nil || number < 1 || number > len(g.Steps) {
		v.redirect("guide/1")
		return
	}
	step, ours := g.Steps[number-1], v.spValues(c)
	var fields []filled
	for _, f := range step.Fill {
		field := filled{Field: f.Field, Hint: f.Hint, Text: f.Text}
		if f.Value != "" {
			field.Copy = &value{Label: f.Field, Text: ours[f.Value]}
		}
		fields = append(fields, field)
	}
	role := ""
	if number == 1 {
		role = g.Role
	}
	page := struct {
		Provider, Type string
		Role           string // on the first step
		Step           guideStep
		Fields         []filled
		Number, Count  int
		Back, Next     string
	}{g.Name, c.Type, role, step, fields, number, len(g.Steps), portalRoot + "provider", portalRoot + "metadata"}
	if number > 1 {
		page.Back = fmt.Sprintf("%sguide/%d", portalRoot, number-1)
	}
	if number < len(g.Steps) {
		page.Next = fmt.Sprintf("%sguide/%d", portalRoot, number+1)
	}
	v.page = "Guide" // the steps are told apart by their titles
	v.record(model.Step{What: model.StepPage, Page: g.pageOf(number)})
	v.portal.render(v.w, v.r, http.StatusOK, "guide", v.frame(step.Title), page)
}
