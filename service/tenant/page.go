package tenant

import (
	"context"
	"slices"
	"strings"

	"gatehouse/model"
	"gatehouse/service/core"
	"gatehouse/storage"
)

// OrganizationPage lists a page of the organizations of an environment, or with "" of all.
func (s Service) OrganizationPage(ctx context.Context, q model.OrganizationPage) (
	page model.Paged[model.Organization], err error) {
	s, err = pass(s.core.See(ctx, model.ActSeeOrganizations, core.Within(&q.Environment, nil)))
	if err != nil {
		return page, err
	}
	text, domains := strings.ToLower(strings.TrimSpace(q.Text)), normalized(q.Domains)
	find := core.Find[model.Organization]{Fits: func(o model.Organization) bool {
		return (q.Domains == nil || slices.ContainsFunc(domains, o.Has)) && model.HasText(o, text)
	}}
	switch {
	case q.Domains != nil:
		find.Texts = domains
	case text != "":
		find.Texts = []string{text}
	}
	return core.ReadPage(ctx, s.core.Store,
		storage.Selection{Kind: model.KindOrganization, Parent: q.Environment}, q.Paging, find)
}

// normalized leaves out what is no domain: nobody has it.
func normalized(domains []string) []string {
	all := []string{}
	for _, x := range domains {
		if name, err := model.NormalizeDomain(x); err == nil {
			all = append(all, name)
		}
	}
	return all
}
