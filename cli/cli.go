package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"

	"filippo.io/age"
	"github.com/spf13/cobra"

	"gatehouse/backupfile"
	"gatehouse/model"
	"gatehouse/saml/diagnose"
	"gatehouse/service"
	"gatehouse/storage"
)

// Exit codes.
const (
	Done    = 0
	Refused = 1 // the answer is no: a response that is not accepted, nothing found, a lint with errors
	Misuse  = 2 // the command line cannot be understood
	Broken  = 3 // the data directory, the listener or the disk failed
)

// Doors are what the commands open: given by main, which alone knows engines
// and listeners.
type Doors struct {
	// Open gives the services of a data directory and how to close it; the error is
	// model.ErrLocked if another process holds it. Called again while that is
	// one that does not answer: another command, which is over soon.
	Open func(ctx context.Context, data string) (*service.Services, func() error, error)
	// Console shows the console until it is quit; Serve listens without one.
	Console func(ctx context.Context, o Options) error
	Serve   func(ctx context.Context, o Options) error
	// Develop listens for apps of this machine alone, which [DevelopmentKey] proves, while
	// beside runs, and ends with it.
	Develop func(ctx context.Context, o Options, beside func(context.Context, *service.Services) error) error

	// Restore makes a data directory of back-ups, and VerifyBackups finds out whether it
	// could.
	Restore       func(ctx context.Context, data string, all []Backup, keys []age.Identity) (Restored, error)
	VerifyBackups func(ctx context.Context, all []Backup, keys []age.Identity) (Restored, error)
	// Reset moves what a data directory holds to where it says.
	Reset func(data string) (aside string, err error)
}

// Options are the flags of the two commands that listen.
type Options struct {
	Data    string // data directory
	Listen  string // address of the listener
	BaseURL string // how browsers reach it; "" means http:// and the address
	TestIdP string // "auto", "on" or "off"
	Proxies string // whose forwarded headers count
	SSH     string // address of the team's SSH server; "" is none
	// SSHAuthorities is a file of keys that certify members; "" is none.
	SSHAuthorities string
	Private        bool // IT admins may give metadata URLs with private addresses

	TLSCert, TLSKey string // files of the listener's certificate, chain and key; "" is plain HTTP

	ACME          string // address of whom the authority writes to that issues the certificate; "" is none
	ACMEDirectory string // URL of its directory; "" is Let's Encrypt's

	RateLimit string // requests that an API key may make in a minute, by which the other limits go; "0" is no limits

	MetricsToken string // file with the token for /metrics; "" answers this machine alone

	AuditCheckpoints string // file for checkpoints of the audit log; "" means [CheckpointFile]

	LogLevel string // "debug", "info", "warn", "error"

	Theme    string // "auto", "dark", "light", "safe", "mono"
	ASCII    bool
	ReadOnly bool
}

// ServeArgs is the command line of a listener like this one without a console.
func (o Options) ServeArgs() []string {
	return []string{"serve", "--data", o.Data, "--listen", o.Listen, "--base-url", o.BaseURL, "--test-idp", o.TestIdP,
		"--trusted-proxies", o.Proxies, "--ssh", o.SSH, "--ssh-ca", o.SSHAuthorities,
		"--allow-private=" + strconv.FormatBool(o.Private), "--metrics-token", o.MetricsToken,
		"--audit-checkpoints", o.AuditCheckpoints,
		"--tls-cert", o.TLSCert, "--tls-key", o.TLSKey, "--acme", o.ACME, "--acme-directory", o.ACMEDirectory,
		"--log-level", o.LogLevel, "--rate-limit", o.RateLimit}
}

// dataDir is that of the instance in which the command runs, or the one that the caller means.
func (c *command) dataDir() string {
	if c.instance != nil {
		return c.instance.Data
	}
	return DataDir(c.data)
}

// command is what every subcommand works with.
type command struct {
	streams  Streams
	doors    Doors
	data     string
	json     bool
	instance *Instance // in which the command runs; nil in a process of its own
	terminal bool      // the caller's output is one
	args     []string
	code     int
}

