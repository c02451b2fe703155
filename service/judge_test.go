package service_test

import (
	"bytes"
	"context"
	"errors"
	"runtime"
	"sync"
	"testing"

	"gatehouse/model"
	"gatehouse/saml"
	"gatehouse/saml/idp"
	"gatehouse/service"
	"gatehouse/storage"
	"gatehouse/storage/memory"
)

// answered is an answer of the test identity provider to a login that begins now.
func (h *installation) answered(t *testing.T, c model.Connection, fault string) model.Delivery {
	t.Helper()
	env := h.welcome.Environment
	begun, err := h.BeginLogin(t.Context(), model.Authorize{
		ClientID: env.ClientID, RedirectURI: env.DefaultRedirect, ResponseType: "code", Connection: string(c.ID),
	})
	if err != nil {
		t.Fatal(err)
	}
	return h.answeredTo(t, c, fault, begun.Session.ID)
}

// answeredTo is an answer to a login that began before.
func (h *installation) answeredTo(t *testing.T, c model.Connection, fault string, begun model.ID) model.Delivery {
	t.Helper()
	id := string(begun)
	form, err := must(h.TestIdP(t.Context())).Respond(
		idp.Request{ID: id, RelayState: id, ACSURL: h.ACSURL(c), Audience: h.EntityID(c)},
		idp.Options{Now: h.clock.Now(), User: ada(), Fault: fault})
	if err != nil {
		t.Fatal(err)
	}
	body := form.Body()
	return model.Delivery{Key: c.Key, Post: saml.Post{
		Method: "POST", ContentType: "application/x-www-form-urlencoded", Body: body, Size: int64(len(body)),
	}}
}

func (h *installation) received(t *testing.T, d *service.Services, m model.Delivery) model.Session {
	t.Helper()
	r, err := d.Receive(t.Context(), m)
	if err != nil {
		t.Fatal(err)
	}
	return r.Session
}

// What a response is judged by is kept ready, and yet each change counts for the
// next response, also for one that was on its way when the change was made.
func TestChangesCountForTheNextResponse(t *testing.T) {
	for name, x := range map[string]struct {
		fault  string
		change func(*testing.T, *installation, model.Connection, model.Delivery)
		before saml.Cause // "" is accepted
		after  saml.Cause
	}{
		"paused": {change: func(t *testing.T, h *installation, c model.Connection, _ model.Delivery) {
			must(h.PauseConnection(t.Context(), c.ID))
		}, after: saml.ConnectionInactive},
		"resumed": {change: func(t *testing.T, h *installation, c model.Connection, meanwhile model.Delivery) {
			must(h.PauseConnection(t.Context(), c.ID))
			h.received(t, h.Services, meanwhile)
			must(h.ResumeConnection(t.Context(), c.ID))
		}},
		"deleted": {change: func(t *testing.T, h *installation, c model.Connection, _ model.Delivery) {
			must(h.DeleteConnection(t.Context(), c.ID))
		}, after: saml.UnknownConnection},
		"its organization deleted": {change: func(t *testing.T, h *installation, c model.Connection, _ model.Delivery) {
			must(h.DeleteOrganization(t.Context(), c.OrganizationID))
		}, after: saml.UnknownConnection},
		"the domain removed": {change: func(t *testing.T, h *installation, c model.Connection, _ model.Delivery) {
			o := must(h.Organization(t.Context(), c.OrganizationID))
			if _, _, err := h.AddDomain(t.Context(), o.ID, "elsewhere.example", model.DomainVerified); err != nil {
				t.Fatal(err)
			}
			must(h.RemoveDomain(t.Context(), o.Domains[0].ID))
		}, after: saml.DomainNotAllowed},
		"SHA-1 allowed": {fault: "rsa-sha1", change: func(t *testing.T, h *installation, c model.Connection,
			_ model.Delivery) {
			c = must(h.Connection(t.Context(), c.ID))
			c.Policy.AllowSHA1 = true
			_, _, err := h.UpdateConnection(t.Context(), c.ID, model.ConnectionPatch{Policy: &c.Policy})
			if err != nil {
				t.Fatal(err)
			}
		}, before: saml.WeakAlgorithm},
		"taken back": {change: func(t *testing.T, h *installation, c model.Connection, _ model.Delivery) {
			must(h.PauseConnection(t.Context(), c.ID))
			must(h.Undo(t.Context(), must(h.History(t.Context(), c.ID))[0].ID))
		}},
	} {
		t.Run(name, func(t *testing.T) {
			h := openInstallation(t)
			c := h.welcome.Connection
			if s := h.received(t, h.Services, h.answered(t, c, x.fault)); s.Cause != x.before {
				t.Fatalf("before: %s %s", s.State, s.Cause)
			}
			under, meanwhile := h.answered(t, c, x.fault), h.answered(t, c, x.fault)
			x.change(t, h, c, meanwhile)
			if s := h.received(t, h.Services, under); s.Cause != x.after {
				t.Errorf("after: %s %q, want %q", s.State, s.Cause, x.after)
			}
		})
	}
}

