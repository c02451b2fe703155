package api

import (
	"fmt"
	"net/http"

	"gatehouse/api"
	"gatehouse/model"
	"gatehouse/service"
	"gatehouse/web/internal/respond"
)

func noDomain(id string) string { return fmt.Sprintf("Organization Domain not found: '%.80s'.", id) }

// createDomain adds a domain that its owner has to prove.
func (h *Handlers) createDomain(w http.ResponseWriter, r *http.Request, app *service.Services) {
	var organization, domain string
	if !readObject(w, r, map[string]any{"organization_id": &organization, "domain": &domain}) {
		return
	}
	for _, field := range []struct{ name, value string }{{"organization_id", organization}, {"domain", domain}} {
		if field.value == "" {
			refuseField(w, field.name, "required", field.name+": is missing; give it")
			return
		}
	}
	o, x, err := app.AddDomain(r.Context(), model.ID(organization), domain, model.DomainPending)
	if err != nil {
		h.refuse(w, r, "a domain could not be added", noOrganization(organization), err)
		return
	}
	respond.JSON(w, http.StatusCreated, h.domain(o, x))
}

func (h *Handlers) domain(o model.Organization, x model.Domain) api.Domain {
	return api.DomainOf(o, x, h.services.Clock())
}

func (h *Handlers) getDomain(w http.ResponseWriter, r *http.Request, app *service.Services) {
	id := r.PathValue("id")
	o, x, err := app.Domain(r.Context(), model.ID(id))
	if err != nil {
		h.refuse(w, r, "a domain could not be read", noDomain(id), err)
		return
	}
	respond.JSON(w, http.StatusOK, h.domain(o, x))
}

func (h *Handlers) deleteDomain(w http.ResponseWriter, r *http.Request, app *service.Services) {
	id := r.PathValue("id")
	if _, err := app.RemoveDomain(r.Context(), model.ID(id)); err != nil {
		h.refuse(w, r, "a domain could not be removed", noDomain(id), err)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// verifyDomain looks for the DNS record now; that it is not there yet is no error.
func (h *Handlers) verifyDomain(w http.ResponseWriter, r *http.Request, app *service.Services) {
	id := r.PathValue("id")
	_, before, err := app.Domain(r.Context(), model.ID(id))
	if err == nil && before.State == model.DomainVerified {
		respond.JSON(w, http.StatusBadRequest, api.Error{Message: "The domain is verified already.",
			Code: "domain_already_verified"})
		return
	}
	o, x, err := app.VerifyDomain(r.Context(), model.ID(id))
	if err != nil {
		h.refuse(w, r, "a domain could not be verified", noDomain(id), err)
		return
	}
	respond.JSON(w, http.StatusCreated, h.domain(o, x))
}
