package service_test

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/url"
	"slices"
	"strings"
	"testing"

	"gatehouse/model"
	"gatehouse/storage"
)

// code is that of a sign-in that was asked for with or without a challenge.
func (h *installation) code(t *testing.T, c model.Connection, challenge string) (string, model.ID) {
	t.Helper()
	env := h.welcome.Environment
	a := model.Authorize{ClientID: env.ClientID, RedirectURI: env.DefaultRedirect, ResponseType: "code",
		Connection: string(c.ID), CodeChallenge: challenge}
	if challenge != "" {
		a.CodeChallengeMethod = "S256"
	}
	received := must(h.Receive(t.Context(), h.answeredTo(t, c, "", must(h.BeginLogin(t.Context(), a)).Session.ID)))
	return must(url.Parse(received.Redirect)).Query().Get("code"), received.Session.ID
}

// An exchange that gives nothing says so at the session, and why; to whom a code is unknown it says nothing.
func TestSessionsSayWhyTheirCodeWasRefused(t *testing.T) {
	const verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
	sum := sha256.Sum256([]byte(verifier))
	challenge := base64.RawURLEncoding.EncodeToString(sum[:])
	for name, test := range map[string]struct {
		challenge, verifier string
		before              func(*testing.T, *installation, string)
		want                error
		note                string // "" for a code that is exchanged
	}{
		"with what was asked for": {challenge, verifier, nil, nil, ""},
		"with nothing asked for":  {"", "", nil, nil, ""},
		"a verifier that nobody asked for": {"", verifier, nil, model.ErrBadVerifier,
			"a code_verifier came with the code, and the sign-in had no code_challenge"},
		"another verifier": {challenge, verifier + "x", nil, model.ErrBadVerifier,
			"the code_verifier does not fit the code_challenge of the sign-in"},
		"no verifier": {challenge, "", nil, model.ErrBadVerifier,
			"the code_verifier does not fit the code_challenge of the sign-in"},
		"paused since": {"", "", func(t *testing.T, h *installation, _ string) {
			must(h.PauseConnection(t.Context(), h.welcome.Connection.ID))
		}, model.ErrCodeBarred, "is paused"},
		"used before": {"", "", func(t *testing.T, h *installation, code string) {
			must(h.app(t, "First").Redeem(t.Context(), model.Redemption{Code: code}))
		}, storage.ErrCodeSpent,
			"the code had expired or was used before; a second use also ends the access token of the first"},
		"expired": {"", "", func(_ *testing.T, h *installation, _ string) { h.clock.add(model.CodeLife) },
			storage.ErrCodeSpent,
			"the code had expired or was used before; a second use also ends the access token of the first"},
	} {
		t.Run(name, func(t *testing.T) {
			h := openInstallation(t)
			code, session := h.code(t, h.welcome.Connection, test.challenge)
			if test.before != nil {
				test.before(t, h, code)
			}
			grant, err := h.app(t, "App").Redeem(t.Context(), model.Redemption{Code: code, Verifier: test.verifier})
			if !errors.Is(err, test.want) || (grant.AccessToken != "") != (test.want == nil) {
				t.Errorf("%+v, %v", grant, err)
			}
			events := must(h.SessionDetail(t.Context(), session)).Events
			told := slices.ContainsFunc(events, func(e model.Event) bool {
				return e.What == "code_refused" && strings.HasSuffix(e.Note, test.note)
			})
			if told != (test.note != "") {
				t.Errorf("the session says %+v", events)
			}
		})
	}
}
