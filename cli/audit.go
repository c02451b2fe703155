package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"gatehouse/api"
	"gatehouse/model"
	"gatehouse/printable"
	"gatehouse/service"
)

func (c *command) audit() *cobra.Command {
	cmd := group("audit", "Who changed and who saw what, and whether the log of it is whole")
	cmd.AddCommand(c.auditList(), c.auditExport(), c.auditVerify(), c.auditKeep())
	return cmd
}

// auditFilter are the flags that select audit entries.
type auditFilter struct{ who, action, about, since, until, only string }

func (f *auditFilter) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.who, "who", "", "only by those with this in their name, id, key or address")
	cmd.Flags().StringVar(&f.action, "action", "", "only those with this in their words")
	cmd.Flags().StringVar(&f.about, "about", "", "only about what has this id, or belongs to it")
	cmd.Flags().StringVar(&f.since, "since", "", "age or date; only what was later")
	cmd.Flags().StringVar(&f.until, "until", "", "age or date; only what was earlier")
	cmd.Flags().StringVar(&f.only, "only", "", "changes, views or sign-ins")
	cmd.PreRunE = func(*cobra.Command, []string) error {
		_, err := f.query()
		return err
	}
}

func (f *auditFilter) query() (q model.HistoryQuery, err error) {
	q = model.HistoryQuery{About: model.ID(f.about), Content: model.AuditContent(f.only), Who: f.who, Action: f.action}
	if f.only != "" && !slices.Contains(model.AuditContents(), q.Content) {
		return q, usageError{fmt.Errorf("--only cannot be %q: use changes, views or sign-ins", f.only)}
	}
	if q.Since, err = timeFlag("since", f.since); err == nil {
		q.Until, err = timeFlag("until", f.until)
	}
	return q, err
}

// timeFlag reads an age or a date, as filters of sessions have them.
func timeFlag(name, text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	f, err := model.ParseFilter("since:"+text, time.Now())
	if err != nil {
		return time.Time{}, usageError{fmt.Errorf("--%s: say how old, like 90d, or a date, like 2026-01-31", name)}
	}
	return f.Since, nil
}

func (c *command) auditList() *cobra.Command {
	var filter auditFilter
	var limit int
	var after string
	cmd := &cobra.Command{
		Use: "list", Short: "List changes and views, newest first", Args: noArgs,
		Example: "  gatehouse audit list --only views --who ada --since 30d",
		RunE: c.with(func(ctx context.Context, d *service.Services, _ []string) error {
			q, err := filter.query()
			if err != nil {
				return err
			}
			if limit < 1 {
				return usageError{errors.New("--limit: must be at least 1")}
			}
			q.Before, q.Limit = model.ID(after), limit
			page, err := d.History(ctx, q)
			if err != nil {
				return err
			}
			if page.Next != "" {
				fmt.Fprintf(c.streams.Err, "gatehouse: there are older ones; go on with --after %s\n", page.Next)
			}
			return c.printHistory(page.Entries)
		}),
	}
	filter.add(cmd)
	cmd.Flags().IntVar(&limit, "limit", 50, "entries to list, at most")
	cmd.Flags().StringVar(&after, "after", "", "go on behind the entry with this id, with older ones")
	return cmd
}

func (c *command) auditExport() *cobra.Command {
	var filter auditFilter
	format := "ndjson"
	cmd := &cobra.Command{
		Use: "export", Short: "Print the changes and views of any range, newest first", Args: noArgs,
		Example: "  gatehouse audit export --format csv --since 2026-01-01 >audit.csv",
		RunE: c.with(func(ctx context.Context, d *service.Services, _ []string) error {
			q, err := filter.query()
			if err != nil {
				return err
			}
			switch format {
			case "ndjson":
				return d.ExportAudit(ctx, q, func(e model.AuditEntry) error {
					return api.WriteActionLine(c.streams.Out, e)
				})
			case "csv":
				w := api.NewActionTable(c.streams.Out)
				return errors.Join(d.ExportAudit(ctx, q, w.Write), w.Close())
			}
			return usageError{fmt.Errorf("--format cannot be %q: use csv or ndjson", format)}
		}),
	}
	filter.add(cmd)
	cmd.Flags().StringVar(&format, "format", format, "csv or ndjson")
	return cmd
}

