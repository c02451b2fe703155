package api

import (
	"net/http"

	"gatehouse/api"
	"gatehouse/model"
	"gatehouse/service"
	"gatehouse/web/internal/respond"
)

// adviceFrom is how many of the last messages an advice on a mapping looks at.
const adviceFrom = 50

// lintConnection says what in the settings of a connection is wrong, errors first, and what waits for
// somebody to decide on it.
func (h *Handlers) lintConnection(w http.ResponseWriter, r *http.Request, app *service.Services) {
	id := r.PathValue("id")
	c, err := app.Connection(r.Context(), model.ID(id))
	var found []api.Finding
	if err == nil {
		found, err = findings(r, app, c)
	}
	if err != nil {
		h.refuse(w, r, "a connection could not be checked", noConnection(id), err)
		return
	}
	answerFindings(w, found)
}

// lintOrganization is lintConnection of all connections of an organization.
func (h *Handlers) lintOrganization(w http.ResponseWriter, r *http.Request, app *service.Services) {
	id := r.PathValue("id")
	o, err := app.Organization(r.Context(), model.ID(id))
	var connections []model.Connection
	if err == nil {
		connections, err = app.Connections(r.Context(), model.ConnectionQuery{Organization: o.ID})
	}
	var found []api.Finding
	for _, c := range connections {
		var more []api.Finding
		if more, err = findings(r, app, c); err != nil {
			break
		}
		found = append(found, more...)
	}
	if err != nil {
		h.refuse(w, r, "an organization could not be checked", noOrganization(id), err)
		return
	}
	answerFindings(w, found)
}

func findings(r *http.Request, app *service.Services, c model.Connection) ([]api.Finding, error) {
	lints, err := app.Lint(r.Context(), c.ID)
	return api.FindingsOf(c.ID, append(lints, c.Waiting()...)), err
}

func answerFindings(w http.ResponseWriter, all []api.Finding) {
	page := model.Paged[api.Finding]{Items: all} // they are so few that there are no pages
	respond.JSON(w, http.StatusOK, api.ListOf(page, func(f api.Finding) api.Finding { return f }))
}

// adviseMapping says how the attributes that a connection receives would be mapped better.
func (h *Handlers) adviseMapping(w http.ResponseWriter, r *http.Request, app *service.Services) {
	id := r.PathValue("id")
	advice, err := app.Recommend(r.Context(), model.ID(id), adviceFrom)
	if err != nil {
		h.refuse(w, r, "no mapping could be recommended", noConnection(id), err)
		return
	}
	respond.JSON(w, http.StatusOK, api.MappingAdviceOf(advice))
}
