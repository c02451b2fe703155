package app_test

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"filippo.io/age"

	"gatehouse/app"
	"gatehouse/backupfile"
	"gatehouse/cli"
	"gatehouse/internal/testkeys"
	"gatehouse/model"
	"gatehouse/service"
	"gatehouse/testclient"
)

// desk is an instance on a data directory, and the commands of its owner.
type desk struct {
	t    *testing.T
	data string
	dir  string // where files are
	to   string // recipient of back-ups
	app  *app.App
	stop func()

	mu       sync.Mutex
	answered []model.ID // sign-ins whose last page came
}

func options(data string) app.Config {
	return app.Config{Options: cli.Options{Listen: "127.0.0.1:0", Data: data},
		Services: service.Options{NewRSA: testkeys.Ours}}
}

// openDesk starts an instance and returns when it answers commands.
func openDesk(t *testing.T, data string) *desk {
	t.Helper()
	a, err := app.Open(t.Context(), options(data))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- a.Run(ctx) }()
	d := &desk{t: t, data: data, dir: t.TempDir(), app: a}
	d.stop = sync.OnceFunc(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(d.stop)
	return d
}

// run runs a command beside the instance, which reaches it over its socket.
func (d *desk) run(args ...string) string {
	d.t.Helper()
	var out, err bytes.Buffer
	open := func(ctx context.Context, data string) (*service.Services, func() error, error) {
		return app.OpenServices(ctx, options(data))
	}
	code := cli.Run(d.t.Context(), cli.Streams{In: strings.NewReader(""), Out: &out, Err: &err, Dir: d.dir},
		cli.Doors{Open: open, Restore: app.Restore, VerifyBackups: app.VerifyBackups},
		append([]string{"--data", d.data}, args...))
	if code != 0 {
		d.t.Fatalf("%v: exit %d: %s%s", args, code, out.String(), err.String())
	}
	return out.String()
}

func (d *desk) size(file string) int64 {
	d.t.Helper()
	info, err := os.Stat(filepath.Join(d.dir, file))
	if err != nil {
		d.t.Fatal(err)
	}
	return info.Size()
}