// Run executes a command line and gives its exit code. It prints its own
// errors: one sentence, on Err.
func Run(ctx context.Context, s Streams, d Doors, args []string) int {
	c := &command{streams: s, doors: d, args: args, terminal: isTerminal(s.Out)}
	return c.run(ctx)
}

func (c *command) run(ctx context.Context) int {
	if c.asksToComplete() {
		if code, err := c.forward(ctx, c.dataDir()); err == nil {
			return code
		}
	}
	root := c.root()
	root.SetArgs(c.args)
	root.SetIn(c.streams.In)
	root.SetOut(c.streams.Out)
	root.SetErr(c.streams.Err)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return c.code
	}
	if done, ok := errors.AsType[exit](err); ok {
		return int(done)
	}
	c.tell(err)
	return exitCode(err)
}

// wayOut names the switch that an error speaks of.
func wayOut(err error) string {
	unsound, ok := errors.AsType[*model.Unsound](err)
	expired := func(l diagnose.Lint) bool { return l.Fix == diagnose.OfferIgnoreExpiry }
	if ok && slices.ContainsFunc(unsound.Lints, expired) {
		return "; to allow them, give --on " + string(diagnose.OfferIgnoreExpiry) +
			" to connection create, setup-org or connection update"
	}
	return ""
}

// exit ends a command that has said all already.
type exit int

func (e exit) Error() string { return fmt.Sprintf("exit %d", int(e)) }

// usageError is a command line that cannot be understood.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

// Misused marks an error of the command line: it exits with [Misuse].
func Misused(err error) error { return usageError{err} }

func exitCode(err error) int {
	var usage usageError
	var field *model.FieldError
	var taken *storage.NameTaken
	var dead *model.DeadLink
	var forbidden *model.Forbidden
	switch {
	case errors.As(err, &usage):
		return Misuse
	case errors.As(err, &field), errors.As(err, &taken), errors.As(err, &dead), errors.As(err, &forbidden),
		errors.Is(err, model.ErrNotFound), errors.Is(err, model.ErrConflict),
		errors.Is(err, storage.ErrNoBase), errors.Is(err, backupfile.ErrUnfit):
		return Refused
	}
	return Broken
}

func (c *command) root() *cobra.Command {
	o := Options{}
	root := &cobra.Command{
		Use:   "gatehouse",
		Short: "The enterprise-SSO desk in a terminal",
		Long: "Gatehouse is a SAML service provider that remembers every login, and the console that explains them.\n" +
			"Without a command it starts the listener and shows the console.",
		Args:          noArgs,
		SilenceUsage:  true,
		SilenceErrors: true,
		RunE: func(cmd *cobra.Command, _ []string) error {
			o.Data = c.dataDir()
			if !cmd.Flags().Changed("ascii") {
				o.ASCII = asciiLocale(c.streams.Getenv)
			}
			if c.instance != nil {
				return c.doors.Console(cmd.Context(), o)
			}
			return c.orInstance(cmd.Context(), o.Data, c.attach, func() error {
				return c.doors.Console(cmd.Context(), o)
			})
		},
	}
	root.CompletionOptions.HiddenDefaultCmd = true
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		if cmd == root && !strings.HasPrefix(c.args[0], "-") {
			return noArgs(cmd, c.args) // the flag is one of a command that is not there
		}
		return usageError{fmt.Errorf("%w; see %s --help", err, cmd.CommandPath())}
	})
	root.PersistentFlags().StringVar(&c.data, "data", "",
		"data directory (default $GATEHOUSE_DATA, or gatehouse in $XDG_DATA_HOME)")
	root.PersistentFlags().BoolVar(&c.json, "json", false, "print JSON")
	listenFlags(root, &o)
	root.Flags().StringVar(&o.Theme, "theme", "auto",
		"colours: auto, dark, light, safe (tells apart without red and green) or mono")
	root.Flags().BoolVar(&o.ASCII, "ascii", false,
		"draw with ASCII characters only (default where the locale is not UTF-8)")
	root.Flags().BoolVar(&o.ReadOnly, "read-only", false, "change nothing from the console")
	root.AddCommand(c.serve(), c.develop(), c.stop(), c.logLevel(), c.sessions(), c.verify(), c.testIdP(),
		c.testDirectory(), c.info(), c.version(),
		c.setupOrg(), c.organizations(), c.domains(), c.connections(), c.directories(), c.environments(), c.keys(),
		c.webhooks(), c.history("ID", nil), c.undo(), c.audit(), c.seed(), c.export(), c.branding(), c.requests(),
		c.links(), c.contacts(), c.notes(), c.appEvents(), c.apiCalls(), c.members(), c.team(), c.profile(), c.backup(),
		c.restore(), c.reset())
	c.completeValues(root)
	sayRights(root)
	return root
}

