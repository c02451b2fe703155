package tui

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"gatehouse/model"
	"gatehouse/saml"
)

// attributeLines show what was received, which profile field each attribute
// fills by the mapping, and the profile that came of it.
func attributeLines(st *style, story *model.Story, advice *model.Recommendation, cells int) []string {
	p := &page{st: st, width: cells}
	v := story.Verdict()
	if v == nil {
		p.text(st.faint, "Nothing has arrived yet.", 0)
		return p.lines
	}
	fields := mappedFields(story.Receipts[len(story.Receipts)-1].Settings.Mapping)
	p.subject(v)
	if advice != nil && len(advice.Changes) > 0 {
		p.recommendation(*advice, "a")
	}
	p.heading(fmt.Sprintf("Received (%d)", len(v.Seen.Attributes)))
	if len(v.Seen.Attributes) == 0 {
		p.text(st.faint, "The message carries no attribute that could be read.", 0)
	}
	taken := map[string]string{}
	for _, a := range v.Seen.Attributes {
		p.attribute(a, fields[a.Name], taken)
	}
	p.missingFields(story, taken)
	return p.lines
}

func (p *page) subject(v *saml.Verdict) {
	if !v.Verified {
		p.text(p.st.warn, "Not verified: this is only what the message claims.", 0)
	}
	p.field("NameID", v.Seen.NameID)
	p.field("Format", v.Seen.NameIDFormat)
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

// attribute is the received name and values, and the field that they fill: the
// first attribute for a field wins.
func (p *page) attribute(a saml.Attribute, field string, taken map[string]string) {
	st := p.st
	goal := st.faint.Render("not mapped")
	if field != "" {
		if _, ok := taken[field]; ok {
			goal = st.faint.Render(clean(field) + " (filled already)")
		} else {
			taken[field] = strings.Join(a.Values, ", ")
			goal = st.accent.Render(clean(field))
		}
	}
	p.lines = append(p.lines, edges(clean(a.Name), arrow(st)+" "+goal, p.width, st.glyph.more))
	for _, value := range a.Values {
		shown := clean(value)
		if value == "" {
			shown = st.faint.Render("(empty)")
		}
		for _, l := range wrap(shown, p.width-4) {
			p.lines = append(p.lines, "    "+st.value.Render(l))
		}
	}
	if len(a.Values) == 0 {
		p.lines = append(p.lines, "    "+st.faint.Render("(no value)"))
	}
}

func arrow(st *style) string {
	if st.glyph.good == asciiGlyphs.good {
		return "->"
	}
	return "→"
}

// missingFields shows the profile, or which of its required fields nothing
// filled.
func (p *page) missingFields(story *model.Story, taken map[string]string) {
	v := story.Verdict()
	if v.Profile != nil {
		p.profile(story)
		return
	}
	p.heading("Profile")
	p.text(p.st.faint, "No profile was made: the message was refused. By the mapping it would be:", 0)
	required := append([]string{"id", "email"}, story.Receipts[len(story.Receipts)-1].Settings.Mapping.Required...)
	if taken["id"] == "" && v.Seen.NameID != "" {
		taken["id"] = v.Seen.NameID
	}
	for _, f := range required {
		if taken[f] == "" {
			p.inked(f, p.st.bad, p.st.glyph.bad+" missing")
		} else {
			p.field(f, taken[f])
		}
		delete(taken, f)
	}
	for _, f := range sortedKeys(taken) {
		p.field(f, taken[f])
	}
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
