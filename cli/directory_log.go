package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

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

func (c *command) directoryLog() *cobra.Command {
	var verdict string
	var limit int
	cmd := &cobra.Command{
		Use: "log DIR", Short: "List the requests of an identity provider to its directory, the newest first",
		Args:    oneArg(directoryArg),
		Example: "  gatehouse directory log 'Foo Corp' --verdict refused",
		PreRunE: func(*cobra.Command, []string) error {
			if limit < 0 {
				return usageError{errors.New("--limit: must not be negative")}
			}
			if words := verdictWords(); verdict != "" && !slices.Contains(words, verdict) {
				return usageError{fmt.Errorf("--verdict %q: use one of %s", verdict, strings.Join(words, ", "))}
			}
			return nil
		},
		RunE: about(c, findDirectory, func(ctx context.Context, d *service.Services, x model.DirectoryStatus,
			_ []string) error {
			all, err := logOf(ctx, d, x.ID, model.DirectoryVerdict(verdict), limit)
			if err != nil {
				return err
			}
			return listing[model.DirectoryRequest, api.DirectoryRequest]{
				told: api.DirectoryRequestOf, heads: append([]string{"AT"}, requestHeads...),
				row:  func(r model.DirectoryRequest) []string { return append([]string{stamp(r.At)}, requestRow(r)...) },
				next: "paste endpoint and token at the identity provider: gatehouse directory show " + string(x.ID),
			}.list(c, all)
		}),
	}
	cmd.Flags().StringVar(&verdict, "verdict", "", "only those that were "+strings.Join(verdictWords(), ", "))
	// This fails only for a flag that is not there.
	_ = cmd.RegisterFlagCompletionFunc("verdict", cobra.FixedCompletions(namesIn(verdictWords(),
		func(word string) string { return word }), cobra.ShellCompDirectiveNoFileComp))
	cmd.Flags().IntVar(&limit, "limit", 50, "the newest so many; 0 is all")
	return cmd
}

func verdictWords() []string {
	return namesIn(model.DirectoryVerdicts, func(v model.DirectoryVerdict) string { return string(v) })
}

// logPage is how many requests are read at once.
const logPage = 200

// logOf gives so many requests with a verdict, "" for any; 0 is all.
func logOf(ctx context.Context, d *service.Services, directory model.ID, verdict model.DirectoryVerdict,
	enough int) (all []model.DirectoryRequest, err error) {
	for behind := model.ID(""); ; {
		page, err := d.DirectoryLog(ctx, directory, behind, logPage)
		if err != nil {
			return nil, err
		}
		for _, r := range page {
			if verdict == "" || r.Verdict == verdict {
				all = append(all, r)
			}
			if enough > 0 && len(all) == enough {
				return all, nil
			}
		}
		if len(page) < logPage {
			return all, nil
		}
		behind = page[len(page)-1].ID
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
		_, err := fmt.Fprintln(c.streams.Out, "\nWhat was sent is not kept as a whole, so there is no command that repeats it.")
		return err
	}
	_, err := fmt.Fprintf(c.streams.Out, "\nTo repeat it, with a token of the directory in $TOKEN:\n%s\n",
		printable.JSON(curl))
	return err
}
