package api

import (
	"net/http"
	"slices"

	"gatehouse/api"
	"gatehouse/model"
	"gatehouse/service"
	"gatehouse/web/internal/respond"
)

// listAudit lists who changed and who saw what, newest first: by ?who, with ?action in its words,
// ?about something, between ?range_start and ?range_end, ?only changes, views or sign-ins.
func (h *Handlers) listAudit(w http.ResponseWriter, r *http.Request, app *service.Services) {
	q := readQuery(r)
	limit, after := q.newestFirst()
	asked := model.HistoryQuery{Limit: limit, Before: after, About: model.ID(q.text("about")), Who: q.text("who"),
		Action: q.text("action"), Since: q.time("range_start"), Until: q.time("range_end"),
		Content: model.AuditContent(q.text("only"))}
	if asked.Content != "" && !slices.Contains(model.AuditContents(), asked.Content) {
		q.refuse("only", "use changes, views or sign-ins", "%.20q is none", string(asked.Content))
	}
	err := q.refused
	var page model.HistoryPage
	if err == nil {
		page, err = app.History(r.Context(), asked)
	}
	if err != nil {
		h.refuse(w, r, "the audit log could not be listed", "", err)
		return
	}
	respond.JSON(w, http.StatusOK,
		api.ListOf(model.Paged[model.AuditEntry]{Items: page.Entries, After: page.Next}, api.ActionOf))
}
