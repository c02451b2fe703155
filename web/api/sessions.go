package api

import (
	"fmt"
	"net/http"

	"gatehouse/api"
	"gatehouse/model"
	"gatehouse/service"
	"gatehouse/web/internal/respond"
)

// sessionScan is how many sessions are looked at for one page. A filter that few fit is answered
// by pages with less in them than there is room for, or nothing.
const sessionScan = 20_000

func noSession(id string) string { return fmt.Sprintf("Session not found: '%.80s'.", id) }

// listSessions lists those that fit ?filter, newest first.
func (h *Handlers) listSessions(w http.ResponseWriter, r *http.Request, app *service.Services) {
	q := readQuery(r)
	limit, after := q.newestFirst()
	search := q.search("filter", h.services.Clock())
	err := q.refused
	var page model.Page
	if err == nil {
		page, err = searchSessions(r, app, search, limit, after)
	}
	if err != nil {
		h.refuse(w, r, "sessions could not be listed", "", err)
		return
	}
	now := app.Clock()
	respond.JSON(w, http.StatusOK, api.ListOf(model.Paged[model.Session]{Items: page.Sessions, After: page.Next},
		func(s model.Session) api.Session { return api.SessionOf(s, now) }))
}

func searchSessions(r *http.Request, app *service.Services, search model.Search, limit int, after model.ID) (
	model.Page, error) {
	names, err := app.SessionNames(r.Context(), "", search.Filter)
	if err != nil {
		return model.Page{}, err
	}
	asked := search.Query(names, app.Clock())
	asked.Limit, asked.Before, asked.Scan = limit, after, sessionScan
	return app.Sessions(r.Context(), asked)
}

// session is what is answered of one session, with all that belongs to it.
func (h *Handlers) session(
	answer func(http.ResponseWriter, *http.Request, *service.Services, model.SessionDetail) error) resource {
	return func(w http.ResponseWriter, r *http.Request, app *service.Services) {
		id := r.PathValue("id")
		s, err := app.SessionDetail(r.Context(), model.ID(id))
		missing := noSession(id)
		if err == nil {
			missing = "The session has none."
			err = answer(w, r, app, s)
		}
		if err != nil {
			h.refuse(w, r, "a session could not be shown", missing, err)
		}
	}
}

func getSession(w http.ResponseWriter, _ *http.Request, app *service.Services, s model.SessionDetail) error {
	respond.JSON(w, http.StatusOK, api.SessionDetailOf(&s, app.Clock()))
	return nil
}

// getRequest gives the request as it was sent: XML, or by OpenID Connect a URL.
func getRequest(w http.ResponseWriter, _ *http.Request, _ *service.Services, s model.SessionDetail) error {
	if s.Request == nil {
		return model.ErrNotFound
	}
	kind := "application/xml"
	if s.ByOIDC() {
		kind = "text/plain"
	}
	return document(w, kind, s.Request.Document())
}

// getResponse gives what arrived last: XML, or by OpenID Connect the answer without secrets.
func getResponse(w http.ResponseWriter, _ *http.Request, _ *service.Services, s model.SessionDetail) error {
	kind := "application/xml"
	if s.ByOIDC() {
		kind = "application/json"
	}
	return document(w, kind, s.Response())
}

// document answers with bytes of others, which no browser is to show.
func document(w http.ResponseWriter, kind string, body []byte) error {
	if len(body) == 0 {
		return model.ErrNotFound
	}
	w.Header().Set("Content-Type", kind+"; charset=utf-8")
	w.Header().Set("Content-Disposition", "attachment")
	w.WriteHeader(http.StatusOK)
	_, _ = w.Write(body) // whoever asked may have gone
	return nil
}

func getVerdict(w http.ResponseWriter, _ *http.Request, _ *service.Services, s model.SessionDetail) error {
	v := s.Verdict()
	if v == nil {
		return model.ErrNotFound
	}
	respond.JSON(w, http.StatusOK, api.JudgementOf(s.Session.ID, v, s.Explanation))
	return nil
}

// judgeAgain judges the message of a refused session with today's settings, and changes nothing.
func judgeAgain(w http.ResponseWriter, r *http.Request, app *service.Services, s model.SessionDetail) error {
	today, err := app.JudgeAgain(r.Context(), s)
	if err != nil {
		return err
	}
	told := api.JudgedAgain{SessionID: s.Session.ID}
	if today != nil {
		told.Judgement = new(api.JudgementOf(s.Session.ID, today.Verdict, today.Explanation))
	}
	respond.JSON(w, http.StatusOK, told)
	return nil
}
