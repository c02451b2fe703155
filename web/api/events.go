package api

import (
	"net/http"
	"time"

	"gatehouse/api"
	"gatehouse/model"
	"gatehouse/service"
	"gatehouse/web/internal/respond"
)

// listEvents lists those with one of the names ?events, of ?organization_id, between ?range_start
// and ?range_end, behind ?after. The oldest comes first, so that who asks with the last event
// that they were told goes on from there.
func (h *Handlers) listEvents(w http.ResponseWriter, r *http.Request, app *service.Services) {
	q := readQuery(r)
	if q.text("order") == "" {
		q.Set("order", "asc")
	}
	paging, _ := q.paging()
	if q.text("before") != "" {
		q.refuse("before", "use after, and order", "events are read forward")
	}
	asked := model.EventQuery{
		Organization: model.ID(q.text("organization_id")), Limit: paging.Limit, Newest: !paging.OldestFirst,
		After: model.ID(q.text("after")), Since: q.time("range_start"), Until: q.time("range_end"),
	}
	for _, name := range q.texts("events") {
		asked.Names = append(asked.Names, model.EventName(name))
	}
	err := q.refused
	var page model.Paged[model.AppEvent]
	if err == nil {
		page, err = app.AppEvents(r.Context(), asked)
	}
	var list api.List[api.Event]
	if err == nil {
		list, err = api.EventsOf(page)
	}
	if err != nil {
		h.refuse(w, r, "events could not be listed", "", err)
		return
	}
	respond.JSON(w, http.StatusOK, list)
}

// time reads a moment: in RFC 3339, or a day.
func (q *query) time(name string) time.Time {
	text := q.text(name)
	if text == "" {
		return time.Time{}
	}
	for _, layout := range []string{time.RFC3339Nano, time.DateOnly} {
		if at, err := time.Parse(layout, text); err == nil {
			return at
		}
	}
	q.refuse(name, "write it as 2026-01-15T12:00:00Z", "%.40q is no time", text)
	return time.Time{}
}
