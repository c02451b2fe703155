package tui

import (
	"fmt"
	"strings"

	"gatehouse/model"
	"gatehouse/saml"
	"gatehouse/tui/widget"
)

// attributeLines show what was received, which profile field each attribute
// fills by the mapping, and the profile that came of it.
func attributeLines(st *widget.Style, story *model.Story, advice *model.Recommendation, cells int) []string {
	p := &widget.Paragraphs{Style: st, Width: cells}
	v := story.Verdict()
	if v == nil {
		p.Text(st.Faint, "Nothing has arrived yet.", 0)
		return p.Lines
	}
	fields := mappedFields(story.Receipts[len(story.Receipts)-1].Settings.Mapping)
	addSubject(p, v)
	if advice != nil && len(advice.Changes) > 0 {
		addRecommendation(p, *advice, "a")
	}
	p.Heading(fmt.Sprintf("Received (%d)", len(v.Seen.Attributes)))
	if len(v.Seen.Attributes) == 0 {
		p.Text(st.Faint, "The message carries no attribute that could be read.", 0)
	}
	taken := map[string]string{}
	for _, a := range v.Seen.Attributes {
		addAttribute(p, a, fields[a.Name], taken)
	}
	addMissingFields(p, story, taken)
	return p.Lines
}

func addSubject(p *widget.Paragraphs, v *saml.Verdict) {
	if !v.Verified {
		p.Text(p.Style.Warn, "Not verified: this is only what the message claims.", 0)
	}
	p.Field("NameID", v.Seen.NameID)
	p.Field("Format", v.Seen.NameIDFormat)
}

// mappedFields tells which profile field an attribute name fills.
func mappedFields(m saml.Mapping) map[string]string {
	d := saml.DefaultMapping()
	fields := map[string]string{}
	add := func(field string, names, otherwise []string) {
		if names == nil {
			names = otherwise
		}
		for _, n := range names {
			fields[n] = field
		}
	}
	add("id", m.ID, d.ID)
	add("email", m.Email, d.Email)
	add("first_name", m.FirstName, d.FirstName)
	add("last_name", m.LastName, d.LastName)
	add("name", m.Name, d.Name)
	add("groups", m.Groups, d.Groups)
	for custom, name := range m.Custom {
		fields[name] = custom
	}
	return fields
}

// addAttribute is the received name and values, and the field that they fill: the
// first attribute for a field wins.
func addAttribute(p *widget.Paragraphs, a saml.Attribute, field string, taken map[string]string) {
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

// addMissingFields shows the profile, or which of its required fields nothing
// filled.
func addMissingFields(p *widget.Paragraphs, story *model.Story, taken map[string]string) {
	v := story.Verdict()
	if v.Profile != nil {
		addProfile(p, story)
		return
	}
	p.Heading("Profile")
	p.Text(p.Style.Faint, "No profile was made: the message was refused. By the mapping it would be:", 0)
	required := append([]string{"id", "email"}, story.Receipts[len(story.Receipts)-1].Settings.Mapping.Required...)
	if taken["id"] == "" && v.Seen.NameID != "" {
		taken["id"] = v.Seen.NameID
	}
	for _, f := range required {
		if taken[f] == "" {
			p.Inked(f, p.Style.Bad, p.Style.Glyph.Bad+" missing")
		} else {
			p.Field(f, taken[f])
		}
		delete(taken, f)
	}
	for _, f := range widget.SortedKeys(taken) {
		p.Field(f, taken[f])
	}
}
