package command

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/atotto/clipboard"
	"github.com/kballard/go-shellquote"
	"golang.org/x/term"

	"gatehouse/app"
	"gatehouse/cli"
	"gatehouse/model"
	oidcidp "gatehouse/oidc/idp"
	"gatehouse/saml/idp"
	"gatehouse/socket"
	"gatehouse/testclient"
	"gatehouse/tui"
)

// console starts an instance and shows its console. Logs go to a file. When the window is
// closed, which is what hangup ends with, or if whoever quits says so, the listener goes on.
func console(ctx, hangup context.Context, o cli.Options) error {
	if _, err := tui.ParseTheme(o.Theme); err != nil {
		return cli.Misused(fmt.Errorf("--theme: %w", err))
	}
	if !term.IsTerminal(int(os.Stdout.Fd())) {
		fmt.Fprintln(os.Stderr,
			"gatehouse: there is no terminal on the output, so this serves without the console (gatehouse serve)")
		return serve(ctx, o)
	}
	level := &slog.LevelVar{}
	log, closeLog, err := openLog(cli.LogFile(o.Data), level)
	if err != nil {
		return err
	}
	defer closeLog()
	a, err := app.Open(ctx, app.Config{Options: o, Log: log, Level: level, Console: attached})
	if err != nil {
		return unlessStopped(ctx, log, err)
	}
	next := &successor{app: a, options: o}
	s := cli.Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr}
	err = a.Run(ctx, func(ctx context.Context) error {
		seen, done := context.WithCancel(ctx)
		defer done()
		defer context.AfterFunc(hangup, done)()
		err := show(seen, a, cli.Owner(model.ViaConsole), o, s, next.prepare)
		if hangup.Err() != nil && ctx.Err() == nil {
			log.Info("the window was closed, the listener goes on: gatehouse opens its console again, " +
				"gatehouse stop ends it")
			<-ctx.Done()
			return nil
		}
		return err
	})
	if err == nil {
		err = next.start(ctx)
	}
	return err
}

// attached shows the console of an instance to somebody who came over the socket or SSH:
// quitting leaves the instance alone.
func attached(ctx context.Context, a *app.App, p model.Principal, o cli.Options, s cli.Streams) error {
	if !s.Terminal {
		return cli.Misused(fmt.Errorf("the console needs a terminal: see gatehouse --help for what works without one"))
	}
	return show(ctx, a, p, o, s, nil)
}

// themeFor is the theme that the command line names, or else the one that the member chose.
func themeFor(ctx context.Context, a *app.App, p model.Principal, named string) (tui.Theme, error) {
	theme, err := tui.ParseTheme(named)
	if err != nil {
		return theme, cli.Misused(fmt.Errorf("--theme: %w", err))
	}
	if string(theme) != model.AutoTheme || p.Kind != model.Member {
		return theme, nil
	}
	m, err := a.Services.For(p).Member(ctx, p.ID)
	if err != nil {
		return theme, err
	}
	return tui.ParseTheme(m.Choices.Theme)
}

// show runs the console on a terminal until it is quit.
func show(ctx context.Context, a *app.App, p model.Principal, o cli.Options, s cli.Streams, goOn func()) error {
	theme, err := themeFor(ctx, a, p, o.Theme)
	if err != nil {
		return err
	}
	if cli.LinesOnly(s.Getenv("TERM")) {
		if s.Environ != nil {
			s.Out = cli.Raw(s.Out)
		}
		return followLines(ctx, a, p, s)
	}
	browser, err := testclient.New(a.Services.BaseURL, a.Address())
	if err != nil {
		return err
	}
	services := a.Services.For(p)
	options := tui.Options{
		Environment: a.Welcome.Environment.ID,
		BaseURL:     a.Services.BaseURL, TryURL: tryURL(a), Version: cli.VersionText(),
		SignIn: signIn(browser), Faults: faults(), OpenIDFaults: openIDFaults(), TestIdPOff: a.Services.TestIdPOff(),
		Local: s.Getenv("SSH_CONNECTION") == "", Dir: s.Dir, Clipboard: copier(s), GoOn: goOn,
		Command:  reach(s, p, o.Data, a.Services.BaseURL),
		ReadOnly: o.ReadOnly, ASCII: o.ASCII, Theme: theme,
	}
	if p.Kind == model.Owner { // the log is a file of theirs
		options.LogPath = cli.LogFile(o.Data)
	}
	if s.Environ == nil { // the terminal of this process
		return tui.Run(ctx, services, options)
	}
	options.Input, options.Output = s.In, cli.Raw(s.Out)
	options.Environ, options.NextWindow = s.Environ, nextWindow(s)
	if zone, err := time.LoadLocation(s.Getenv("TZ")); err == nil && s.Getenv("TZ") != "" {
		options.Zone = zone
	}
	return tui.Run(ctx, services, options)
}

