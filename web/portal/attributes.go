package portal

import (
	"errors"
	"maps"
	"net/http"
	"slices"
	"strings"

	"gatehouse/model"
	"gatehouse/saml"
	"gatehouse/web/internal/pages"
)

// attributeRow is one field of the profile, and where it comes from.
type attributeRow struct {
	Name, Label, Hint string
	Entered           string   // the received name that the mapping asks for, "" for the usual ones
	Usual             []string // names that are understood without a mapping
	Example           string   // what the last sign-in put there
	Required          bool
}

type attributesPage struct {
	Rows     []attributeRow
	Received []saml.Attribute // of the last sign-in
	When     string           // of that
	Problem  string
	Better   []model.MappingChange // recommended
	Lost     []string              // who could no longer sign in with what was entered
	Judged   int                   // messages that were judged with it
	Active   bool
}

// portalFields are the fields of the profile that IT admins are asked for.
func portalFields() []saml.ProfileField {
	return slices.DeleteFunc(saml.ProfileFields(), func(f saml.ProfileField) bool { return !f.Portal })
}

// attributes shows the mapping, with what the last sign-in brought as example.
func (v *visit) attributes() {
	if !v.allowed(model.IntentSSO) {
		return
	}
	if c, ok := v.needConfigured(); ok {
		v.showAttributes(http.StatusOK, c, c.Mapping, "", model.MappingTrial{})
	}
}

func (v *visit) showAttributes(status int, c model.Connection, m saml.Mapping, problem string,
	trial model.MappingTrial) {
	last, any, err := v.services.LastReceived(v.r.Context(), c.ID)
	if err != nil {
		v.failed(err)
		return
	}
	page := attributesPage{Problem: problem, Active: c.State == model.Active, Lost: trial.Lost, Judged: trial.Receipts}
	received := last.Verdict.Seen.Attributes
	if any {
		page.Received, page.When = received, pages.Moment(last.At)
		r, err := v.services.Recommend(v.r.Context(), c.ID, 10)
		if err != nil {
			v.failed(err)
			return
		}
		page.Better = r.Changes
	}
	for _, f := range portalFields() {
		own, usual := f.Names(m), model.FieldSources(c.Type, f, saml.Mapping{})
		row := attributeRow{Name: f.Key, Label: f.Label, Hint: f.Hint, Required: f.Always && !f.FromNameID,
			Usual: usual}
		names := own
		if len(own) == 0 || slices.Equal(own, usual) {
			names = usual
		} else {
			row.Entered = strings.Join(own, ", ")
		}
		row.Example = example(names, received)
		page.Rows = append(page.Rows, row)
	}
	for _, a := range v.env.CustomAttributes {
		row := attributeRow{Name: "custom." + a.Name, Label: a.Name, Hint: a.Description, Entered: m.Custom[a.Name]}
		row.Example = example([]string{row.Entered}, received)
		page.Rows = append(page.Rows, row)
	}
	v.show(status, "attributes", "Attributes", page)
}

// example is what the first of the names brought.
func example(names []string, received []saml.Attribute) string {
	for _, name := range names {
		for _, a := range received {
			if a.Name == name && len(a.Values) > 0 {
				return strings.Join(a.Values, ", ")
			}
		}
	}
	return ""
}

// saveAttributes changes the mapping.
func (v *visit) saveAttributes() {
	if !v.allowed(model.IntentSSO) {
		return
	}
	c, ok := v.needConfigured()
	if !ok {
		return
	}
	if v.field("use") == "recommended" {
		v.useRecommended(c)
		return
	}
	m := v.enteredMapping(c)
	trial, err := v.services.TryMapping(v.r.Context(), c.ID, m, judgedAgain)
	if err != nil {
		v.failed(err)
		return
	}
	if trial.LocksOut() && v.field("sure") == "" {
		v.record(model.Step{What: model.StepError,
			Note: "The mapping would lock people out: " + strings.Join(trial.Lost, ", ")})
		v.showAttributes(http.StatusUnprocessableEntity, c, m, "", trial)
		return
	}
	_, err = v.services.ApplyMapping(v.r.Context(), c.ID, m)
	if refused, ok := errors.AsType[*model.FieldError](err); ok {
		v.refusedField(refused)
		v.showAttributes(http.StatusUnprocessableEntity, c, m, says(refused), model.MappingTrial{})
		return
	}
	if err != nil {
		v.failed(err)
		return
	}
	v.redirect("test")
}

// judgedAgain is how many of the last messages a mapping is tried on.
const judgedAgain = 50

// enteredMapping is the mapping that the form holds.
func (v *visit) enteredMapping(c model.Connection) saml.Mapping {
	m := c.Mapping
	for _, f := range portalFields() {
		f.SetNames(&m, names(v.field(f.Key)))
	}
	m.Custom = maps.Clone(m.Custom)
	for _, a := range v.env.CustomAttributes {
		received := v.field("custom." + a.Name)
		if received == "" {
			delete(m.Custom, a.Name)
			continue
		}
		if m.Custom == nil {
			m.Custom = map[string]string{}
		}
		m.Custom[a.Name] = received
	}
	if len(m.Custom) == 0 {
		m.Custom = nil
	}
	return m
}

// useRecommended takes the advice of the page, as it is now.
func (v *visit) useRecommended(c model.Connection) {
	r, err := v.services.Recommend(v.r.Context(), c.ID, 10)
	if err == nil && len(r.Changes) > 0 {
		_, err = v.services.ApplyMapping(v.r.Context(), c.ID, r.Mapping)
	}
	if err != nil {
		v.failed(err)
		return
	}
	v.record(model.Step{What: model.StepConfigured, Note: "used the recommended mapping"})
	v.redirect("test")
}

// names reads a list of attribute names; nil asks for the usual ones.
func names(text string) []string {
	var all []string
	for name := range strings.SplitSeq(text, ",") {
		if name = strings.TrimSpace(name); name != "" {
			all = append(all, name)
		}
	}
	return all
}
