package service_test

import (
	"encoding/base64"
	"errors"
	"strings"
	"testing"
	"time"

	"gatehouse/model"
)

// open makes a link and opens it as a browser does.
func (h *installation) open(t *testing.T, kind model.LinkKind, o model.ID,
	intents ...model.Intent) (model.Link, string) {
	t.Helper()
	l, url, err := h.CreateLink(t.Context(), model.LinkRequest{Kind: kind, Organization: o, Intents: intents})
	if err != nil {
		t.Fatal(err)
	}
	_, value, err := h.OpenLink(t.Context(), kind, tokenOf(url))
	if err != nil {
		t.Fatal(err)
	}
	return l, value
}

func stateOf(t *testing.T, h *installation, value string) model.LinkState {
	t.Helper()
	_, err := h.PortalSession(t.Context(), value)
	return stateIn(t, err)
}

func TestPortalSessionLife(t *testing.T) {
	for _, test := range []struct {
		name   string
		kind   model.LinkKind
		before func(*testing.T, *installation, model.Link)
		want   model.LinkState
	}{
		{"setup link lives 30 days to the second", model.SetupLink, func(_ *testing.T, h *installation, _ model.Link) {
			h.clock.add(model.SetupLinkLife - time.Second)
		}, model.LinkActive},
		{"and no second longer", model.SetupLink, func(_ *testing.T, h *installation, _ model.Link) {
			h.clock.add(model.SetupLinkLife)
		}, model.LinkExpired},
		{"portal link opened in time outlives its five minutes", model.PortalLink, func(_ *testing.T, h *installation,
			_ model.Link) {
			h.clock.add(model.PortalSessionLife - time.Second)
		}, model.LinkActive},
		{"for an hour", model.PortalLink, func(_ *testing.T, h *installation, _ model.Link) {
			h.clock.add(model.PortalSessionLife)
		}, model.LinkExpired},
		{"revoked at once", model.SetupLink, func(t *testing.T, h *installation, l model.Link) {
			if _, err := h.RevokeLink(t.Context(), l.ID); err != nil {
				t.Fatal(err)
			}
		}, model.LinkRevoked},
		{"regenerated", model.SetupLink, func(t *testing.T, h *installation, l model.Link) {
			h.open(t, model.SetupLink, l.OrganizationID, model.IntentSSO)
		}, model.LinkRevoked},
		{"used up", model.SetupLink, func(t *testing.T, h *installation, l model.Link) {
			if _, err := h.FinishIntent(t.Context(), l.ID, model.IntentSSO); err != nil {
				t.Fatal(err)
			}
		}, model.LinkUsed},
		{"finished, but to be managed with the same portal link", model.PortalLink,
			func(t *testing.T, h *installation, l model.Link) {
				if _, err := h.FinishIntent(t.Context(), l.ID, model.IntentSSO); err != nil {
					t.Fatal(err)
				}
			}, model.LinkActive},
	} {
		t.Run(test.name, func(t *testing.T) {
			h := openInstallation(t)
			h.ready(t, h.welcome.Organization.ID, model.IntentSSO)
			l, value := h.open(t, test.kind, h.welcome.Organization.ID, model.IntentSSO)
			test.before(t, h, l)
			if got := stateOf(t, h, value); got != test.want {
				t.Errorf("%s, want %s", got, test.want)
			}
		})
	}
}

// A portal link that is not followed within five minutes opens nothing.
func TestPortalLinkMustBeFollowedInTime(t *testing.T) {
	h := openInstallation(t)
	_, url, err := h.CreateLink(t.Context(), model.LinkRequest{Kind: model.PortalLink,
		Organization: h.welcome.Organization.ID, Intents: []model.Intent{model.IntentSSO}})
	if err != nil {
		t.Fatal(err)
	}
	h.clock.add(model.PortalLinkLife)
	_, _, err = h.OpenLink(t.Context(), model.PortalLink, tokenOf(url))
	if dead, ok := errors.AsType[*model.DeadLink](err); !ok || dead.State != model.LinkExpired {
		t.Errorf("opened after five minutes: %v", err)
	}
	if _, _, err = h.OpenLink(t.Context(), model.SetupLink, tokenOf(url)); !errors.Is(err, model.ErrNotFound) {
		t.Errorf("a portal link opened as a setup link: %v", err)
	}
}

func TestPortalSessionForged(t *testing.T) {
	h := openInstallation(t)
	_, value := h.open(t, model.PortalLink, h.welcome.Organization.ID, model.IntentSSO)
	_, other := h.open(t, model.PortalLink, h.welcome.Organization.ID, model.IntentDirectorySync)
	part, theirs := strings.Split(value, "."), strings.Split(other, ".")
	for name, forged := range map[string]string{
		"empty":         "",
		"longer life":   strings.Join([]string{part[0], "9999999999999", part[2], part[3]}, "."),
		"another link":  strings.Join([]string{theirs[0], part[1], part[2], part[3]}, "."),
		"another nonce": strings.Join([]string{part[0], part[1], theirs[2], part[3]}, "."),
		"no MAC":        strings.Join([]string{part[0], part[1], part[2], ""}, "."),
		"foreign MAC": strings.Join([]string{part[0], part[1], part[2],
			base64.RawURLEncoding.EncodeToString(make([]byte, 32))}, "."),
		"unknown link":   strings.Join([]string{"link_none", part[1], part[2], part[3]}, "."),
		"too many parts": value + ".x",
		"too long":       value + strings.Repeat("x", 1000),
	} {
		if _, err := h.PortalSession(t.Context(), forged); !errors.Is(err, model.ErrNotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
	mine, err := h.PortalSession(t.Context(), value)
	if err != nil {
		t.Fatal(err)
	}
	foreign, err := h.PortalSession(t.Context(), other)
	if err != nil {
		t.Fatal(err)
	}
	if token := h.FormToken(mine); !h.FormFits(mine, token) || h.FormFits(foreign, token) || h.FormFits(mine, "") {
		t.Error("a form token fits a session that it was not made for, or not its own")
	}
}
