package connection

import (
	"context"
	"errors"
	"strings"

	"gatehouse/model"
	"gatehouse/service/core"
	"gatehouse/storage"
)

// ConnectionPage lists a page of connections.
func (s Service) ConnectionPage(ctx context.Context, q model.ConnectionPage) (model.Paged[model.Connection], error) {
	s, err := pass(s.core.See(ctx, model.ActSeeConnections, core.Within(&q.Environment, &q.Organization)))
	if err != nil {
		return model.Paged[model.Connection]{}, err
	}
	theirs, err := s.withDomain(ctx, q)
	if err != nil {
		return model.Paged[model.Connection]{}, err
	}
	text := strings.ToLower(strings.TrimSpace(q.Text))
	find := core.Find[model.Connection]{Fits: func(c model.Connection) bool {
		return (q.Environment == "" || c.EnvironmentID == q.Environment) && (q.Type == "" || c.Type == q.Type) &&
			(theirs == nil || theirs[c.OrganizationID]) && model.HasText(c, text)
	}}
	if text != "" {
		find.Texts = []string{text}
	}
	return core.ReadPage(ctx, s.core.Store,
		storage.Selection{Kind: model.KindConnection, Parent: q.Organization}, q.Paging, find)
}

// withDomain are the organizations that have the domain which a page asks for; nil if it
// asks for none.
func (s Service) withDomain(ctx context.Context, q model.ConnectionPage) (map[model.ID]bool, error) {
	if q.Domain == "" {
		return nil, nil
	}
	found := map[model.ID]bool{}
	name, err := model.NormalizeDomain(q.Domain)
	if _, none := errors.AsType[*model.FieldError](err); none {
		return found, nil // nobody has what is no domain
	}
	all, err := s.tenant().Organizations(ctx, model.OrganizationQuery{Environment: q.Environment, Text: name})
	for _, o := range all {
		found[o.ID] = o.Has(name)
	}
	return found, err
}
