package benchmarks

import (
	"compress/flate"
	"encoding/base64"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"gatehouse/saml/idp"
)

// loginAt is where a whole login goes: it begins at Authorize, and ends with a token.
type loginAt struct {
	Address   string            `json:"address"`
	Authorize string            `json:"authorize"` // path and query
	TokenPath string            `json:"tokenPath"`
	Token     map[string]string `json:"token"` // what the code is exchanged with
}

// BenchmarkLogins plays whole logins of 64 users at once: authorize, the answer of the identity
// provider, the ACS, the token. The identity provider is in this process, and costs both the same;
// Gatehouse writes and syncs, SAML Jackson keeps its state in memory.
func BenchmarkLogins(b *testing.B) {
	if _, err := os.Stat("jackson/node_modules"); err != nil {
		b.Skip("SKIPPED: SAML Jackson is not installed: npm ci --ignore-scripts --prefix benchmarks/jackson; .ci/run " +
			"installs it")
	}
	provider, err := idp.New(idpEntity, "https://idp.example.com/sso", time.Now(), nil)
	check(b, err)
	metadata := filepath.Join(b.TempDir(), "idp.xml")
	check(b, os.WriteFile(metadata, provider.Metadata(), 0o600))
	ours := listener(b, "gatehouse", acsMetadata+"="+metadata)
	var oursAt, peerAt loginAt
	check(b, json.Unmarshal(ours.get(b, "/bench/login"), &oursAt))
	check(b, json.Unmarshal([]byte(firstLine(b, exec.Command("node", "jackson/server.mjs", metadata))), &peerAt))
	peer := &process{peerAt.Address}
	var speed, ratio, late, peerLate, over, used, driver []float64
	for b.Loop() {
		a, p := loginRound(b, ours, oursAt, provider, 4000), loginRound(b, peer, peerAt, provider, 600)
		speed, ratio = append(speed, a.perSecond), append(ratio, a.perSecond/p.perSecond)
		late, peerLate = append(late, a.p99), append(peerLate, p.p99)
		over = append(over, p.cpu.Seconds()/a.cpu.Seconds())
		used, driver = append(used, a.cpu.Seconds()*1000), append(driver, a.driver.Seconds()*1000)
	}
	b.ReportMetric(0, "ns/op") // of a round: means nothing
	b.ReportMetric(median(speed), "logins/s")
	b.ReportMetric(median(ratio), "x_jackson")
	b.ReportMetric(median(over), "x_jackson-cpu")
	b.ReportMetric(median(used), "ms-cpu/login")
	b.ReportMetric(median(driver), "driver-ms-cpu/login")
	b.ReportMetric(median(late), "ms-p99")
	b.ReportMetric(median(peerLate), "jackson-ms-p99")
}

// measuredLogins is what one round of logins gave.
type measuredLogins struct {
	measured
	driver time.Duration // processor time of this process, a login
	p99    float64       // milliseconds
}

// loginRound signs users in, 64 at once.
func loginRound(b *testing.B, at *process, to loginAt, provider *idp.Provider, logins int) measuredLogins {
	b.Helper()
	const users = 64
	client := &http.Client{
		Transport:     &http.Transport{MaxIdleConnsPerHost: users},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	defer client.CloseIdleConnections()
	took := make([]float64, logins)
	before, own, begun := at.usage(b), cpu(b), time.Now()
	var next atomic.Int64
	var all sync.WaitGroup
	failed := make(chan error, users)
	for range users {
		all.Go(func() {
			for i := next.Add(1) - 1; i < int64(logins); i = next.Add(1) - 1 {
				start := time.Now()
				if err := login(client, to, provider, int(i)); err != nil {
					failed <- err
					return
				}
				took[i] = time.Since(start).Seconds() * 1000
			}
		})
	}
	all.Wait()
	whole, own := time.Since(begun), cpu(b)-own
	after := at.usage(b)
	select {
	case err := <-failed:
		b.Fatal(err)
	default:
	}
	slices.Sort(took)
	return measuredLogins{
		measured: measured{float64(logins) / whole.Seconds(), (after.CPU - before.CPU) / time.Duration(logins)},
		driver:   own / time.Duration(logins), p99: took[logins*99/100],
	}
}

// login is one of them, from the app's link to its token.
func login(client *http.Client, to loginAt, provider *idp.Provider, user int) error {
	base := "http://" + to.Address
	asked, err := send(client, http.MethodGet, base+to.Authorize, nil, nil)
	if err != nil {
		return err
	}
	sent, err := url.Parse(asked.Header.Get("Location"))
	if err != nil {
		return err
	}
	request, err := readRequest(sent.Query())
	if err != nil {
		return fmt.Errorf("authorize answered %s to %s: %w", asked.Status, sent, err)
	}
	answer, err := provider.Respond(request, idp.Options{
		User: person(user, variants[0].groups), Now: time.Now(), Sign: variants[0].sign,
	})
	if err != nil {
		return err
	}
	posted, err := send(client, http.MethodPost, request.ACSURL, answer.Body(), asked.Cookies())
	if err != nil {
		return err
	}
	back, err := url.Parse(posted.Header.Get("Location"))
	if err != nil || back.Query().Get("code") == "" {
		return fmt.Errorf("the ACS answered %s to %s", posted.Status, back)
	}
	form := url.Values{"grant_type": {"authorization_code"}, "code": {back.Query().Get("code")}}
	for name, value := range to.Token {
		form.Set(name, value)
	}
	told, err := send(client, http.MethodPost, base+to.TokenPath, []byte(form.Encode()), nil)
	if err == nil && told.StatusCode != http.StatusOK {
		err = fmt.Errorf("the token endpoint answered %s", told.Status)
	}
	return err
}

// send asks for a page and reads it to its end.
func send(client *http.Client, method, address string, body []byte, cookies []*http.Cookie) (*http.Response, error) {
	r, err := http.NewRequest(method, address, strings.NewReader(string(body)))
	if err != nil {
		return nil, err
	}
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for _, c := range cookies {
		r.AddCookie(c)
	}
	answer, err := client.Do(r)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	_, err = io.Copy(io.Discard, answer.Body)
	return answer, err
}

// readRequest reads an AuthnRequest as the identity provider gets it.
func readRequest(query url.Values) (idp.Request, error) {
	compressed, err := base64.StdEncoding.DecodeString(query.Get("SAMLRequest"))
	if err != nil || len(compressed) == 0 {
		return idp.Request{}, errors.Join(errors.New("there is no SAMLRequest"), err)
	}
	var request struct {
		ID     string `xml:",attr"`
		ACS    string `xml:"AssertionConsumerServiceURL,attr"`
		Issuer string `xml:"urn:oasis:names:tc:SAML:2.0:assertion Issuer"`
	}
	if err := xml.NewDecoder(flate.NewReader(strings.NewReader(string(compressed)))).Decode(&request); err != nil {
		return idp.Request{}, err
	}
	return idp.Request{ID: request.ID, RelayState: query.Get("RelayState"), ACSURL: request.ACS,
		Audience: request.Issuer}, nil
}
