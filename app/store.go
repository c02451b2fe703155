package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"gatehouse/cli"
	"gatehouse/durable"
	"gatehouse/model"
	"gatehouse/seal"
	"gatehouse/service"
	"gatehouse/service/signin"
	"gatehouse/storage"
	"gatehouse/storage/badger"
)

// defaultBaseURL is where the listener is reached if nobody said otherwise.
const defaultBaseURL = "http://127.0.0.1:4100"

// OpenServices gives the services of a data directory to a command that does not listen,
// and how to close it. Its addresses are those of the last instance that did.
func OpenServices(ctx context.Context, c Config) (*service.Services, func() error, error) {
	if _, err := c.check(); err != nil {
		return nil, nil, err
	}
	warn := func(warning string) { fmt.Fprintln(os.Stderr, "gatehouse: warning:", warning) }
	if err := c.openStore(ctx, warn); err != nil {
		return nil, nil, err
	}
	o, store := c.Services, c.Services.Store
	last, err := signin.LastListening(ctx, store)
	if err != nil {
		return nil, nil, errors.Join(err, store.Close())
	}
	o.BaseURL, o.Listen = cmp.Or(last.BaseURL, defaultBaseURL), last.Listen
	if c.TestIdP == "" {
		o.TestIdP = last.TestIdP
	}
	services := service.New(o).For(model.TheSystem())
	if _, err := services.Welcome(ctx); err != nil {
		return nil, nil, errors.Join(err, store.Close())
	}
	return services, store.Close, nil
}

// openStore opens or makes a data directory: its key file and its store. With a
// store that was given it has nothing to do.
func (c *Config) openStore(ctx context.Context, warn func(string)) error {
	if c.Services.Store != nil {
		return nil
	}
	if err := durable.MkdirAll(c.Data, 0o700); err != nil {
		return fmt.Errorf("data directory: %w; choose another with --data", err)
	}
	if _, err := os.Stat(cli.RestoreDir(c.Data)); err == nil {
		return fmt.Errorf("a restore into %s goes on, or was interrupted: then remove %s and what is beside it, and "+
			"restore again", c.Data, cli.RestoreDir(c.Data))
	}
	dir, key := cli.StoreDir(c.Data), cli.KeyFile(c.Data)
	if files, err := os.ReadDir(dir); err == nil && len(files) > 0 {
		if err := seal.RequireKeyFile(key); err != nil {
			return err
		}
	}
	secrets, err := seal.LoadSealer(key)
	if err != nil {
		return err
	}
	store, err := badger.Open(ctx, badger.Options{Dir: dir, Key: secrets.Derive("store"), Log: c.Log})
	if err != nil {
		return err
	}
	if warning := seal.KeyFileWarning(key); warning != "" {
		warn(warning)
	}
	c.Services.Store, c.Services.Secrets = store, secrets
	return nil
}

// closeTime is how long the store may take to write its last table. Badger tries
// for ever, on a disk that is full or gone, what the log on that disk holds
// anyway.
const closeTime = 20 * time.Second

func closeStore(s storage.Admin) error {
	closed := make(chan error, 1)
	go func() { closed <- s.Close() }() // ends with the process
	select {
	case err := <-closed:
		return err
	case <-time.After(closeTime):
		return fmt.Errorf(
			"the store could not be closed within %v: is the disk full or gone? What was acknowledged is in its log",
			closeTime)
	}
}
