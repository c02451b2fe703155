// Package app puts an instance together: the store, the services over it, the listener
// and the doors, and closes them in order.
package app

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"time"

	"golang.org/x/sync/errgroup"

	"gatehouse/api"
	"gatehouse/cli"
	"gatehouse/model"
	"gatehouse/service"
	"gatehouse/socket"
	"gatehouse/web"
	"gatehouse/web/ops"
)

// metadataAge is how old the metadata of identity providers may become before
// it is read again.
const metadataAge = 24 * time.Hour

// App is one instance: the store, the listener and the services between.
type App struct {
	Services *service.Services // acts for the process itself; doors ask it for their own
	Listener net.Listener
	Welcome  model.Welcomed
	Team     net.Addr // where members connect by SSH; nil if they cannot

	config  Config
	proxies web.Proxies
	team    *team
	metrics *ops.Metrics

	certificate shownCertificate // nil for plain HTTP
}

// Open opens the data directory and the listener's port. [App.Run] closes them, or
// [App.Close] if it does not run.
func Open(ctx context.Context, c Config) (*App, error) {
	metrics := ops.NewMetrics()
	if c.Log != nil {
		c.Log = slog.New(metrics.LogHandler(c.Log.Handler()))
	}
	proxies, err := c.check()
	if err != nil {
		return nil, err
	}
	if err := c.openStore(ctx, func(warning string) { c.Log.Warn(warning) }); err != nil {
		return nil, err
	}
	shown, err := c.openCertificate()
	if err != nil {
		return nil, errors.Join(err, c.Services.Store.Close())
	}
	a := &App{certificate: shown, config: c, proxies: proxies, metrics: metrics}
	if a.Listener, err = listen(ctx, c.Listen); err != nil {
		return nil, errors.Join(err, c.Services.Store.Close())
	}
	if err := a.openTeam(ctx); err != nil {
		return nil, errors.Join(err, a.Close())
	}
	if err := a.open(ctx); err != nil {
		return nil, errors.Join(err, a.Close())
	}
	return a, nil
}

// open makes the services between the store and the listener.
func (a *App) open(ctx context.Context) (err error) {
	o := a.config.Services
	o.Listen = cmp.Or(o.Listen, a.Listener.Addr().String())
	if o.BaseURL, err = baseURL(a.config.BaseURL, a.scheme(), a.Listener.Addr().String()); err != nil {
		return err
	}
	o.SSHAddress = sshAddress(o.BaseURL, a.Team)
	o.Store = metered{o.Store, a.metrics}
	a.Services = service.New(o).For(model.TheSystem())
	if a.Welcome, err = a.Services.Welcome(ctx); err != nil {
		return err
	}
	if err := a.Services.Listening(ctx); err != nil {
		return err
	}
	if facts, err := o.Store.Facts(ctx); err == nil && facts.Refuses != "" {
		a.config.Log.Warn("read-only: sign-ins are refused, what is stored can be looked at", "error", facts.Refuses)
	}
	return nil
}

// Handler answers what comes to the listener.
func (a *App) Handler() http.Handler { return a.handler(nil) }

// handler is not ready for more once stopping is closed.
func (a *App) handler(stopping <-chan struct{}) http.Handler {
	return web.New(web.Options{
		Services: a.Services, Log: a.config.Log, Proxies: a.proxies, Private: a.config.Private,
		Development: a.config.Services.DevelopmentKey != "",
		Process: ops.Options{Version: a.config.Version, Stopping: stopping, Metrics: a.metrics,
			MetricsToken: a.config.token, Facts: a.config.Services.Store.Facts},
	})
}

// scheme is what the listener speaks.
func (a *App) scheme() string {
	if a.certificate != nil {
		return "https"
	}
	return "http"
}

// Address is where this machine reaches the listener: host and port, behind https:// if it
// speaks TLS.
func (a *App) Address() string {
	if a.certificate != nil {
		return "https://" + a.Listener.Addr().String()
	}
	return a.Listener.Addr().String()
}

// Reload reads the files again that are read while it runs: the certificate.
func (a *App) Reload(ctx context.Context) {
	if a.certificate != nil {
		a.certificate.reload(ctx)
	}
}

// speaking is the listener as it speaks with its callers.
func (a *App) speaking() net.Listener {
	if a.certificate != nil {
		return tls.NewListener(a.Listener, a.certificate.config())
	}
	return a.Listener
}

// Close closes an instance that does not run.
func (a *App) Close() error {
	var team error
	if a.team != nil {
		team = a.team.Close()
	}
	return errors.Join(team, a.Listener.Close(), a.config.Services.Store.Close())
}

// instance is what command lines that come over the socket work with: they are the owner's.
func (a *App) instance(stop func()) cli.Instance {
	return cli.Instance{Services: a.Services, Data: a.config.Data, Who: cli.Owner, Stop: stop, LogLevel: a.config.Level,
		Console: func(ctx context.Context, p model.Principal, o cli.Options, s cli.Streams) error {
			if a.config.Console == nil {
				return errors.New("this instance has no console")
			}
			return a.config.Console(ctx, a, p, o, s)
		}}
}

// Run keeps the listener and the command socket going until ctx ends or one of
// them, or the given doors, stops. Then the requests that are under way are answered; then
// the consoles end; then the store is closed.
func (a *App) Run(ctx context.Context, doors ...func(context.Context) error) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	answering, answered := context.WithCancel(context.WithoutCancel(ctx))
	defer answered()
	group, answering := errgroup.WithContext(answering)
	defer context.AfterFunc(answering, stop)() // whatever fails stops all
	job := func(run func(context.Context) error) { group.Go(func() error { return unlessEnded(answering, run) }) }
	group.Go(func() error {
		defer answered()
		return web.Serve(ctx, a.speaking(), a.handler(ctx.Done()), a.config.Log)
	})
	if a.certificate != nil {
		job(a.certificate.keep)
	}
	job(func(ctx context.Context) error { return a.Services.RunRefresh(ctx, metadataAge) })
	job(a.Services.RunRetention)
	job(a.Services.RunTimeouts)
	job(a.Services.RunEvents)
	job(a.Services.RunKeyUses)
	job(a.Services.RunDirectories)
	job(a.Services.RunAttributeMaps)
	job(func(ctx context.Context) error { return a.Services.RunWebhooks(ctx, api.WebhookBody) })
	job(a.runCheckpoints)
	job(func(ctx context.Context) error {
		return socket.Serve(ctx, cli.SocketFile(a.config.Data), a.instance(stop).Answer, a.config.Log)
	})
	if a.team != nil {
		job(func(ctx context.Context) error { return a.serveTeam(ctx, stop) })
	}
	for _, door := range doors {
		group.Go(func() error {
			defer stop() // the instance closes with its console
			return door(answering)
		})
	}
	err := group.Wait()
	a.Services.WriteCounts(context.WithoutCancel(ctx))
	a.Services.WriteKeyUses(context.WithoutCancel(ctx))
	a.writeCheckpoint(context.WithoutCancel(ctx))
	return errors.Join(err, closeStore(a.config.Services.Store))
}

// unlessEnded runs a job until ctx ends. One that is stopped while it begins, or in between, has not failed.
func unlessEnded(ctx context.Context, run func(context.Context) error) error {
	err := run(ctx)
	if ctx.Err() != nil && errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}
