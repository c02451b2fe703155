package directory

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"gatehouse/model"
	"gatehouse/scim"
	"gatehouse/scim/idp"
	"gatehouse/service/core"
)

// Rehearsal is what the test directory plays.
type Rehearsal struct {
	As     string // a name of [idp.Providers]; "" for the one that fits the directory
	Users  int    // that are provisioned
	Groups int    // that they are in
	Leave  int    // of them, how many are no longer assigned, from the last one back
	Fault  string // one of [idp.Faults] instead; "" for none
}

// Bounds of a rehearsal.
const (
	maxRehearsed       = 1000
	maxRehearsedGroups = 100
)

// RehearseDirectory has the test directory play an identity provider: request by request, inside of this process,
// through the same verbs as the listener. It gives the requests as the log has them, the oldest first.
func (s Service) RehearseDirectory(ctx context.Context, directory model.ID,
	r Rehearsal) ([]model.DirectoryRequest, error) {
	s, err := s.pass(s.core.Do(ctx, model.ActPlayTestDirectory, core.OfDirectory(directory)))
	if err != nil {
		return nil, err
	}
	d, err := s.record(ctx, directory)
	if err != nil {
		return nil, err
	}
	play, err := s.rehearsed(ctx, d, r)
	if err != nil {
		return nil, err
	}
	before, err := s.DirectoryLog(ctx, directory, "", 1)
	if err != nil {
		return nil, err
	}
	if err := play(s.carry(ctx, d)); err != nil {
		if _, refused := errors.AsType[*idp.Refused](err); !refused {
			return nil, err
		}
	}
	return s.since(ctx, directory, before)
}

// rehearsed is what a rehearsal plays.
func (s Service) rehearsed(ctx context.Context, d model.Directory, r Rehearsal) (func(idp.Carry) error, error) {
	p, there := idp.Lookup(r.As)
	if r.As == "" {
		p = usualProvider(d)
	} else if !there {
		return nil, model.Refuse("as", "use one of "+idp.ProviderNames(),
			"%.40q is no identity provider that can be played", r.As)
	}
	if r.Users < 0 || r.Users > maxRehearsed || r.Groups < 0 || r.Groups > maxRehearsedGroups ||
		r.Leave < 0 || r.Leave > r.Users {
		remedy := fmt.Sprintf("play up to %d users and %d groups, and let no more users leave than there are",
			maxRehearsed, maxRehearsedGroups)
		return nil, model.Refuse("users", remedy, "%d users, %d groups and %d who leave cannot be played", r.Users,
			r.Groups, r.Leave)
	}
	domain, err := s.rehearsedDomain(ctx, d)
	if err != nil {
		return nil, err
	}
	if r.Fault != "" {
		f, there := idp.LookupFault(r.Fault)
		if !there {
			return nil, model.Refuse("fault", "use one of "+idp.FaultNames(), "%.40q is none", r.Fault)
		}
		return func(c idp.Carry) error { return f.Play(p, domain, c) }, nil
	}
	people := idp.People(r.Users, domain)
	stay := people[:r.Users-r.Leave]
	return func(c idp.Carry) error {
		return errors.Join(p.Sync(stay, idp.Groups(r.Groups, stay), c), p.Leave(people[len(stay):], c))
	}, nil
}

// usualProvider is the one that a directory is of, and Okta of those that cannot be played.
func usualProvider(d model.Directory) idp.Provider {
	for _, p := range idp.Providers {
		if p.Title == d.TypeName() {
			return p
		}
	}
	return idp.Providers[0]
}

// rehearsedDomain is where the people of a rehearsal have their addresses.
func (s Service) rehearsedDomain(ctx context.Context, d model.Directory) (string, error) {
	o, err := core.Read[model.Organization](ctx, s.core.Store, model.KindOrganization, d.OrganizationID)
	if err != nil {
		return "", err
	}
	if proved := o.VerifiedDomains(); len(proved) > 0 {
		return proved[0], nil
	}
	return model.DemoDomain, nil
}

// carry brings the requests of the test directory to a directory. Those without a token of their own are proved
// already.
func (s Service) carry(ctx context.Context, d model.Directory) idp.Carry {
	proved := s.core.As(d.Client(model.DirectoryToken{Hint: "test"}))
	return func(q idp.Request) (idp.Answer, error) {
		asked := Request{Method: q.Method, Path: q.Path, Query: q.Query, Body: []byte(q.Body),
			ContentType: q.ContentType, Address: d.Address(s.core.BaseURL),
			By: model.Visitor{UserAgent: q.UserAgent, Ours: true}}
		var a Answer
		var err error
		if q.Token != nil {
			if _, err = s.DirectoryClient(ctx, d.Key, *q.Token, asked); err == nil {
				err = errors.New("the token of a fault is good")
			}
		} else {
			a, err = On(proved, s.state).Provision(ctx, asked)
		}
		if refused, ok := errors.AsType[*scim.Error](err); ok {
			a, err = Answer{Status: refused.Status, Body: refused}, nil
		}
		if err != nil || a.Body == nil {
			return idp.Answer{Status: a.Status}, err
		}
		body, err := json.Marshal(a.Body)
		return idp.Answer{Status: a.Status, Body: body}, err
	}
}

// since are the requests in the log behind the newest one of before, the oldest first.
func (s Service) since(ctx context.Context, directory model.ID,
	before []model.DirectoryRequest) ([]model.DirectoryRequest, error) {
	var all []model.DirectoryRequest
	for behind := model.ID(""); ; {
		page, err := s.DirectoryLog(ctx, directory, behind, core.ReadStep)
		if err != nil {
			return nil, err
		}
		for _, r := range page {
			if len(before) > 0 && r.ID <= before[0].ID {
				slices.Reverse(all)
				return all, nil
			}
			all = append(all, r)
		}
		if len(page) < core.ReadStep {
			slices.Reverse(all)
			return all, nil
		}
		behind = page[len(page)-1].ID
	}
}
