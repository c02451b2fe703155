package service_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"gatehouse/model"
	"gatehouse/storage"
)

// receiver is an app's endpoint: it checks each signature and answers as it is told to.
type receiver struct {
	*httptest.Server
	got chan string // bodies, in the order in which they came

	mu     sync.Mutex
	secret string
	answer func(body string) int
}

func newReceiver(t *testing.T) *receiver {
	t.Helper()
	r := &receiver{got: make(chan string, 1000)}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		body, _ := io.ReadAll(q.Body)
		r.mu.Lock()
		secret, answer := r.secret, r.answer
		r.mu.Unlock()
		sent, signature, _ := strings.Cut(strings.TrimPrefix(q.Header.Get("WorkOS-Signature"), "t="), ", v1=")
		mac := hmac.New(sha256.New, []byte(secret))
		fmt.Fprintf(mac, "%s.%s", sent, body)
		if signature != hex.EncodeToString(mac.Sum(nil)) {
			t.Errorf("not signed: %s", body)
		}
		status := http.StatusOK
		if answer != nil {
			status = answer(string(body))
		}
		w.WriteHeader(status)
		io.WriteString(w, "thanks")
		r.got <- string(body)
	}))
	t.Cleanup(r.Close)
	return r
}

func (r *receiver) set(secret string, answer func(string) int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.secret, r.answer = secret, answer
}

// gets are the next bodies that come.
func (r *receiver) gets(t *testing.T, n int) (all []string) {
	t.Helper()
	for range n {
		select {
		case body := <-r.got:
			all = append(all, body)
		case <-t.Context().Done():
			t.Fatal("nothing came")
		}
	}
	return all
}

// delivers runs the job until the test ends, or stop is called.
func (h *installation) delivers(t *testing.T) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	system := h.For(model.TheSystem())
	go func() {
		ended <- system.RunWebhooks(ctx, func(e model.AppEvent) ([]byte, error) { return []byte(e.Data), nil })
	}()
	stop = sync.OnceFunc(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(stop)
	return stop
}

// happens has events of a name happen in Staging.
func (h *installation) happens(t *testing.T, name model.EventName, data ...string) {
	t.Helper()
	note := model.Mention{MemberID: "member_1", NoteID: model.NewID("note", h.clock.Now()), EnvironmentID: h.staging}
	written, err := json.Marshal(note)
	if err != nil {
		t.Fatal(err)
	}
	x := storage.Change{Record: model.RecordOf(note, written, h.clock.Now())}
	for _, d := range data {
		x.Tell = append(x.Tell, model.AppEvent{Environment: h.staging, Name: name, Created: h.clock.Now(),
			Data: []byte(d)})
	}
	if err := h.Store.Apply(t.Context(), x); err != nil {
		t.Fatal(err)
	}
}

// settled waits until as many deliveries of an endpoint stand as they should.
func (h *installation) settled(t *testing.T, id model.ID, waiting, failed, kept int) model.WebhookProgress {
	t.Helper()
	for {
		e, err := h.WebhookEndpoint(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		if p := e.Progress; p.Waiting == waiting && p.Failed == failed && p.Kept == kept {
			return p
		}
		if t.Context().Err() != nil {
			t.Fatalf("%+v", e.Progress)
		}
		time.Sleep(5 * time.Millisecond) // the next look
	}
}

func bodies(n int) (all []string) {
	for i := range n {
		all = append(all, fmt.Sprintf(`{"n":%d,"x":"<Ü&>"}`, i))
	}
	return all
}

// What happened is delivered, signed and byte for byte, to the endpoints that want it, from when
// they were made on, and once though the job stops in between.
func TestWebhooksAreDelivered(t *testing.T) {
	h := openInstallation(t)
	r := newReceiver(t)
	h.happens(t, model.ConnectionActivated, `{"n":"before"}`)
	h.clock.add(time.Second)
	e, secret := h.hook(t, r.URL)
	r.set(secret, nil)
	stop := h.delivers(t)
	want := bodies(300)
	h.happens(t, model.ConnectionActivated, want[:250]...)
	h.happens(t, model.ConnectionDeleted, `{"n":"of another name"}`)
	got := r.gets(t, 250)
	h.settled(t, e.ID, 0, 0, 250)
	stop()
	h.happens(t, model.ConnectionActivated, want[250:]...)
	h.delivers(t)
	got = append(got, r.gets(t, 50)...)
	h.settled(t, e.ID, 0, 0, 300)
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) || len(r.got) != 0 {
		t.Errorf("%q, and %d more", got, len(r.got))
	}
	all, err := h.WebhookDeliveries(t.Context(), e.ID, "", 1000)
	if err != nil || len(all) != 300 {
		t.Fatal(len(all), err)
	}
	slices.Reverse(all)
	for i, d := range all {
		if d.State != model.DeliveryDelivered || len(d.Attempts) != 1 || d.Last().Status != 200 ||
			d.Last().Answer != "thanks" ||
			d.Event != "connection.activated" || !strings.Contains(d.Body, fmt.Sprintf(`"n":%d,`, i)) {
			t.Fatalf("%d: %+v", i, d)
		}
		if i > 0 && d.Last().At.Before(all[i-1].Last().At) {
			t.Errorf("%d began before %d", i, i-1)
		}
	}
	h.clock.add(model.WebhookDeliveryLife)
	h.happens(t, model.ConnectionActivated, `{"n":"a month later"}`)
	h.settled(t, e.ID, 0, 0, 301)
	h.clock.add(time.Hour)
	h.settled(t, e.ID, 0, 0, 1)
	if all, err := h.WebhookDeliveries(t.Context(), e.ID, "", 1000); err != nil || len(all) != 1 {
		t.Errorf("%d are kept for more than a month, %v", len(all)-1, err)
	}
}

