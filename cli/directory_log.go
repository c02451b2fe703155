package cli

import (
	"context"
	"errors"
	"fmt"
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

var requestHeads = []string{"VERDICT", "STATUS", "REQUEST", "WHAT", "CAUSE", "ID"}

func requestRow(r model.DirectoryRequest) []string {
	return []string{string(r.Verdict), strconv.Itoa(r.Status), r.Asked(), r.What(), r.Amiss(), string(r.ID)}
}

// logFilter are the flags that select requests of a directory.
type logFilter struct{ filter, verdict string }

func (f *logFilter) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.filter, "filter", "", "filter, as in the console: words, field:value, -field:value")
	cmd.Flags().StringVar(&f.verdict, "verdict", "", "only those that were "+strings.Join(verdictWords(), ", "))
	for flag, words := range map[string][]string{
		"filter": beginnings(model.DirectoryFilterFields()), "verdict": verdictWords(),
	} {
		// This fails only for a flag that is not there.
		_ = cmd.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp))
	}
}

// search is what they ask for. Times are read in the zone of now.
func (f *logFilter) search(now time.Time) (model.Search, error) {
	if words := verdictWords(); f.verdict != "" && !slices.Contains(words, f.verdict) {
		return model.Search{}, usageError{fmt.Errorf("--verdict %q: use one of %s", f.verdict,
			strings.Join(words, ", "))}
	}
	s, err := asFilterFlag(model.ParseDirectoryFilter(f.filter, now))
	if f.verdict != "" {
		s.Filter = model.All(model.Is(model.FieldVerdict, f.verdict), s.Filter)
	}
	return s, err
}

// none says what would make a request where there is none.
func (f *logFilter) none(directory model.ID) string {
	if f.filter != "" {
		return "a wider filter, such as --filter since:30d"
	}
	return "paste endpoint and token at the identity provider: gatehouse directory show " + string(directory)
}

func (c *command) directoryLog() *cobra.Command {
	var filter logFilter
	var limit int
	cmd := &cobra.Command{
		Use: "log DIR", Short: "List the requests of an identity provider to its directory, the newest first",
		Args:    oneArg(directoryArg),
		Example: "  gatehouse directory log 'Foo Corp' --filter 'verdict:refused user:ada since:2h'",
		PreRunE: func(*cobra.Command, []string) error {
			if limit < 0 {
				return usageError{errors.New("--limit: must not be negative")}
			}
			_, err := filter.search(time.Now())
			return err
		},
		RunE: about(c, findDirectory, func(ctx context.Context, d *service.Services, x model.DirectoryStatus,
			_ []string) error {
			search, err := filter.search(time.Now())
			if err != nil {
				return err
			}
			all, err := searchLog(ctx, d, model.DirectoryLogSearch{Directory: x.ID, Search: search}, limit)
			if err != nil {
				return err
			}
			return listing[model.DirectoryRequest, api.DirectoryRequest]{
				told: api.DirectoryRequestOf, heads: append([]string{"AT"}, requestHeads...),
				row: func(r model.DirectoryRequest) []string {
					return append([]string{stamp(r.At)}, requestRow(r)...)
				},
				next: filter.none(x.ID),
			}.list(c, all)
		}),
	}
	filter.add(cmd)
	cmd.Flags().IntVar(&limit, "limit", 50, "the newest so many; 0 is all")
	return cmd
}

func verdictWords() []string {
	return namesIn(model.DirectoryVerdicts, func(v model.DirectoryVerdict) string { return string(v) })
}

// searchLog gives so many requests that a search lets through; 0 is all. It goes on until the log is looked through.
func searchLog(ctx context.Context, d *service.Services, q model.DirectoryLogSearch,
	enough int) (all []model.DirectoryRequest, err error) {
	for {
		if enough > 0 {
			q.Limit = enough - len(all)
		}
		found, err := d.SearchDirectoryLog(ctx, q)
		if err != nil {
			return nil, err
		}
		all, q.Behind = append(all, found.Requests...), found.Next
		if found.Next == "" || enough > 0 && len(all) == enough {
			return all, nil
		}
	}
}

func (c *command) directoryRequest() *cobra.Command {
	var again bool
	cmd := &cobra.Command{
		Use: "request DIR ID", Short: "Show all of a request, who has to put it right, and a command that repeats it",
		Args: countArgs(2, 2, "a "+directoryArg+"; and a request: its id, as directory log lists it"),
		RunE: about(c, findDirectory, func(ctx context.Context, d *service.Services, x model.DirectoryStatus,
			args []string) error {
			read := d.DirectoryRequest
			if again {
				read = d.DirectoryRequestAgain
			}
			r, err := read(ctx, x.ID, model.ID(args[0]))
			if err != nil {
				return err
			}
			if c.json {
				return c.printJSON(api.DirectoryRequestDetailOf(r, x.Address(d.BaseURL)))
			}
			return c.printRequest(r, x.Address(d.BaseURL))
		}),
	}
	cmd.Flags().BoolVar(&again, "again", false, "what it would come to if it came now; nothing is stored")
	return cmd
}

func (c *command) printRequest(r model.DirectoryRequest, address string) error {
	pairs := []string{
		"Request", string(r.ID), "At", stamp(r.At), "Asked", r.Asked(), "Status", strconv.Itoa(r.Status),
		"Verdict", string(r.Verdict), "Took", milliseconds(r.Took) + " ms", "Token", hinted(r.Token), "From", r.Peer,
		"User agent", r.UserAgent, "About", strings.TrimSpace(r.Name + " " + string(r.Entry)),
	}
	if r.Cause != "" {
		row := r.Cause.Row()
		pairs = append(pairs, "Cause", row.Words, "Who fixes it", string(row.Fixer), "For the IT admin", r.Detail)
	}
	for _, w := range r.Warnings {
		row := w.Cause.Row()
		pairs = append(pairs, "Warning", row.Words+" ("+string(row.Fixer)+"): "+w.Detail)
	}
	for _, line := range r.Done {
		pairs = append(pairs, "Difference", line)
	}
	if err := c.page(append(pairs, "Sent", string(r.Body), "Answered", string(r.Answer))...); err != nil {
		return err
	}
	curl := r.Curl(address)
	if curl == "" {
		_, err := fmt.Fprintln(c.streams.Out,
			"\nWhat was sent is not kept as a whole, so there is no command that repeats it.")
		return err
	}
	_, err := fmt.Fprintf(c.streams.Out, "\nTo repeat it, with a token of the directory in $TOKEN:\n%s\n",
		printable.JSON(curl))
	return err
}
