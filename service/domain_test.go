package service_test

import (
	"context"
	"errors"
	"net"
	"strings"
	"testing"
	"time"

	"gatehouse/model"
	"gatehouse/service"
)

func TestNormalizeDomain(t *testing.T) {
	for text, want := range map[string]string{
		"acme.com": "acme.com", " ACME.com. ": "acme.com", "mail.acme.co.uk": "mail.acme.co.uk",
		"bücher.example.com": "xn--bcher-kva.example.com", "BÜCHER.example.com": "xn--bcher-kva.example.com",
		"faß.de": "xn--fa-hia.de", "xn--bcher-kva.example.com": "xn--bcher-kva.example.com", "例え.jp": "xn--r8jz45g.jp",
		"acme。com": "acme.com", "https://www.acme.com/": "acme.com",
		"http://user@www.acme.com:8080/login?x=1#y": "acme.com", "www.acme.com": "acme.com",
		"www。www.acme.com": "acme.com", "https://www.bär.de": "xn--br-via.de", "www.de": "www.de",
		"acme.com/login": "acme.com", "acme.com?x": "acme.com", "@acme.com": "acme.com", "todd@acme.com": "acme.com",
		"mailto:Ada@Acme.com": "acme.com", "acme.github.io": "acme.github.io", "acme.example": "acme.example",
	} {
		if got, err := model.NormalizeDomain(text); err != nil || got != want {
			t.Errorf("%q gives %q, %v; want %q", text, got, err, want)
		}
	}
	for text, want := range map[string]string{
		"": "is empty", "   ": "is empty", "localhost": "has no dot", "com": "has no dot",
		"co.uk": "everybody can register", "https://": "has no dot", "https://10.0.0.1/": "is an IP address",
		"todd@acme.com@foo.com": "more than one @", "ada@": "has no dot", "https://[::1]:80/": "has a port",
		"https://co.uk/": "everybody can register", "*.acme.com": "has a wildcard", "acme.*": "has a wildcard",
		"10.0.0.1": "is an IP address", "[::1]": "is an IP address", "fe80::1": "is an IP address",
		"acme.com:443": "has a port", "10.0.0.1:80": "has a port", "acme .com": "blank or control character",
		"acme.com,foo.com": "is not a domain name", "a\x00b.com": "blank or control character",
		"acme..com": "is not a domain name", "-acme.com": "is not a domain name", "ac_me.com": "is not a domain name",
		".acme.com": "is not a domain name", "1.2.3": "ends in a number", strings.Repeat("a", 64) + ".com": "",
		strings.Repeat("a.", 130) + "com": "longer than", strings.Repeat("x", 10000): "has 10000 characters",
	} {
		_, err := model.NormalizeDomain(text)
		if err == nil {
			t.Errorf("%.40q: not refused", text)
			continue
		}
		if f := refused(t, err, "domain"); !strings.Contains(f.Error(), want) || f.Remedy == "" ||
			len(f.Error()) > 400 {
			t.Errorf("%.40q: %v, want %q", text, f, want)
		}
	}
}

func FuzzNormalizeDomain(f *testing.F) {
	for _, s := range []string{"acme.com", "bücher.de", "xn--a", "*.x", "[::1]", "a..b", "@"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		name, err := model.NormalizeDomain(text)
		if err != nil {
			return
		}
		again, err := model.NormalizeDomain(name)
		if err != nil || again != name {
			t.Errorf("%q gives %q, which gives %q, %v", text, name, again, err)
		}
	})
}

func TestDomainOfAnOperatorIsVerified(t *testing.T) {
	h := openInstallation(t)
	o := h.org(t, "Foo", "")
	o, x, err := h.AddDomain(t.Context(), o.ID, "Foo.example.com", model.DomainVerified)
	if err != nil || x.State != model.DomainVerified || x.Record().Value != "" || len(o.VerifiedDomains()) != 1 {
		t.Fatalf("%+v, %v", x, err)
	}
	_, _, err = h.AddDomain(t.Context(), o.ID, "foo.example.com", model.DomainVerified)
	refused(t, err, "domain")
	o, err = h.RemoveDomain(t.Context(), x.ID)
	if err != nil || len(o.Domains) != 0 {
		t.Errorf("%+v, %v", o.Domains, err)
	}
	if _, err := h.RemoveDomain(t.Context(), x.ID); !errors.Is(err, model.ErrNotFound) {
		t.Errorf("removed twice: %v", err)
	}
}

