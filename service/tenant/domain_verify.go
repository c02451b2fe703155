package tenant

import (
	"context"
	"errors"
	"fmt"
	"net"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"gatehouse/model"
	"gatehouse/service/core"
	"gatehouse/storage"
)

// dnsTimeout bounds one question.
const dnsTimeout = 10 * time.Second

// CheckDomain looks for the DNS record of a domain now, as [Service.VerifyDomain]
// does, but leaves one alone whose time is over.
func (s Service) CheckDomain(ctx context.Context, id model.ID) (model.Organization, model.Domain, error) {
	s, err := pass(s.core.Do(ctx, model.ActChangeDomains, core.OfNamed(model.NameDomainID.Of(string(id)))))
	if err != nil {
		return model.Organization{}, model.Domain{}, err
	}
	return s.lookAtDomain(ctx, id, false)
}

// VerifyDomain looks for the DNS record of a domain now. One whose time was over
// starts anew with the same record. That the record is not there yet is no
// error: the domain says in Problem what was seen instead.
func (s Service) VerifyDomain(ctx context.Context, id model.ID) (model.Organization, model.Domain, error) {
	s, err := pass(s.core.Do(ctx, model.ActChangeDomains, core.OfNamed(model.NameDomainID.Of(string(id)))))
	if err != nil {
		return model.Organization{}, model.Domain{}, err
	}
	return s.lookAtDomain(ctx, id, true)
}

// lookAtDomain looks the record up; again starts the time anew that is over.
func (s Service) lookAtDomain(ctx context.Context, id model.ID, again bool) (model.Organization, model.Domain, error) {
	o, x, err := s.Domain(ctx, id)
	if err != nil || x.State == model.DomainVerified {
		return o, x, err
	}
	proved, problem := s.proof(ctx, x)
	if ctx.Err() != nil {
		return o, x, ctx.Err()
	}
	action := "restarted the verification of " + x.Domain + " for %s"
	if proved {
		action = "verified the domain " + x.Domain + " of %s"
	}
	seen := func(proved bool, problem string) func(*model.Organization) error {
		return func(o *model.Organization) error { return s.noteLook(o, id, proved, problem, again) }
	}
	if proved || again && x.StateAt(s.core.Now()) == model.DomainFailed {
		o, err = s.reviseOrganization(ctx, o.ID, action, seen(proved, problem))
		if _, taken := errors.AsType[*storage.NameTaken](err); taken && proved {
			o, err = s.noteDomain(ctx, o, seen(false, claimedByAnother))
		}
	} else {
		o, err = s.noteDomain(ctx, o, seen(proved, problem))
	}
	if err != nil {
		return o, x, err
	}
	x, err = o.Domain(id)
	return o, x, err
}

// claimedByAnother is the problem of a domain whose record is right, but which
// another organization has proved before. It does not say which: people of this
// one read it, too.
const claimedByAnother = "The record is there, but another organization has verified this domain before. Ask your " +
	"contact, who can see which."

// noteLook puts what a look-up saw into a domain.
func (s Service) noteLook(o *model.Organization, id model.ID, proved bool, problem string, again bool) error {
	i := slices.IndexFunc(o.Domains, func(x model.Domain) bool { return x.ID == id })
	if i < 0 {
		return fmt.Errorf("domain %q: %w", id, model.ErrNotFound)
	}
	now := s.core.Now()
	x := &o.Domains[i]
	switch {
	case proved:
		*x = x.Verified(now)
	case x.StateAt(now) == model.DomainFailed && again:
		x.State, x.Since, x.Updated = model.DomainPending, now, now
	case x.StateAt(now) == model.DomainFailed:
		x.State = model.DomainFailed
	}
	x.Checked, x.Problem = now, problem
	return nil
}

// noteDomain keeps what a look-up saw. If the organization changes at the same
// time, that look-up is not worth another.
func (s Service) noteDomain(ctx context.Context, o model.Organization,
	seen func(*model.Organization) error) (model.Organization, error) {
	after, err := core.Clone(o)
	if err != nil {
		return o, err
	}
	if err := seen(&after); err != nil {
		return o, err
	}
	err = s.core.ApplyQuietly(ctx, core.Changed(o, after))
	if errors.Is(err, model.ErrConflict) {
		return s.Organization(ctx, o.ID)
	}
	return after.AtRevision(o.Revision + 1).(model.Organization), err
}

