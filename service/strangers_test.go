package service_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"gatehouse/model"
	"gatehouse/saml"
	"gatehouse/saml/idp"
	"gatehouse/service"
	"gatehouse/storage"
)

// junk is a message that nobody signed.
func junk(key, peer string, text string) model.Delivery {
	body := []byte("SAMLResponse=" + url.QueryEscape(base64.StdEncoding.EncodeToString([]byte(text))))
	return model.Delivery{Key: key, Visitor: model.Visitor{Peer: peer}, Post: saml.Post{
		Method: "POST", ContentType: "application/x-www-form-urlencoded", Body: body, Size: int64(len(body)),
	}}
}

func (h *installation) deliver(t *testing.T, m model.Delivery) model.Received {
	t.Helper()
	r, err := h.Receive(t.Context(), m)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// signedBy is what the sample's identity provider posts by itself.
func (h *installation) signedBy(t *testing.T, user idp.User) model.Delivery {
	t.Helper()
	p, err := h.TestIdP(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	c := h.welcome.Connection
	form, err := p.Respond(idp.Request{ACSURL: h.ACSURL(c), Audience: h.EntityID(c)},
		idp.Options{User: user, Now: h.clock.Now()})
	if err != nil {
		t.Fatal(err)
	}
	m := junk(c.Key, "203.0.113.5", "")
	m.Post.Body = form.Body()
	m.Post.Size = int64(len(m.Post.Body))
	return m
}

// flood sends n messages, some at once.
func (h *installation) flood(t *testing.T, n int, message func(i int) model.Delivery) {
	t.Helper()
	group, ctx := errgroup.WithContext(t.Context())
	group.SetLimit(64)
	for i := range n {
		group.Go(func() error {
			_, err := h.Receive(ctx, message(i))
			return err
		})
	}
	if err := group.Wait(); err != nil {
		t.Fatal(err)
	}
	h.WriteCounts(t.Context())
}

// stored counts the sessions, and the messages that are counted in them.
func (h *installation) stored(t *testing.T) (sessions, repeats int) {
	t.Helper()
	page, err := h.Sessions(t.Context(), model.Query{Limit: 10_000})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range page.Sessions {
		repeats += s.Repeats
	}
	return len(page.Sessions), repeats
}

// One network gets a bounded number of sessions; what it sends beyond is answered
// and counted, and nobody else feels it.
func TestFloodFromOneNetwork(t *testing.T) {
	for name, peer := range map[string]func(i int) string{
		"an address":        func(int) string { return "192.0.2.1" },
		"a /64":             func(i int) string { return fmt.Sprintf("2001:db8::%x", i+1) },
		"IPv4 in two forms": func(i int) string { return []string{"192.0.2.1", "::ffff:192.0.2.1"}[i%2] },
		"no address":        func(i int) string { return fmt.Sprint("socket ", i) },
	} {
		for _, key := range []string{"the connection", "unknown keys"} {
			t.Run(name+" at "+key, func(t *testing.T) {
				h := openInstallation(t)
				k := func(i int) string { return h.welcome.Connection.Key }
				if key == "unknown keys" {
					k = func(i int) string { return fmt.Sprint("nobody", i) }
				}
				h.flood(t, 450, func(i int) model.Delivery { return junk(k(i), peer(i), fmt.Sprint(i)) })
				if sessions, repeats := h.stored(t); sessions+repeats != 450 || sessions > 310 {
					t.Fatalf("%d sessions and %d counted, of 450", sessions, repeats)
				}
				before, counted := h.stored(t)
				r := h.deliver(t, junk(k(0), peer(0), "one more"))
				if s, err := h.Session(t.Context(), r.Session.ID); err != nil || !strings.Contains(s.Counted(),
					"more refused message") || r.Session.State != model.Failed {
					t.Errorf("the answer names session %s, which does not count: %v", r.Session.ID, err)
				}
				h.WriteCounts(t.Context())
				if sessions, repeats := h.stored(t); sessions != before || repeats != counted+1 {
					t.Errorf("one more made %d sessions and %d counted of %d and %d", sessions, repeats,
						before, counted)
				}
				h.deliver(t, junk(k(0), "198.51.100.9", "somebody else"))
				signedIn := h.signedBy(t, idp.DefaultUser(model.DemoDomain))
				signedIn.Visitor.Peer = peer(0)
				if r := h.deliver(t, signedIn); r.Session.State != model.Authorized {
					t.Errorf("a sign-in from that network became %+v", r.Session)
				}
				if sessions, _ := h.stored(t); sessions != before+2 {
					t.Errorf("%d sessions, want %d: of somebody else, and of a sign-in", sessions, before+2)
				}
				h.clock.add(time.Hour)
				h.deliver(t, junk(k(0), peer(0), "an hour later"))
				if sessions, _ := h.stored(t); sessions != before+3 {
					t.Errorf("%d sessions an hour later, want %d", sessions, before+3)
				}
			})
		}
	}
}

// So does one connection, from however many networks; and another one is not
// touched.
func TestFloodAtOneConnection(t *testing.T) {
	h := openInstallation(t)
	key := h.welcome.Connection.Key
	h.flood(t, 3300, func(i int) model.Delivery {
		return junk(key, fmt.Sprintf("10.0.%d.%d", i/256, i%256), fmt.Sprint(i))
	})
	sessions, repeats := h.stored(t)
	if sessions+repeats != 3300 || sessions > 3100 {
		t.Fatalf("%d sessions and %d counted, of 3,300", sessions, repeats)
	}
	h.deliver(t, junk("another", "10.1.0.1", "x"))
	if n, _ := h.stored(t); n != sessions+1 {
		t.Error("a message for another key was not kept")
	}
	if r := h.deliver(t, h.signedBy(t, idp.DefaultUser(model.DemoDomain))); r.Session.State != model.Authorized {
		t.Errorf("a sign-in at that connection became %+v", r.Session)
	}
}

// Whoever repeats one signed message is a stranger like any other.
func TestFloodOfRepetitions(t *testing.T) {
	h := openInstallation(t)
	m := h.signedBy(t, idp.DefaultUser(model.DemoDomain))
	h.flood(t, 400, func(int) model.Delivery { return m })
	if sessions, repeats := h.stored(t); sessions+repeats != 400 || sessions > 310 {
		t.Errorf("%d sessions and %d counted, of 400", sessions, repeats)
	}
}

// Of a message that signs nobody in 64 KiB are kept with its size and digest, of
// one for nobody nothing; one that does is kept whole.
func TestWhatIsKeptOfAMessage(t *testing.T) {
	h := openInstallation(t)
	key := h.welcome.Connection.Key
	noise := make([]byte, 400<<10)
	rand.Read(noise)
	long := base64.StdEncoding.EncodeToString(noise)
	user := idp.DefaultUser(model.DemoDomain)
	for i := range 100 {
		user.Groups = append(user.Groups, fmt.Sprintf("%04d %s", i, long[i*1000:(i+1)*1000]))
	}
	signed := h.signedBy(t, user)
	tampered := signed
	tampered.Post.Body = append(bytes.Clone(signed.Post.Body), "&SAMLResponse=x"...)
	tampered.Post.Size = int64(len(tampered.Post.Body))
	attributes := strings.Repeat(`<saml:Attribute xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" Name="`+long[:900]+
		`"><saml:AttributeValue>`+long[:900]+`</saml:AttributeValue></saml:Attribute>`, 200)
	for name, test := range map[string]struct {
		m    model.Delivery
		kept int // of the body
	}{
		"short":             {junk(key, "192.0.2.1", "<a/>"), 1 << 20},
		"long":              {junk(key, "192.0.2.1", long), 64 << 10},
		"for nobody":        {junk("nobody", "192.0.2.1", long), 0},
		"short, for nobody": {junk("nobody", "192.0.2.1", "<a/>"), 0},
		"signed":            {signed, 1 << 20},
		"signed, changed":   {tampered, 64 << 10},
		"many attributes": {junk(key, "192.0.2.1",
			`<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol">`+attributes+`</samlp:Response>`),
			64 << 10},
	} {
		t.Run(name, func(t *testing.T) {
			r := h.deliver(t, test.m)
			receipts, err := h.Receipts(t.Context(), r.Session.ID)
			if err != nil || len(receipts) != 1 {
				t.Fatal(len(receipts), err)
			}
			kept, body := receipts[0], test.m.Post.Body
			if want := body[:min(len(body), test.kept)]; !bytes.Equal(kept.Body, want) {
				t.Errorf("kept %d bytes of %d, want %d", len(kept.Body), len(body), len(want))
			}
			if sum := sha256.Sum256(body); kept.Size != int64(len(body)) || !bytes.Equal(kept.Digest, sum[:]) {
				t.Errorf("size %d and digest %x of %d bytes", kept.Size, kept.Digest, len(body))
			}
			if kept.Whole() != (len(body) <= test.kept) {
				t.Errorf("whole: %v", kept.Whole())
			}
			if left := kept.Left(); kept.Whole() != (left == "") || left != "" &&
				!strings.Contains(left, fmt.Sprintf("%x", kept.Digest)) {
				t.Errorf("what is kept is told as %q", left)
			}
			if detail, err := h.SessionDetail(t.Context(), r.Session.ID); err != nil || len(detail.Receipts) != 1 {
				t.Errorf("its detail cannot be read: %v", err)
			}
			if r.Session.Unverified == kept.Verdict.Verified {
				t.Errorf("unverified is %v", r.Session.Unverified)
			}
			total := 0
			for _, a := range kept.Verdict.Seen.Attributes {
				for _, v := range a.Values {
					total += len(a.Name) + len(v)
				}
			}
			if r.Session.Unverified && total > 20<<10 {
				t.Errorf("%d bytes of attributes are kept beside it", total)
			}
		})
	}
}

// Sessions that nobody verified go after a month, by themselves.
func TestUnverifiedSessionsGo(t *testing.T) {
	h := openInstallation(t)
	stranger := h.deliver(t, junk(h.welcome.Connection.Key, "192.0.2.1", "x")).Session
	known := h.deliver(t, h.signedBy(t, idp.DefaultUser(model.DemoDomain))).Session
	for _, days := range []int{29, 2} {
		h.clock.add(time.Duration(days) * 24 * time.Hour)
		if _, err := h.DeleteUnverified(t.Context()); err != nil {
			t.Fatal(err)
		}
		if _, err := h.Session(t.Context(), stranger.ID); (err == nil) != (days == 29) {
			t.Errorf("after %d days more: %v", days, err)
		}
	}
	if _, err := h.Session(t.Context(), known.ID); err != nil {
		t.Error(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := h.RunRetention(ctx); err != nil {
		t.Errorf("told to end: %v", err)
	}
}

// How many are kept is for who makes the services to say; each bound holds by itself.
func TestUnverifiedSessionsAreBounded(t *testing.T) {
	text := strings.Repeat("x", 3<<10)
	for name, keep := range map[string]storage.Retention{
		"in all": {Total: 2}, "at one connection": {PerConnection: 2}, "by age": {Age: 150 * time.Second},
	} {
		clock := &clock{now: time.Now().UTC()}
		d := servicesOver(t, service.Options{Clock: clock.Now, Unverified: keep})
		w, err := d.Welcome(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		var sessions []model.ID
		for range 5 {
			r, err := d.Receive(t.Context(), junk(w.Connection.Key, "192.0.2.1", text))
			if err != nil {
				t.Fatal(err)
			}
			sessions = append(sessions, r.Session.ID)
			clock.add(time.Minute)
		}
		if gone, err := d.DeleteUnverified(t.Context()); err != nil || gone != 3 {
			t.Errorf("%s: %d of 5 are gone, %v, want 3", name, gone, err)
		}
		for i, id := range sessions {
			if _, err := d.Session(t.Context(), id); (err == nil) != (i >= 3) {
				t.Errorf("%s: session %d: %v", name, i, err)
			}
		}
	}
}

// A network may begin as many sign-ins as a large company does, and no more; that
// keeps nobody else from beginning one, nor whoever is on this machine.
func TestSignInsOfOneNetwork(t *testing.T) {
	h := openInstallation(t)
	begin := func(peer string) error {
		_, err := h.BeginLogin(t.Context(), model.Authorize{
			ClientID: h.welcome.Environment.ClientID, RedirectURI: "http://localhost:3000/callback",
			ResponseType: "code", Connection: string(h.welcome.Connection.ID), Visitor: model.Visitor{Peer: peer},
		})
		return err
	}
	group := errgroup.Group{}
	group.SetLimit(64)
	for range 3000 {
		group.Go(func() error { return begin("192.0.2.7") })
	}
	if err := group.Wait(); err != nil {
		t.Fatal(err)
	}
	if err := begin("192.0.2.7"); !errors.Is(err, storage.ErrTooMany) {
		t.Errorf("one more: %v", err)
	}
	for _, other := range []string{"192.0.2.8", "2001:db8::7", "127.0.0.1", "::1"} {
		if err := begin(other); err != nil {
			t.Errorf("%s: %v", other, err)
		}
	}
	h.clock.add(time.Second)
	if err := begin("192.0.2.7"); err != nil {
		t.Errorf("a second later: %v", err)
	}
}
