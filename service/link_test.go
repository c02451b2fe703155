package service_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"gatehouse/model"
	"gatehouse/service"
)

// setupLink makes a setup link and gives its URL.
func (h *installation) setupLink(t testing.TB, o model.ID, intents ...model.Intent) (model.Link, string) {
	t.Helper()
	l, url, err := h.CreateLink(t.Context(), model.LinkRequest{Kind: model.SetupLink, Organization: o,
		Intents: intents})
	if err != nil {
		t.Fatal(err)
	}
	return l, url
}

func tokenOf(url string) string { return url[strings.LastIndex(url, "/")+1:] }

// opens is the state of a link that opens nothing; active if it opens.
func (h *installation) opens(t testing.TB, kind model.LinkKind, url string) model.LinkState {
	t.Helper()
	_, _, err := h.OpenLink(t.Context(), kind, tokenOf(url))
	return stateIn(t, err)
}

// stateIn is the state for which a link was refused; active if it was not.
func stateIn(t testing.TB, err error) model.LinkState {
	t.Helper()
	if dead, ok := errors.AsType[*model.DeadLink](err); ok {
		return dead.State
	}
	if err != nil {
		t.Fatal(err)
	}
	return model.LinkActive
}

// However many generate a link at once, through two desks that know nothing of
// each other: all get one, and the last one alone is active.
func TestGenerationsAtOnceLeaveOneActive(t *testing.T) {
	h := openInstallation(t)
	o := h.org(t, "Initech", "initech.example")
	other := service.New(service.Options{Store: h.Store, Clock: h.clock.Now, BaseURL: h.BaseURL,
		Secrets: h.Secrets}).For(tester)
	const each = 12
	urls := make(chan string, 2*each)
	var all sync.WaitGroup
	for _, services := range []*service.Services{h.Services, other} {
		for range each {
			all.Go(func() {
				_, url, err := services.CreateLink(t.Context(), model.LinkRequest{Kind: model.SetupLink,
					Organization: o.ID, Intents: []model.Intent{model.IntentSSO}})
				if err != nil {
					t.Error(err)
				}
				urls <- url
			})
		}
	}
	all.Wait()
	close(urls)

	links, err := h.SetupLinks(t.Context(), model.LinkQuery{Organization: o.ID})
	if err != nil || len(links) != 2*each {
		t.Fatalf("%d links of %d, %v", len(links), 2*each, err)
	}
	var active []model.ID
	for _, l := range links {
		switch s := l.StateAt(h.clock.Now()); s {
		case model.LinkActive:
			active = append(active, l.ID)
		case model.LinkRevoked:
		default:
			t.Errorf("%s is %s", l.ID, s)
		}
	}
	current, err := h.CurrentLink(t.Context(), o.ID)
	if err != nil || len(active) != 1 || current.ID != active[0] {
		t.Fatalf("active are %v, current is %s, %v", active, current.ID, err)
	}
	opened := 0
	for url := range urls {
		if h.opens(t, model.SetupLink, url) == model.LinkActive {
			opened++
		}
	}
	if opened != 1 {
		t.Errorf("%d of the URLs open the portal", opened)
	}
}

// A link is never left under an organization that is deleted at the same time.
func TestNoLinkOutlivesItsOrganization(t *testing.T) {
	h := openInstallation(t)
	for n := range 10 {
		o := h.org(t, fmt.Sprint("Company ", n), "")
		var both sync.WaitGroup
		both.Go(func() {
			_, _, err := h.CreateLink(t.Context(), model.LinkRequest{Kind: model.SetupLink, Organization: o.ID,
				Intents: []model.Intent{model.IntentSSO}})
			if err != nil && !errors.Is(err, model.ErrNotFound) {
				t.Error(err)
			}
		})
		both.Go(func() {
			if _, err := h.DeleteOrganization(t.Context(), o.ID); err != nil {
				t.Error(err)
			}
		})
		both.Wait()
		if links, err := h.SetupLinks(t.Context(), model.LinkQuery{Organization: o.ID}); err != nil || len(links) > 0 {
			t.Fatalf("%d links are left, %v", len(links), err)
		}
	}
}