func TestVerifyDomain(t *testing.T) {
	h := openInstallation(t)
	o := h.org(t, "Foo", "")
	_, x, err := h.AddDomain(t.Context(), o.ID, "mail.foo.example.com", model.DomainPending)
	if err != nil {
		t.Fatal(err)
	}
	record := x.Record()
	if x.State != model.DomainPending || record.Type != "TXT" || record.Host != "mail.foo" ||
		record.Name != "mail.foo.example.com" || record.Value != x.Prefix+"="+x.Token {
		t.Fatalf("%+v, %+v", x, record)
	}
	if suffix := strings.ToLower(string(o.ID[len(o.ID)-6:])); !strings.HasSuffix(x.Prefix, suffix) {
		t.Errorf("prefix %q does not end in %q", x.Prefix, suffix)
	}
	look := func(want model.DomainState, problem string) {
		t.Helper()
		_, now, err := h.VerifyDomain(t.Context(), x.ID)
		if err != nil || now.State != want || !strings.Contains(now.Problem, problem) {
			t.Fatalf("%+v, %v; want %s and %q", now, err, want, problem)
		}
	}
	look(model.DomainPending, "There is no TXT record")
	h.dns.err = &net.DNSError{Err: "server misbehaving", Name: record.Name}
	look(model.DomainPending, "could not be read: its name servers answer with an error")
	h.dns.err = nil
	h.dns.set(record.Name, "v=spf1 -all")
	look(model.DomainPending, "has 1 TXT records, but not the one")
	h.dns.set(record.Name, "v=spf1 -all", x.Prefix+"=something-else")
	look(model.DomainPending, "which is not the value to add")
	h.dns.set(record.Name, "v=spf1 -all", `"`+record.Value+`" `)
	look(model.DomainVerified, "")
	history, err := h.History(t.Context(), o.ID)
	if err != nil || history[0].Action != "verified the domain mail.foo.example.com of Foo" {
		t.Errorf("history %q, %v", history[0].Action, err)
	}
	h.dns.set(record.Name)
	look(model.DomainVerified, "") // stays
}

// A pending domain fails after 30 days, and verify starts it anew.
func TestDomainLife(t *testing.T) {
	h := openInstallation(t)
	o := h.org(t, "Foo", "")
	_, x, err := h.AddDomain(t.Context(), o.ID, "foo.example.com", model.DomainPending)
	if err != nil {
		t.Fatal(err)
	}
	h.clock.add(model.VerificationLife - time.Minute)
	if s := x.StateAt(h.clock.Now()); s != model.DomainPending {
		t.Errorf("before 30 days: %s", s)
	}
	h.clock.add(time.Minute)
	if s := x.StateAt(h.clock.Now()); s != model.DomainFailed {
		t.Errorf("after 30 days: %s", s)
	}
	if n, err := h.CheckPendingDomains(t.Context()); n != 0 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
	if _, x, _ := h.Domain(t.Context(), x.ID); x.State != model.DomainFailed {
		t.Errorf("stored as %s", x.State)
	}
	_, again, err := h.VerifyDomain(t.Context(), x.ID)
	if err != nil || again.StateAt(h.clock.Now()) != model.DomainPending || again.Token != x.Token {
		t.Errorf("started anew: %+v, %v", again, err)
	}
	h.dns.set("foo.example.com", x.Record().Value)
	if n, err := h.CheckPendingDomains(t.Context()); n != 1 || err != nil {
		t.Errorf("%d verified in the background, %v", n, err)
	}
}

// patient answers for one domain only once another was asked for.
type patient struct {
	*dns
	waits, other string
	asked        chan struct{}
}

func (p patient) LookupTXT(ctx context.Context, name string) ([]string, error) {
	switch name {
	case p.other:
		close(p.asked)
	case p.waits:
		select {
		case <-p.asked:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	return p.dns.LookupTXT(ctx, name)
}

// Name servers that do not answer hold up only the organization whose they are.
func TestPendingDomainsBesideASlowOne(t *testing.T) {
	h := openInstallation(t)
	add := func(name, domain string) model.Domain {
		_, x, err := h.AddDomain(t.Context(), h.org(t, name, "").ID, domain, model.DomainPending)
		if err != nil {
			t.Fatal(err)
		}
		h.dns.set(domain, x.Record().Value)
		return x
	}
	add("Slow", "slow.example.com")
	add("Fast", "fast.example.com")
	services := service.New(service.Options{
		Store: h.Store, Clock: h.clock.Now, BaseURL: h.BaseURL, Secrets: h.Secrets,
		Resolver: patient{h.dns, "slow.example.com", "fast.example.com", make(chan struct{})},
	}).For(tester)
	if n, err := services.CheckPendingDomains(t.Context()); n != 2 || err != nil {
		t.Errorf("%d verified, %v", n, err)
	}
}

func TestDNSHost(t *testing.T) {
	h := openInstallation(t)
	for host, want := range map[string]string{
		"ns-12.awsdns-34.co.uk.": "Route 53", "ns-cloud-a1.googledomains.com.": "Google Domains",
		"Amy.NS.cloudflare.com.": "Cloudflare", "ns51.domaincontrol.com.": "GoDaddy", "ns1.example.net.": "Other",
		"cloudflare.com.evil.net.": "Other",
	} {
		h.dns.ns = map[string][]string{"foo.co.uk": {host}}
		if got, err := h.DNSHost(t.Context(), "mail.foo.co.uk"); err != nil || got != want {
			t.Errorf("%s: %q, %v; want %q", host, got, err, want)
		}
	}
	if _, err := h.DNSHost(t.Context(), "nowhere.example.com"); err == nil {
		t.Error("no error without name servers")
	}
}
