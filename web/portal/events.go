package portal

import (
	"cmp"
	"net/http"
	"slices"
	"time"

	"gatehouse/model"
	"gatehouse/saml"
	"gatehouse/saml/diagnose"
	"gatehouse/web/internal/pages"
)

// eventRow is a sign-in in a list.
type eventRow struct {
	ID, When, State, User, Why, Origin string
	At, Trace                          string // for scripts, and to tell two of the same second apart
	Failed, Success                    bool
}

func (v *visit) eventRow(s model.Session) eventRow {
	state := s.StateAt(v.services.Clock())
	return eventRow{
		ID: string(s.ID), When: pages.Second(s.CreatedAt), At: s.CreatedAt.UTC().Format(time.RFC3339),
		Trace: s.Trace(), State: state.Label(), User: s.Email, Why: cmp.Or(s.Cause.Title(), string(s.Class)),
		Origin: originTexts[s.Origin], Failed: state == model.Failed, Success: state == model.Successful,
	}
}

var originTexts = map[model.Origin]string{
	model.FromServiceProvider: "Application", model.FromIdentityProvider: "Identity provider",
	model.FromAdminPortal: "Test sign-in",
}

// maxEvents is how many a list shows.
const maxEvents = 50

// byState is the order of a list by state: what needs a look comes first.
var byState = []model.State{model.Failed, model.TimedOut, model.Started, model.Authorized, model.Successful}

// eventRows lists the last sign-ins of a connection: newest first, or by state.
func (v *visit) eventRows(c model.Connection, by string, most int) ([]eventRow, error) {
	sessions, err := v.services.SignIns(v.r.Context(), c.ID, most)
	if err != nil {
		return nil, err
	}
	if by == "state" {
		now := v.services.Clock()
		rank := func(s model.Session) int { return slices.Index(byState, s.StateAt(now)) }
		slices.SortStableFunc(sessions, func(a, b model.Session) int { return cmp.Compare(rank(a), rank(b)) })
	}
	var rows []eventRow
	for _, s := range sessions {
		rows = append(rows, v.eventRow(s))
	}
	return rows, nil
}

// events lists recent sign-ins.
func (v *visit) events() {
	if !v.allowed(model.IntentSSO) {
		return
	}
	c, ok := v.need()
	if !ok {
		return
	}
	by := v.r.URL.Query().Get("sort")
	rows, err := v.eventRows(c, by, maxEvents)
	if err != nil {
		v.failed(err)
		return
	}
	v.show(http.StatusOK, "events", "Recent events", struct {
		Rows    []eventRow
		ByState bool
		Most    int
	}{rows, by == "state", maxEvents})
}

// shownXML is how much of a message stands on a page; the rest is in its file.
const shownXML = 16 << 10

// message is an XML document as it is shown.
type document struct {
	Pieces []xmlPiece
	Cut    bool
}

func shown(xml []byte) *document {
	if len(xml) == 0 {
		return nil
	}
	text := indent(xml)
	if len(text) <= shownXML {
		return &document{Pieces: xmlPieces(text)}
	}
	return &document{Pieces: xmlPieces(text[:shownXML]), Cut: true}
}

// checkRow is one check of a response that did not simply pass.
type checkRow struct {
	Name, Expected, Received, Detail string
	Failed                           bool
}

// event shows one sign-in: what was asked, what came, and why it failed.
func (v *visit) event() {
	if !v.allowed(model.IntentSSO, model.IntentCertificateRenewal) {
		return
	}
	detail, ok := v.detail()
	if !ok {
		return
	}
	switch v.r.URL.Query().Get("file") {
	case "request":
		if request := cmp.Or(detail.Request, detail.Claimed); request != nil {
			v.file("request"+ending(detail, ".txt"), request.Document())
			return
		}
	case "response":
		v.file("response"+ending(detail, ".json"), detail.Response())
		return
	}
	page := struct {
		Event             eventRow
		Trace             string
		Explanation       diagnose.Explanation
		Checks            []checkRow
		Passed            []string
		Attributes        []saml.Attribute
		Request, Response *document
		Decrypted         *document
		SSO               bool // the link is for the list, too
	}{
		Event: v.eventRow(detail.Session), Trace: detail.Session.Trace(), Explanation: detail.Explanation,
		Response: shown(detail.Response()), Decrypted: shown(detail.Decrypted),
		SSO: v.session.Link.Allows(model.IntentSSO),
	}
	if request := cmp.Or(detail.Request, detail.Claimed); request != nil {
		page.Request = shown(request.Document())
	}
	if verdict := detail.Verdict(); verdict != nil {
		page.Attributes = verdict.Seen.Attributes
		for _, c := range verdict.Checks {
			switch c.Outcome {
			case saml.Passed:
				page.Passed = append(page.Passed, c.Name)
			case saml.Failed, saml.Warning:
				page.Checks = append(page.Checks, checkRow{c.Name, c.Expected, c.Received, c.Detail,
					c.Outcome == saml.Failed})
			}
		}
	}
	v.show(http.StatusOK, "event", "Sign-in", page)
}

// ending is that of a file with a message: XML, or by OpenID Connect another.
func ending(detail model.SessionDetail, byOIDC string) string {
	if detail.ByOIDC() {
		return byOIDC
	}
	return ".xml"
}

// file gives a message to be saved: as text, so that no browser runs it.
func (v *visit) file(name string, content []byte) {
	v.w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	v.w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	v.w.Write(content)
}
