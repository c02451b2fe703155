package cli

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/kballard/go-shellquote"
	"github.com/spf13/cobra"

	"gatehouse/model"
	"gatehouse/printable"
	"gatehouse/service"
)

// listing is how nouns are listed: as JSON for scripts, and as a table with a row
// each for a person.
type listing[T, J any] struct {
	told  func(T) J // for scripts
	heads []string
	row   func(T) []string
	limit int                  // how many at the most, 0 for all
	at    func(T) model.Listed // where it stands; nil if the list cannot go on behind it
	next  string               // what would make one where there is none
}

// list prints nouns. What is said beside them goes to standard error.
func (l listing[T, J]) list(c *command, all []T) error {
	if l.limit < 0 {
		return usageError{errors.New("--limit: must not be negative")}
	}
	if l.limit > 0 && len(all) > l.limit {
		all = all[:l.limit]
		goesOn := ""
		if l.at != nil {
			goesOn = ", and --after " + printable.Line(shellquote.Join(l.at(all[l.limit-1]).String())) + " goes on"
		}
		fmt.Fprintf(c.streams.Err, "gatehouse: stopped at %d, there are more; --limit 0 lists all%s\n", l.limit, goesOn)
	}
	if c.json {
		told := []J{}
		for _, x := range all {
			told = append(told, l.told(x))
		}
		return c.printJSON(told)
	}
	if len(all) == 0 && l.next != "" {
		fmt.Fprintf(c.streams.Err, "gatehouse: there is none; next: %s\n", l.next)
	}
	rows := [][]string{l.heads}
	for _, x := range all {
		rows = append(rows, l.row(x))
	}
	return c.table(rows)
}

// selection holds the flags that say which nouns a list is about.
type selection struct {
	env, org, search, after string
	limit                   int
}

// add gives a list some of the flags env, org, limit and after.
func (s *selection) add(cmd *cobra.Command, flags ...string) {
	for _, flag := range flags {
		switch flag {
		case "env":
			cmd.Flags().StringVar(&s.env, "env", "", "environment: name or id (default all)")
		case "org":
			cmd.Flags().StringVar(&s.org, "org", "", "organization: id, external id, name or domain (default all)")
		case "limit":
			cmd.Flags().IntVar(&s.limit, "limit", 0, "how many to list, at most (default all)")
		case "after":
			cmd.Flags().StringVar(&s.after, "after", "", "go on behind the one with this id; if it may be renamed "+
				"or gone since, behind 'ID NAME' as it was listed")
		}
	}
}

// find gives the ids of what the flags name, "" for all.
func (s *selection) find(ctx context.Context, d *service.Services) (env, org model.ID, err error) {
	if s.env != "" {
		e, err := findEnvironment(ctx, d, s.env)
		if err != nil {
			return "", "", err
		}
		env = e.ID
	}
	if s.org != "" {
		o, err := findOrganization(ctx, d, s.org)
		return env, o.ID, err
	}
	return env, "", nil
}

// asked is the limit of a query: one more, which tells that there are more.
func (s *selection) asked() int {
	if s.limit == 0 {
		return 0
	}
	return s.limit + 1
}

// behind is where --after goes on: behind a place as it was listed, or for an id alone behind
// where its record stands now.
func behind[T interface{ Listed() model.Listed }](after string, read func(model.ID) (T, error)) (model.Listed, error) {
	at := model.ParseListed(after)
	if at.ID == "" || at.Name != "" {
		return at, nil
	}
	x, err := read(at.ID)
	if errors.Is(err, model.ErrNotFound) {
		err = fmt.Errorf("--after: %w; give 'ID NAME' as it was listed, or begin again without --after", err)
	}
	return x.Listed(), err
}

// next is the next step after a list that is empty: with a search, to search for
// less; "" where it was read to its end.
func (s *selection) next(otherwise string) string {
	if s.after != "" {
		return ""
	}
	if s.search != "" {
		return "a shorter --search, or none: nothing has the text " + printable.Line(strconv.Quote(s.search))
	}
	return otherwise
}
