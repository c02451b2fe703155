package model

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
)

// Resolver asks the DNS. A *net.Resolver is one.
type Resolver interface {
	LookupTXT(ctx context.Context, name string) ([]string, error)
	LookupNS(ctx context.Context, name string) ([]*net.NS, error)
}

// dnsTimeout bounds one question.
const dnsTimeout = 10 * time.Second

// CheckDomain looks for the DNS record of a domain now, as [Desk.VerifyDomain]
// does, but leaves one alone whose time is over.
func (d *Desk) CheckDomain(ctx context.Context, id ID) (Organization, Domain, error) {
	d, err := d.do(ctx, ActChangeDomains, ofNamed(nameDomainID.of(string(id))))
	if err != nil {
		return Organization{}, Domain{}, err
	}
	return d.lookAtDomain(ctx, id, false)
}

// VerifyDomain looks for the DNS record of a domain now. One whose time was over
// starts anew with the same record. That the record is not there yet is no
// error: the domain says in Problem what was seen instead.
func (d *Desk) VerifyDomain(ctx context.Context, id ID) (Organization, Domain, error) {
	d, err := d.do(ctx, ActChangeDomains, ofNamed(nameDomainID.of(string(id))))
	if err != nil {
		return Organization{}, Domain{}, err
	}
	return d.lookAtDomain(ctx, id, true)
}

// lookAtDomain looks the record up; again starts the time anew that is over.
func (d *Desk) lookAtDomain(ctx context.Context, id ID, again bool) (Organization, Domain, error) {
	o, x, err := d.Domain(ctx, id)
	if err != nil || x.State == DomainVerified {
		return o, x, err
	}
	proved, problem := d.proof(ctx, x)
	if ctx.Err() != nil {
		return o, x, ctx.Err()
	}
	action := "restarted the verification of " + x.Domain + " for %s"
	if proved {
		action = "verified the domain " + x.Domain + " of %s"
	}
	seen := func(proved bool, problem string) func(*Organization) error {
		return func(o *Organization) error { return d.noteLook(o, id, proved, problem, again) }
	}
	if proved || again && x.StateAt(d.now()) == DomainFailed {
		o, err = d.reviseOrganization(ctx, o.ID, action, seen(proved, problem))
		if _, taken := errors.AsType[*NameTaken](err); taken && proved {
			o, err = d.noteDomain(ctx, o, seen(false, claimedByAnother))
		}
	} else {
		o, err = d.noteDomain(ctx, o, seen(proved, problem))
	}
	if err != nil {
		return o, x, err
	}
	x, err = o.domain(id)
	return o, x, err
}

// claimedByAnother is the problem of a domain whose record is right, but which
// another organization has proved before. It does not say which: people of this
// one read it, too.
const claimedByAnother = "The record is there, but another organization has verified this domain before. Ask your contact, who can see which."

// noteLook puts what a look-up saw into a domain.
func (d *Desk) noteLook(o *Organization, id ID, proved bool, problem string, again bool) error {
	i := slices.IndexFunc(o.Domains, func(x Domain) bool { return x.ID == id })
	if i < 0 {
		return fmt.Errorf("domain %q: %w", id, ErrNotFound)
	}
	now := d.now()
	x := &o.Domains[i]
	switch {
	case proved:
		*x = x.verified(now)
	case x.StateAt(now) == DomainFailed && again:
		x.State, x.Since, x.Updated = DomainPending, now, now
	case x.StateAt(now) == DomainFailed:
		x.State = DomainFailed
	}
	x.Checked, x.Problem = now, problem
	return nil
}

// noteDomain keeps what a look-up saw. If the organization changes at the same
// time, that look-up is not worth another.
func (d *Desk) noteDomain(ctx context.Context, o Organization, seen func(*Organization) error) (Organization, error) {
	after, err := clone(o)
	if err != nil {
		return o, err
	}
	if err := seen(&after); err != nil {
		return o, err
	}
	err = d.applyQuietly(ctx, changed(o, after))
	if errors.Is(err, ErrConflict) {
		return d.Organization(ctx, o.ID)
	}
	return after.at(o.Revision + 1).(Organization), err
}

