package benchmarks

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// BenchmarkACS posts responses over HTTP, each one to be verified and on disk
// before it is answered. The listeners are processes of their own, on the same
// machine as the browsers; they take turns, so that what slows the machine slows
// all of them.
func BenchmarkACS(b *testing.B) {
	ours, peer, floor := listener(b, "gatehouse"), listener(b, "crewjam"), listener(b, "floor")
	for _, c := range []struct{ connections, posts int }{{1, 300}, {16, 1500}, {64, 1500}, {256, 2000}} {
		b.Run(fmt.Sprintf("%d", c.connections), func(b *testing.B) {
			var speed, ratio, used, least, over []float64
			for b.Loop() {
				a, p := ours.round(b, c.connections, c.posts), peer.round(b, c.connections, c.posts/2)
				f := floor.round(b, c.connections, c.posts/2)
				speed, ratio = append(speed, a.perSecond), append(ratio, a.perSecond/p.perSecond)
				used, least = append(used, a.cpu.Seconds()*1000), append(least, f.cpu.Seconds()*1000)
				over = append(over, a.cpu.Seconds()/f.cpu.Seconds())
			}
			b.ReportMetric(0, "ns/op") // of a round: means nothing
			b.ReportMetric(median(speed), "responses/s")
			b.ReportMetric(median(ratio), "x_crewjam")
			b.ReportMetric(median(used), "ms-cpu/response")
			b.ReportMetric(median(least), "floor-ms-cpu/response")
			b.ReportMetric(median(over), "x_floor-cpu")
			b.ReportMetric(ours.usage(b).Resident, "MiB")
		})
	}
}

// process is a listener that runs as a process.
type process struct{ address string }

// usage is what a listener has used up.
type usage struct {
	CPU      time.Duration
	Resident float64 // MiB
}

func listener(b *testing.B, kind string, environ ...string) *process {
	b.Helper()
	self, err := os.Executable()
	check(b, err)
	cmd := exec.Command(self)
	cmd.Env = append(append(os.Environ(), acsListener+"="+kind, acsDirectory+"="+b.TempDir()), environ...)
	if kind == "gatehouse" {
		cmd.Env = append(cmd.Env, "GOGC=50", "GOMEMLIMIT=256MiB") // as the command sets them
	}
	return &process{strings.TrimSpace(firstLine(b, cmd))}
}

// firstLine starts a program that runs until the benchmark ends, and reads what it prints first.
func firstLine(b *testing.B, cmd *exec.Cmd) string {
	b.Helper()
	cmd.Stderr = os.Stderr
	input, err := cmd.StdinPipe()
	check(b, err)
	output, err := cmd.StdoutPipe()
	check(b, err)
	check(b, cmd.Start())
	b.Cleanup(func() {
		input.Close() // it ends with its input
		cmd.Wait()
	})
	line, err := bufio.NewReader(output).ReadString('\n')
	check(b, err)
	return line
}

func (p *process) get(b *testing.B, path string) []byte {
	b.Helper()
	r, err := http.Get("http://" + p.address + path)
	check(b, err)
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	check(b, err)
	if r.StatusCode != http.StatusOK {
		b.Fatalf("%s: %d %s", path, r.StatusCode, body)
	}
	return body
}

func (p *process) usage(b *testing.B) (u usage) {
	b.Helper()
	check(b, json.Unmarshal(p.get(b, "/bench/usage"), &u))
	return u
}

// measured is what one round gave.
type measured struct {
	perSecond float64
	cpu       time.Duration // of the listener, a response
}

// round posts as many responses over as many connections.
func (p *process) round(b *testing.B, connections, posts int) measured {
	b.Helper()
	path := strings.TrimSpace(string(p.get(b, "/bench/acs")))
	requests := bytes.Split(bytes.TrimSpace(p.get(b, fmt.Sprintf("/bench/forms?n=%d", posts))), []byte("\n"))
	for i, form := range requests {
		head := fmt.Sprintf("POST %s HTTP/1.1\r\nHost: %s\r\nContent-Type: "+
			"application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n",
			path, p.address, len(form))
		requests[i] = append([]byte(head), form...)
	}
	browsers := make([]net.Conn, connections)
	for i := range browsers {
		var err error
		browsers[i], err = net.Dial("tcp", p.address)
		check(b, err)
	}
	before, begun := p.usage(b), time.Now()
	var next atomic.Int64
	var all sync.WaitGroup
	failed := make(chan error, connections)
	for _, browser := range browsers {
		all.Go(func() {
			answers := bufio.NewReader(browser)
			for i := next.Add(1) - 1; i < int64(posts); i = next.Add(1) - 1 {
				if err := post(browser, answers, requests[i]); err != nil {
					failed <- err
					return
				}
			}
		})
	}
	all.Wait()
	took := time.Since(begun)
	after := p.usage(b)
	for _, browser := range browsers {
		browser.Close()
	}
	select {
	case err := <-failed:
		b.Fatal(err)
	default:
	}
	return measured{float64(posts) / took.Seconds(), (after.CPU - before.CPU) / time.Duration(posts)}
}

// post sends one response and reads the answer, which must sign somebody in.
func post(browser net.Conn, answers *bufio.Reader, request []byte) error {
	if _, err := browser.Write(request); err != nil {
		return err
	}
	answer, err := http.ReadResponse(answers, nil)
	if err != nil {
		return err
	}
	page, err := io.ReadAll(answer.Body)
	answer.Body.Close()
	if err == nil && (answer.StatusCode != http.StatusFound ||
		!strings.Contains(answer.Header.Get("Location"), "code=")) {
		err = fmt.Errorf("the answer is %s %s: %.300s", answer.Status, answer.Header.Get("Location"), page)
	}
	return err
}
