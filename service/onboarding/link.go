package onboarding

import (
	"context"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"gatehouse/model"
	"gatehouse/service/core"
	"gatehouse/storage"
)

func (s Service) linkURL(k model.LinkKind, token string) string {
	return s.core.BaseURL + "/" + string(k) + "/" + token
}

// LinkURL gives the URL of an active setup link again. *DeadLink once it is over.
func (s Service) LinkURL(ctx context.Context, l model.Link) (string, error) {
	s, err := s.pass(s.core.See(ctx, model.ActSeeLinks, core.OfLink(l.ID)))
	if err != nil {
		return "", err
	}
	if state := l.StateAt(s.core.Now()); state != model.LinkActive {
		return "", &model.DeadLink{Link: l, State: state}
	}
	if len(l.Sealed) == 0 {
		return "", fmt.Errorf("link %s is a %s link, whose URL is given once: generate a new one", l.ID, l.Kind)
	}
	token, err := s.core.Secrets.Open(l.Sealed, "link "+string(l.ID))
	if err != nil {
		return "", err
	}
	err = s.core.Shown(ctx, model.View{
		Subject: l.ID, Right: model.ActSeeLinks, EnvironmentID: l.EnvironmentID, OrganizationID: l.OrganizationID,
	}, "looked at the URL of a "+string(l.Kind)+" link")
	if err != nil {
		return "", err
	}
	return s.linkURL(l.Kind, string(token)), nil
}

// LinkByToken finds a link, alive or dead; ErrNotFound for a token that never
// was. Looking up by hash leaves nothing to compare.
func (s Service) LinkByToken(ctx context.Context, kind model.LinkKind, token string) (model.Link, error) {
	s, err := s.pass(s.core.See(ctx, model.ActProveIdentity, core.Nothing))
	if err != nil {
		return model.Link{}, err
	}
	if len(token) > 64 {
		return model.Link{}, model.ErrNotFound
	}
	h := model.HashOf(token)
	l, err := core.ReadNamed[model.Link](ctx, s.core.Store, model.NameToken.Of(hex.EncodeToString(h[:])))
	if err != nil {
		return model.Link{}, err
	}
	if l.Kind != kind {
		return model.Link{}, model.ErrNotFound
	}
	return l, nil
}

// Link gives one by its id.
func (s Service) Link(ctx context.Context, id model.ID) (model.Link, error) {
	s, err := s.pass(s.core.See(ctx, model.ActSeeLinks, core.OfLink(id)))
	if err != nil {
		return model.Link{}, err
	}
	return s.core.Link(ctx, id)
}

// SetupLinks lists setup links, newest first.
func (s Service) SetupLinks(ctx context.Context, q model.LinkQuery) ([]model.Link, error) {
	s, err := s.pass(s.core.See(ctx, model.ActSeeLinks, core.Within(&q.Environment, &q.Organization)))
	if err != nil {
		return nil, err
	}
	all, err := core.ReadAll[model.Link](ctx, s.core.Store, model.KindSetupLink, q.Organization, "", 0)
	if err != nil {
		return nil, err
	}
	text := strings.ToLower(strings.TrimSpace(q.Text))
	named := map[model.ID]bool{}
	if text != "" {
		organizations, err := s.tenant().Organizations(ctx,
			model.OrganizationQuery{Environment: q.Environment, Text: text})
		if err != nil {
			return nil, err
		}
		for _, o := range organizations {
			named[o.ID] = true
		}
	}
	now := s.core.Now()
	all = slices.DeleteFunc(all, func(l model.Link) bool {
		return q.Environment != "" && l.EnvironmentID != q.Environment ||
			text != "" && !named[l.OrganizationID] &&
				!model.ContainsFold(string(l.ID)+" "+string(l.StateAt(now))+" "+model.IntentLabels(l.Intents), text)
	})
	slices.Reverse(all)
	return all, nil
}

// SetupLinkPage lists a page of the setup links of an environment, or of one of its organizations.
func (s Service) SetupLinkPage(ctx context.Context, q model.LinkQuery, p model.Paging) (
	page model.Paged[model.Link], err error) {
	s, err = s.pass(s.core.See(ctx, model.ActSeeLinks, core.Within(&q.Environment, &q.Organization)))
	if err != nil {
		return page, err
	}
	return core.ReadPage(ctx, s.core.Store,
		storage.Selection{Kind: model.KindSetupLink, Parent: q.Organization}, p,
		core.Find[model.Link]{Fits: func(l model.Link) bool {
			return q.Environment == "" || l.EnvironmentID == q.Environment
		}})
}

// CurrentLink is the active setup link of an organization. ErrNotFound if it has
// none.
func (s Service) CurrentLink(ctx context.Context, organization model.ID) (model.Link, error) {
	s, err := s.pass(s.core.See(ctx, model.ActSeeLinks, core.OfOrganization(organization)))
	if err != nil {
		return model.Link{}, err
	}
	l, err := core.ReadNamed[model.Link](ctx, s.core.Store, model.NameLiveLink.Of(string(organization)))
	if err != nil {
		return model.Link{}, err
	}
	if state := l.StateAt(s.core.Now()); state != model.LinkActive {
		return model.Link{}, fmt.Errorf("the setup link of %s is %s: %w", organization, state, model.ErrNotFound)
	}
	return l, nil
}
