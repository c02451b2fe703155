package cli

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"gatehouse/model"
	"gatehouse/printable"
	"gatehouse/service"
)

func (c *command) apiCalls() *cobra.Command {
	cmd := group("api", "The API log: requests of apps that the running instance answered")
	cmd.AddCommand(c.apiLog(), c.apiShow())
	return cmd
}

func (c *command) apiLog() *cobra.Command {
	var env string
	var follow bool
	var q model.APICallQuery
	cmd := &cobra.Command{
		Use: "log", Short: "List the requests of apps, of the last 24 hours, the newest last", Args: noArgs,
		Long: "List the requests of apps to the API, /sso/token and /sso/profile that the running instance answered " +
			"in the last 24 hours, the newest last. It keeps the newest 5000 of each environment in memory, without " +
			"secrets; those of whoever proved no API key are listed with every environment.",
		Example: "  gatehouse api log --status 4xx\n  gatehouse api log --follow --path /sso/token",
		PreRunE: func(*cobra.Command, []string) error {
			if q.Limit < 0 {
				return usageError{errors.New("--limit: must not be negative")}
			}
			return nil
		},
		RunE: c.with(func(ctx context.Context, d *service.Services, _ []string) error {
			e, err := findEnvironment(ctx, d, env)
			if err != nil {
				return err
			}
			q.Environment = e.ID
			if follow {
				return c.followCalls(ctx, d, q)
			}
			all, err := d.APICalls(ctx, q)
			if err != nil {
				return err
			}
			return listing[model.APICall, model.APICall]{
				told: func(x model.APICall) model.APICall { return x }, heads: callHeads, row: callRow,
				next: "make a request with an SDK, see gatehouse env show",
			}.list(c, all)
		}),
	}
	cmd.Flags().StringVar(&env, "env", "", "environment: name or id (default Staging)")
	cmd.Flags().StringVar(&q.Status, "status", "", "of a status, like 404, or of a class, like 4xx")
	cmd.Flags().StringVar(&q.Path, "path", "", "of a path with this in it")
	cmd.Flags().StringVar((*string)(&q.Session), "session", "", "of a sign-in: the id of its session")
	cmd.Flags().IntVar(&q.Limit, "limit", 50, "the newest so many; 0 is all")
	cmd.Flags().BoolVar(&follow, "follow", false, "go on with those that come")
	return cmd
}

// followCalls prints calls, and each that follows, until ctx ends.
func (c *command) followCalls(ctx context.Context, d *service.Services, q model.APICallQuery) error {
	for known := uint64(0); ; q.Limit = 0 {
		newest, err := d.AwaitAPICalls(ctx, known)
		if errors.Is(err, context.Canceled) {
			return nil
		} else if err != nil {
			return err
		}
		all, err := d.APICalls(ctx, q)
		if err != nil {
			return err
		}
		for _, x := range all {
			if err := c.tellCall(x); err != nil {
				return err
			}
			q.After = x.Number
		}
		known = newest
	}
}

func (c *command) tellCall(x model.APICall) error {
	if c.json {
		return c.printJSON(x)
	}
	_, err := fmt.Fprintf(c.streams.Out, "%s  %s  %d  %-6s %s  %s  %s ms\n", stamp(x.At), x.ID, x.Status,
		printable.Line(x.Method), printable.Line(x.Path), printable.Line(keyOfCall(x)), milliseconds(x.Took))
	return err
}

var callHeads = []string{"AT", "ID", "STATUS", "METHOD", "PATH", "KEY", "MS", "SESSION"}

func callRow(x model.APICall) []string {
	return []string{stamp(x.At), string(x.ID), strconv.Itoa(x.Status), x.Method, x.Path, keyOfCall(x),
		milliseconds(x.Took), string(x.SessionID)}
}

func keyOfCall(x model.APICall) string {
	if x.Key == "" {
		return "no key"
	}
	return x.Key
}

func milliseconds(d time.Duration) string {
	return strconv.FormatFloat(float64(d.Microseconds())/1000, 'f', 1, 64)
}

func (c *command) apiShow() *cobra.Command {
	return &cobra.Command{
		Use: "show REQUEST", Short: "Show a request of an app and its answer",
		Args: oneArg("request: its id, as api log lists it"),
		RunE: c.with(func(ctx context.Context, d *service.Services, args []string) error {
			x, err := d.APICall(ctx, model.ID(args[0]))
			if err != nil {
				return err
			}
			if c.json {
				return c.printJSON(x)
			}
			key := keyOfCall(x)
			if x.KeyHint != "" {
				key += " (" + x.KeyHint + ")"
			}
			return c.page("Request", string(x.ID), "At", stamp(x.At), "Asked", x.Method+" "+x.Path, "Query", x.Query,
				"Status", strconv.Itoa(x.Status), "Took", milliseconds(x.Took)+" ms", "Key", key, "From", x.Peer,
				"User agent", x.UserAgent, "Session", string(x.SessionID), "Organization", string(x.OrganizationID),
				"Sent", x.Request, "Answered", x.Answer)
		}),
	}
}
