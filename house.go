package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/url"
	"os"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sync/errgroup"

	"gatehouse/cli"
	"gatehouse/model"
	"gatehouse/storage/badger"
	"gatehouse/web"
)

// defaultBaseURL is where the listener is reached if nobody said otherwise.
const defaultBaseURL = "http://127.0.0.1:4100"

// metadataAge is how old the metadata of identity providers may become before
// it is read again.
const metadataAge = 24 * time.Hour

// house is one running instance: the store, the listener and the desk between.
type house struct {
	desk     *model.Desk
	listener net.Listener
	data     string
	log      *slog.Logger
	proxies  web.Proxies
	private  bool
	welcome  model.Welcomed
}

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

// openHouse opens the data directory and the listener's port.
func openHouse(ctx context.Context, o cli.Options, log *slog.Logger) (*house, error) {
	proxies, err := web.ParseProxies(o.Proxies)
	if err != nil {
		return nil, cli.Misused(fmt.Errorf("--trusted-proxies: %w", err))
	}
	testIdP, err := parseTestIdP(o.TestIdP)
	if err != nil {
		return nil, err
	}
	store, secrets, err := openStore(ctx, o.Data, log)
	if err != nil {
		return nil, err
	}
	if warning := model.KeyFileWarning(cli.KeyFile(o.Data)); warning != "" {
		log.Warn(warning)
	}
	h := &house{data: o.Data, log: log, proxies: proxies, private: o.Private}
	if h.listener, err = listen(ctx, o.Listen); err != nil {
		return nil, errors.Join(err, store.Close())
	}
	base, err := baseURL(o.BaseURL, h.listener.Addr().String())
	if err != nil {
		return nil, errors.Join(err, h.listener.Close(), store.Close())
	}
	h.desk = model.NewDesk(model.Options{
		Store: store, BaseURL: base, Secrets: secrets, Log: log, TestIdP: testIdP, Listen: h.listener.Addr().String(),
	})
	if h.welcome, err = h.desk.Welcome(ctx); err == nil {
		err = h.desk.Listening(ctx)
	}
	if err != nil {
		return nil, errors.Join(err, h.listener.Close(), store.Close())
	}
	if facts, err := store.Facts(ctx); err == nil && facts.Refuses != "" {
		log.Warn("read-only: sign-ins are refused, what is stored can be looked at", "error", facts.Refuses)
	}
	return h, nil
}

func parseTestIdP(text string) (model.TestIdPSwitch, error) {
	s, err := model.ParseTestIdP(text)
	if err != nil {
		return "", cli.Misused(fmt.Errorf("--%w", err))
	}
	return s, nil
}

// run keeps the listener and the command socket going until ctx ends or one of
// them, or the given doors, stops; then it closes the store.
func (h *house) run(ctx context.Context, doors ...func(context.Context) error) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error {
		handler := web.New(web.Options{Desk: h.desk, Log: h.log, Version: cli.VersionText(), Proxies: h.proxies, Private: h.private})
		return web.Serve(ctx, h.listener, handler, h.log)
	})
	group.Go(func() error { return h.desk.RunRefresh(ctx, metadataAge) })
	group.Go(func() error { return h.desk.RunRetention(ctx) })
	group.Go(func() error { return cli.Answer(ctx, h.data, h.desk, h.log) })
	for _, door := range doors {
		group.Go(func() error {
			defer stop() // the house closes with its console
			return door(ctx)
		})
	}
	err := group.Wait()
	h.desk.WriteCounts(context.WithoutCancel(ctx))
	return errors.Join(err, closeStore(h.desk.Store))
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

func listen(ctx context.Context, address string) (net.Listener, error) {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fmt.Errorf("%s is in use by another program: stop it, or choose another address, like --listen 127.0.0.1:4101", address)
	case errors.Is(err, syscall.EACCES):
		return nil, fmt.Errorf("no permission to listen on %s: choose a port above 1023, like --listen 127.0.0.1:4100", address)
	case err != nil:
		return nil, fmt.Errorf("cannot listen on %q: %w; write it like --listen 127.0.0.1:4100", address, err)
	}
	return l, nil
}

// baseURL is how browsers reach the listener.
func baseURL(given, address string) (string, error) {
	if given == "" {
		host, port, err := net.SplitHostPort(address)
		if err != nil {
			return "", err
		}
		if ip := net.ParseIP(host); ip != nil && ip.IsUnspecified() {
			host = "127.0.0.1"
		}
		return "http://" + net.JoinHostPort(host, port), nil
	}
	u, err := url.Parse(given)
	if err != nil || u.Hostname() == "" || u.Scheme != "http" && u.Scheme != "https" || strings.ContainsAny(given, "?#") || u.User != nil {
		return "", cli.Misused(fmt.Errorf("--base-url %q: write it like https://sso.example.com", given))
	}
	if strings.Trim(u.Path, "/") != "" {
		return "", cli.Misused(fmt.Errorf("--base-url %q has a path, under which no page would find another: give Gatehouse a host of its own, like https://sso.example.com", given))
	}
	return u.Scheme + "://" + u.Host, nil
}

// closeQuietly closes what is only a log.
func closeQuietly(c io.Closer) { _ = c.Close() }
