package service_test

import (
	"context"
	"encoding/json"
	"testing"

	"gatehouse/model"
	"gatehouse/service"
	"gatehouse/storage/storagetest"
)

// What a verb reads can be lost: then there is an error, or the answer is the same for not needing it, and
// never an answer with a hole.
func TestVerbsSayThatSomethingIsLost(t *testing.T) {
	h := openInstallation(t)
	env, c := h.welcome.Environment, h.welcome.Connection
	o := h.org(t, "Foo", "foo.example")
	h.ready(t, o.ID, model.IntentAuditLogs, model.IntentSSO)
	asked := must(h.FeatureRequests(t.Context(), o.ID))[0]
	signedIn := h.received(t, h.Services, h.answered(t, c, ""))
	refused := h.received(t, h.Services, h.answered(t, c, "wrong-audience"))
	code, _ := h.code(t, c, "")
	token := must(h.app(t, "App").Redeem(t.Context(), model.Redemption{Code: code})).AccessToken
	link, _ := h.setupLink(t, o.ID, model.IntentSSO)
	h.step(t, model.Step{LinkID: link.ID, What: model.StepPage, Page: "Guide"})

	store := &storagetest.Failing{Store: h.Store}
	d := service.New(service.Options{Store: store, Clock: h.clock.Now, BaseURL: "http://127.0.0.1:4100",
		Secrets: h.Secrets, Resolver: h.dns, Fetch: h.documents}).For(tester)
	for name, verb := range map[string]func(context.Context) (any, error){
		"export":          func(ctx context.Context) (any, error) { return d.Export(ctx) },
		"lint":            func(ctx context.Context) (any, error) { return d.Lint(ctx, c.ID) },
		"feature request": func(ctx context.Context) (any, error) { return d.FeatureRequest(ctx, asked.ID) },
		"requests":        func(ctx context.Context) (any, error) { return d.FeatureRequests(ctx, o.ID) },
		"session":         func(ctx context.Context) (any, error) { return d.SessionDetail(ctx, signedIn.ID) },
		"refused session": func(ctx context.Context) (any, error) { return d.SessionDetail(ctx, refused.ID) },
		"test result":     func(ctx context.Context) (any, error) { return d.TestResult(ctx, refused.ID) },
		"profile":         func(ctx context.Context) (any, error) { return d.ProfileByToken(ctx, token) },
		"sign-ins":        func(ctx context.Context) (any, error) { return d.SignIns(ctx, c.ID, 10) },
		"recommendation":  func(ctx context.Context) (any, error) { return d.Recommend(ctx, c.ID, 10) },
		"last signed":     func(ctx context.Context) (any, error) { return d.LastSigned(ctx, c.ID) },
		"renewal":         func(ctx context.Context) (any, error) { return d.Renewal(ctx, c) },
		"setup":           func(ctx context.Context) (any, error) { return d.SSOSetup(ctx, o) },
		"progress":        func(ctx context.Context) (any, error) { return d.ProgressOf(ctx, link) },
		"steps":           func(ctx context.Context) (any, error) { return d.Steps(ctx, link.ID) },
		"history": func(ctx context.Context) (any, error) {
			return d.History(ctx, model.HistoryQuery{Limit: 9})
		},
		"keys":     func(ctx context.Context) (any, error) { return d.Keys(ctx, env.ID) },
		"deletion": func(ctx context.Context) (any, error) { return d.DeletionOf(ctx, o.ID) },
		"settle":   func(ctx context.Context) (any, error) { return d.SettleRequest(ctx, asked.ID) },
	} {
		t.Run(name, func(t *testing.T) {
			losing := func(at int) (any, error) {
				store.At, store.Done = at, 0
				return verb(t.Context())
			}
			must(losing(1000)) // from then on it is noted that this was looked at
			want := text(t, must(losing(1000)))
			for at := range store.Done {
				if answer, err := losing(at + 1); err == nil && text(t, answer) != want {
					t.Errorf("without what it asks of the store at %d it answers\n%s\nwant\n%s", at+1,
						text(t, answer), want)
				}
			}
		})
	}
}

func text(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
