package cli

import (
	"context"
	"errors"
	"fmt"
	"strconv"

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
	limit int    // how many at the most, 0 for all
	next  string // what would make one where there is none
}

// list prints nouns. What is said beside them goes to standard error.
func (l listing[T, J]) list(c *command, all []T) error {
	if l.limit < 0 {
		return usageError{errors.New("--limit: must not be negative")}
	}
	if l.limit > 0 && len(all) > l.limit {
		all = all[:l.limit]
		fmt.Fprintf(c.streams.Err, "gatehouse: stopped at %d, there are more; --limit 0 lists all\n", l.limit)
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
	env, org, search string
	limit            int
}

// add gives a list some of the flags env, org and limit.
func (s *selection) add(cmd *cobra.Command, flags ...string) {
	for _, flag := range flags {
		switch flag {
		case "env":
			cmd.Flags().StringVar(&s.env, "env", "", "environment: name or id (default all)")
		case "org":
			cmd.Flags().StringVar(&s.org, "org", "", "organization: id, external id, name or domain (default all)")
		case "limit":
			cmd.Flags().IntVar(&s.limit, "limit", 0, "how many to list, at most (default all)")
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

// next is the next step after a list that is empty: with a search, to search for
// less.
func (s *selection) next(otherwise string) string {
	if s.search != "" {
		return "a shorter --search, or none: nothing has the text " + printable.Line(strconv.Quote(s.search))
	}
	return otherwise
}
