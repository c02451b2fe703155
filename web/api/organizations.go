package api

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"gatehouse/api"
	"gatehouse/model"
	"gatehouse/service"
	"gatehouse/web/internal/respond"
)

func noOrganization(id string) string { return fmt.Sprintf("Organization not found: '%.80s'.", id) }

// listOrganizations lists those with one of ?domains, or with the text ?search.
func (h *Handlers) listOrganizations(w http.ResponseWriter, r *http.Request, app *service.Services) {
	q := readQuery(r)
	paging, swapped := q.paging()
	asked := model.OrganizationPage{Text: q.text("search"), Domains: q.texts("domains"), Paging: paging}
	err := q.refused
	var page model.Paged[model.Organization]
	if err == nil {
		page, err = app.OrganizationPage(r.Context(), asked)
	}
	if err != nil {
		h.refuse(w, r, "organizations could not be listed", "", err)
		return
	}
	respond.JSON(w, http.StatusOK, listOf(page, swapped, h.organization))
}

func (h *Handlers) organization(o model.Organization) api.Organization {
	return api.OrganizationOf(o, h.services.Clock())
}

// organizationInput is the body with which an organization is created or updated. null and
// empty texts are absent, but a null external_id takes it away.
type organizationInput struct {
	name       string
	external   nullable
	outside    *bool
	domainData []domainInput
	domains    []string // deprecated: domains that the app vouches for
	metadata   map[string]*string
}

type domainInput struct {
	Domain string            `json:"domain"`
	State  model.DomainState `json:"state"`
}

// nullable is a text that may be null, which is not the same as absent.
type nullable struct {
	null bool
	text string
}

// UnmarshalJSON implements [json.Unmarshaler].
func (n *nullable) UnmarshalJSON(data []byte) error {
	n.null = string(data) == "null"
	return json.Unmarshal(data, &n.text)
}

func readOrganization(w http.ResponseWriter, r *http.Request) (in organizationInput, ok bool) {
	ok = readObject(w, r, map[string]any{
		"name": &in.name, "external_id": &in.external, "allow_profiles_outside_organization": &in.outside,
		"domain_data": &in.domainData, "domains": &in.domains, "metadata": &in.metadata,
	})
	if ok && len(in.domainData) > 0 && len(in.domains) > 0 {
		refuseField(w, "domains", "invalid", "domains: stands beside domain_data; give domain_data alone")
		return in, false
	}
	return in, ok
}

// wanted are the domains of the body; nil if it has none.
func (in organizationInput) wanted() (all []model.NewDomain) {
	if in.domainData != nil || in.domains != nil {
		all = []model.NewDomain{}
	}
	for _, x := range in.domainData {
		all = append(all, model.NewDomain(x))
	}
	for _, name := range in.domains {
		all = append(all, model.NewDomain{Domain: name, State: model.DomainVerified})
	}
	return all
}

func (h *Handlers) createOrganization(w http.ResponseWriter, r *http.Request, app *service.Services) {
	in, ok := readOrganization(w, r)
	if !ok {
		return
	}
	n := model.NewOrganization{Environment: app.Principal().Environment, Name: in.name, ExternalID: in.external.text,
		AllowOutside: in.outside != nil && *in.outside, Domains: in.wanted(), Metadata: map[string]string{}}
	for key, value := range in.metadata {
		if value != nil {
			n.Metadata[key] = *value
		}
	}
	o, err := app.CreateOrganization(r.Context(), n)
	if err != nil {
		h.refuse(w, r, "an organization could not be created", "", err)
		return
	}
	respond.JSON(w, http.StatusCreated, h.organization(o))
}

func (h *Handlers) getOrganization(w http.ResponseWriter, r *http.Request, app *service.Services) {
	id := r.PathValue("id")
	o, err := app.Organization(r.Context(), model.ID(id))
	h.answerOrganization(w, r, id, o, err)
}

func (h *Handlers) updateOrganization(w http.ResponseWriter, r *http.Request, app *service.Services) {
	in, ok := readOrganization(w, r)
	if !ok {
		return
	}
	p := model.OrganizationPatch{AllowOutside: in.outside, Metadata: in.metadata, Domains: in.wanted()}
	if in.name != "" {
		p.Name = &in.name
	}
	if in.external.null || in.external.text != "" {
		p.ExternalID = &in.external.text
	}
	id := r.PathValue("id")
	o, err := app.UpdateOrganization(r.Context(), model.ID(id), p)
	h.answerOrganization(w, r, id, o, err)
}

func (h *Handlers) answerOrganization(w http.ResponseWriter, r *http.Request, id string, o model.Organization,
	err error) {
	if err != nil {
		h.refuse(w, r, "an organization could not be read or changed", noOrganization(id), err)
		return
	}
	respond.JSON(w, http.StatusOK, h.organization(o))
}

func (h *Handlers) deleteOrganization(w http.ResponseWriter, r *http.Request, app *service.Services) {
	id := r.PathValue("id")
	if _, err := app.DeleteOrganization(r.Context(), model.ID(id)); err != nil {
		h.refuse(w, r, "an organization could not be deleted", noOrganization(id), err)
		return
	}
	w.WriteHeader(http.StatusAccepted)
}

// belowOrganizations is what stands below one: by its external id, which one SDK writes with
// the slashes that are in it, and its roles.
func (h *Handlers) belowOrganizations(w http.ResponseWriter, r *http.Request, app *service.Services) {
	id, rest := r.PathValue("id"), r.PathValue("rest")
	switch {
	case strings.EqualFold(id, "external_id") && rest != "":
		o, err := app.OrganizationByExternalID(r.Context(), "", rest)
		h.answerOrganization(w, r, rest, o, err)
	case strings.EqualFold(rest, "roles"):
		h.listRoles(w, r, app)
	default:
		respond.NotFoundJSON(w, r)
	}
}

// listRoles lists the roles that people of an organization can have.
func (h *Handlers) listRoles(w http.ResponseWriter, r *http.Request, app *service.Services) {
	id := r.PathValue("id")
	roles, environment, err := app.OrganizationRoles(r.Context(), model.ID(id))
	if err != nil {
		h.refuse(w, r, "the roles of an organization could not be listed", noOrganization(id), err)
		return
	}
	respond.JSON(w, http.StatusOK, listOf(model.Paged[model.EnvironmentRole]{Items: roles}, false,
		func(x model.EnvironmentRole) api.Role { return api.RoleOf(environment, x) }))
}
