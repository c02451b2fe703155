package e2e

import (
	"bytes"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"gatehouse/saml/idp"
	"gatehouse/web/webtest"
)

// logins are sound responses that are posted to the ACS, and what became of them.
type logins struct {
	acs    string
	bodies [][]byte

	taken, turnedAway, failed atomic.Int64

	mu    sync.Mutex
	waits []time.Duration // for the answers to those that were taken
}

// prepare makes a customer whose identity provider signs so many responses.
func (x *team) prepare(b *testing.B, n int) *logins {
	b.Helper()
	provider := webtest.NewIdP(b, time.Now)
	metadata := filepath.Join(x.dir, "metadata.xml")
	if err := os.WriteFile(metadata, provider.Metadata(), 0o600); err != nil {
		b.Fatal(err)
	}
	x.own("setup-org", "Umbrella", "--domain", "umbrella.example", "--metadata", metadata, "--on", "allow_unsolicited")
	shown := x.own("connection", "show", "Umbrella")
	l := &logins{acs: regexp.MustCompile(`http://\S+/sso/saml/acs/\S+`).FindString(shown), bodies: make([][]byte, n)}
	ours := regexp.MustCompile(`entityID="([^"]+)"`)
	answer, err := http.Get(regexp.MustCompile(`http://\S+/sso/saml/metadata/\S+`).FindString(shown))
	if err != nil {
		b.Fatal(err)
	}
	defer answer.Body.Close()
	document, err := io.ReadAll(answer.Body)
	if err != nil || !ours.Match(document) {
		b.Fatalf("%s, %v", document, err)
	}
	var group errgroup.Group
	group.SetLimit(4)
	for i := range l.bodies {
		group.Go(func() error {
			form, err := provider.Respond(idp.Request{ACSURL: l.acs, Audience: string(ours.FindSubmatch(document)[1])},
				idp.Options{User: idp.DefaultUser("umbrella.example"), Now: time.Now()})
			l.bodies[i] = form.Body()
			return err
		})
	}
	if err := group.Wait(); err != nil {
		b.Fatal(err)
	}
	return l
}

// post posts so many of them in a second, from one of them on, until they are all posted or it is
// stopped. It gives how many it posted, and returns when all are answered. One that is late is
// posted at once: the rate holds whatever else runs.
func (l *logins) post(from, n, rate int, stop <-chan struct{}) (posted int) {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}, Timeout: 30 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	defer client.CloseIdleConnections()
	var under sync.WaitGroup
	defer under.Wait()
	begun := time.Now()
	for i, body := range l.bodies[from : from+n] {
		select {
		case <-stop:
			return i
		case <-time.After(time.Until(begun.Add(time.Second * time.Duration(i) / time.Duration(rate)))):
		}
		under.Go(func() { l.one(client, body) })
	}
	return n
}

// one posts one, and takes note of what it was answered.
func (l *logins) one(client *http.Client, body []byte) {
	begun := time.Now()
	answer, err := client.Post(l.acs, "application/x-www-form-urlencoded", bytes.NewReader(body))
	if err != nil {
		l.failed.Add(1)
		return
	}
	answer.Body.Close()
	switch answer.StatusCode {
	case http.StatusFound, http.StatusSeeOther:
		l.taken.Add(1)
		l.mu.Lock()
		defer l.mu.Unlock()
		l.waits = append(l.waits, time.Since(begun))
	case http.StatusServiceUnavailable: // more than this machine can judge
		l.turnedAway.Add(1)
	default:
		l.failed.Add(1)
	}
}

// waited gives how long the answers took that have come since it was last asked.
func (l *logins) waited() []time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	waits := l.waits
	l.waits = nil
	return waits
}
