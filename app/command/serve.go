package command

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"github.com/coreos/go-systemd/v22/daemon"
	"gopkg.in/natefinch/lumberjack.v2"

	"gatehouse/app"
	"gatehouse/cli"
)

// serve listens without a console, with structured logs on standard error.
func serve(ctx context.Context, o cli.Options) error {
	level := &slog.LevelVar{}
	log := slog.New(slog.NewJSONHandler(os.Stderr, &slog.HandlerOptions{Level: level}))
	a, err := app.Open(ctx, app.Config{Options: o, Log: log, Level: level, Console: attached})
	if err != nil {
		return unlessStopped(ctx, log, err)
	}
	if _, err := daemon.SdNotify(true, daemon.SdNotifyReady); err != nil {
		log.Warn("systemd could not be told that this listens", "error", err)
	}
	w := a.Welcome
	log.Info("listening", "address", a.Listener.Addr().String(), "base_url", a.Services.BaseURL, "data", o.Data,
		"environment", w.Environment.Name, "client_id", w.Environment.ClientID, "first_start", w.First, "try",
		tryURL(a))
	defer onHangup(func() { a.Reload(ctx) })()
	err = a.Run(ctx)
	log.Info("stopped")
	return err
}

// unlessStopped is an error of the start, but for one that comes from being told to stop.
func unlessStopped(ctx context.Context, log *slog.Logger, err error) error {
	if ctx.Err() == nil {
		return err
	}
	log.Info("stopped while it started", "error", err)
	return nil
}

// onHangup calls reload at each SIGHUP, until it is stopped.
func onHangup(reload func()) (stop func()) {
	signals, ended := make(chan os.Signal, 1), make(chan struct{})
	signal.Notify(signals, syscall.SIGHUP)
	go func() {
		for {
			select {
			case <-signals:
				reload()
			case <-ended:
				return
			}
		}
	}()
	return func() {
		signal.Stop(signals)
		close(ended)
	}
}

// openLog opens the log file; it is rotated at 10 MB, and three are kept.
func openLog(path string, level slog.Leveler) (log *slog.Logger, closeLog func(), err error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, nil, fmt.Errorf("log directory: %w", err)
	}
	file := &lumberjack.Logger{Filename: path, MaxSize: 10, MaxBackups: 3}
	return slog.New(slog.NewJSONHandler(file, &slog.HandlerOptions{Level: level})), func() { _ = file.Close() }, nil
}
