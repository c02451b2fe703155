package e2e

import (
	"bufio"
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// serving is a server that a test measures.
type serving struct {
	cmd  *exec.Cmd
	base string
	data string
}

func serveFor(t *testing.T) *serving {
	t.Helper()
	s := &serving{data: t.TempDir()}
	address := freeAddress(t)
	s.base = "http://" + address
	s.cmd = exec.Command(build(t), "--data", s.data, "serve", "--listen", address)
	logs, err := s.cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		s.cmd.Process.Signal(syscall.SIGTERM)
		s.cmd.Wait()
	})
	lines := bufio.NewScanner(logs)
	for lines.Scan() {
		if strings.Contains(lines.Text(), `"msg":"listening"`) {
			break
		}
	}
	go func() { // ends with the process
		for lines.Scan() {
		}
	}()
	return s
}

func (s *serving) onDisk(t *testing.T) (bytes int64) {
	t.Helper()
	err := filepath.WalkDir(filepath.Join(s.data, "store"), func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err == nil {
			bytes += info.Sys().(*syscall.Stat_t).Blocks * 512
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return bytes
}

// TestMemoryUnderFlood posts what strangers can post and says what it costs.
func TestMemoryUnderFlood(t *testing.T) {
	if os.Getenv("GATEHOUSE_SLOW") == "" {
		t.Skip("SKIPPED: it posts 2 GiB: set GATEHOUSE_SLOW=1")
	}
	s := serveFor(t)
	noise := make([]byte, 800<<10)
	rand.Read(noise)
	body := []byte("SAMLResponse=" + base64.RawURLEncoding.EncodeToString(noise))[:1<<20]
	key := regexp.MustCompile(`acs/(\S+)`).FindStringSubmatch(command(t, s.data, "connection", "show",
		"Acme test sign-in"))[1]
	rest := residentKB(t, s.cmd.Process.Pid)
	for _, flood := range []struct {
		name, path  string
		posts, once int
	}{
		{"for an unknown key", "/sso/saml/acs/nobody", 1000, 8},
		{"for a connection", "/sso/saml/acs/" + key, 1000, 8},
		{"at once", "/sso/saml/acs/" + key, 200, 100},
	} {
		answers := map[int]int{}
		var mu sync.Mutex
		var all sync.WaitGroup
		next := make(chan struct{}, flood.posts)
		for range flood.posts {
			next <- struct{}{}
		}
		close(next)
		most := 0
		for range flood.once {
			all.Go(func() {
				for range next {
					status := 0
					if answer, err := http.Post(s.base+flood.path, "application/x-www-form-urlencoded",
						bytes.NewReader(body)); err == nil {
						status = answer.StatusCode
						answer.Body.Close()
					}
					kb := residentKB(t, s.cmd.Process.Pid)
					mu.Lock()
					answers[status]++
					most = max(most, kb)
					mu.Unlock()
				}
			})
		}
		all.Wait()
		after := residentKB(t, s.cmd.Process.Pid)
		t.Logf("%d posts of 1 MiB %s, %d at a time: answers %v; resident %d MB before, at most %d, %d after; %d "+
			"MB on disk",
			flood.posts, flood.name, flood.once, answers, rest>>10, most>>10, after>>10, s.onDisk(t)>>20)
		if most > 320<<10 {
			t.Errorf("%d MB were resident", most>>10)
		}
		if n := s.onDisk(t); n > 128<<20 {
			t.Errorf("%d MB are on disk", n>>20)
		}
	}
}

// BenchmarkBrowsing says what is resident while 50,000 sessions are filtered.
func BenchmarkBrowsing(b *testing.B) {
	n := 5_000
	if os.Getenv("GATEHOUSE_SLOW") != "" {
		n = 50_000
	}
	data := filled(b, n)
	path, err := binary()
	if err != nil {
		b.Fatal(err)
	}
	most := 0
	for b.Loop() {
		p := startPty(b, 160, 45, path, "--data", data, "--listen", "127.0.0.1:0")
		p.until(b, "me.example" /* of a row */)
		for _, filter := range []string{"nothing-like-it", "error:audience", "state:success", "user:user.42",
			"-state:failed"} {
			fmt.Fprintf(p.file, "/%s\r", filter)
			p.settle()
			p.file.WriteString("G")
			p.settle()
			most = max(most, residentKB(b, p.command.Process.Pid))
			p.file.WriteString("\x1b")
			time.Sleep(200 * time.Millisecond) // an escape alone, not the beginning of a sequence
		}
		p.end()
	}
	b.ReportMetric(float64(most)/1024, "MB-resident-at-most")
	b.ReportMetric(0, "ns/op")
	if most > 200<<10 {
		b.Errorf("%d MB were resident", most>>10)
	}
}
