package command

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"

	"golang.org/x/term"
	"gopkg.in/natefinch/lumberjack.v2"

	"gatehouse/app"
	"gatehouse/cli"
	"gatehouse/model"
	"gatehouse/saml/idp"
	"gatehouse/tui"
	"gatehouse/visitor"
)

// serve listens without a console, with structured logs on standard error.
func serve(ctx context.Context, o cli.Options) error {
	log := slog.New(slog.NewJSONHandler(os.Stderr, nil))
	a, err := app.Open(ctx, app.Config{Options: o, Log: log})
	if err != nil {
		return err
	}
	w := a.Welcome
	log.Info("listening", "address", a.Listener.Addr().String(), "base_url", a.Services.BaseURL, "data", o.Data,
		"environment", w.Environment.Name, "client_id", w.Environment.ClientID, "first_start", w.First, "try",
		tryURL(a))
	err = a.Run(ctx)
	log.Info("stopped")
	return err
}

// console shows the console over a running listener. Logs go to a file.
func console(ctx context.Context, o cli.Options) error {
	theme, err := tui.ParseTheme(o.Theme)
	if err != nil {
		return cli.Misused(fmt.Errorf("--theme: %w", err))
	}
	if !term.IsTerminal(int(os.Stdout.Fd())) {
		fmt.Fprintln(os.Stderr,
			"gatehouse: there is no terminal on the output, so this serves without the console (gatehouse serve)")
		return serve(ctx, o)
	}
	lines := cli.LinesOnly(os.Getenv("TERM"))
	file, err := openLog(cli.LogFile(o.Data))
	if err != nil {
		return err
	}
	defer closeQuietly(file)
	a, err := app.Open(ctx, app.Config{Options: o, Log: slog.New(slog.NewJSONHandler(file, nil))})
	if err != nil {
		return err
	}
	if lines {
		return a.Run(ctx, func(ctx context.Context) error { return followLines(ctx, a) })
	}
	browser, err := visitor.New(a.Services.BaseURL, a.Listener.Addr().String())
	if err != nil {
		return err
	}
	return a.Run(ctx, func(ctx context.Context) error {
		return tui.Run(ctx, tui.Options{
			Services: a.Services.For(cli.Owner(model.ViaConsole)), Environment: a.Welcome.Environment.ID,
			BaseURL: a.Services.BaseURL, TryURL: tryURL(a), LogPath: cli.LogFile(o.Data), Version: cli.VersionText(),
			SignIn: signIn(a, browser), Faults: faults(), TestIdPOff: a.Services.TestIdPOff(),
			Local: os.Getenv("SSH_CONNECTION") == "", ReadOnly: o.ReadOnly, ASCII: o.ASCII, Theme: theme,
		})
	})
}

// followLines stands in for the console on a terminal that shows lines only.
func followLines(ctx context.Context, a *app.App) error {
	facts, err := a.Services.Facts(ctx)
	if err != nil {
		return err
	}
	fmt.Printf("Gatehouse %s listens on %s, environment %s, %d sessions stored.\n", cli.VersionText(),
		a.Services.BaseURL,
		a.Welcome.Environment.Name, facts.Sessions)
	fmt.Printf("The terminal (TERM=%s) shows no screens: each change of a session is a line here, ctrl+c ends it.\n",
		os.Getenv("TERM"))
	fmt.Println("gatehouse sessions show ID explains one of them; gatehouse --help lists what else there is.")
	return cli.Follow(ctx, a.Services.For(cli.Owner(model.ViaConsole)), os.Stdout)
}

// openLog opens the log file; it is rotated at 10 MB, and three are kept.
func openLog(path string) (*lumberjack.Logger, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("log directory: %w", err)
	}
	return &lumberjack.Logger{Filename: path, MaxSize: 10, MaxBackups: 3}, nil
}

// tryURL is where a person signs in by hand, "" if the sample was deleted.
func tryURL(a *app.App) string {
	if a.Welcome.Connection.ID == "" {
		return ""
	}
	return a.Services.BaseURL + "/demo"
}

func faults() []tui.Fault {
	var all []tui.Fault
	for _, f := range idp.Faults() {
		all = append(all, tui.Fault{Name: f.Name, Title: f.Title})
	}
	return all
}

// signIn plays a real sign-in over the listener, as a browser and an app would.
func signIn(a *app.App, v *visitor.Visitor) func(context.Context, model.ID, string) (model.ID, error) {
	return func(ctx context.Context, connection model.ID, fault string) (model.ID, error) {
		result, err := v.SignIn(ctx, visitor.SignIn{Connection: connection, Fault: fault})
		return result.Session(), err
	}
}

// closeQuietly closes what is only a log.
func closeQuietly(c io.Closer) { _ = c.Close() }
