package cli_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/signal"
	"path/filepath"
	"runtime/debug"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"gatehouse/app"
	"gatehouse/cli"
	"gatehouse/internal/testkeys"
	"gatehouse/model"
	"gatehouse/saml/idp"
	"gatehouse/seal"
	"gatehouse/service"
	"gatehouse/socket"
	"gatehouse/storage"
	"gatehouse/storage/memory"
)

// TestMain lets the scripts run this binary as gatehouse.
func TestMain(m *testing.M) {
	debug.SetGCPercent(200) // each opened store makes some tens of megabytes of garbage
	testscript.Main(m, map[string]func(){"gatehouse": gatehouse})
}

func gatehouse() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	dir, err := os.Getwd()
	if err != nil {
		panic(err)
	}
	os.Exit(cli.Run(ctx, cli.Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Dir: dir},
		doors, os.Args[1:]))
}

var doors = cli.Doors{Open: open, Console: serve, Serve: serve, Develop: develop, Restore: app.Restore,
	VerifyBackups: app.VerifyBackups, Reset: app.Reset}

// run ARGUMENTS is exec gatehouse without a process of its own, which would take most of its
// time. It knows the data directory, the standard input from FILE if its first argument is <FILE,
// and nothing else of the script's environment: what needs that says exec gatehouse, and so does
// __complete, which has to be the first argument.
func run(ts *testscript.TestScript, neg bool, args []string) {
	streams := cli.Streams{In: strings.NewReader(""), Out: ts.Stdout(), Err: ts.Stderr(), Dir: ts.MkAbs(".")}
	if file, ok := strings.CutPrefix(args[0], "<"); ok {
		streams.In, args = strings.NewReader(ts.ReadFile(file)), args[1:]
	}
	args = append([]string{"--data", ts.Getenv("GATEHOUSE_DATA")}, args...)
	d := doors
	d.Open = storesOf(ts).open
	code := cli.Run(context.Background(), streams, d, args)
	if neg == (code == 0) {
		ts.Fatalf("the exit code is %d", code)
	}
}

// stores are those that a script's commands find, one for each data directory, as if each
// command had opened the directory. They are in memory, unless the script says disk.
type stores struct {
	disk     bool
	inMemory map[string]service.Options
}

func storesOf(ts *testscript.TestScript) *stores { return ts.Value("stores").(*stores) }

// disk lets processes share the data directories of a script, and restores make them.
func disk(ts *testscript.TestScript, _ bool, _ []string) { storesOf(ts).disk = true }

func (x *stores) open(ctx context.Context, data string) (*service.Services, func() error, error) {
	if x.disk {
		return open(ctx, data)
	}
	if _, ok := x.inMemory[data]; !ok {
		if err := os.MkdirAll(cli.StoreDir(data), 0o700); err != nil {
			return nil, nil, err
		}
		secrets, err := seal.LoadSealer(cli.KeyFile(data))
		if err != nil {
			return nil, nil, err
		}
		x.inMemory[data] = service.Options{Store: kept{memory.Open()}, Secrets: secrets}
	}
	return openServices(ctx, data, x.inMemory[data])
}

// kept is a store that the next command finds as this one left it.
type kept struct{ storage.Store }

func (kept) Close() error { return nil }

// open gives the services of a data directory, whose DNS is the file zone in it.
func open(ctx context.Context, data string) (*service.Services, func() error, error) {
	return openServices(ctx, data, service.Options{})
}

func openServices(ctx context.Context, data string, o service.Options) (*service.Services, func() error, error) {
	o.Resolver, o.NewRSA = zone(filepath.Join(data, "zone")), testkeys.Ours
	return app.OpenServices(ctx, app.Config{Options: cli.Options{Data: data}, Services: o})
}

// serve holds the data directory and answers commands, as a running instance
// does.
func serve(ctx context.Context, o cli.Options) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	services, closeStore, err := open(ctx, o.Data)
	if err != nil {
		return err
	}
	given, err := json.Marshal(o)
	if err == nil {
		err = os.WriteFile(filepath.Join(o.Data, "options"), given, 0o600) // for scripts to look at
	}
	if err != nil {
		return errors.Join(err, closeStore())
	}
	return errors.Join(socket.Serve(ctx, cli.SocketFile(o.Data),
		cli.Instance{Services: services, Data: o.Data, Who: cli.Owner, Stop: stop, LogLevel: &slog.LevelVar{}}.Answer,
		slog.New(slog.DiscardHandler)), closeStore())
}

