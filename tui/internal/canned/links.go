package canned

import (
	"context"
	"slices"
	"time"

	"gatehouse/model"
)

// onboard adds setup links: one that is stuck, one that was never opened, one
// that is done, one that was revoked.
func (d *Services) onboard() {
	d.steps = map[model.ID][]model.Step{}
	const agent = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15"
	day := 24 * time.Hour
	d.link(2, 12*day, model.IntentSSO).Revoked = Now.Add(-9 * day)
	stuck := d.link(2, 9*day, model.IntentSSO, model.IntentDomainVerification, model.IntentDirectorySync)
	stuck.Done = []model.Intent{model.IntentDomainVerification}
	d.step(stuck.ID, 3*day, model.Step{What: model.StepOpened, Peer: "203.0.113.77", UserAgent: agent})
	d.step(stuck.ID, 3*day-time.Minute, model.Step{What: model.StepPage, Page: "Domain"})
	d.step(stuck.ID, 3*day-2*time.Minute, model.Step{What: model.StepConfigured, Page: "Domain initech.example"})
	d.step(stuck.ID, 2*day+4*time.Hour, model.Step{What: model.StepOpened, Peer: "203.0.113.77", UserAgent: agent})
	d.step(stuck.ID, 2*day+3*time.Hour+50*time.Minute,
		model.Step{What: model.StepPage, Page: "Guide: Add the app in Entra ID (Entra ID, 2 of 5)"})
	d.step(stuck.ID, 2*day+3*time.Hour+20*time.Minute,
		model.Step{What: model.StepTest, Page: "Test", Note: "failed: Issued for a different service provider",
			SessionID: d.newest()})
	d.step(stuck.ID, 2*day+3*time.Hour, model.Step{What: model.StepError, Page: "Metadata",
		Note: "The metadata holds no signing certificate. Download the federation metadata again \x1b[2J and choose " +
			"the whole file."})
	finished := d.link(0, 6*day, model.IntentSSO)
	d.step(finished.ID, 5*day, model.Step{What: model.StepOpened, Peer: "198.51.100.4", UserAgent: agent})
	d.step(finished.ID, 5*day-time.Hour, model.Step{What: model.StepConfigured, Page: "Single Sign-On"})
	finished.Done, finished.Completed = finished.Intents, Now.Add(-5*day+time.Hour)
	d.link(1, 29*day, model.IntentSSO, model.IntentCertificateRenewal)
	for _, l := range d.links {
		l.Hash = string(l.ID)
		d.record(l)
	}
}

// link makes a link, which [Services.onboard] puts into the books.
func (d *Services) link(customer int, ago time.Duration, intents ...model.Intent) *model.Link {
	at := Now.Add(-ago)
	o := d.organizations[customer]
	d.links = append(d.links, &model.Link{ID: id("link", at, len(d.links)), Kind: model.SetupLink,
		EnvironmentID: o.EnvironmentID, OrganizationID: o.ID, Intents: intents,
		Created: at, Expires: at.Add(model.SetupLinkLife), CreatedBy: model.Actor{Name: "operator", Via: "console"}})
	return d.links[len(d.links)-1]
}

func (d *Services) step(link model.ID, ago time.Duration, s model.Step) model.Step {
	s.LinkID, s.At = link, Now.Add(-ago)
	d.stepped++
	s.ID = id("step", s.At, d.stepped)
	d.steps[link] = append(d.steps[link], s)
	return s
}

// Step records what an IT admin does now.
func (d *Services) Step(link model.ID, s model.Step) {
	d.mu.Lock()
	defer d.mu.Unlock()
	s = d.step(link, 0, s)
	d.record(s)
}

// newest is the session that began last.
func (d *Services) newest() model.ID {
	page, err := d.store.Sessions(context.Background(), model.Query{Limit: 1})
	if err != nil {
		panic(err) // the cast has sessions
	}
	return page.Sessions[0].ID
}

// ProgressOf sums the steps up.
func (d *Services) ProgressOf(_ context.Context, l model.Link) (model.Progress, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return model.ProgressFrom(l, d.steps[l.ID], Now), d.Err
}

// Onboarding gives all of one.
func (d *Services) Onboarding(ctx context.Context, link model.ID) (model.Onboarding, error) {
	l, err := d.Link(ctx, link)
	if err != nil {
		return model.Onboarding{}, err
	}
	o, err := d.Organization(ctx, l.OrganizationID)
	d.mu.Lock()
	defer d.mu.Unlock()
	steps := slices.Clone(d.steps[l.ID])
	return model.Onboarding{Link: l, Organization: o, Steps: steps, Progress: model.ProgressFrom(l, steps, Now)}, err
}

// LinkURL is as long as those under a usual base URL.
func (d *Services) LinkURL(_ context.Context, l model.Link) (string, error) {
	if state := l.StateAt(Now); state != model.LinkActive {
		return "", &model.DeadLink{Link: l, State: state}
	}
	return "https://sso.example.com/setup/" + string(l.ID[len(l.ID)-24:]), d.Err
}

// Invitation is short.
func (d *Services) Invitation(ctx context.Context, link model.ID) (string, error) {
	return d.message(ctx, "Please set up sign-in: ", link)
}

// Nudge is short.
func (d *Services) Nudge(ctx context.Context, link model.ID) (string, error) {
	return d.message(ctx, "Please go on: ", link)
}

func (d *Services) message(ctx context.Context, text string, link model.ID) (string, error) {
	x, err := d.Onboarding(ctx, link)
	if err != nil {
		return "", err
	}
	url, err := d.LinkURL(ctx, x.Link)
	return text + url, err
}
