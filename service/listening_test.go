package service_test

import (
	"testing"

	"gatehouse/model"
	"gatehouse/service"
	"gatehouse/service/core"
	"gatehouse/service/signin"
)

// How the listener is set is kept for commands that come without it: what changed since is written over, and
// what did not is not written at all.
func TestListeningIsKept(t *testing.T) {
	h := openInstallation(t)
	if before := must(signin.LastListening(t.Context(), h.Store)); before.BaseURL != "" {
		t.Errorf("before the first listener: %+v", before)
	}
	for _, o := range []core.Options{
		{BaseURL: "https://sso.example", Listen: "127.0.0.1:4100"},
		{BaseURL: "https://sso.example", Listen: "127.0.0.1:4100"},
		{BaseURL: "https://other.example", Listen: "127.0.0.1:4100"},
		{BaseURL: "https://other.example", Listen: ":443", TestIdP: "off"},
	} {
		before, from := must(signin.LastListening(t.Context(), h.Store)), must(h.Store.Now(t.Context()))
		o.Store, o.Secrets = h.Store, h.Secrets
		d := service.New(o).For(model.TheSystem())
		if err := d.Listening(t.Context()); err != nil {
			t.Fatal(err)
		}
		kept := must(signin.LastListening(t.Context(), h.Store))
		if kept.BaseURL != o.BaseURL || kept.Listen != o.Listen || kept.TestIdP != o.TestIdP {
			t.Errorf("kept %+v of %+v", kept, o)
		}
		same := before.BaseURL == kept.BaseURL && before.Listen == kept.Listen && before.TestIdP == kept.TestIdP
		if written := must(h.Store.Now(t.Context())) != from; written == same {
			t.Errorf("%s: written %v, the same as before %v", o.BaseURL, written, same)
		}
	}
}