// proof looks for the record, and says what is there instead.
func (s Service) proof(ctx context.Context, x model.Domain) (ok bool, problem string) {
	ctx, cancel := context.WithTimeout(ctx, dnsTimeout)
	defer cancel()
	want := x.Record()
	texts, err := s.core.Resolver.LookupTXT(ctx, want.Name)
	var dns *net.DNSError
	switch {
	case errors.As(err, &dns) && dns.IsNotFound:
		if at := s.misplaced(ctx, want); at != "" {
			return false, fmt.Sprintf(
				"The record is at %s: your DNS host adds the domain to the host by itself. Write %s into the field "+
					"for the host.", at, hostShort(want.Host))
		}
		return false, "There is no TXT record at " + want.Name +
			" yet. A new one can take an hour to be seen everywhere."
	case err != nil && ctx.Err() != nil:
		return false, "The name servers of " + want.Name + " did not answer in time. Try again."
	case err != nil:
		return false, "The TXT records of " + want.Name +
			" could not be read: its name servers answer with an error. Try again, and if it stays so, ask who " +
			"keeps the DNS."
	}
	var near []string
	for _, t := range texts {
		t = strings.Trim(strings.TrimSpace(t), `"`)
		if t == want.Value {
			return true, ""
		}
		if strings.Contains(t, "domain-verification-") && strings.Contains(t, "=") || strings.Contains(t, x.Token) {
			near = append(near, model.Short(t))
		}
	}
	if len(near) > 0 {
		return false, fmt.Sprintf("%s has the TXT record %q, which is not the value to add.", want.Name, near[0])
	}
	return false, fmt.Sprintf(
		"%s has %d TXT records, but not the one to add. A new one can take an hour to be seen everywhere.", want.Name,
		len(texts))
}

// misplaced is where the record stands if the full name was written where the
// DNS host asks for the part in front of the domain, "" if it is not there.
func (s Service) misplaced(ctx context.Context, want model.DNSRecord) string {
	at := want.Name + "." + model.Registered(want.Name)
	texts, err := s.core.Resolver.LookupTXT(ctx, at)
	if err != nil || !slices.ContainsFunc(texts,
		func(t string) bool { return strings.Trim(strings.TrimSpace(t), `"`) == want.Value }) {
		return ""
	}
	return at
}

// hostShort tells how the domain itself is written as a host.
func hostShort(host string) string {
	if host == "@" {
		return "@, or nothing,"
	}
	return host
}

// CheckPendingDomains looks up all domains that wait for their record, and marks
// those whose time is over. It reports how many were verified. The name servers
// of one organization hold up no other's.
func (s Service) CheckPendingDomains(ctx context.Context) (verified int, err error) {
	s, err = pass(s.core.Do(ctx, model.ActMaintain, core.Everything))
	if err != nil {
		return 0, err
	}
	all, err := s.Organizations(ctx, model.OrganizationQuery{})
	if err != nil {
		return 0, err
	}
	var proved atomic.Int64
	var group errgroup.Group
	group.SetLimit(8)
	for _, o := range all {
		if !slices.ContainsFunc(o.Domains, func(x model.Domain) bool { return x.State == model.DomainPending }) {
			continue
		}
		group.Go(func() error {
			n, err := s.checkPendingDomains(ctx, o)
			proved.Add(int64(n))
			return err
		})
	}
	err = group.Wait()
	return int(proved.Load()), err
}

func (s Service) checkPendingDomains(ctx context.Context, o model.Organization) (verified int, err error) {
	for _, x := range o.Domains {
		if x.State != model.DomainPending {
			continue
		}
		_, now, err := s.lookAtDomain(ctx, x.ID, false)
		if _, err := core.Missing(err); err != nil {
			return verified, err
		}
		if now.State == model.DomainVerified {
			verified++
		}
	}
	return verified, nil
}

// dnsHosts are the hosts whose own words for a DNS record are known.
var dnsHosts = []struct {
	name   string
	server *regexp.Regexp
}{
	{"Route 53", regexp.MustCompile(`\.awsdns-\d+\.(com|net|org|co\.uk)$`)},
	{"Google Domains", regexp.MustCompile(`\.googledomains\.com$`)},
	{"Cloudflare", regexp.MustCompile(`\.cloudflare\.com$`)},
	{"GoDaddy", regexp.MustCompile(`\.domaincontrol\.com$`)},
}

// DNSHost tells by its name servers who hosts a domain's zone: "Route 53",
// "Google Domains", "Cloudflare", "GoDaddy" or "Other".
func (svc Service) DNSHost(ctx context.Context, domain string) (string, error) {
	svc, err := pass(svc.core.See(ctx, model.ActLookOutside, core.Nothing))
	if err != nil {
		return "", err
	}
	ctx, cancel := context.WithTimeout(ctx, dnsTimeout)
	defer cancel()
	servers, err := svc.core.Resolver.LookupNS(ctx, model.Registered(domain))
	if err != nil {
		return "", fmt.Errorf("name servers of %s: %w", domain, err)
	}
	for _, h := range dnsHosts {
		for _, s := range servers {
			if h.server.MatchString(strings.ToLower(strings.TrimSuffix(s.Host, "."))) {
				return h.name, nil
			}
		}
	}
	return "Other", nil
}
