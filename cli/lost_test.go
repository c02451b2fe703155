package cli_test

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"

	"gatehouse/cli"
	"gatehouse/internal/testkeys"
	"gatehouse/model"
	"gatehouse/seal"
	"gatehouse/service"
	"gatehouse/service/signin"
	"gatehouse/storage/memory"
	"gatehouse/storage/storagetest"
)

// losing is gatehouse over a store that loses one thing.
type losing struct {
	t        *testing.T
	store    *storagetest.Failing
	services *service.Services
	data     string
}

func openLosing(t *testing.T) *losing {
	t.Helper()
	secrets, err := seal.NewSealer([32]byte{1})
	if err != nil {
		t.Fatal(err)
	}
	x := &losing{t: t, store: &storagetest.Failing{Store: memory.Open()}, data: t.TempDir()}
	t.Cleanup(func() { x.store.Close() })
	if err := os.Mkdir(cli.StoreDir(x.data), 0o700); err != nil { // reading needs data to be there
		t.Fatal(err)
	}
	x.services = service.New(service.Options{Store: x.store, Secrets: secrets, NewRSA: testkeys.Ours,
		BaseURL: "http://127.0.0.1:4100"}).For(model.LocalOwner("test", "tester"))
	if _, err := x.services.Welcome(t.Context()); err != nil {
		t.Fatal(err)
	}
	return x
}

// run gives what a command prints and says, while the store loses the thing at a position.
func (x *losing) run(at int, args ...string) (printed, said string, code int) {
	x.store.At, x.store.Done = at, 0
	defer func() { x.store.At = 0 }()
	var out, note strings.Builder
	open := func(context.Context, string) (*service.Services, func() error, error) {
		return x.services, func() error { return nil }, nil
	}
	code = cli.Run(x.t.Context(), cli.Streams{In: strings.NewReader(""), Out: &out, Err: &note},
		cli.Doors{Open: open}, append([]string{"--data", x.data}, args...))
	return out.String(), note.String(), code
}

// A command that cannot read what it prints fails and says why, or did not need it: it prints nothing that
// has a hole.
func TestCommandsSayThatSomethingIsLost(t *testing.T) {
	x := openLosing(t)
	s, err := x.services.Rehearse(t.Context(), signin.Rehearsal{Fault: "wrong-audience"})
	if err != nil {
		t.Fatal(err)
	}
	for _, command := range []string{
		"org list", "org show Acme", "env list", "domain list", "connection list",
		"connection show Acme", "connection recommend Acme", "sessions list", "sessions show " + string(s.ID),
		"key list", "link list", "history", "export", "org delete Acme", "connection delete Acme",
	} {
		args := strings.Fields(command)
		x.run(0, args...) // from then on it is noted that this was looked at
		want, words, expected := x.run(0, args...)
		if fine := !strings.Contains(command, "delete"); fine != (expected == 0) {
			t.Errorf("gatehouse %s: %d %s", command, expected, words)
		}
		for at := range x.store.Done {
			printed, said, code := x.run(at+1, args...)
			if code != 0 && strings.Contains(said, storagetest.ErrLost.Error()) {
				continue
			}
			if code != expected || printed != want || said != words {
				t.Errorf("gatehouse %s without what it asks of the store at %d: %d\n%s%s", command, at+1, code,
					printed, said)
			}
		}
	}
}

// What is deleted is gone if the command says so, and else it is there.
func TestDeletionsThatFailAreTold(t *testing.T) {
	x := openLosing(t)
	env := x.services
	all, err := env.Organizations(t.Context(), model.OrganizationQuery{})
	if err != nil || len(all) != 1 {
		t.Fatal(all, err)
	}
	for at := 1; ; at++ {
		_, said, code := x.run(at, "org", "delete", all[0].Name, "--confirm", all[0].Name)
		_, err := env.Organization(t.Context(), all[0].ID)
		if gone := errors.Is(err, model.ErrNotFound); gone != (code == 0) {
			t.Fatalf("without what it asks of the store at %d: gone %v, %d %s", at, gone, code, said)
		} else if gone {
			return
		}
	}
}
