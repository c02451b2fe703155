package benchmarks

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// scimAt is a directory that can be provisioned.
type scimAt struct {
	Address string `json:"address"`
	Token   string `json:"token"`
	client  *http.Client
}

const (
	scimUser = `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"user%[1]d@example.com",` +
		`"externalId":"id-%[1]d",` +
		`"name":{"givenName":"Given","familyName":"Family %[1]d"},"active":true,` +
		`"emails":[{"value":"user%[1]d@example.com","type":"work","primary":true}]}`
	scimGroup = `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":%q,"members":[%s]}`
	scimPatch = `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":%q,` +
		`"path":"members","value":[%s]}]}`
)

// ask sends a request and gives the id in its answer, if there is one.
func (s scimAt) ask(method, path, body string) (string, error) {
	r, err := http.NewRequest(method, s.Address+path, strings.NewReader(body))
	if err != nil {
		return "", err
	}
	r.Header.Set("Authorization", "Bearer "+s.Token)
	r.Header.Set("Content-Type", "application/scim+json")
	answer, err := s.client.Do(r)
	if err != nil {
		return "", err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode >= 300 {
		return "", fmt.Errorf("%s %s: %s %.200s: %w", method, path, answer.Status, text, err)
	}
	var made struct {
		ID string `json:"id"`
	}
	if len(text) == 0 {
		return "", nil
	}
	return made.ID, json.Unmarshal(text, &made)
}

// each does so many requests, 16 at once, and gives how long they took.
func each(b *testing.B, n int, do func(i int) error) time.Duration {
	b.Helper()
	var next atomic.Int64
	var all sync.WaitGroup
	failed := make(chan error, 16)
	begun := time.Now()
	for range cap(failed) {
		all.Go(func() {
			for i := next.Add(1) - 1; i < int64(n); i = next.Add(1) - 1 {
				if err := do(int(i)); err != nil {
					failed <- err
					return
				}
			}
		})
	}
	all.Wait()
	took := time.Since(begun)
	select {
	case err := <-failed:
		b.Fatal(err)
	default:
	}
	return took
}

// users makes so many users, and gives their ids.
func (s scimAt) users(b *testing.B, from, n int) (ids []string, took time.Duration) {
	b.Helper()
	ids = make([]string, n)
	took = each(b, n, func(i int) (err error) {
		ids[i], err = s.ask(http.MethodPost, "/Users", fmt.Sprintf(scimUser, from+i))
		return err
	})
	return ids, took
}

// members are values for the ids of users.
func members(ids []string) string {
	return `{"value":"` + strings.Join(ids, `"},{"value":"`) + `"}`
}

// comeAndGo adds a member to a group, and removes it, in turns, and gives the milliseconds of a request.
func (s scimAt) comeAndGo(b *testing.B, group, user string, times int) float64 {
	b.Helper()
	begun := time.Now()
	for i := range times {
		body := fmt.Sprintf(scimPatch, []string{"add", "remove"}[i%2], members([]string{user}))
		_, err := s.ask(http.MethodPatch, group, body)
		check(b, err)
	}
	return time.Since(begun).Seconds() * 1000 / float64(times)
}

func directoryOf(b *testing.B, p *process) (s scimAt) {
	b.Helper()
	check(b, json.Unmarshal(p.get(b, "/bench/scim"), &s))
	s.client = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 16}}
	return s
}

// BenchmarkProvisioning adds a member to a group of 10,000, and makes users, beside SCIMMY on Node, whose state is in
// memory. Gatehouse writes and syncs.
func BenchmarkProvisioning(b *testing.B) {
	if _, err := os.Stat("scimmy/node_modules"); err != nil {
		b.Skip("SKIPPED: SCIMMY is not installed: npm ci --ignore-scripts --prefix benchmarks/scimmy; .ci/run " +
			"installs it")
	}
	ours := directoryOf(b, listener(b, "gatehouse"))
	peer := scimAt{client: ours.client}
	check(b, json.Unmarshal([]byte(firstLine(b, exec.Command("node", "scimmy/server.mjs"))), &peer))
	ids, _ := ours.users(b, 0, 10_001)
	group := func(s scimAt) string {
		id, err := s.ask(http.MethodPost, "/Groups", fmt.Sprintf(scimGroup, "Everybody", members(ids[:10_000])))
		check(b, err)
		return "/Groups/" + id
	}
	oursAt, peerAt := group(ours), group(peer)
	var member, memberRatio, perSecond, ratio []float64
	made := 20_000
	for b.Loop() {
		a, p := ours.comeAndGo(b, oursAt, ids[10_000], 100), peer.comeAndGo(b, peerAt, ids[10_000], 2)
		member, memberRatio = append(member, a), append(memberRatio, p/a)
		_, took := ours.users(b, made, 4000)
		_, peerTook := peer.users(b, made, 200)
		made += 4000
		perSecond = append(perSecond, 4000/took.Seconds())
		ratio = append(ratio, 4000/took.Seconds()/(200/peerTook.Seconds()))
	}
	b.ReportMetric(0, "ns/op") // of a round: means nothing
	b.ReportMetric(median(member), "ms/member")
	b.ReportMetric(median(memberRatio), "x_scimmy-member")
	b.ReportMetric(median(perSecond), "users/s")
	b.ReportMetric(median(ratio), "x_scimmy-users")
}

// BenchmarkInitialSync provisions a large customer as a provider does, 16 requests at once: 50,000 users, 5,000 groups,
// and 50 members for each of them in a request of its own.
func BenchmarkInitialSync(b *testing.B) {
	const people, groups, each50 = 50_000, 5_000, 50
	var users, made, joined, whole, resident []float64
	for b.Loop() {
		p := listener(b, "gatehouse")
		s := directoryOf(b, p)
		ids, usersTook := s.users(b, 0, people)
		paths := make([]string, groups)
		groupsTook := each(b, groups, func(i int) error {
			id, err := s.ask(http.MethodPost, "/Groups", fmt.Sprintf(scimGroup, fmt.Sprintf("Group %d", i), ""))
			paths[i] = "/Groups/" + id
			return err
		})
		membersTook := each(b, groups, func(i int) error {
			in := make([]string, each50)
			for k := range in {
				in[k] = ids[(i*each50+k)%people]
			}
			_, err := s.ask(http.MethodPatch, paths[i], fmt.Sprintf(scimPatch, "add", members(in)))
			return err
		})
		users = append(users, people/usersTook.Seconds())
		made = append(made, groups/groupsTook.Seconds())
		joined = append(joined, groups*each50/membersTook.Seconds())
		whole = append(whole, (usersTook + groupsTook + membersTook).Seconds())
		resident = append(resident, p.usage(b).Resident)
	}
	b.ReportMetric(0, "ns/op") // of a round: means nothing
	b.ReportMetric(median(users), "users/s")
	b.ReportMetric(median(made), "groups/s")
	b.ReportMetric(median(joined), "memberships/s")
	b.ReportMetric(median(whole), "s/sync")
	b.ReportMetric(median(resident), "MiB-resident")
}
