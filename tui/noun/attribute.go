package noun

import (
	"fmt"
	"strings"

	"charm.land/lipgloss/v2"

	"gatehouse/model"
	"gatehouse/saml"
	"gatehouse/tui/widget"
)

// AddRecommendation shows what would change, and on how many receipts it works.
func AddRecommendation(p *widget.Paragraphs, r model.Recommendation, key string) {
	st := p.Style
	switch {
	case r.Receipts == 0:
		return
	case len(r.Changes) == 0:
		p.Heading("Recommended mapping")
		p.Text(st.Good,
			fmt.Sprintf("%s The present one works on %d of the last %d verified messages; no other suits them better.",
				st.Glyph.Good, r.Before, r.Receipts), 0)
		return
	}
	p.Heading("Recommended mapping")
	p.Hint(key, "applies it")
	for _, c := range r.Changes {
		p.Add(st.Accent.Render(widget.Clean(c.To)) + " " + st.Faint.Render(widget.Arrow(st)) + " " +
			st.Strong.Render(widget.Clean(c.Field)) + "  " +
			st.Faint.Render(widget.Clean(c.Reason+", as in "+c.Sample)))
		p.Text(st.Faint, widget.Prefixed("instead of ", c.From), 4)
	}
	p.Text(lipgloss.NewStyle(), Outlook(r), 0)
}

// MappedFields tells which profile field an attribute name fills for a connection
// type.
func MappedFields(connectionType string, m saml.Mapping) map[string]string {
	fields := map[string]string{}
	for _, f := range saml.ProfileFields() {
		for _, name := range model.FieldSources(connectionType, f, m) {
			fields[name] = f.Key
		}
	}
	for custom, name := range m.Custom {
		fields[name] = custom
	}
	return fields
}

// AddAttribute is the received name and values, and the field that they fill: the
// first attribute for a field wins.
func AddAttribute(p *widget.Paragraphs, a saml.Attribute, field string, taken map[string]string) {
	st := p.Style
	goal := st.Faint.Render("not mapped")
	if field != "" {
		if _, ok := taken[field]; ok {
			goal = st.Faint.Render(widget.Clean(field) + " (filled already)")
		} else {
			taken[field] = strings.Join(a.Values, ", ")
			goal = st.Accent.Render(widget.Clean(field))
		}
	}
	p.Lines = append(p.Lines, widget.Edges(widget.Clean(a.Name), widget.Arrow(st)+" "+goal, p.Width, st.Glyph.More))
	for _, value := range a.Values {
		shown := widget.Clean(value)
		if value == "" {
			shown = st.Faint.Render("(empty)")
		}
		for _, l := range widget.Wrap(shown, p.Width-4) {
			p.Lines = append(p.Lines, "    "+st.Value.Render(l))
		}
	}
	if len(a.Values) == 0 {
		p.Lines = append(p.Lines, "    "+st.Faint.Render("(no value)"))
	}
}

// Outlook is the count that speaks for a recommendation.
func Outlook(r model.Recommendation) string {
	if r.Works == r.Before {
		return fmt.Sprintf(
			"Of the last %d verified messages it puts everything into its place in %d; the present mapping does in %d.",
			r.Receipts, r.Suits, r.SuitsBefore)
	}
	return fmt.Sprintf("It would work on %d of the last %d verified messages; the present one works on %d.", r.Works,
		r.Receipts, r.Before)
}