// copier puts a text onto the clipboard beside the terminal; nil if there is none. That of this
// machine is one only for whoever sits at it.
func copier(s cli.Streams) func(string) error {
	if s.Environ == nil && s.Getenv("SSH_CONNECTION") == "" && !clipboard.Unsupported {
		return clipboard.WriteAll
	}
	return s.Copy
}

// reach is how whoever looks calls gatehouse where they sit: over SSH as a member, over the SSH of
// the machine, or here.
func reach(s cli.Streams, p model.Principal, data, baseURL string) string {
	here := "gatehouse"
	if data != cli.DataDir("") {
		here += " --data " + shellquote.Join(data)
	}
	ends := strings.Fields(s.Getenv("SSH_CONNECTION")) // the client's address and port, then the server's
	if len(ends) != 4 {
		return here
	}
	host := ends[2]
	if u, err := url.Parse(baseURL); err == nil && net.ParseIP(u.Hostname()) == nil && u.Hostname() != "localhost" {
		host = u.Hostname()
	}
	if p.Kind == model.Member {
		return "ssh -p " + ends[3] + " " + host
	}
	return "ssh " + host + " " + here
}

// nextWindow gives the sizes of a caller's terminal, the one it had in the beginning first.
func nextWindow(s cli.Streams) func(context.Context) (width, height int, more bool) {
	first := make(chan socket.Window, 1)
	first <- s.Window
	return func(ctx context.Context) (int, int, bool) {
		select {
		case w := <-first:
			return w.Width, w.Height, true
		default:
		}
		select {
		case w, more := <-s.Windows:
			return w.Width, w.Height, more
		case <-ctx.Done():
			return 0, 0, false
		}
	}
}

// followLines stands in for the console on a terminal that shows lines only.
func followLines(ctx context.Context, a *app.App, p model.Principal, s cli.Streams) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	if s.In != nil {
		go socket.AwaitInterrupt(s.In, stop) // ends with the input
	}
	services := a.Services.For(p)
	facts, err := services.Facts(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(s.Out, "Gatehouse %s listens on %s, environment %s, %d sessions stored.\n", cli.VersionText(),
		a.Services.BaseURL, a.Welcome.Environment.Name, facts.Sessions)
	fmt.Fprintf(s.Out, "The terminal (TERM=%s) shows no screens: each change of a session is a line here, "+
		"ctrl+c ends it.\n", s.Getenv("TERM"))
	fmt.Fprintln(s.Out, "gatehouse sessions show ID explains one of them; gatehouse --help lists what else there is.")
	return cli.Follow(ctx, services, s.Out)
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

func openIDFaults() []tui.Fault {
	all := []tui.Fault{{Name: "none", Title: "a sound sign-in", OpenID: true}}
	for _, f := range oidcidp.Faults() {
		all = append(all, tui.Fault{Name: f.Name, Title: f.About, OpenID: true})
	}
	return all
}

// signIn plays a real sign-in over the listener, as a browser and an app would.
func signIn(v *testclient.Client) func(context.Context, model.ID, tui.Fault) (model.ID, error) {
	return func(ctx context.Context, connection model.ID, fault tui.Fault) (model.ID, error) {
		result, err := v.SignIn(ctx, testclient.SignIn{Connection: connection, Fault: fault.Name, OpenID: fault.OpenID})
		return result.Session(), err
	}
}
