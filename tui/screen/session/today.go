package session

import (
	"charm.land/lipgloss/v2"

	"gatehouse/model"
	"gatehouse/saml"
	"gatehouse/saml/diagnose"
	"gatehouse/tui/widget"
)

// verdictAbout is all that the page of a verdict shows.
type verdictAbout struct {
	detail, related *model.SessionDetail
	today           *model.Today // what the message would come to now; nil where that proves nothing
	canAct          bool         // the way out can be gone here
	notes           []model.Note
	users           []model.DirectoryUser
}

// mended reports whether what was refused then would be accepted now.
func (a verdictAbout) mended() bool {
	_, _, mended := a.detail.Left(a.today)
	return mended
}

// explanation is what there is to mend now.
func (a verdictAbout) explanation() diagnose.Explanation {
	x, _, _ := a.detail.Left(a.today)
	return x
}

// verdict is the judgement that the explanation is of.
func (a verdictAbout) verdict() *saml.Verdict {
	_, v, _ := a.detail.Left(a.today)
	return v
}

// waits reports whether the certificate that the message shows stands in the
// customer's own metadata, where only an approval is missing.
func (a verdictAbout) waits() bool {
	v := a.verdict()
	return !a.mended() && v != nil && a.detail.Connection.AwaitsApproval(v.Seen.KeyInfo)
}

// addProof tells what the message would come to with today's settings.
func addProof(p *widget.Paragraphs, a verdictAbout) {
	st := p.Style
	x := a.explanation()
	switch {
	case a.mended():
		p.Blank()
		p.Text(st.Good,
			st.Glyph.Good+" With today's settings this message would be accepted: what refused it is mended.", 0)
	case x.Cause != a.detail.Explanation.Cause:
		p.Blank()
		p.Text(st.Warn,
			st.Glyph.Warning+
				" With today's settings that is mended, but the message would now fail for another reason: "+x.Title+
				".", 0)
		p.Text(lipgloss.NewStyle(), x.Engineer, 2)
	}
	if a.waits() {
		p.Blank()
		p.Text(st.Accent, st.Glyph.Warning+
			" The customer's own metadata lists the certificate that this message shows: the change only waits to "+
			"be approved.", 0)
	}
}