func TestLinkLife(t *testing.T) {
	h := openInstallation(t)
	o := h.org(t, "Initech", "initech.example")
	for _, test := range []struct {
		kind model.LinkKind
		life time.Duration
	}{{model.SetupLink, 30 * 24 * time.Hour}, {model.PortalLink, 5 * time.Minute}} {
		t.Run(string(test.kind), func(t *testing.T) {
			l, url, err := h.CreateLink(t.Context(), model.LinkRequest{Kind: test.kind, Organization: o.ID,
				Intents: []model.Intent{model.IntentSSO}})
			if err != nil {
				t.Fatal(err)
			}
			h.clock.add(test.life - time.Second)
			if s := h.opens(t, test.kind, url); s != model.LinkActive || l.Left(h.clock.Now()) != time.Second {
				t.Errorf("a second before its end it is %s with %s left", s, l.Left(h.clock.Now()))
			}
			h.clock.add(time.Second)
			if s := h.opens(t, test.kind, url); s != model.LinkExpired || l.Left(h.clock.Now()) != 0 {
				t.Errorf("at its end it is %s with %s left", s, l.Left(h.clock.Now()))
			}
		})
	}
}

func TestLinkOpensAsItsOwnKindOnly(t *testing.T) {
	h := openInstallation(t)
	o := h.org(t, "Initech", "initech.example")
	_, url := h.setupLink(t, o.ID, model.IntentSSO)
	if _, _, err := h.OpenLink(t.Context(), model.PortalLink, tokenOf(url)); !errors.Is(err, model.ErrNotFound) {
		t.Errorf("a setup link opened as a portal link: %v", err)
	}
	for _, token := range []string{"", tokenOf(url)[1:], tokenOf(url) + "A", strings.ToUpper(tokenOf(url)),
		strings.Repeat("A", 1<<20)} {
		if _, _, err := h.OpenLink(t.Context(), model.SetupLink, token); !errors.Is(err, model.ErrNotFound) {
			t.Errorf("%.40q: %v", token, err)
		}
	}
}