// TestIdPVariable sets the test identity provider where no flag does.
const TestIdPVariable = "GATEHOUSE_TEST_IDP"

const privateVariable = "GATEHOUSE_ALLOW_PRIVATE"

func listenFlags(cmd *cobra.Command, o *Options) {
	listen := cmp.Or(os.Getenv("GATEHOUSE_LISTEN"), "127.0.0.1:4100")
	cmd.Flags().StringVar(&o.Listen, "listen", listen, "address of the listener ($GATEHOUSE_LISTEN)")
	cmd.Flags().StringVar(&o.BaseURL, "base-url", os.Getenv("GATEHOUSE_BASE_URL"),
		"how browsers reach the listener ($GATEHOUSE_BASE_URL; default http:// and its address)")
	cmd.Flags().StringVar(&o.TestIdP, "test-idp", cmp.Or(os.Getenv(TestIdPVariable), "auto"),
		"test identity provider, which signs in whoever one says to be: auto (on while listener and base URL are "+
			"loopback), on or off ($"+TestIdPVariable+")")
	private := os.Getenv(privateVariable)
	cmd.PreRunE = func(*cobra.Command, []string) error {
		if private != "" && private != "on" && private != "off" {
			return usageError{fmt.Errorf("%s cannot be %q: use on or off", privateVariable, private)}
		}
		return nil
	}
	cmd.Flags().BoolVar(&o.Private, "allow-private", private == "on",
		"metadata URLs that IT admins give may have private addresses ($GATEHOUSE_ALLOW_PRIVATE=on)")
	cmd.Flags().StringVar(&o.SSH, "ssh", os.Getenv("GATEHOUSE_SSH"),
		"address at which members of the team connect by SSH, like :2222 ($GATEHOUSE_SSH; default none)")
	cmd.Flags().StringVar(&o.SSHAuthorities, "ssh-ca", os.Getenv("GATEHOUSE_SSH_CA"),
		"file of public keys whose certificates prove members by their email ($GATEHOUSE_SSH_CA; default none)")
	cmd.Flags().StringVar(&o.Proxies, "trusted-proxies", os.Getenv("GATEHOUSE_TRUSTED_PROXIES"),
		"addresses and networks of proxies whose X-Forwarded-For counts, like 127.0.0.1,10.1.0.0/16 "+
			"($GATEHOUSE_TRUSTED_PROXIES; default none)")
	cmd.Flags().StringVar(&o.TLSCert, "tls-cert", os.Getenv("GATEHOUSE_TLS_CERT"),
		"PEM file with the listener's certificate and its chain ($GATEHOUSE_TLS_CERT; default none: plain HTTP)")
	cmd.Flags().StringVar(&o.TLSKey, "tls-key", os.Getenv("GATEHOUSE_TLS_KEY"),
		"PEM file with the certificate's key ($GATEHOUSE_TLS_KEY)")
	cmd.Flags().StringVar(&o.ACME, "acme", os.Getenv("GATEHOUSE_ACME"),
		"get the certificate of the base URL's host from Let's Encrypt, whose terms you accept with it; your email "+
			"address, for when something is wrong ($GATEHOUSE_ACME; default none)")
	cmd.Flags().StringVar(&o.ACMEDirectory, "acme-directory", os.Getenv("GATEHOUSE_ACME_DIRECTORY"),
		"URL of the ACME directory of another authority ($GATEHOUSE_ACME_DIRECTORY)")
	rate := cmp.Or(os.Getenv("GATEHOUSE_RATE_LIMIT"), strconv.Itoa(model.UsualRate))
	cmd.Flags().StringVar(&o.RateLimit, "rate-limit", rate, "requests that an API key may make in a minute, by which "+
		"the other limits go; 0 is no limits ($GATEHOUSE_RATE_LIMIT)")
	cmd.Flags().StringVar(&o.MetricsToken, "metrics-token", os.Getenv("GATEHOUSE_METRICS_TOKEN"),
		"file with the bearer token that /metrics needs ($GATEHOUSE_METRICS_TOKEN; default none: "+
			"it answers this machine alone)")
	cmd.Flags().StringVar(&o.LogLevel, "log-level", cmp.Or(os.Getenv("GATEHOUSE_LOG_LEVEL"), "info"),
		"from which level on it logs: debug, info, warn or error ($GATEHOUSE_LOG_LEVEL)")
	cmd.Flags().StringVar(&o.AuditCheckpoints, "audit-checkpoints", os.Getenv("GATEHOUSE_AUDIT_CHECKPOINTS"),
		"file for hourly signed checkpoints of the audit log ($GATEHOUSE_AUDIT_CHECKPOINTS; default audit-checkpoints "+
			"in the data directory)")
}

