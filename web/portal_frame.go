package web

import (
	"net/http"
	"time"

	"gatehouse/model"
)

// frame is what stands around each page of the portal.
type frame struct {
	Title        string
	Brand        look
	Organization string
	Token        string // of the session's forms
	Steps        []navStep
	Back         *link // to the app
	Page         any
}

// navStep is one line of the way through the setup.
type navStep struct {
	Label, URL string
	Current    bool
	Done       bool
}

// render writes a page of the portal in its frame.
func (p *portal) render(w http.ResponseWriter, r *http.Request, status int, name string, f frame, page any) {
	f.Page = page
	p.write(w, r, status, p.pages, name, f)
}

// show writes a page to somebody with a session and records that it was seen.
func (v *visit) show(status int, name, title string, page any) {
	if v.page != "" && status == http.StatusOK {
		v.record(model.Step{What: model.StepPage})
	}
	v.render(v.w, v.r, status, name, v.frame(title), page)
}

func (v *visit) frame(title string) frame {
	f := frame{
		Title: title, Brand: looks(v.brand), Organization: v.org.Name,
		Token: v.desk.FormToken(v.session), Steps: v.steps(),
	}
	if back := v.returnURL(); back != "" {
		f.Back = &link{URL: back, Label: "Back to the application"}
		if v.brand.Name != "" {
			f.Back.Label = "Back to " + v.brand.Name
		}
	}
	return f
}

// sorryPage refuses something in the portal, with the way back.
func (v *visit) sorryPage(status int, title, text string) {
	v.record(model.Step{What: model.StepError, Note: title})
	v.show(status, "sorry", title, deadPage{Title: title, Text: text})
}

// returnURL is where the button back to the app leads: the link's own, or the
// environment's.
func (v *visit) returnURL() string {
	if v.session.Link.ReturnURL != "" {
		return v.session.Link.ReturnURL
	}
	return v.env.PortalReturnURI
}

// successURL is where a finished setup leads, "" for a page of our own.
func (v *visit) successURL(i model.Intent) string {
	switch {
	case v.session.Link.SuccessURL != "":
		return v.session.Link.SuccessURL
	case v.env.SuccessURIs[string(i)] != "":
		return v.env.SuccessURIs[string(i)]
	}
	return v.returnURL()
}

// moment is a time as pages show it: IT admins read log files in UTC, too.
func moment(t time.Time) string { return t.UTC().Format("2 January 2006, 15:04 UTC") }

func day(t time.Time) string { return t.UTC().Format("2 January 2006") }
