package service_test

import (
	"encoding/json"
	"net/netip"
	"testing"

	"gatehouse/model"
	"gatehouse/service"
)

// app gives services that act for a new API key of Staging.
func (h *installation) app(t testing.TB, name string) *service.Services {
	t.Helper()
	_, secret, err := h.CreateKey(t.Context(), h.staging, name)
	if err != nil {
		t.Fatal(err)
	}
	p, err := h.KeyHolder(t.Context(), secret, model.Visitor{})
	if err != nil {
		t.Fatal(err)
	}
	return h.For(p)
}

// visitor gives services that act for whoever opened a link.
func (h *installation) visitor(t testing.TB, kind model.LinkKind, url string) *service.Services {
	t.Helper()
	s, _, err := h.OpenLink(t.Context(), kind, tokenOf(url))
	if err != nil {
		t.Fatal(err)
	}
	return h.For(s.Visitor())
}

// The history keeps who it was: which key, which link, which OS user, from where.
func TestHistoryKeepsThePrincipal(t *testing.T) {
	h := openInstallation(t)
	app := h.app(t, "CI")
	keys, err := h.Keys(t.Context(), h.staging)
	if err != nil {
		t.Fatal(err)
	}
	key := keys[len(keys)-1]
	owner := model.LocalOwner(model.ViaConsole, "alice")
	owner.Peer = netip.MustParseAddr("192.0.2.7")
	o := h.org(t, "Initech", "initech.example")
	for _, test := range []struct {
		services *service.Services
		kind     model.LinkKind
		want     model.Actor
	}{
		{app, model.PortalLink, model.Actor{
			Name: "API key CI", Via: "API", Kind: model.KeyHolder, ID: key.ID, Evidence: key.Hint,
		}},
		{h.For(owner), model.SetupLink, model.Actor{
			Name: "operator", Via: "console", Kind: model.Owner, Role: model.Admin, Peer: "192.0.2.7",
			Evidence: "alice",
		}},
	} {
		l, _, err := test.services.CreateLink(t.Context(), model.LinkRequest{
			Kind: test.kind, Organization: o.ID, Intents: []model.Intent{model.IntentSSO},
		})
		if err != nil {
			t.Fatal(err)
		}
		history, err := h.History(t.Context(), l.ID)
		if err != nil || len(history) != 1 {
			t.Fatal(len(history), err)
		}
		if history[0].Actor != test.want || l.CreatedBy != test.want {
			t.Errorf("the history has %+v, the link %+v; want %+v", history[0].Actor, l.CreatedBy, test.want)
		}
	}
}

// Entries of earlier versions have a name and a door alone.
func TestEntriesOfEarlierVersions(t *testing.T) {
	const old = `{"id":"audit_1","at":"2026-01-02T03:04:05Z","actor":{"name":"API key","via":"API"},"action":"x",` +
		`"changes":[]}`
	var e model.AuditEntry
	if err := json.Unmarshal([]byte(old), &e); err != nil || e.Actor != (model.Actor{Name: "API key", Via: "API"}) {
		t.Errorf("read as %+v, %v", e.Actor, err)
	}
	if now, err := json.Marshal(e.Actor); err != nil || string(now) != `{"name":"API key","via":"API"}` {
		t.Errorf("written as %s, %v", now, err)
	}
}
