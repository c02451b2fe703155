package e2e

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"gatehouse/model"
)

// hooked is an instance that is killed, and a receiver that it tells of organizations.
type hooked struct {
	killable
	key, secret string
	receiver    *httptest.Server
	news        chan struct{}

	mu       sync.Mutex
	failures int                 // of an event, at most
	unsigned int                 // requests
	requests int                 // all that came
	failed   map[model.ID]int    // events by how often they were refused
	first    []model.ID          // events in the order in which they came first
	taken    map[string]bool     // organizations whose event was taken
	came     map[model.ID]bool   // events
	begun    map[string]struct{} // organizations that the API said it made
}

// receive checks the signature, and refuses half of what comes, though no event too often.
func (x *hooked) receive(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // the sender was killed
	}
	var event struct {
		ID   model.ID
		Data struct{ ID string }
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	x.requests++
	at, signature, _ := strings.Cut(strings.TrimPrefix(r.Header.Get("WorkOS-Signature"), "t="), ", v1=")
	mac := hmac.New(sha256.New, []byte(x.secret))
	fmt.Fprintf(mac, "%s.%s", at, body)
	if signature != hex.EncodeToString(mac.Sum(nil)) || json.Unmarshal(body, &event) != nil {
		x.unsigned++
		return
	}
	if !x.came[event.ID] {
		x.came[event.ID] = true
		x.first = append(x.first, event.ID)
	}
	if x.failed[event.ID] < x.failures && rand.N(2) == 0 {
		x.failed[event.ID]++
		w.WriteHeader(http.StatusInternalServerError)
	} else {
		x.taken[event.Data.ID] = true
	}
	select {
	case x.news <- struct{}{}:
	default:
	}
}

// make makes organizations until so many were made, whatever is killed meanwhile.
func (x *hooked) make(n int) {
	var group sync.WaitGroup
	for range 16 {
		group.Go(func() {
			for x.t.Context().Err() == nil {
				x.mu.Lock()
				enough := len(x.begun) >= n
				x.mu.Unlock()
				if enough {
					return
				}
				if id := x.makeOne(); id != "" {
					x.mu.Lock()
					x.begun[id] = struct{}{}
					x.mu.Unlock()
				}
			}
		})
	}
	group.Wait()
}

// makeOne gives the id of an organization, "" if nobody said that it was made.
func (x *hooked) makeOne() string {
	r, err := http.NewRequest(http.MethodPost, "http://"+x.address+"/organizations",
		bytes.NewReader([]byte(`{"name":"Foo"}`)))
	if err != nil {
		return ""
	}
	r.Header.Set("Authorization", "Bearer "+x.key)
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		time.Sleep(10 * time.Millisecond) // it is being started
		return ""
	}
	defer answer.Body.Close()
	var made struct{ ID string }
	if json.NewDecoder(answer.Body).Decode(&made) != nil || answer.StatusCode != http.StatusCreated {
		return ""
	}
	return made.ID
}

// until waits for something that the receiver knows.
func (x *hooked) until(what func() bool) {
	x.t.Helper()
	for {
		x.mu.Lock()
		done := what()
		x.mu.Unlock()
		if done {
			return
		}
		select {
		case <-x.news:
		case <-time.After(100 * time.Millisecond): // organizations were made
		case <-x.t.Context().Done():
			x.t.Fatal("it did not come to that")
		}
	}
}