// proof looks for the record, and says what is there instead.
func (d *Desk) proof(ctx context.Context, x Domain) (ok bool, problem string) {
	ctx, cancel := context.WithTimeout(ctx, dnsTimeout)
	defer cancel()
	want := x.Record()
	texts, err := d.Resolver.LookupTXT(ctx, want.Name)
	var dns *net.DNSError
	switch {
	case errors.As(err, &dns) && dns.IsNotFound:
		if at := d.misplaced(ctx, want); at != "" {
			return false, fmt.Sprintf("The record is at %s: your DNS host adds the domain to the host by itself. Write %s into the field for the host.", at, hostShort(want.Host))
		}
		return false, "There is no TXT record at " + want.Name + " yet. A new one can take an hour to be seen everywhere."
	case err != nil && ctx.Err() != nil:
		return false, "The name servers of " + want.Name + " did not answer in time. Try again."
	case err != nil:
		return false, "The TXT records of " + want.Name + " could not be read: its name servers answer with an error. Try again, and if it stays so, ask who keeps the DNS."
	}
	var near []string
	for _, t := range texts {
		t = strings.Trim(strings.TrimSpace(t), `"`)
		if t == want.Value {
			return true, ""
		}
		if strings.Contains(t, "domain-verification-") && strings.Contains(t, "=") || strings.Contains(t, x.Token) {
			near = append(near, short(t))
		}
	}
	if len(near) > 0 {
		return false, fmt.Sprintf("%s has the TXT record %q, which is not the value to add.", want.Name, near[0])
	}
	return false, fmt.Sprintf("%s has %d TXT records, but not the one to add. A new one can take an hour to be seen everywhere.", want.Name, len(texts))
}

// misplaced is where the record stands if the full name was written where the
// DNS host asks for the part in front of the domain, "" if it is not there.
func (d *Desk) misplaced(ctx context.Context, want DNSRecord) string {
	at := want.Name + "." + registered(want.Name)
	texts, err := d.Resolver.LookupTXT(ctx, at)
	if err != nil || !slices.ContainsFunc(texts, func(t string) bool { return strings.Trim(strings.TrimSpace(t), `"`) == want.Value }) {
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
func (d *Desk) CheckPendingDomains(ctx context.Context) (verified int, err error) {
	d, err = d.do(ctx, ActMaintain, everything)
	if err != nil {
		return 0, err
	}
	all, err := d.Organizations(ctx, OrganizationQuery{})
	if err != nil {
		return 0, err
	}
	var proved atomic.Int64
	var group errgroup.Group
	group.SetLimit(8)
	for _, o := range all {
		if !slices.ContainsFunc(o.Domains, func(x Domain) bool { return x.State == DomainPending }) {
			continue
		}
		group.Go(func() error {
			n, err := d.checkPendingDomains(ctx, o)
			proved.Add(int64(n))
			return err
		})
	}
	err = group.Wait()
	return int(proved.Load()), err
}

func (d *Desk) checkPendingDomains(ctx context.Context, o Organization) (verified int, err error) {
	for _, x := range o.Domains {
		if x.State != DomainPending {
			continue
		}
		_, now, err := d.lookAtDomain(ctx, x.ID, false)
		if _, err := missing(err); err != nil {
			return verified, err
		}
		if now.State == DomainVerified {
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
func (d *Desk) DNSHost(ctx context.Context, domain string) (string, error) {
	d, err := d.see(ctx, ActLookOutside, nothing)
	if err != nil {
		return "", err
	}
	ctx, cancel := context.WithTimeout(ctx, dnsTimeout)
	defer cancel()
	servers, err := d.Resolver.LookupNS(ctx, registered(domain))
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