// signIn plays a sign-in and notes it when its last page came.
func (d *desk) signIn(ctx context.Context) {
	browser, err := testclient.New(d.app.Services.BaseURL, d.app.Address())
	if err != nil {
		d.t.Error(err)
		return
	}
	r, err := browser.SignIn(ctx, testclient.SignIn{})
	if err != nil || r.Session() == "" {
		d.t.Errorf("a sign-in: %+v, %v", r, err)
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.answered = append(d.answered, r.Session())
}

// signIns plays so many, some at once.
func (d *desk) signIns(n int) {
	var group sync.WaitGroup
	turns := make(chan struct{})
	for range 4 {
		group.Go(func() {
			for range turns {
				d.signIn(d.t.Context())
			}
		})
	}
	for range n {
		turns <- struct{}{}
	}
	close(turns)
	group.Wait()
}

// load plays sign-ins until it is stopped.
func (d *desk) load() (stop func()) {
	var group sync.WaitGroup
	ended := make(chan struct{})
	for range 4 {
		group.Go(func() {
			for {
				select {
				case <-ended:
					return
				default:
					d.signIn(context.Background())
				}
			}
		})
	}
	return sync.OnceFunc(func() { close(ended); group.Wait() })
}

func (d *desk) sofar() []model.ID {
	d.mu.Lock()
	defer d.mu.Unlock()
	return append([]model.ID(nil), d.answered...)
}

// newKey makes a key for back-ups in the desk's folder.
func (d *desk) newKey() {
	d.to = strings.TrimSpace(d.run("backup", "keygen", "key.txt"))
	if _, err := age.ParseX25519Recipient(d.to); err != nil {
		d.t.Fatal(err)
	}
}

// holds fails unless sessions are there with all that belongs to them.
func (d *desk) holds(data string, sessions []model.ID) {
	d.t.Helper()
	services, closeStore, err := app.OpenServices(d.t.Context(), options(data))
	if err != nil {
		d.t.Fatal(err)
	}
	defer func() {
		if err := closeStore(); err != nil {
			d.t.Error(err)
		}
	}()
	owner := services.For(cli.Owner(model.ViaCommand))
	for _, id := range sessions {
		s, err := owner.Session(d.t.Context(), id)
		if err != nil || s.State != model.Successful {
			d.t.Errorf("session %s is %q: %v", id, s.State, err)
			continue
		}
		if r, err := owner.Receipts(d.t.Context(), id); err != nil || len(r) != 1 || len(r[0].Body) == 0 {
			d.t.Errorf("session %s: %d receipts: %v", id, len(r), err)
		}
	}
}

// A back-up under load holds every sign-in that was answered before it was begun; what
// is restored of it elsewhere signs people in.
func TestBackUpUnderLoad(t *testing.T) {
	t.Parallel()
	d := openDesk(t, t.TempDir())
	d.newKey()
	d.signIns(20)
	stop := d.load()
	defer stop()
	var before [2][]model.ID
	before[0] = d.sofar()
	d.run("backup", "--recipient", d.to, "all.backup")
	d.signIns(8)
	before[1] = d.sofar()
	d.run("backup", "--recipient", d.to, "--since", "all.backup", "more.backup")
	stop()

	elsewhere := filepath.Join(t.TempDir(), "elsewhere")
	for i, files := range [][]string{{"all.backup"}, {"all.backup", "more.backup"}} {
		there := elsewhere + strings.Join(files, "")
		r := &desk{t: t, data: there, dir: d.dir}
		r.run(append([]string{"restore", "--identity", "key.txt"}, files...)...)
		r.holds(there, before[i])
		if out := r.run("audit", "verify"); !strings.Contains(out, "The log is whole") {
			t.Error(out)
		}
		again := openDesk(t, there)
		again.signIns(2)
		again.stop()
		again.holds(there, again.sofar())
	}
	if out := d.run("backup", "verify", "--identity", "key.txt", "all.backup",
		"more.backup"); !strings.Contains(out, "whole") {
		t.Error(out)
	}
}

// What follows on a back-up is as large as what happened since.
func TestSizeOfABackUp(t *testing.T) {
	t.Parallel()
	first, more := 150, 50
	if os.Getenv("GATEHOUSE_SLOW") != "" {
		first, more = 2000, 1000
	}
	d := openDesk(t, t.TempDir())
	d.newKey()
	d.signIns(first)
	d.run("backup", "--recipient", d.to, "base.backup")
	d.signIns(more)
	d.run("backup", "--recipient", d.to, "--since", "base.backup", "more.backup")
	d.run("backup", "--recipient", d.to, "--since", "more.backup", "nothing.backup")
	d.run("backup", "--recipient", d.to, "all.backup")
	all, since, nothing := d.size("all.backup"), d.size("more.backup"), d.size("nothing.backup")
	share := float64(since) / float64(all)
	t.Logf("%d sign-ins: %d bytes; the last %d of them: %d bytes (%.3f); nothing more: %d", first+more, all, more,
		since, share, nothing)
	if want := float64(more) / float64(first+more); share < want*0.7 || share > want*1.3 {
		t.Errorf("%d of %d sign-ins are %.3f of a back-up, want about %.3f", more, first+more, share, want)
	}
	if nothing > 20<<10 {
		t.Errorf("nothing is %d bytes", nothing)
	}
}

// A back-up that was cut or changed anywhere is refused, and leaves nothing where it was to be
// restored.
func TestDamagedBackUp(t *testing.T) {
	t.Parallel()
	d := openDesk(t, t.TempDir())
	d.newKey()
	d.run("backup", "--recipient", d.to, "whole.backup")
	whole, err := os.ReadFile(filepath.Join(d.dir, "whole.backup"))
	if err != nil {
		t.Fatal(err)
	}
	key, err := os.ReadFile(filepath.Join(d.dir, "key.txt"))
	if err != nil {
		t.Fatal(err)
	}
	keys, err := age.ParseIdentities(bytes.NewReader(key))
	if err != nil {
		t.Fatal(err)
	}
	for _, at := range []int{0, 30, 200, 500, len(whole) / 2, len(whole) - 1} {
		changed := bytes.Clone(whole)
		changed[at] ^= 1
		for name, file := range map[string][]byte{"cut": whole[:at], "changed": changed} {
			data := filepath.Join(t.TempDir(), "data")
			all := []cli.Backup{{Name: name, Content: bytes.NewReader(file)}}
			_, err := app.Restore(t.Context(), data, all, keys)
			if !errors.Is(err, backupfile.ErrUnfit) {
				t.Errorf("%s at %d of %d: %v", name, at, len(whole), err)
			}
			if _, err := os.Stat(data); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("%s at %d: something is left: %v", name, at, err)
			}
		}
	}
}
