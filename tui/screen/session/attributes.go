package session

import (
	"fmt"

	"gatehouse/model"
	"gatehouse/saml"
	"gatehouse/tui/noun"
	"gatehouse/tui/widget"
)

// attributeLines show what was received, which profile field each attribute
// fills by the mapping, and the profile that came of it.
func attributeLines(st *widget.Style, detail *model.SessionDetail, advice *model.Recommendation, cells int) []string {
	p := &widget.Paragraphs{Style: st, Width: cells}
	v := detail.Verdict()
	if v == nil {
		p.Text(st.Faint, "Nothing has arrived yet.", 0)
		return p.Lines
	}
	settings := detail.Receipts[len(detail.Receipts)-1].Settings
	fields := noun.MappedFields(settings.ConnectionType, settings.Mapping)
	addSubject(p, detail, v)
	if advice != nil && len(advice.Changes) > 0 {
		noun.AddRecommendation(p, *advice, "a")
	}
	p.Heading(fmt.Sprintf("Received (%d)", len(v.Seen.Attributes)))
	if len(v.Seen.Attributes) == 0 {
		p.Text(st.Faint, "The message carries no attribute or claim that could be read.", 0)
	}
	taken := map[string]string{}
	for _, a := range v.Seen.Attributes {
		noun.AddAttribute(p, a, fields[a.Name], taken)
	}
	addMissingFields(p, detail, taken)
	return p.Lines
}

func addSubject(p *widget.Paragraphs, detail *model.SessionDetail, v *saml.Verdict) {
	if !v.Verified {
		p.Text(p.Style.Warn, "Not verified: this is only what the message claims.", 0)
	}
	if detail.ByOIDC() {
		p.Field("Subject", v.Seen.NameID)
		p.Field("Issuer", v.Seen.Issuer)
		return
	}
	p.Field("NameID", v.Seen.NameID)
	p.Field("Format", v.Seen.NameIDFormat)
}

// addMissingFields shows the profile, or which of its required fields nothing
// filled.
func addMissingFields(p *widget.Paragraphs, detail *model.SessionDetail, taken map[string]string) {
	v := detail.Verdict()
	if v.Profile != nil {
		addProfile(p, detail)
		return
	}
	p.Heading("Profile")
	p.Text(p.Style.Faint, "No profile was made: the message was refused. By the mapping it would be:", 0)
	required := detail.Receipts[len(detail.Receipts)-1].Settings.Mapping.RequiredFields()
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
