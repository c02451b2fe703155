package portal

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"gatehouse/model"
	"gatehouse/web/internal/pages"
)

// requestView is a request of the provider as an IT admin sees it.
type requestView struct {
	ID, When, At   string
	Asked, About   string
	Result         string
	Refused, Amiss bool      // Amiss: done, and something is to be looked at
	Problems       []problem // why it was refused, and what it was warned of
}

// problem is what is amiss with a request, and who puts it right.
type problem struct{ Words, Detail, Who string }

var verdictTexts = map[model.DirectoryVerdict]string{
	model.DirectoryDone: "Done", model.DirectoryUnchanged: "Nothing changed", model.DirectoryPartly: "Partly done",
	model.DirectoryRefused: "Refused",
}

func (v *visit) requestView(r model.DirectoryRequest) requestView {
	x := requestView{ID: string(r.ID), When: pages.Second(r.At), At: r.At.UTC().Format(time.RFC3339), Asked: r.Asked(),
		About: r.What(), Result: verdictTexts[r.Verdict], Refused: r.Verdict == model.DirectoryRefused,
		Amiss: len(r.Warnings) > 0}
	if r.Cause != "" {
		x.Problems = append(x.Problems, v.problem(r.Cause, r.Detail))
	}
	for _, w := range r.Warnings {
		x.Problems = append(x.Problems, v.problem(w.Cause, w.Detail))
	}
	return x
}

func (v *visit) problem(c model.DirectoryCause, detail string) problem {
	row := c.Row()
	return problem{pages.Sentence(row.Words), detail, map[model.DirectoryFixer]string{
		model.FixedByIdP:    "You can put this right at your provider.",
		model.FixedByVendor: "The people who run " + v.vendor() + " have to put this right: show them this page.",
		model.FixedByDesk:   "There is nothing for you to change: show this to the people who run " + v.vendor() + ".",
	}[row.Fixer]}
}

// refusedView is the request that is refused still, nil if none is.
func (v *visit) refusedView(p model.DirectoryProgress) *requestView {
	if p.Refused == nil {
		return nil
	}
	return new(v.requestView(*p.Refused))
}

// listedRequests are so many on a page.
const listedRequests = 50

// directoryRequests lists what the provider asked, the newest first.
func (v *visit) directoryRequests() {
	d, ok := v.needDirectory()
	if !ok {
		return
	}
	behind := model.ID(pages.Printable(v.r.URL.Query().Get("behind"), 64))
	all, err := v.services.DirectoryLog(v.r.Context(), d.ID, behind, listedRequests+1)
	if err != nil {
		v.failed(err)
		return
	}
	page := struct {
		Rows     []requestView
		Provider string
		Older    string // behind which older ones stand, "" if there are none
		Newest   bool
		Days     int
	}{Provider: v.comesFrom(), Newest: behind == "", Days: int(model.DirectoryLogLife.Hours() / 24)}
	if len(all) > listedRequests {
		all = all[:listedRequests]
		page.Older = string(all[listedRequests-1].ID)
	}
	for _, r := range all {
		page.Rows = append(page.Rows, v.requestView(r))
	}
	v.mayLeave()
	v.show(http.StatusOK, "directoryrequests", "Requests", page)
}

// directoryRequest shows one request: what was sent, what it changed, and what was answered.
func (v *visit) directoryRequest() {
	d, ok := v.needDirectory()
	if !ok {
		return
	}
	r, err := v.services.DirectoryRequest(v.r.Context(), d.ID, model.ID(v.r.PathValue("id")))
	if v.notThere(err, "This request is not there", "Requests are kept for 30 days. Go back to the list of requests.") {
		return
	}
	v.show(http.StatusOK, "directoryrequest", "Request", struct {
		Request      requestView
		Done         []string
		Facts        []value
		Body, Answer string
		Cut          bool
	}{v.requestView(r), r.Done, requestFacts(r), indentJSON(r.Body), indentJSON(r.Answer), r.Cut})
}

func requestFacts(r model.DirectoryRequest) (all []value) {
	add := func(label, text string) {
		if text != "" {
			all = append(all, value{label, text})
		}
	}
	token := ""
	if r.Token != "" {
		token = "…" + r.Token
	}
	add("About", r.Name)
	add("Status", fmt.Sprint(r.Status, " ", http.StatusText(r.Status)))
	add("Token", token)
	add("Sent by", r.UserAgent)
	add("From", r.Peer)
	add("Code", string(r.ID))
	return all
}

// indentJSON lays out what was sent. What is no JSON, or was cut, stays as it is.
func indentJSON(text []byte) string {
	var b bytes.Buffer
	if json.Indent(&b, text, "", "  ") != nil {
		return string(text)
	}
	return b.String()
}
