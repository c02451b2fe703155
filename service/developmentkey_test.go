package service_test

import (
	"errors"
	"testing"

	"gatehouse/internal/testkeys"
	"gatehouse/model"
	"gatehouse/seal"
	"gatehouse/service"
	"gatehouse/storage/memory"
)

// The development key proves an app of this machine, in Staging alone, and nobody where strangers
// may reach the listener.
func TestDevelopmentKey(t *testing.T) {
	const key = "sk_test_default"
	for name, test := range map[string]struct {
		listen, base, key string
		proves            bool
	}{
		"this machine alone":          {"127.0.0.1:4100", "http://127.0.0.1:4100", key, true},
		"by name":                     {"127.0.0.1:4100", "http://localhost:4100", key, true},
		"not for development":         {"127.0.0.1:4100", "http://127.0.0.1:4100", "", false},
		"a listener for all":          {"0.0.0.0:4100", "http://127.0.0.1:4100", key, false},
		"a base URL for all":          {"127.0.0.1:4100", "https://sso.example.com", key, false},
		"an address that looks alike": {"127.0.0.1:4100", "http://127.0.0.1.example.com:4100", key, false},
	} {
		t.Run(name, func(t *testing.T) {
			secrets, err := seal.NewSealer([32]byte{1})
			if err != nil {
				t.Fatal(err)
			}
			system := service.New(service.Options{Store: memory.Open(), Listen: test.listen, BaseURL: test.base,
				Secrets: secrets, NewRSA: testkeys.Ours, DevelopmentKey: test.key}).For(model.TheSystem())
			if _, err := system.Welcome(t.Context()); err != nil {
				t.Fatal(err)
			}
			environments, err := system.Environments(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			staging, production := environments[0], environments[1]
			stranger := system.For(model.Anybody())
			app, err := stranger.Authenticate(t.Context(), staging.ClientID, key, model.Visitor{})
			if test.proves != (err == nil) || !test.proves && !errors.Is(err, model.ErrBadKey) {
				t.Fatalf("%+v, %v", app, err)
			}
			if test.proves && app.Environment != staging.ID {
				t.Errorf("it proves an app of %s", app.Environment)
			}
			if _, err := stranger.Authenticate(t.Context(), production.ClientID, key, model.Visitor{}); !errors.Is(err,
				model.ErrBadKey) {
				t.Errorf("in Production: %v", err)
			}
			for _, wrong := range []string{"", key + "x", key[:len(key)-1]} {
				if _, err := stranger.KeyHolder(t.Context(), wrong, model.Visitor{}); !errors.Is(err, model.ErrBadKey) {
					t.Errorf("%q: %v", wrong, err)
				}
			}
			owner := system.For(model.LocalOwner(model.ViaCommand, "me"))
			for _, e := range environments {
				variables, err := owner.SDKEnvironment(t.Context(), e.ID)
				if err != nil {
					t.Fatal(err)
				}
				if shown := variables[0].Value == key; shown != (test.proves && e.ID == staging.ID) {
					t.Errorf("%s: an app is given %+v", e.Name, variables[0])
				}
			}
		})
	}
}
