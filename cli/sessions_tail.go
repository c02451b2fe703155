package cli

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"gatehouse/api"
	"gatehouse/model"
	"gatehouse/printable"
	"gatehouse/service"
	"gatehouse/storage"
)

func (c *command) sessionsTail() *cobra.Command {
	var filter string
	cmd := &cobra.Command{
		Use: "tail", Short: "Print each change of a session as it happens", Args: noArgs,
		Example: "  gatehouse sessions tail --filter 'state:failed org:acme'",
		PreRunE: func(*cobra.Command, []string) error {
			_, err := parseFilter(filter, time.Now())
			return err
		},
		RunE: c.with(func(ctx context.Context, d *service.Services, _ []string) error {
			f, err := parseFilter(filter, time.Now())
			if err != nil {
				return err
			}
			names, err := d.SessionNames(ctx, "", f.Filter)
			if err != nil {
				return err
			}
			claimed := f.Filter
			return eachChange(ctx, d, func(s model.Session) error {
				if claimed.Asks(model.FieldClaimed) {
					claims, err := d.Claims(ctx, "")
					if err != nil {
						return err
					}
					f.Filter = claimed.WithClaims(claims, d.Principal().Actor())
				}
				if f.Filter.Lacks(s, names) {
					if names, err = d.SessionNames(ctx, "", f.Filter); err != nil {
						return err
					}
				}
				if !f.Match(s, names, time.Now()) {
					return nil
				}
				if c.json {
					return c.printJSON(api.SessionOf(s, time.Now()))
				}
				_, err := fmt.Fprintln(c.streams.Out, sessionLine(s))
				return err
			})
		}),
	}
	cmd.Flags().StringVar(&filter, "filter", "", "filter, as in the console: words, field:value, -field:value")
	return cmd
}

// sessionLine is a session as tail prints it.
func sessionLine(s model.Session) string {
	line := fmt.Sprintf("%s  %s  %-11s", stamp(s.UpdatedAt), s.ID, s.State.Label())
	if s.Cause != "" {
		line += "  " + string(s.Cause)
	}
	if user := listedUser(s); user != "" {
		line += "  " + printable.Line(user)
	}
	return line
}

// Follow prints each change of a session on a line until ctx ends.
func Follow(ctx context.Context, d *service.Services, out io.Writer) error {
	return eachChange(ctx, d, func(s model.Session) error {
		_, err := fmt.Fprintln(out, sessionLine(s))
		return err
	})
}

// eachChange calls f with each session that changes from now on, until ctx ends.
func eachChange(ctx context.Context, d *service.Services, f func(model.Session) error) error {
	from, err := d.Now(ctx)
	if err != nil {
		return err
	}
	err = d.Tail(ctx, from, func(ch storage.Changed) error {
		if ch.Session == nil {
			return nil
		}
		return f(*ch.Session)
	})
	if ctx.Err() != nil {
		return nil // ended by the user
	}
	return err
}