// forever is what is said for no end.
const forever = "forever"

func (c *command) auditKeep() *cobra.Command {
	return &cobra.Command{
		Use: "keep [DAYS]", Short: "Show, or set, for how long it is kept what each change was about",
		Long: "Shows, or sets, for how many days the history holds what records were before and are after each\n" +
			"change: 365d, or forever, which is the default. Then that is dropped; who did what stays for good,\n" +
			"and the log stays whole, because it has the hashes.",
		Example: "  gatehouse audit keep 365d",
		Args:    countArgs(0, 1, "at most one argument"),
		RunE: c.with(func(ctx context.Context, d *service.Services, args []string) (err error) {
			var t model.Team
			if len(args) == 0 {
				t, err = d.Team(ctx)
			} else {
				var days int
				if days, err = keptDays(args[0]); err == nil {
					t, err = d.KeepChanges(ctx, days)
				}
			}
			if err != nil {
				return err
			}
			kept := forever
			if t.KeepChanges > 0 {
				kept = fmt.Sprintf("for %d days", t.KeepChanges)
			}
			return c.say(api.TeamOf(t), "What each change was about is kept %s", kept)
		}),
	}
}

// keptDays reads "365d" or "forever", which is 0.
func keptDays(text string) (int, error) {
	if text == forever {
		return 0, nil
	}
	days, err := strconv.Atoi(strings.TrimSuffix(text, "d"))
	if err != nil || days < 1 {
		return 0, usageError{fmt.Errorf("%q is not a number of days: say 365d, or forever", text)}
	}
	return days, nil
}

// maxCheckpoints bounds a file of checkpoints: some tens of thousands.
const maxCheckpoints = 16 << 20

func (c *command) auditVerify() *cobra.Command {
	var file string
	cmd := &cobra.Command{
		Use: "verify", Short: "Compute the audit log anew, and say what is wrong with which entry", Args: noArgs,
		Long: "Computes the audit log anew from its entries, and compares it with the signed checkpoints of a file: " +
			"by\ndefault with those in the data directory. Exits 0 if all is whole, 1 if not. Who has the key file " +
			"of the\ndata directory can write log and checkpoints anew: keep copies of the checkpoints elsewhere.",
		RunE: c.with(func(ctx context.Context, d *service.Services, _ []string) error {
			checkpoints, err := c.checkpoints(file)
			if err != nil {
				return err
			}
			r, err := d.VerifyAudit(ctx, string(checkpoints))
			if err != nil {
				return err
			}
			if len(r.Faults) > 0 {
				c.code = Refused
			}
			return c.printAuditReport(r)
		}),
	}
	cmd.Flags().StringVar(&file, "checkpoint", "",
		"file of checkpoints, such as a copy kept elsewhere; - is standard input")
	return cmd
}

// checkpoints reads a file of them, from where the caller stands; without a name that
// of the data directory, if it is there.
func (c *command) checkpoints(name string) ([]byte, error) {
	if name != "" {
		return c.readAtMost(name, maxCheckpoints)
	}
	file, err := os.Open(CheckpointFile(c.dataDir()))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	defer file.Close()
	return io.ReadAll(io.LimitReader(file, maxCheckpoints))
}

func (c *command) printAuditReport(r model.AuditReport) error {
	if c.json {
		r.Faults = append([]model.AuditFault{}, r.Faults...)
		return c.printJSON(r)
	}
	for _, f := range r.Faults {
		fmt.Fprintf(c.streams.Out, "%s: place %d %s: %s\n", f.What, f.Place, printable.Line(string(f.Entry)),
			printable.Line(f.Why))
	}
	word := "whole"
	if len(r.Faults) > 0 {
		word = "NOT whole"
	}
	_, err := fmt.Fprintf(c.streams.Out, "The log is %s: %d entries, consistent with %d checkpoints; %d entries are "+
		"from before it, %d are erased in part\n", word, r.Size, r.Checkpoints, r.Before, r.Erased)
	return err
}
