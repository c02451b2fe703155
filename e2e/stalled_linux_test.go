package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// onTerminal starts the console of a member, and gives the ssh that it is seen through.
func (x *team) onTerminal(key string, columns, rows int) (*terminal, *os.Process) {
	x.t.Helper()
	pid := filepath.Join(x.t.TempDir(), "pid")
	// A shell that becomes ssh keeps its number.
	command := fmt.Sprintf("sh -c 'echo $$ >%s; exec ssh %s me@127.0.0.1'", pid, strings.Join(x.options(key), " "))
	screen := start(x.t, columns, rows, command)
	screen.sees("Sessions", "Staging", "? help")
	text, err := os.ReadFile(pid)
	if err != nil {
		x.t.Fatal(err)
	}
	n, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		x.t.Fatal(err)
	}
	client, err := os.FindProcess(n)
	if err != nil {
		x.t.Fatal(err)
	}
	return screen, client
}

// A client that is suspended holds up neither sign-ins nor other consoles, costs a bounded amount
// of memory, and shows the newest state once it goes on. One that is killed is gone at once.
func TestStalledClient(t *testing.T) {
	t.Parallel()
	need(t, "tmux")
	x := serveTeam(t)
	ada := x.key("ada")
	x.joins("ada@example.com", "support", ada)
	stalled, client := x.onTerminal(ada, 200, 50)
	other, killed := x.onTerminal(ada, 80, 24)
	signIn(t, x.base, "")
	before := residentKB(t, x.server.Pid)
	if err := client.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { client.Signal(syscall.SIGCONT) })
	stalled.press("?") // a key that waits, too
	const logins = 50
	for range logins {
		signIn(t, x.base, "")
	}
	other.sees(fmt.Sprintf("%d sessions", logins+1))
	after := residentKB(t, x.server.Pid)
	t.Logf("resident: %d MB before, %d MB after %d sign-ins", before>>10, after>>10, logins)
	if after-before > 64<<10 {
		t.Errorf("%d KB more are resident", after-before)
	}
	if err := client.Signal(syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	stalled.press("Escape")
	stalled.sees(fmt.Sprintf("%d sessions", logins+1))

	begun := time.Now()
	if err := killed.Kill(); err != nil {
		t.Fatal(err)
	}
	for x.connections() != 2 { // of the one that joined, and of the one that was stalled
		if time.Since(begun) > time.Minute {
			t.Fatalf("%d connections are open", x.connections())
		}
		time.Sleep(5 * time.Millisecond)
	}
	t.Logf("the connection of a killed client was closed after %v", time.Since(begun).Round(time.Millisecond))
}

// BenchmarkStalledClient measures how long sign-ins take beside a console whose client is
// suspended, and beside the same one while it goes on, in turns.
func BenchmarkStalledClient(b *testing.B) {
	need(b, "ssh", "ssh-keygen")
	const rate, some, turns = 50, 250, 4
	for b.Loop() {
		x := serveTeam(b)
		viewer := x.onlookers(b, x.member("ada", "support", "none"), 1)[0].client.Process
		signins := x.prepare(b, 2*turns*some)
		waits := map[syscall.Signal][]time.Duration{}
		for i := range 2 * turns {
			signal := []syscall.Signal{syscall.SIGCONT, syscall.SIGSTOP}[i%2]
			if err := viewer.Signal(signal); err != nil {
				b.Fatal(err)
			}
			signins.post(i*some, some, rate, nil)
			waits[signal] = append(waits[signal], signins.waited()...)
		}
		viewer.Signal(syscall.SIGCONT)
		if n := signins.taken.Load(); n != 2*turns*some {
			b.Fatalf("%d of %d sign-ins were taken", n, 2*turns*some)
		}
		for signal, name := range map[syscall.Signal]string{syscall.SIGCONT: "beside",
			syscall.SIGSTOP: "beside-stalled"} {
			slices.Sort(waits[signal])
			b.ReportMetric(float64(waits[signal][turns*some/2].Microseconds())/1000, "ms/login-"+name+"-p50")
			b.ReportMetric(float64(waits[signal][turns*some*99/100].Microseconds())/1000, "ms/login-"+name+"-p99")
		}
		b.ReportMetric(0, "ns/op")
	}
}

// connections counts those that the server has open with clients.
func (x *team) connections() int {
	x.t.Helper()
	port, err := strconv.Atoi(x.port)
	if err != nil {
		x.t.Fatal(err)
	}
	table, err := os.ReadFile("/proc/net/tcp")
	if err != nil {
		x.t.Fatal(err)
	}
	const established = "01"
	n := 0
	for line := range strings.Lines(string(table)) {
		fields := strings.Fields(line)
		if len(fields) > 3 && strings.HasSuffix(fields[1], fmt.Sprintf(":%04X", port)) && fields[3] == established {
			n++
		}
	}
	return n
}