func TestRevokedLinkIsDeadAtOnce(t *testing.T) {
	h := openInstallation(t)
	o := h.org(t, "Initech", "initech.example")
	l, url := h.setupLink(t, o.ID, model.IntentSSO, model.IntentDirectorySync)
	if _, err := h.RevokeLink(t.Context(), l.ID); err != nil {
		t.Fatal(err)
	}
	if s := h.opens(t, model.SetupLink, url); s != model.LinkRevoked {
		t.Errorf("it is %s", s)
	}
	if _, err := h.CurrentLink(t.Context(), o.ID); !errors.Is(err, model.ErrNotFound) {
		t.Errorf("it is still the current one: %v", err)
	}
	for what, err := range map[string]error{
		"revoke": second(h.RevokeLink(t.Context(), l.ID)),
		"finish": second(h.FinishIntent(t.Context(), l.ID, model.IntentSSO)),
		"URL":    second(h.LinkURL(t.Context(), must(h.Link(t.Context(), l.ID)))),
	} {
		if _, ok := errors.AsType[*model.DeadLink](err); !ok {
			t.Errorf("%s of a revoked link: %v", what, err)
		}
	}
	if s := h.opens(t, model.SetupLink, url); s != model.LinkRevoked {
		t.Errorf("after that it is %s", s)
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func TestNewLinkAfterAnExpiredOne(t *testing.T) {
	h := openInstallation(t)
	o := h.org(t, "Initech", "initech.example")
	_, old := h.setupLink(t, o.ID, model.IntentSSO)
	h.clock.add(model.SetupLinkLife + time.Hour)
	_, url := h.setupLink(t, o.ID, model.IntentSSO)
	if s := h.opens(t, model.SetupLink, old); s != model.LinkExpired {
		t.Errorf("the old one is called %s, though it had expired", s)
	}
	if s := h.opens(t, model.SetupLink, url); s != model.LinkActive {
		t.Errorf("the new one is %s", s)
	}
}

// All intents are finished at once; none is lost, and the link is used up.
func TestLinkIsUsedUpByItsLastIntent(t *testing.T) {
	h := openInstallation(t)
	o := h.org(t, "Initech", "initech.example")
	intents := []model.Intent{model.IntentSSO, model.IntentDomainVerification, model.IntentDirectorySync,
		model.IntentAuditLogs}
	l, url := h.setupLink(t, o.ID, intents...)
	if after, err := h.FinishIntent(t.Context(), l.ID, model.IntentLogStreams); err != nil || len(after.Done) > 0 {
		t.Fatalf("an intent that it is not for: %v, %v", after.Done, err)
	}
	h.ready(t, o.ID, intents...)
	var all sync.WaitGroup
	for _, i := range intents[1:] {
		all.Go(func() {
			if _, err := h.FinishIntent(t.Context(), l.ID, i); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if s := h.opens(t, model.SetupLink, url); s != model.LinkActive {
		t.Fatalf("before the last intent it is %s", s)
	}
	for range 2 { // again is a no-op
		after, err := h.FinishIntent(t.Context(), l.ID, model.IntentSSO)
		if err != nil || len(after.Done) != len(intents) {
			t.Fatalf("done are %v, %v", after.Done, err)
		}
	}
	if s := h.opens(t, model.SetupLink, url); s != model.LinkUsed {
		t.Errorf("after the last intent it is %s", s)
	}
	h.setupLink(t, o.ID, model.IntentSSO)
	if s := h.opens(t, model.SetupLink, url); s != model.LinkUsed {
		t.Errorf("a newer link makes it %s", s)
	}
}

func TestLinkRequestIsRefused(t *testing.T) {
	h := openInstallation(t)
	o := h.org(t, "Initech", "initech.example")
	sso, both := []model.Intent{model.IntentSSO}, []model.Intent{model.IntentSSO, model.IntentDirectorySync}
	for _, test := range []struct {
		name    string
		request model.LinkRequest
		field   string
	}{
		{"no feature", model.LinkRequest{Kind: model.SetupLink}, "feature"},
		{"unknown feature", model.LinkRequest{Kind: model.SetupLink, Intents: []model.Intent{"scim"}}, "feature"},
		{"a feature twice", model.LinkRequest{Kind: model.SetupLink, Intents: append(sso, sso...)}, "feature"},
		{"no kind", model.LinkRequest{Intents: sso}, "kind"},
		{"a portal link with two intents", model.LinkRequest{Kind: model.PortalLink, Intents: both}, "intent"},
		{"return URL without TLS", model.LinkRequest{Kind: model.PortalLink, Intents: sso,
			ReturnURL: "http://app.example.com"}, "return_url"},
		{"success URL without TLS", model.LinkRequest{Kind: model.PortalLink, Intents: sso,
			SuccessURL: "http://192.0.2.1/"}, "success_url"},
		{"success URL that runs", model.LinkRequest{Kind: model.PortalLink, Intents: sso,
			SuccessURL: "javascript:alert(1)"}, "success_url"},
		{"return URL without a host", model.LinkRequest{Kind: model.SetupLink, Intents: both, ReturnURL: "https:///x"},
			"return_url"},
		{"return URL with a user", model.LinkRequest{Kind: model.SetupLink, Intents: both,
			ReturnURL: "https://a:b@app.example.com"}, "return_url"},
		{"return URL of another origin's shape", model.LinkRequest{Kind: model.SetupLink, Intents: both,
			ReturnURL: "//app.example.com"}, "return_url"},
	} {
		t.Run(test.name, func(t *testing.T) {
			test.request.Organization = o.ID
			_, _, err := h.CreateLink(t.Context(), test.request)
			refused(t, err, test.field)
		})
	}
	if _, _, err := h.CreateLink(t.Context(), model.LinkRequest{Kind: model.SetupLink, Organization: "org_x",
		Intents: sso}); !errors.Is(err, model.ErrNotFound) {
		t.Errorf("a link for an unknown organization: %v", err)
	}
	for _, kind := range []model.LinkKind{model.SetupLink, model.PortalLink} {
		if _, _, err := h.CreateLink(t.Context(), model.LinkRequest{Kind: kind, Organization: o.ID, Intents: sso,
			ReturnURL: "https://app.example.com/settings", SuccessURL: "https://app.example.com/done"}); err != nil {
			t.Errorf("%s: %v", kind, err)
		}
	}
}

func TestLinkAuditSaysWho(t *testing.T) {
	h := openInstallation(t)
	o := h.org(t, "Initech", "initech.example")
	api := h.app(t, "CI")
	h.ready(t, o.ID, model.IntentAuditLogs)
	h.setupLink(t, o.ID, model.IntentSSO)
	l, url := h.setupLink(t, o.ID, model.IntentSSO, model.IntentAuditLogs)
	admin := h.visitor(t, model.SetupLink, url)
	if _, err := admin.FinishIntent(t.Context(), l.ID, model.IntentAuditLogs); err != nil {
		t.Fatal(err)
	}
	if _, err := h.RevokeLink(t.Context(), l.ID); err != nil {
		t.Fatal(err)
	}
	if _, _, err := api.CreateLink(t.Context(), model.LinkRequest{Kind: model.PortalLink, Organization: o.ID,
		Intents: []model.Intent{model.IntentSSO}}); err != nil {
		t.Fatal(err)
	}
	history, err := h.History(t.Context(), o.ID)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range history {
		got = append(got, fmt.Sprintf("%s (%s): %s", e.Actor.Name, e.Actor.Via, e.Action))
	}
	want := []string{
		"API key CI (API): created a portal link for Initech",
		"tester (test): revoked the setup link of Initech",
		"IT admin (setup link): asked for Audit Logs",
		"tester (test): regenerated the setup link of Initech",
		"tester (test): created a setup link for Initech",
		"tester (test): asked for Audit Logs for Initech",
		"tester (test): created organization Initech",
	}
	if !slices.Equal(got, want) {
		t.Errorf("the history is\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestSetupLinksAreSelected(t *testing.T) {
	h := openInstallation(t)
	initech, globex := h.org(t, "Initech", "initech.example"), h.org(t, "Globex", "globex.example")
	oldest, _ := h.setupLink(t, initech.ID, model.IntentSSO) // all in one millisecond
	middle, _ := h.setupLink(t, initech.ID, model.IntentDirectorySync)
	newest, _ := h.setupLink(t, globex.ID, model.IntentSSO)
	production := must(h.Environments(t.Context()))[1].ID
	for _, test := range []struct {
		query model.LinkQuery
		want  []model.ID
	}{
		{model.LinkQuery{}, []model.ID{newest.ID, middle.ID, oldest.ID}},
		{model.LinkQuery{Environment: h.staging}, []model.ID{newest.ID, middle.ID, oldest.ID}},
		{model.LinkQuery{Environment: production}, nil},
		{model.LinkQuery{Organization: initech.ID}, []model.ID{middle.ID, oldest.ID}},
		{model.LinkQuery{Text: "GLOBEX.ex"}, []model.ID{newest.ID}},
		{model.LinkQuery{Text: "directory"}, []model.ID{middle.ID}},
		{model.LinkQuery{Text: "active"}, []model.ID{newest.ID, middle.ID}},
		{model.LinkQuery{Text: "revoked"}, []model.ID{oldest.ID}},
		{model.LinkQuery{Text: "nobody"}, nil},
	} {
		links, err := h.SetupLinks(t.Context(), test.query)
		if err != nil {
			t.Fatal(err)
		}
		var got []model.ID
		for _, l := range links {
			got = append(got, l.ID)
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%+v: %v, want %v", test.query, got, test.want)
		}
	}
}
