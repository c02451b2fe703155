package service_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"gatehouse/model"
	"gatehouse/service"
	"gatehouse/storage"
)

// A setup link stands on one line of 78 columns under a base URL of up to 47,
// and its token holds at least 128 bits.
func TestLinkFitsOnALine(t *testing.T) {
	h := openInstallation(t)
	o := h.org(t, "Initech", "initech.example")
	base := "https://" + strings.Repeat("a", 27) + ".example.com"
	base += strings.Repeat("x", 47-len(base))
	services := service.New(service.Options{Store: h.Store, Clock: h.clock.Now, BaseURL: base + "/",
		Secrets: h.Secrets}).For(tester)
	seen := map[string]bool{}
	for range 50 {
		_, url, err := services.CreateLink(t.Context(), model.LinkRequest{Kind: model.SetupLink, Organization: o.ID,
			Intents: []model.Intent{model.IntentSSO}})
		if err != nil {
			t.Fatal(err)
		}
		token := tokenOf(url)
		raw, err := base64.RawURLEncoding.DecodeString(token)
		if err != nil || len(raw)*8 < 128 || seen[token] {
			t.Errorf("token of %d bits, seen before: %t, %v", len(raw)*8, seen[token], err)
		}
		seen[token] = true
		if len(url) > 78 || url != base+"/setup/"+token {
			t.Errorf("%d columns: %s", len(url), url)
		}
	}
}

// The plain token is in nothing that is kept or written: no record of any kind,
// no audit entry, no log, no JSON or text of a link or an error.
func TestTokenIsNowhere(t *testing.T) {
	h := openInstallation(t)
	var log bytes.Buffer
	h.log(slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})))
	o, gone := h.org(t, "Initech", "initech.example"), h.org(t, "Gone", "gone.example")

	h.ready(t, o.ID, model.IntentSSO)
	h.ready(t, gone.ID, model.IntentSSO)

	var secrets, written []string
	note := func(v any, err error) {
		text, failed := json.Marshal(v)
		if failed != nil {
			t.Fatal(failed)
		}
		written = append(written, string(text), fmt.Sprintf("%v %+v %#v", v, v, v), fmt.Sprint(err))
	}
	for n := range 20 {
		kind, owner := model.SetupLink, o.ID
		if n%3 == 1 {
			kind = model.PortalLink
		}
		if n%5 == 4 {
			owner = gone.ID
		}
		l, url, err := h.CreateLink(t.Context(), model.LinkRequest{Kind: kind, Organization: owner,
			Intents: []model.Intent{model.IntentSSO}})
		note(l, err)
		token := tokenOf(url)
		_, value, err := h.OpenLink(t.Context(), kind, token)
		note(nil, err)
		secrets = append(secrets, token, value)
		s, err := h.PortalSession(t.Context(), value)
		note(s, err)
		note(nil, h.RecordStep(t.Context(), model.Step{LinkID: l.ID, What: model.StepOpened, Peer: "203.0.113.9"}))
		x, err := h.Onboarding(t.Context(), l.ID)
		note(x, err)
		switch n % 4 {
		case 0:
			note(h.RevokeLink(t.Context(), l.ID))
		case 1:
			note(h.FinishIntent(t.Context(), l.ID, model.IntentSSO))
		}
		note(h.LinkByToken(t.Context(), kind, token+"x"))
		note(h.LinkByToken(t.Context(), "other", token))
	}
	deletion, err := h.DeleteOrganization(t.Context(), gone.ID)
	note(deletion, err)
	note(h.Undo(t.Context(), deletion.Undo))
	note(h.History(t.Context(), ""))

	for _, kind := range []model.Kind{model.KindEnvironment, model.KindKey, model.KindOrganization,
		model.KindConnection, model.KindProfile, model.KindSetupLink,
		model.KindPortalLink, model.KindOpening, model.KindAudit, model.KindFeatureRequest, model.KindBranding,
		model.KindSetting} {
		records, err := h.Store.Records(t.Context(), storage.Selection{Kind: kind})
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range records {
			written = append(written, string(r.Data), string(r.ID), strings.Join(r.Names, " "))
		}
		if len(records) == 0 && slices.Contains([]model.Kind{model.KindSetupLink, model.KindPortalLink,
			model.KindOpening, model.KindAudit}, kind) {
			t.Errorf("there are no %ss: the test looks at nothing", kind)
		}
	}
	written = append(written, log.String())
	for _, secret := range secrets {
		for _, text := range written {
			if strings.Contains(text, secret) ||
				strings.Contains(text, base64.StdEncoding.EncodeToString([]byte(secret))) {
				t.Fatalf("the secret %q is in %.300s", secret, text)
			}
		}
	}
}