func (c *command) serve() *cobra.Command {
	o := Options{}
	cmd := &cobra.Command{
		Use: "serve", Short: "Listen without a console, with structured logs", Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			o.Data = c.dataDir()
			serve := func() error { return c.doors.Serve(cmd.Context(), o) }
			if c.instance != nil {
				return serve() // which refuses
			}
			return c.orInstance(cmd.Context(), o.Data, c.forward, serve) // a command is over soon
		},
	}
	listenFlags(cmd, &o)
	return cmd
}

// group is a command that only holds others: by itself it explains them.
func group(use, short string, aliases ...string) *cobra.Command {
	return &cobra.Command{Use: use, Aliases: aliases, Short: short, Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
}

// noArgs refuses arguments with an exit code of misuse.
func noArgs(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	path, what := cmd.CommandPath(), "takes no argument"
	if cmd.HasSubCommands() {
		what = "has no command"
		cmd.SuggestionsMinimumDistance = 2
		if like := cmd.SuggestionsFor(args[0]); len(like) > 0 {
			return usageError{fmt.Errorf("%s %s %q; did you mean %s?", path, what, args[0], strings.Join(like, " or "))}
		}
	}
	return usageError{fmt.Errorf("%s %s %q; see %s --help", path, what, args[0], path)}
}

// oneArg demands exactly one.
func oneArg(what string) cobra.PositionalArgs { return countArgs(1, 1, "exactly one "+what) }

// countArgs demands so many; what says it in words.
func countArgs(least, most int, what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) < least || len(args) > most {
			return usageError{fmt.Errorf("%s takes %s; see %s --help", cmd.CommandPath(), what, cmd.CommandPath())}
		}
		return nil
	}
}

// verb is what a command does with the services and its arguments.
type verb func(ctx context.Context, d *service.Services, args []string) error

// with runs a verb on the services: of this process, or if another one holds the
// directory, there.
func (c *command) with(do verb) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		ctx := cmd.Context()
		if c.instance != nil {
			return do(ctx, c.instance.Services.For(c.instance.Who(model.ViaCommand)), args)
		}
		if err := nothingYet(cmd, c.dataDir()); err != nil {
			return err
		}
		services, closeStore, err := c.openOrForward(ctx, c.dataDir())
		if err != nil {
			return err
		}
		err = do(ctx, services.For(Owner(model.ViaCommand)), args)
		if closing := closeStore(); err == nil {
			err = closing
		}
		return err
	}
}
