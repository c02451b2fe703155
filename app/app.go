// Package app puts an instance together: the store, the desk over it, the listener
// and the doors, and closes them in order.
package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"time"

	"golang.org/x/sync/errgroup"

	"gatehouse/cli"
	"gatehouse/model"
	"gatehouse/web"
)

// metadataAge is how old the metadata of identity providers may become before
// it is read again.
const metadataAge = 24 * time.Hour

// App is one running instance: the store, the listener and the desk between.
type App struct {
	desk     *model.Desk
	listener net.Listener
	data     string
	log      *slog.Logger
	proxies  web.Proxies
	private  bool
	welcome  model.Welcomed
}

// openApp opens the data directory and the listener's port.
func openApp(ctx context.Context, o cli.Options, log *slog.Logger) (*App, error) {
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
	a := &App{data: o.Data, log: log, proxies: proxies, private: o.Private}
	if a.listener, err = listen(ctx, o.Listen); err != nil {
		return nil, errors.Join(err, store.Close())
	}
	base, err := baseURL(o.BaseURL, a.listener.Addr().String())
	if err != nil {
		return nil, errors.Join(err, a.listener.Close(), store.Close())
	}
	a.desk = model.NewDesk(model.Options{
		Store: store, BaseURL: base, Secrets: secrets, Log: log, TestIdP: testIdP, Listen: a.listener.Addr().String(),
	})
	if a.welcome, err = a.desk.Welcome(ctx); err == nil {
		err = a.desk.Listening(ctx)
	}
	if err != nil {
		return nil, errors.Join(err, a.listener.Close(), store.Close())
	}
	if facts, err := store.Facts(ctx); err == nil && facts.Refuses != "" {
		log.Warn("read-only: sign-ins are refused, what is stored can be looked at", "error", facts.Refuses)
	}
	return a, nil
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
func (a *App) run(ctx context.Context, doors ...func(context.Context) error) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error {
		handler := web.New(web.Options{Desk: a.desk, Log: a.log, Version: cli.VersionText(), Proxies: a.proxies, Private: a.private})
		return web.Serve(ctx, a.listener, handler, a.log)
	})
	group.Go(func() error { return a.desk.RunRefresh(ctx, metadataAge) })
	group.Go(func() error { return a.desk.RunRetention(ctx) })
	group.Go(func() error { return cli.Answer(ctx, a.data, a.desk, a.log) })
	for _, door := range doors {
		group.Go(func() error {
			defer stop() // the instance closes with its console
			return door(ctx)
		})
	}
	err := group.Wait()
	a.desk.WriteCounts(context.WithoutCancel(ctx))
	return errors.Join(err, closeStore(a.desk.Store))
}