// However often the instance is killed and whatever the receiver refuses, each event of what the
// API said was done is delivered at least once, signed, and first in the order of the events but
// for the eight that are under way. GATEHOUSE_SLOW=1 takes 10,000.
func TestWebhooksOutlastKills(t *testing.T) {
	t.Parallel()
	n, failures, kills := 100, 1, 2
	if os.Getenv("GATEHOUSE_SLOW") != "" {
		n, failures, kills = 10_000, 3, 6
	}
	x := &hooked{killable: killable{t: t, data: t.TempDir(), address: freeAddress(t)}, news: make(chan struct{}, 1),
		failures: failures, failed: map[model.ID]int{}, taken: map[string]bool{}, came: map[model.ID]bool{},
		begun: map[string]struct{}{}}
	x.receiver = httptest.NewServer(http.HandlerFunc(x.receive))
	t.Cleanup(x.receiver.Close)
	x.serve()
	t.Cleanup(func() { x.kill() })
	x.key = strings.TrimSpace(x.run("key", "create", "test"))
	x.secret = strings.TrimSpace(x.run("webhook", "add", x.receiver.URL, "--event", "organization.created"))
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		x.make(n)
	}()
	for kill := 1; kill <= kills; kill++ {
		x.until(func() bool { return len(x.taken) >= kill*n/(kills+1) })
		x.kill()
		x.serve()
	}
	<-ended
	x.until(func() bool {
		for id := range x.begun {
			if !x.taken[id] {
				return false
			}
		}
		return true
	})
	waiting := regexp.MustCompile(`"waiting": 0\b`)
	for !waiting.MatchString(x.run("webhook", "list", "--json")) {
		time.Sleep(50 * time.Millisecond) // the next look
	}
	x.server.Process.Signal(syscall.SIGTERM)
	x.server.Wait()
	if x.unsigned > 0 {
		t.Errorf("%d requests were not signed", x.unsigned)
	}
	x.checkOrder()
	refused := 0
	for _, n := range x.failed {
		refused += n
	}
	t.Logf("%d organizations, %d events, %d requests, %d of them refused, %d repeated after a kill", len(x.begun),
		len(x.came), x.requests, refused, x.requests-refused-len(x.came))
}

// checkOrder looks whether events came first in their order, but for those under way at once.
func (x *hooked) checkOrder() {
	position := func(id model.ID) uint64 { _, p, _ := model.ParseEventID(id); return p }
	sorted := slices.Clone(x.first)
	slices.SortFunc(sorted, func(a, b model.ID) int { return int(position(a)) - int(position(b)) })
	rank := map[model.ID]int{}
	for i, id := range sorted {
		rank[id] = i
	}
	for i, id := range x.first {
		if ahead := rank[id] - i; ahead > 8 {
			x.t.Errorf("event %s came %d ahead of its turn", id, ahead)
		}
	}
}

// BenchmarkLoginsBesideDeadWebhooks posts sign-ins without a webhook endpoint, and then beside
// twenty that take a connection and never answer. It reports by how much the answers to the
// sign-ins take longer.
func BenchmarkLoginsBesideDeadWebhooks(b *testing.B) {
	const rate, n = 50, 400
	hangs := make(chan struct{})
	dead := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-hangs }))
	defer dead.Close()
	defer close(hangs)
	for b.Loop() {
		x := serveTeam(b)
		signins := x.prepare(b, 3*n)
		signins.post(0, n, rate, nil) // warm
		signins.waited()
		signins.post(n, n, rate, nil)
		alone := signins.waited()
		for i := range model.MaxWebhookEndpoints {
			x.own("webhook", "add", fmt.Sprint(dead.URL, "/", i), "--event",
				"authentication.sso_succeeded,authentication.sso_started")
		}
		signins.post(2*n, n, rate, nil)
		beside := signins.waited()
		if signins.failed.Load() > 0 || len(alone) < n/2 || len(beside) < n/2 {
			b.Fatalf("%d and %d were answered, %d failed", len(alone), len(beside), signins.failed.Load())
		}
		slices.Sort(alone)
		slices.Sort(beside)
		at := func(all []time.Duration, part float64) float64 { return all[int(part*float64(len(all)-1))].Seconds() }
		b.ReportMetric(1000*at(alone, 0.5), "ms/alone-p50")
		b.ReportMetric(at(beside, 0.5)/at(alone, 0.5), "ratio-p50")
		b.ReportMetric(at(beside, 0.95)/at(alone, 0.95), "ratio-p95")
		b.ReportMetric(0, "ns/op")
	}
}
