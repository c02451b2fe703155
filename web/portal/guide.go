package portal

import (
	"fmt"
	"net/http"
	"regexp"
	"strconv"

	"gatehouse/model"
	"gatehouse/provider"
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
		Step           provider.Step
		Fields         []filled
		Number, Count  int
		Back, Next     string
		OIDC           bool
	}{g.Called, c.Type, role, step, fields, number, len(g.Steps), portalRoot + "provider",
		portalRoot + string(v.setup.Values()), c.ByOIDC()}
	if number > 1 {
		page.Back = fmt.Sprintf("%sguide/%d", portalRoot, number-1)
	}
	if number < len(g.Steps) {
		page.Next = fmt.Sprintf("%sguide/%d", portalRoot, number+1)
	}
	v.place.path, v.place.name = fmt.Sprintf("guide/%d", number), g.pageOf(number) // the steps are told apart
	v.show(http.StatusOK, "guide", step.Title, page)
}

// spValues are our values by the names that guides have for them.
func (v *visit) spValues(c model.Connection) map[string]string {
	if c.ByOIDC() {
		return map[string]string{"redirect": v.services.ACSURL(c)}
	}
	return map[string]string{
		"acs": v.services.ACSURL(c), "entity": v.services.EntityID(c), "metadata": v.services.MetadataURL(c),
		"acs_pattern": "^" + escapePattern(v.services.ACSURL(c)) + "$",
	}
}

// value is something to copy.
type value struct{ Label, Text string }