// develop is [serve] while something runs beside it, which the development key proves.
func develop(ctx context.Context, o cli.Options, beside func(context.Context, *service.Services) error) error {
	services, closeStore, err := app.OpenServices(ctx, app.Config{Options: cli.Options{Data: o.Data},
		Services: service.Options{BaseURL: "http://127.0.0.1:4100", NewRSA: testkeys.Ours,
			DevelopmentKey: cli.DevelopmentKey}})
	if err != nil {
		return err
	}
	return errors.Join(beside(ctx, services.For(cli.Owner(model.ViaCommand))), closeStore())
}

// zone is a file of TXT records: a name and a value a line.
type zone string

func (z zone) LookupTXT(_ context.Context, name string) ([]string, error) {
	var values []string
	if f, err := os.Open(string(z)); err == nil {
		defer f.Close()
		for s := bufio.NewScanner(f); s.Scan(); {
			if value, ok := strings.CutPrefix(s.Text(), name+" "); ok {
				values = append(values, value)
			}
		}
	}
	if values == nil {
		return nil, &net.DNSError{Err: "no such host", Name: name, IsNotFound: true}
	}
	return values, nil
}

func (zone) LookupNS(context.Context, string) ([]*net.NS, error) {
	return []*net.NS{{Host: "amy.ns.cloudflare.com."}}, nil
}

func TestScripts(t *testing.T) {
	okta, err := os.ReadFile("../saml/protocol/testdata/metadata/okta.xml")
	if err != nil {
		t.Fatal(err)
	}
	// as the real one, whose type is told by it
	okta = bytes.ReplaceAll(okta, []byte(".okta.test"), []byte(".okta.com"))
	two := federation(t, "https://a.example", "https://b.example")
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/metadata":
			w.Write(okta)
		case "/page":
			fmt.Fprint(w, "<!doctype html><html><title>Welcome</title></html>")
		case "/huge":
			w.Write(make([]byte, 65<<20))
		default:
			http.NotFound(w, r)
		}
	}))
	t.Cleanup(server.Close)
	testscript.Run(t, testscript.Params{
		Dir:           "testdata/script",
		UpdateScripts: os.Getenv("UPDATE_SCRIPTS") != "",
		Setup: func(e *testscript.Env) error {
			e.Values["stores"] = &stores{inMemory: map[string]service.Options{}}
			e.Setenv("GATEHOUSE_DATA", filepath.Join(e.WorkDir, "data"))
			e.Setenv("IDP", server.URL)
			shelf := httptest.NewServer(http.FileServer(http.Dir(e.WorkDir))) // for metadata that a script changes
			e.Defer(shelf.Close)
			e.Setenv("SHELF", shelf.URL)
			e.Setenv("NO_PROXY", "*")
			return errors.Join(
				os.WriteFile(filepath.Join(e.WorkDir, "okta.xml"), okta, 0o600),
				os.WriteFile(filepath.Join(e.WorkDir, "federation.xml"), two, 0o600))
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"await":     await,
			"single":    single,
			"field":     field,
			"run":       run,
			"disk":      disk,
			"provision": provision,
			"logged":    logged,
		},
	})
}

// federation is metadata of several identity providers, whose certificates are
// valid today.
func federation(t *testing.T, entityIDs ...string) []byte {
	t.Helper()
	document := `<md:EntitiesDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata">`
	for _, id := range entityIDs {
		provider, err := idp.New(id, id+"/sso", time.Now(), testkeys.Theirs)
		if err != nil {
			t.Fatal(err)
		}
		one := string(provider.Metadata())
		document += one[strings.Index(one, "<md:EntityDescriptor"):]
	}
	return []byte(document + `</md:EntitiesDescriptor>`)
}

// await FILE waits until a file is there: an instance is ready.
func await(ts *testscript.TestScript, _ bool, args []string) {
	deadline := time.Now().Add(time.Minute)
	for {
		if _, err := os.Stat(ts.MkAbs(args[0])); err == nil {
			return
		}
		if time.Now().After(deadline) {
			ts.Fatalf("%s does not appear", args[0])
		}
		time.Sleep(5 * time.Millisecond)
	}
}

// single checks that the last standard error is one sentence of our own.
func single(ts *testscript.TestScript, _ bool, _ []string) {
	text := strings.TrimSpace(ts.ReadFile("stderr"))
	if !strings.HasPrefix(text, "gatehouse: ") || strings.Contains(text, "\n") || len(text) > 600 {
		ts.Fatalf("not one sentence: %q", text)
	}
}

// field VARIABLE PREFIX keeps what follows a prefix in the last
// output, up to the end of the word.
func field(ts *testscript.TestScript, _ bool, args []string) {
	_, rest, ok := strings.Cut(ts.ReadFile("stdout"), args[1])
	if !ok {
		ts.Fatalf("%q is not in the output", args[1])
	}
	ts.Setenv(args[0], strings.Trim(strings.Fields(rest)[0], `",()`))
}
