package service_test

import (
	"sync"
	"testing"

	"gatehouse/model"
	"gatehouse/saml"
	"gatehouse/saml/idp"
)

// Of one message that is posted several times at once, one signs in and each
// other leaves a session of its own that says whose it repeats.
func TestReceiveAtOnce(t *testing.T) {
	h := openInstallation(t)
	env, c := h.welcome.Environment, h.welcome.Connection
	for range 10 {
		begun, err := h.BeginLogin(t.Context(), model.Authorize{
			ClientID: env.ClientID, RedirectURI: env.DefaultRedirect, ResponseType: "code", Connection: string(c.ID),
		})
		if err != nil {
			t.Fatal(err)
		}
		p, err := h.TestIdP(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		id := string(begun.Session.ID)
		form, err := p.Respond(idp.Request{ID: id, RelayState: id, ACSURL: h.ACSURL(c), Audience: h.EntityID(c)},
			idp.Options{Now: h.clock.Now(), User: idp.User{Email: "ada@" + model.DemoDomain, FirstName: "Ada",
				LastName: "Lovelace"}})
		if err != nil {
			t.Fatal(err)
		}
		body := form.Body()
		const n = 8
		var received [n]model.Received
		var errs [n]error
		var group sync.WaitGroup
		for i := range n {
			group.Go(func() {
				received[i], errs[i] = h.Receive(t.Context(), model.Delivery{Key: c.Key, Post: saml.Post{
					Method: "POST", ContentType: "application/x-www-form-urlencoded", Body: body,
					Size: int64(len(body)),
				}})
			})
		}
		group.Wait()
		won := 0
		for i, r := range received {
			switch {
			case errs[i] != nil:
				t.Fatalf("a repetition was not stored: %v", errs[i])
			case r.Session.State == model.Authorized:
				won++
			case r.Session.State != model.Failed || r.Session.ID == begun.Session.ID ||
				r.Session.Claims != begun.Session.ID:
				t.Fatalf("a repetition became %+v", r.Session)
			}
		}
		if won != 1 {
			t.Fatalf("%d of %d signed in", won, n)
		}
	}
}
