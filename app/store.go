package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"time"

	"gatehouse/cli"
	"gatehouse/model"
	"gatehouse/storage/badger"
)

// defaultBaseURL is where the listener is reached if nobody said otherwise.
const defaultBaseURL = "http://127.0.0.1:4100"

// open gives the desk of a data directory to a command that does not listen.
func open(ctx context.Context, data string) (*model.Desk, func() error, error) {
	store, secrets, err := openStore(ctx, data, slog.New(slog.DiscardHandler))
	if err != nil {
		return nil, nil, err
	}
	if warning := model.KeyFileWarning(cli.KeyFile(data)); warning != "" {
		fmt.Fprintln(os.Stderr, "gatehouse: warning:", warning)
	}
	o, err := model.LastListening(ctx, store)
	if err != nil {
		return nil, nil, errors.Join(err, store.Close())
	}
	if given := os.Getenv(cli.TestIdPVariable); given != "" {
		if o.TestIdP, err = parseTestIdP(given); err != nil {
			return nil, nil, errors.Join(err, store.Close())
		}
	}
	o.BaseURL = cmp.Or(o.BaseURL, defaultBaseURL)
	o.Store, o.Secrets = store, secrets
	desk := model.NewDesk(o)
	if _, err := desk.Welcome(ctx); err != nil {
		return nil, nil, errors.Join(err, store.Close())
	}
	return desk, store.Close, nil
}

// openStore opens or makes a data directory: its key file and its store.
func openStore(ctx context.Context, data string, log *slog.Logger) (model.Store, *model.Sealer, error) {
	if err := os.MkdirAll(data, 0o700); err != nil {
		return nil, nil, fmt.Errorf("data directory: %w; choose another with --data", err)
	}
	dir := cli.StoreDir(data)
	if files, err := os.ReadDir(dir); err == nil && len(files) > 0 {
		if err := model.RequireKeyFile(cli.KeyFile(data)); err != nil {
			return nil, nil, err
		}
	}
	secrets, err := model.LoadSealer(cli.KeyFile(data))
	if err != nil {
		return nil, nil, err
	}
	store, err := badger.Open(ctx, badger.Options{Dir: dir, Key: secrets.Derive("store"), Log: log})
	if err != nil {
		return nil, nil, err
	}
	return store, secrets, nil
}

// closeTime is how long the store may take to write its last table. Badger tries
// for ever, on a disk that is full or gone, what the log on that disk holds
// anyway.
const closeTime = 20 * time.Second

func closeStore(s model.Store) error {
	closed := make(chan error, 1)
	go func() { closed <- s.Close() }() // ends with the process
	select {
	case err := <-closed:
		return err
	case <-time.After(closeTime):
		return fmt.Errorf("the store could not be closed within %v: is the disk full or gone? What was acknowledged is in its log", closeTime)
	}
}
