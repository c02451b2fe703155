package api

import (
	"fmt"
	"net/http"

	"gatehouse/api"
	"gatehouse/model"
	"gatehouse/service"
	"gatehouse/web/internal/respond"
)

// There are no directories here: lists of them, of their users and of their groups are empty,
// and none is found.

func (h *Handlers) listNothing(w http.ResponseWriter, r *http.Request, _ *service.Services) {
	q := readQuery(r)
	paging, swapped := q.paging()
	err := q.refused
	if err == nil {
		err = paging.Check()
	}
	if err != nil {
		h.refuse(w, r, "an empty list could not be given", "", err)
		return
	}
	respond.JSON(w, http.StatusOK, listOf(model.Paged[any]{}, swapped, func(x any) any { return x }))
}

// findsNo is a resource of which there is none.
func findsNo(what string) resource {
	return func(w http.ResponseWriter, r *http.Request, _ *service.Services) {
		respond.JSON(w, http.StatusNotFound, api.Error{
			Message: fmt.Sprintf("%s not found: '%.80s'.", what, r.PathValue("id")), Code: "entity_not_found",
		})
	}
}
