package tui

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"gatehouse/internal/testkeys"
	"gatehouse/model"
	"gatehouse/saml"
	"gatehouse/saml/idp"
	"gatehouse/service"
	"gatehouse/tui/internal/canned"
)

// maxPresses is what one person may need beside the values that they type.
const maxPresses = 40

// journey drives the console over the real services and a store on disk.
type journey struct {
	*driver
	real    *service.Services
	presses int
}

func newJourney(t *testing.T) *journey {
	t.Helper()
	services := onDisk(t, "http://127.0.0.1:4100")
	welcome, err := services.Welcome(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return &journey{real: services, driver: drive(t, 80, 24, func(o *setup) {
		o.Services, o.Environment, o.Local = services.For(model.LocalOwner(model.ViaConsole,
			"alice")), welcome.Environment.ID, true
	})}
}

func (j *journey) press(names ...string) {
	j.t.Helper()
	for _, name := range names {
		j.presses++
		j.keys(name)
	}
}

// One person's path: from an empty store to an organization with a verified
// domain and an active connection by a metadata file. Only the sign-in at the
// identity provider happens elsewhere.
func TestOnboardingTakesFewKeys(t *testing.T) {
	provider, metadata := customersIdP(t)
	j := newJourney(t)
	j.press("tab", "n") // Organizations, a new one
	j.write("Umbrella")
	j.press("tab")
	j.write("umbrella.example")
	j.press("ctrl+s")
	j.sees("made Umbrella")
	j.sees("✓ verified   umbrella.example")

	j.press("c") // it has no connection yet: make one
	j.write("custom")
	j.press("tab", "tab")
	j.write("file")
	j.press("tab")
	j.write(metadata)
	j.press("ctrl+s")
	j.sees("Nothing is wrong with it")
	j.sees(provider.EntityID)
	j.press("enter")
	j.sees("◐ validating")

	j.press("t")
	j.sees("Waiting for the answer")
	j.answer(provider)
	j.sees("✓ Success")
	j.press("esc")
	j.sees("✓ active")
	t.Logf("%d key presses beside the values typed", j.presses)
	if j.presses > maxPresses {
		t.Errorf("%d key presses, more than %d", j.presses, maxPresses)
	}
}

// customersIdP is an identity provider somewhere else, with its metadata in a
// file.
func customersIdP(t *testing.T) (*idp.Provider, string) {
	t.Helper()
	p, err := idp.New("https://idp.umbrella.example/metadata", "https://idp.umbrella.example/sso", canned.Now,
		testkeys.Theirs)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "metadata.xml")
	if err := os.WriteFile(path, p.Metadata(), 0o600); err != nil {
		t.Fatal(err)
	}
	return p, path
}

// answer is what happens in the browser: the user signs in at their identity
// provider, which posts its response.
func (j *journey) answer(p *idp.Provider) {
	j.t.Helper()
	ctx := context.Background()
	page, err := j.real.Sessions(ctx, model.Query{Limit: 1})
	if err != nil {
		j.t.Fatal(err)
	}
	s := page.Sessions[0]
	c, err := j.real.Connection(ctx, s.ConnectionID)
	if err != nil {
		j.t.Fatal(err)
	}
	form, err := p.Respond(idp.Request{ID: string(s.ID), RelayState: string(s.ID), ACSURL: j.real.ACSURL(c),
		Audience: j.real.EntityID(c)},
		idp.Options{User: idp.User{Email: "albert@umbrella.example", FirstName: "Albert", LastName: "Wesker"},
			Now: j.real.Clock()})
	if err != nil {
		j.t.Fatal(err)
	}
	body := form.Body()
	if _, err := j.real.Receive(ctx, model.Delivery{Key: c.Key, Post: saml.Post{
		Method: "POST", ContentType: "application/x-www-form-urlencoded", Body: body, Size: int64(len(body)),
	}}); err != nil {
		j.t.Fatal(err)
	}
	j.news()
}
