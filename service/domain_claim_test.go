package service_test

import (
	"encoding/json"
	"strings"
	"sync"
	"testing"

	"gatehouse/model"
	"gatehouse/service/core"
	"gatehouse/storage"
)

func (h *installation) claim(t *testing.T, organization, domain string) model.Domain {
	t.Helper()
	_, x, err := h.AddDomain(t.Context(), h.org(t, organization, "").ID, domain, model.DomainPending)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// Whoever only claims a domain keeps nobody from proving it.
func TestPendingClaimsExcludeNobody(t *testing.T) {
	h := openInstallation(t)
	squatter := h.claim(t, "Squatter", "foo-corp.com")
	owner := h.claim(t, "Owner", "https://www.foo-corp.com/")
	if _, _, err := h.DomainNamed(t.Context(), h.staging, "foo-corp.com"); refused(t, err, "domain") == nil {
		t.Error("one of two claims was meant")
	}
	h.dns.set("foo-corp.com", owner.Record().Value)
	if n, err := h.CheckPendingDomains(t.Context()); n != 1 || err != nil {
		t.Errorf("%d verified, %v", n, err)
	}
	o, x, err := h.DomainNamed(t.Context(), h.staging, "foo-corp.com")
	if err != nil || o.Name != "Owner" || x.State != model.DomainVerified {
		t.Errorf("%s has it: %+v, %v", o.Name, x, err)
	}

	h.dns.set("foo-corp.com", owner.Record().Value, squatter.Record().Value)
	_, late, err := h.VerifyDomain(t.Context(), squatter.ID)
	if err != nil || late.State == model.DomainVerified || !strings.Contains(late.Problem, "another organization") ||
		strings.Contains(late.Problem, "Owner") {
		t.Errorf("the second: %+v, %v", late, err)
	}
	_, _, err = h.AddDomain(t.Context(), h.org(t, "Third", "").ID, "foo-corp.com", model.DomainPending)
	f := refused(t, err, "domain")
	if !strings.Contains(f.Error(), "belongs to the organization Owner") {
		t.Errorf("operators are told who: %v", f)
	}
	if told := core.ForOutsiders(f).Error(); strings.Contains(told, "Owner") || strings.Contains(told, "org_") ||
		!strings.Contains(told, "in use already; ask your contact") {
		t.Errorf("others are told %q", told)
	}

	if _, err := h.RemoveDomain(t.Context(), owner.ID); err != nil {
		t.Fatal(err)
	}
	if _, late, err = h.VerifyDomain(t.Context(), squatter.ID); err != nil || late.State != model.DomainVerified {
		t.Errorf("after the first let go: %+v, %v", late, err)
	}
}

// Of many that prove one domain at once the store lets one have it.
func TestOneOfManyGetsADomain(t *testing.T) {
	h := openInstallation(t)
	var records []string
	var claims []model.Domain
	for _, name := range []string{"A", "B", "C", "D", "E"} {
		x := h.claim(t, name, "shared.example.com")
		claims, records = append(claims, x), append(records, x.Record().Value)
	}
	h.dns.set("shared.example.com", records...)
	var all sync.WaitGroup
	for _, x := range claims {
		all.Go(func() {
			if _, _, err := h.VerifyDomain(t.Context(), x.ID); err != nil {
				t.Errorf("%s: %v", x.ID, err)
			}
		})
	}
	all.Wait()
	holders := 0
	for _, x := range claims {
		if _, now, err := h.Domain(t.Context(), x.ID); err != nil || now.State == model.DomainVerified {
			holders++
		}
	}
	if holders != 1 {
		t.Errorf("%d hold it", holders)
	}
}

// A store of an earlier version holds the names of domains that are only
// claimed.
func TestOldClaimLetsGo(t *testing.T) {
	h := openInstallation(t)
	old := h.claim(t, "Old", "foo.example.com")
	o, _, err := h.Domain(t.Context(), old.ID)
	if err != nil {
		t.Fatal(err)
	}
	record, err := h.Store.Record(t.Context(), model.KindOrganization, o.ID)
	if err != nil {
		t.Fatal(err)
	}
	record.Names = append(record.Names, "domain/"+string(h.staging)+"/foo.example.com")
	record.Data, _ = json.Marshal(o)
	if err := h.Store.Apply(t.Context(), storage.Change{Record: record, Based: record.Revision}); err != nil {
		t.Fatal(err)
	}
	if _, _, err := h.AddDomain(t.Context(), h.org(t, "New", "").ID, "foo.example.com",
		model.DomainVerified); err != nil {
		t.Fatal(err)
	}
	got, _, err := h.DomainNamed(t.Context(), h.staging, "foo.example.com")
	if err != nil || got.Name != "New" {
		t.Errorf("%s, %v", got.Name, err)
	}
	if _, _, err := h.Domain(t.Context(), old.ID); err != nil {
		t.Errorf("the old claim: %v", err)
	}
}

// Nobody has a domain to themselves in which anybody gets an address.
func TestPublicDomainsAreRefused(t *testing.T) {
	h := openInstallation(t)
	o := h.org(t, "Foo", "")
	for domain, want := range map[string]string{
		"gmail.com": "anybody can get an address", "https://www.gmail.com/": "anybody", "ada@Outlook.com": "anybody",
		"yahoo.co.jp": "anybody", "hotmail.fr": "anybody", "gmx.net": "anybody", "mail.yandex.ru": "anybody",
		"vip.qq.com": "anybody", "t-online.de": "anybody", "icloud.com": "anybody",
		"github.io": "everybody can register", "co.uk": "everybody can register",
	} {
		for _, state := range []model.DomainState{model.DomainPending, model.DomainVerified} {
			_, _, err := h.AddDomain(t.Context(), o.ID, domain, state)
			if err == nil {
				t.Errorf("%s %s: not refused", domain, state)
			} else if f := refused(t, err, "domain"); !strings.Contains(f.Error(), want) || f.Remedy == "" {
				t.Errorf("%s %s: %v, want %q", domain, state, f, want)
			}
		}
		if _, err := h.CreateOrganization(t.Context(), model.NewOrganization{
			Environment: h.staging, Name: "Bar",
			Domains: []model.NewDomain{{Domain: domain, State: model.DomainVerified}},
		}); err == nil {
			t.Errorf("%s: an organization began with it", domain)
		}
	}
	for _, domain := range []string{"gmail.example.com", "outlook-partners.com", "notgmail.com", "acme.github.io"} {
		if _, _, err := h.AddDomain(t.Context(), o.ID, domain, model.DomainPending); err != nil {
			t.Errorf("%s: %v", domain, err)
		}
	}
}

// What an organization has already stays when something else changes, also if it
// would be refused today.
func TestPublicDomainOfAnEarlierVersionStays(t *testing.T) {
	h := openInstallation(t)
	o := h.org(t, "Foo", "foo.example.com")
	record, err := h.Store.Record(t.Context(), model.KindOrganization, o.ID)
	if err != nil {
		t.Fatal(err)
	}
	record.Data = json.RawMessage(strings.ReplaceAll(string(record.Data), "foo.example.com", "gmail.com"))
	record.Names = []string{"domain/" + string(h.staging) + "/gmail.com"}
	if err := h.Store.Apply(t.Context(), storage.Change{Record: record, Based: record.Revision}); err != nil {
		t.Fatal(err)
	}
	o, _, err = h.AddDomain(t.Context(), o.ID, "bar.example.com", model.DomainVerified)
	if err != nil || strings.Join(o.VerifiedDomains(), " ") != "gmail.com bar.example.com" {
		t.Errorf("%v, %v", o.VerifiedDomains(), err)
	}
}

// The commonest slip: the full name where the DNS host appends the domain.
func TestMisplacedRecord(t *testing.T) {
	h := openInstallation(t)
	for domain, at := range map[string][2]string{
		"foo.com":          {"foo.com.foo.com", "Write @, or nothing,"},
		"mail.foo.com":     {"mail.foo.com.foo.com", "Write mail into"},
		"eu.mail.foo.c.uk": {"eu.mail.foo.c.uk.c.uk", "Write eu.mail.foo into"},
	} {
		x := h.claim(t, domain, domain)
		h.dns.set(at[0], "v=spf1 -all", x.Record().Value)
		_, now, err := h.VerifyDomain(t.Context(), x.ID)
		if err != nil || now.State != model.DomainPending ||
			!strings.Contains(now.Problem, "The record is at "+at[0]) || !strings.Contains(now.Problem, at[1]) {
			t.Errorf("%s: %+v, %v", domain, now, err)
		}
		h.dns.set(at[0], "another=value")
		if _, now, _ := h.VerifyDomain(t.Context(), x.ID); !strings.Contains(now.Problem, "no TXT record at "+domain) {
			t.Errorf("%s: %q", domain, now.Problem)
		}
	}
}

func TestDomainLabel(t *testing.T) {
	for domain, want := range map[string]string{
		"acme.com": "acme.com", "xn--br-via.de": "bär.de (xn--br-via.de)",
		"mail.xn--r8jz45g.jp": "mail.例え.jp (mail.xn--r8jz45g.jp)", "xn--a": "xn--a",
	} {
		if got := model.DomainLabel(domain); got != want {
			t.Errorf("%s: %q, want %q", domain, got, want)
		}
	}
}
