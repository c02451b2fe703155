package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"gatehouse/model"
	"gatehouse/printable"
	"gatehouse/service"
)

// DevelopmentKey is the API key that an instance for development takes, as the emulator
// workos/emulate does.
const DevelopmentKey = "sk_test_default"

// developmentSeeds are the names by which the emulator finds its seed file.
var developmentSeeds = []string{"workos-emulate.config.yaml", "workos-emulate.config.yml", "workos-emulate.config.json"}

func (c *command) develop() *cobra.Command {
	o := Options{}
	var seed string
	cmd := &cobra.Command{
		Use:   "dev [-- COMMAND [ARG...]]",
		Short: "Listen for apps of this machine, with an API key that needs no set-up",
		Long: "Listens for apps of this machine, in Staging, with the API key " + DevelopmentKey + ", and prints\n" +
			"what an app needs to use it. With a command it runs that with the variables set, and ends with its\n" +
			"exit code; else each sign-in is a line here until ctrl+c. A seed file of workos/emulate in this\n" +
			"directory (" + developmentSeeds[0] + ") is read. gatehouse in another window is the console.",
		Example: "  gatehouse dev\n  gatehouse dev -- npm run dev",
		Args:    cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 && cmd.ArgsLenAtDash() != 0 {
				return usageError{fmt.Errorf("gatehouse dev takes a command behind --; see gatehouse dev --help")}
			}
			o.Data = c.dataDir()
			try := func() error {
				return c.doors.Develop(cmd.Context(), o, func(ctx context.Context, d *service.Services) error {
					return c.beside(ctx, d, seed, args)
				})
			}
			if c.instance != nil {
				return try() // which refuses
			}
			if err := runnable(args); err != nil {
				return err
			}
			return c.orInstance(cmd.Context(), o.Data, c.forward, try)
		},
	}
	listenFlags(cmd, &o)
	cmd.Flags().StringVar(&seed, "seed", "",
		"seed file (default "+developmentSeeds[0]+", .yml or .json in this directory)")
	return cmd
}

// beside is what runs beside the listener: the app, or the list of sign-ins as they happen.
func (c *command) beside(ctx context.Context, d *service.Services, seed string, app []string) error {
	if seed == "" {
		seed = c.developmentSeed()
	}
	if seed != "" {
		seeding := *c
		seeding.streams.Out = c.streams.Err // the output is the app's
		if err := seeding.seedFile(ctx, d, seed, false); err != nil {
			return fmt.Errorf("%s: %w", seed, err)
		}
	}
	staging, err := findEnvironment(ctx, d, string(model.Staging))
	if err != nil {
		return err
	}
	variables, err := d.SDKEnvironment(ctx, staging.ID)
	if err != nil {
		return err
	}
	if len(app) > 0 {
		fmt.Fprintf(c.streams.Err, "gatehouse: listens on %s for %s\n", d.BaseURL, app[0])
		return c.runApp(ctx, app, variables)
	}
	some, err := d.Organizations(ctx, model.OrganizationQuery{Environment: staging.ID, Limit: 5})
	if err != nil {
		return err
	}
	writePaste(c.streams.Out, d.BaseURL, variables, some)
	return Follow(ctx, d, c.streams.Out)
}

// developmentSeed is the emulator's seed file in the caller's directory, "" if there is none.
func (c *command) developmentSeed() string {
	for _, name := range developmentSeeds {
		path := filepath.Join(c.streams.Dir, name)
		if _, err := os.Stat(path); err == nil {
			return path
		}
	}
	return ""
}

// appPatience is how long an app may take to end when it is told to.
const appPatience = 10 * time.Second

// runApp runs the app until it ends, or is told to with ctx.
func (c *command) runApp(ctx context.Context, app []string, variables []model.Variable) error {
	cmd := exec.CommandContext(ctx, app[0], app[1:]...)
	cmd.Dir, cmd.Stdin, cmd.Stdout, cmd.Stderr = c.streams.Dir, c.streams.In, c.streams.Out, c.streams.Err
	cmd.Env = os.Environ()
	for _, v := range variables {
		cmd.Env = append(cmd.Env, v.Name+"="+v.Value)
	}
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = appPatience
	err := cmd.Run()
	if ended, ok := errors.AsType[*exec.ExitError](err); ok {
		return exit(max(ended.ExitCode(), 1)) // what a signal ended has no code
	}
	if err != nil {
		return fmt.Errorf("%s: %w", app[0], err)
	}
	return nil
}

// runnable refuses an app that is not there, before anything listens for it.
func runnable(app []string) error {
	if len(app) == 0 {
		return nil
	}
	if _, err := exec.LookPath(app[0]); err != nil {
		return usageError{fmt.Errorf("%s cannot be run: %w", app[0], err)}
	}
	return nil
}

// writePaste tells what an app needs, in the words of the SDKs, and some organizations whose
// people can sign in.
func writePaste(w io.Writer, base string, variables []model.Variable, some []model.Organization) {
	is := map[string]string{}
	var exports strings.Builder
	for _, v := range variables {
		is[v.Name] = v.Value
		fmt.Fprintf(&exports, "export %s=%s\n", v.Name, v.Value)
	}
	key, client := is["WORKOS_API_KEY"], is["WORKOS_CLIENT_ID"]
	fmt.Fprintf(w, "Gatehouse listens on %s for apps of this machine.\n", base)
	fmt.Fprintf(w, "%s/demo is one: try a sign-in there. What yours needs:\n\n%s\n", base, &exports)
	fmt.Fprintf(w, "Node    new WorkOS(%q, { clientId: %q, apiHostname: %q, port: %s, https: %s })\n", key, client,
		is["WORKOS_API_HOSTNAME"], is["WORKOS_API_PORT"], is["WORKOS_API_HTTPS"])
	fmt.Fprintf(w, "Go      &sso.Client{APIKey: %q, ClientID: %q, Endpoint: %q}\n", key, client, base)
	fmt.Fprintf(w, "Python  WorkOSClient(api_key=%q, client_id=%q, base_url=%q)\n", key, client, base)
	fmt.Fprintf(w, "Ruby    WorkOS::Client.new(api_key: %q, client_id: %q, base_url: %q)\n\n", key, client, base)
	if len(some) > 0 {
		fmt.Fprintln(w, "Organizations to sign in to:")
	}
	for _, o := range some {
		fmt.Fprintf(w, "%s  %s\n", o.ID, printable.Line(o.Name))
	}
	fmt.Fprintln(w, "\nEach sign-in is a line here; gatehouse in another window is the console; ctrl+c ends this.")
}
