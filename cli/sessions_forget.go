package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/dustin/go-humanize/english"
	"github.com/spf13/cobra"

	"gatehouse/model"
	"gatehouse/service"
)

func (c *command) sessionsForget() *cobra.Command {
	var before string
	var yes bool
	cmd := &cobra.Command{
		Use: "forget", Short: "Delete old sessions with all that belongs to them; asks first", Args: noArgs,
		Example: "  gatehouse sessions forget --before 90d",
		PreRunE: func(*cobra.Command, []string) error {
			_, err := parseBefore(before)
			return err
		},
		RunE: c.with(func(ctx context.Context, d *service.Services, _ []string) error {
			f, err := parseBefore(before)
			if err != nil {
				return err
			}
			n, err := d.Forgettable(ctx, f.Until)
			if err != nil {
				return err
			}
			what := fmt.Sprintf("%s that began before %s", english.Plural(n, "session", ""), stamp(f.Until))
			if !yes && n > 0 && !c.sure("This deletes "+what+" for good, with requests and responses.") {
				c.code = Refused
				fmt.Fprintf(c.streams.Err, "gatehouse: nothing was deleted. To delete %s for good, add --yes\n", what)
				return nil
			}
			if n, err = d.ForgetSessions(ctx, f.Until); err != nil {
				return err
			}
			return c.say(map[string]any{"forgotten": n, "before": f.Until}, "forgot %s that began before %s",
				english.Plural(n, "session", ""), stamp(f.Until))
		}),
	}
	cmd.Flags().StringVar(&before, "before", "", "age or date; what began earlier goes")
	cmd.Flags().BoolVar(&yes, "yes", false, "do not ask, as a script")
	return cmd
}

func parseBefore(text string) (model.Search, error) {
	f, err := model.ParseFilter("before:"+text, time.Now())
	if err != nil || text == "" {
		return f, usageError{errors.New("--before: say how old, like 90d, or a date, like 2026-01-31")}
	}
	return f, nil
}

// sure asks where somebody sits at the terminal. Elsewhere nobody said yes.
func (c *command) sure(what string) bool {
	if c.instance != nil || !isTerminal(c.streams.In) {
		return false
	}
	fmt.Fprintf(c.streams.Err, "%s\nType yes to go on: ", what)
	line, _ := bufio.NewReader(c.streams.In).ReadString('\n')
	return strings.TrimSpace(line) == "yes"
}