// feeding is a store that tells when its feed has told of a change, and whose feed
// fails when it is asked to.
type feeding struct {
	storage.Store
	told  chan model.ID
	begun chan struct{}
	fail  chan error
	over  <-chan struct{} // the test
}

func newFeeding(t *testing.T) feeding {
	return feeding{memory.Open(), make(chan model.ID), make(chan struct{}, 2), make(chan error), t.Context().Done()}
}

func (s feeding) Tail(ctx context.Context, from storage.Pos, of storage.Changes, f func(storage.Changed) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	s.begun <- struct{}{}
	go func() {
		select {
		case err := <-s.fail:
			cancel(err)
		case <-ctx.Done():
		case <-s.over:
			cancel(context.Canceled)
		}
	}()
	err := s.Store.Tail(ctx, from, of, func(c storage.Changed) error {
		err := f(c)
		if c.Kind == model.KindConnection {
			select {
			case s.told <- c.ID:
			case <-ctx.Done():
			case <-s.over:
				return context.Canceled
			}
		}
		return err
	})
	return errors.Join(err, context.Cause(ctx))
}

// renamed gives the identity provider of a connection another entity id past the
// services, as another process of a shared store does.
func (s feeding) renamed(t *testing.T, id model.ID) {
	t.Helper()
	r := must(s.Record(t.Context(), model.KindConnection, id))
	r.Data = bytes.Replace(r.Data, []byte(`"idp_entity_id":"`), []byte(`"idp_entity_id":"other-`), 1)
	if err := s.Apply(t.Context(), storage.Change{Record: r, Based: r.Revision}); err != nil {
		t.Fatal(err)
	}
}

// A change that another process makes counts as soon as the store's feed tells of it.
func TestChangesFromElsewhereAreNoticed(t *testing.T) {
	store := newFeeding(t)
	h := newInstallation(t, store)
	c := h.welcome.Connection
	if s := h.received(t, h.Services, h.answered(t, c, "")); s.Cause != "" {
		t.Fatalf("%s %q", s.State, s.Cause)
	}
	if told := <-store.told; told != c.ID { // the first sign-in has made it active
		t.Fatalf("the feed told of %s", told)
	}
	h.received(t, h.Services, h.answered(t, c, "")) // which is what is kept
	late := h.answered(t, c, "")
	store.renamed(t, c.ID)
	if told := <-store.told; told != c.ID {
		t.Fatalf("the feed told of %s", told)
	}
	if s := h.received(t, h.Services, late); s.Cause != saml.Issuer {
		t.Errorf("%s %q", s.State, s.Cause)
	}
}

// When the feed has failed, nothing is kept that was read before.
func TestNothingIsKeptWithoutTheFeed(t *testing.T) {
	store := newFeeding(t)
	h := newInstallation(t, store)
	c := h.welcome.Connection
	h.received(t, h.Services, h.answered(t, c, ""))
	<-store.told
	h.received(t, h.Services, h.answered(t, c, ""))
	<-store.begun
	store.fail <- errors.New("the connection to the store is gone")
	store.renamed(t, c.ID)
	var last model.Session
	for followed := false; !followed; {
		last = h.received(t, h.Services, h.answered(t, c, ""))
		select {
		case <-store.begun: // by this one, which found that nobody followed the feed
			followed = true
		default:
		}
	}
	if last.Cause != saml.Issuer {
		t.Errorf("%s %q", last.State, last.Cause)
	}
}

// together is a store in which outcomes wait for each other before they are
// stored.
type together struct {
	storage.Store
	all sync.WaitGroup
}

func (s *together) Accept(ctx context.Context, o storage.Outcome) (model.Session, error) {
	s.all.Done()
	s.all.Wait()
	return s.Store.Accept(ctx, o)
}

// A response that waits for the disk keeps nobody from being judged: all that
// wait can share one sync.
func TestStoringHoldsUpNoJudging(t *testing.T) {
	store := &together{Store: memory.Open()}
	h := newInstallation(t, store)
	posts := make([]model.Delivery, 4*runtime.NumCPU())
	for i := range posts {
		posts[i] = h.answered(t, h.welcome.Connection, "")
	}
	store.all.Add(len(posts))
	var group sync.WaitGroup
	for _, m := range posts {
		group.Go(func() {
			if r, err := h.Receive(t.Context(), m); err != nil || r.Session.State != model.Authorized {
				t.Errorf("%+v, %v", r.Session, err)
			}
		})
	}
	group.Wait()
}
