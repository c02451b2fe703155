package onboarding

import (
	"context"

	"gatehouse/model"
	"gatehouse/service/core"
	"gatehouse/service/signin"
)

// maxSteps bounds what one link records, however often it is opened.
const maxSteps = 1000

// RecordStep adds to the flight recorder of a link. The same page again tells
// nothing new: it may be one that loads itself until a domain is found.
func (svc Service) RecordStep(ctx context.Context, s model.Step) error {
	svc, err := svc.pass(svc.core.Do(ctx, model.ActWorkOnLink, core.OfLink(s.LinkID)))
	if err != nil {
		return err
	}
	steps, err := svc.Steps(ctx, s.LinkID)
	if err != nil || len(steps) >= maxSteps {
		return err
	}
	if n := len(steps); n > 0 && s.What == model.StepPage && steps[n-1].What == model.StepPage &&
		steps[n-1].Page == s.Page {
		return nil
	}
	s.At = svc.core.Now()
	s.ID = svc.core.NewID(model.PrefixStep, s.At)
	s.Note, s.UserAgent = model.Cut(s.Note, 500), model.Cut(s.UserAgent, 200)
	return svc.core.ApplyQuietly(ctx, core.Created(s))
}

// Steps lists what happened to a link, oldest first.
func (s Service) Steps(ctx context.Context, link model.ID) ([]model.Step, error) {
	s, err := s.pass(s.core.See(ctx, model.ActSeeLinks, core.OfLink(link)))
	if err != nil {
		return nil, err
	}
	return core.ReadAll[model.Step](ctx, s.core.Store, model.KindOpening, link, "", 0)
}

// ProgressOf reads the flight recorder of a link.
func (s Service) ProgressOf(ctx context.Context, l model.Link) (model.Progress, error) {
	s, err := s.pass(s.core.See(ctx, model.ActSeeLinks, core.OfLink(l.ID)))
	if err != nil {
		return model.Progress{}, err
	}
	steps, err := s.Steps(ctx, l.ID)
	return model.ProgressFrom(l, steps, s.core.Now()), err
}

// Onboarding reads all that is known of a link.
func (s Service) Onboarding(ctx context.Context, link model.ID) (model.Onboarding, error) {
	s, err := s.pass(s.core.See(ctx, model.ActSeeLinks, core.OfLink(link)))
	if err != nil {
		return model.Onboarding{}, err
	}
	l, err := s.Link(ctx, link)
	if err != nil {
		return model.Onboarding{}, err
	}
	x := model.Onboarding{Link: l}
	if x.Organization, err = signin.Found(s.tenant().Organization(ctx, l.OrganizationID)); err != nil {
		return x, err
	}
	if x.Steps, err = s.Steps(ctx, l.ID); err != nil {
		return x, err
	}
	x.Progress = model.ProgressFrom(l, x.Steps, s.core.Now())
	return x, nil
}
