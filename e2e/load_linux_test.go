package e2e

import (
	"io"
	"os"
	"os/exec"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/creack/pty"
	"golang.org/x/sync/errgroup"
)

// letters are what is typed: none stands on a screen already, so each is seen for the first time.
const letters = "абвгдежзийклмнопрстуфхцчшщъыьэюяαβγδεζηθικλμνξοπρστυφχψω"

// onlooker is somebody at a console, through a real ssh in a terminal.
type onlooker struct {
	client *exec.Cmd
	keys   *os.File
	screen *stream
}

func (x *team) looks(key string) (*onlooker, error) {
	o := &onlooker{client: exec.Command("ssh", append(x.options(key), "-tt", "me@127.0.0.1")...),
		screen: &stream{news: make(chan struct{}, 1)}}
	o.client.Env = append(os.Environ(), "TERM=xterm-256color")
	var err error
	o.keys, err = pty.StartWithSize(o.client, &pty.Winsize{Cols: 120, Rows: 40})
	if err == nil {
		go io.Copy(o.screen, o.keys) // ends with the client
	}
	return o, err
}

func (o *onlooker) end() { o.client.Process.Kill(); o.client.Wait(); o.keys.Close() }

// types presses a key and gives the time until its letter stands on the screen.
func (o *onlooker) types(letter string) (time.Duration, error) {
	before, begun := len(o.screen.String()), time.Now()
	if _, err := io.WriteString(o.keys, letter); err != nil {
		return 0, err
	}
	err := o.screen.await(before, letter)
	return time.Since(begun), err
}

// moves steps down and up again, and gives the bytes that each step takes.
func (o *onlooker) moves(b *testing.B) (step int) {
	b.Helper()
	const steps = 20
	before := len(o.screen.String())
	for i := range steps {
		at := len(o.screen.String())
		io.WriteString(o.keys, string("jk"[i%2]))
		o.screen.seesAfter(b, at, "\x1b[7m") // the row of the cursor
	}
	return (len(o.screen.String()) - before) / steps
}

// BenchmarkConsoles has many people type at consoles over SSH while sign-ins arrive: no key is
// lost, neither of those that are typed nor of those that are pasted. GATEHOUSE_SLOW=1 takes 50
// people and 200 sign-ins in a second.
func BenchmarkConsoles(b *testing.B) {
	need(b, "ssh", "ssh-keygen")
	people, rate := 8, 40
	if os.Getenv("GATEHOUSE_SLOW") != "" {
		people, rate = 50, 200
	}
	for b.Loop() {
		x := serveTeam(b)
		key := x.member("ada", "support", "none")
		signins := x.prepare(b, rate*20)
		signIn(b, x.base, "")
		signIn(b, x.base, "")
		before := residentKB(b, x.server.Pid)
		all := x.onlookers(b, key, people)
		looked := residentKB(b, x.server.Pid)
		step := all[0].moves(b)

		stop, posted := make(chan struct{}), make(chan int)
		begun := time.Now()
		go func() { posted <- signins.post(0, len(signins.bodies), rate, stop) }()
		waits, err := typeAt(all)
		took := time.Since(begun)
		close(stop)
		n := <-posted
		if err != nil || signins.failed.Load() > 0 {
			b.Fatalf("%d sign-ins failed, %v", signins.failed.Load(), err)
		}
		b.ReportMetric(float64(looked-before)/float64(people), "KB-resident/console")
		b.ReportMetric(float64(residentKB(b, x.server.Pid))/1024, "MB-resident")
		b.ReportMetric(float64(step), "B/step")
		b.ReportMetric(float64(waits[len(waits)/2].Microseconds())/1000, "ms/key-p50")
		b.ReportMetric(float64(waits[len(waits)*99/100].Microseconds())/1000, "ms/key-p99")
		b.ReportMetric(float64(n)/took.Seconds(), "logins-posted/s")
		b.ReportMetric(float64(signins.turnedAway.Load()), "turned-away")
		b.ReportMetric(0, "ns/op")
	}
}

// onlookers opens consoles one after another: as many as prove themselves at once are bounded.
func (x *team) onlookers(b *testing.B, key string, n int) (all []*onlooker) {
	b.Helper()
	for range n {
		o, err := x.looks(key)
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(o.end)
		o.screen.sees(b, " help")
		all = append(all, o)
	}
	return all
}

// typeAt types at all consoles at once, and gives how long the keys took to be seen, in order.
func typeAt(all []*onlooker) (waits []time.Duration, err error) {
	var mu sync.Mutex
	var typing errgroup.Group
	for _, o := range all {
		typing.Go(func() error {
			own, err := o.typesAll()
			mu.Lock()
			defer mu.Unlock()
			waits = append(waits, own...)
			return err
		})
	}
	err = typing.Wait()
	slices.Sort(waits)
	return waits, err
}

// typesAll types letters into the filter, about ten in a second, pastes as many, and looks whether
// all of them have arrived. It gives how long each took to be seen.
func (o *onlooker) typesAll() (waits []time.Duration, err error) {
	all := []rune(letters)
	io.WriteString(o.keys, "/")
	for _, letter := range all[:len(all)/2] {
		took, err := o.types(string(letter))
		if err != nil {
			return nil, err
		}
		waits = append(waits, took)
		time.Sleep(100 * time.Millisecond) // as a person pauses
	}
	io.WriteString(o.keys, string(all[len(all)/2:]))
	if err := o.screen.await(0, string(all[len(all)-1])); err != nil {
		return nil, err
	}
	before := len(o.screen.String())
	if err := pty.Setsize(o.keys, &pty.Winsize{Cols: 121, Rows: 40}); err != nil { // all is drawn anew
		return nil, err
	}
	return waits, o.screen.await(before, letters)
}