// A delivery that fails is tried again when its time has come, and has failed after six retries.
// Then it can be sent again.
func TestFailedWebhooksAreRetried(t *testing.T) {
	t.Parallel() // it waits for most of its time
	h := openInstallation(t)
	r := newReceiver(t)
	e, secret := h.hook(t, r.URL)
	r.set(secret, func(string) int { return http.StatusServiceUnavailable })
	h.delivers(t)
	h.happens(t, model.ConnectionActivated, `{}`)
	var id model.ID
	for try := 1; try <= 7; try++ {
		r.gets(t, 1)
		if try == 7 {
			break
		}
		for { // until the attempt is written
			all, err := h.WebhookDeliveries(t.Context(), e.ID, "", 1)
			if err != nil {
				t.Fatal(err)
			}
			if d := all[0]; d.Tries == try {
				if d.State != model.DeliveryWaiting || d.Last().Error != "it answered 503 Service Unavailable" {
					t.Fatalf("%+v", d)
				}
				id = d.ID
				h.clock.add(d.Next.Sub(h.clock.Now()))
				break
			}
			time.Sleep(5 * time.Millisecond) // the next look
		}
	}
	p := h.settled(t, e.ID, 0, 1, 1)
	if p.Last.Status != http.StatusServiceUnavailable {
		t.Errorf("%+v", p)
	}
	r.set(secret, nil)
	if _, err := h.ResendWebhook(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	r.gets(t, 1)
	h.settled(t, e.ID, 0, 0, 1)
	if d, _, err := h.WebhookDelivery(t.Context(), id); err != nil || d.State != model.DeliveryDelivered ||
		len(d.Attempts) != 8 {
		t.Errorf("%+v, %v", d, err)
	}
}

// An endpoint that is disabled gets nothing; enabled, it goes on from then. What had waited is not
// sent unless somebody says so.
func TestDisabledWebhooksGetNothing(t *testing.T) {
	h := openInstallation(t)
	r := newReceiver(t)
	e, secret := h.hook(t, r.URL)
	r.set(secret, func(string) int { return http.StatusInternalServerError })
	h.delivers(t)
	h.happens(t, model.ConnectionActivated, `{"n":"waits"}`)
	r.gets(t, 1)
	h.settled(t, e.ID, 1, 0, 0)
	able := func(yes bool) {
		t.Helper()
		h.clock.add(time.Second)
		h.able(t, e.ID, yes)
	}
	able(false)
	h.happens(t, model.ConnectionActivated, `{"n":"missed"}`)
	all, err := h.WebhookDeliveries(t.Context(), e.ID, "", 10)
	if err != nil || len(all) != 1 {
		t.Fatal(all, err)
	}
	if _, err := h.ResendWebhook(t.Context(), all[0].ID); err == nil {
		t.Error("it is sent to an endpoint that is disabled")
	}
	r.set(secret, nil)
	h.clock.add(time.Hour)
	able(true)
	h.happens(t, model.ConnectionActivated, `{"n":"from now on"}`)
	if got := r.gets(t, 1); got[0] != `{"n":"from now on"}` {
		t.Errorf("%q", got)
	}
	h.settled(t, e.ID, 0, 1, 2)
	if d, _, err := h.WebhookDelivery(t.Context(), all[0].ID); err != nil ||
		!strings.Contains(d.Last().Error, "disabled") {
		t.Errorf("%+v, %v", d, err)
	}
	if _, err := h.ResendWebhook(t.Context(), all[0].ID); err != nil {
		t.Fatal(err)
	}
	if got := r.gets(t, 1); got[0] != `{"n":"waits"}` {
		t.Errorf("%q", got)
	}
}

// Where nothing may be sent, nothing is; and one endpoint that does not answer holds up no other.
func TestWebhooksStandAlone(t *testing.T) {
	h := openInstallation(t)
	hangs := make(chan struct{})
	slow := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-hangs }))
	t.Cleanup(slow.Close)
	t.Cleanup(func() { close(hangs) })
	h.hook(t, slow.URL)
	private, _ := h.hook(t, "http://gatehouse-private.invalid/")
	r := newReceiver(t)
	redirecting, _ := h.hook(t, r.URL+"/redirect")
	good, secret := h.hook(t, r.URL)
	r.set(secret, nil)
	if _, err := h.UpdateWebhookEndpoint(t.Context(), redirecting.ID,
		model.WebhookPatch{Enabled: new(false)}); err != nil {
		t.Fatal(err)
	}
	h.delivers(t)
	h.happens(t, model.ConnectionActivated, bodies(20)...)
	r.gets(t, 20)
	h.settled(t, good.ID, 0, 0, 20)
	for {
		all, err := h.WebhookDeliveries(t.Context(), private.ID, "", 1)
		if err != nil {
			t.Fatal(err)
		}
		if len(all) > 0 && all[0].Tries > 0 {
			if a := all[0].Last(); a.Status != 0 || a.Error == "" {
				t.Errorf("%+v", a)
			}
			return
		}
		time.Sleep(5 * time.Millisecond) // the next look
	}
}
