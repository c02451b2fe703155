package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/dustin/go-humanize"
	"github.com/dustin/go-humanize/english"
	"github.com/spf13/cobra"

	"gatehouse/api"
	"gatehouse/model"
	"gatehouse/printable"
	"gatehouse/saml"
	"gatehouse/saml/diagnose"
	"gatehouse/service"
)

func (c *command) sessions() *cobra.Command {
	cmd := group("sessions", "List, show and follow sign-in sessions", "session")
	cmd.AddCommand(c.sessionsList(), c.sessionsShow(), c.sessionsTail(), c.sessionsClaim(), c.sessionsRelease(),
		c.sessionsFix(), c.sessionsForget())
	return cmd
}

func (c *command) sessionsList() *cobra.Command {
	var filter, after string
	var limit int
	var chosen selection
	cmd := &cobra.Command{
		Use: "list", Short: "List sessions, newest first", Args: noArgs,
		Example: "  gatehouse sessions list --filter 'state:failed error:certificate since:2h'",
		PreRunE: func(*cobra.Command, []string) error {
			if limit < 1 {
				return usageError{errors.New("--limit: must be at least 1")}
			}
			_, err := parseFilter(filter, time.Now())
			return err
		},
		RunE: c.with(func(ctx context.Context, d *service.Services, _ []string) error {
			now := time.Now()
			f, err := parseFilter(filter, now)
			if err != nil {
				return err
			}
			names, err := nameTable(ctx, d)
			if err != nil {
				return err
			}
			q := f.Query(names, now)
			q.Limit, q.Before = limit, model.ID(after)
			if q.Environment, _, err = chosen.find(ctx, d); err != nil {
				return err
			}
			page, err := d.Sessions(ctx, q)
			if err != nil {
				return err
			}
			c.tellLimit(limit, page)
			next := "gatehouse test-idp plays a sign-in, and makes a session"
			if filter != "" {
				next = "a wider filter, such as --filter since:30d"
			}
			return listing[model.Session, api.Session]{
				told:  func(s model.Session) api.Session { return api.SessionOf(s, now) },
				heads: []string{"STATE", "CAUSE", "USER", "SESSION", "ORGANIZATION", "CREATED"},
				row: func(s model.Session) []string {
					return []string{s.StateAt(now).Label(), string(s.Cause), listedUser(s), string(s.ID),
						names(cmp.Or(s.OrganizationID, s.ConnectionID)), stamp(s.CreatedAt)}
				},
				next: next,
			}.list(c, page.Sessions)
		}),
	}
	chosen.add(cmd, "env")
	cmd.Flags().StringVar(&filter, "filter", "", "filter, as in the console: words, field:value, -field:value")
	cmd.Flags().IntVar(&limit, "limit", 50, "sessions to list, at most")
	cmd.Flags().StringVar(&after, "after", "", "go on behind the session with this id, with older ones")
	return cmd
}

// parseFilter reads --filter. Commands check it before they look for data: one
// that cannot be understood is told so wherever it is given.
func parseFilter(text string, now time.Time) (model.Search, error) {
	return asFilterFlag(model.ParseFilter(text, now))
}

// asFilterFlag says of what cannot be understood that it stands behind --filter.
func asFilterFlag(f model.Search, err error) (model.Search, error) {
	if err != nil {
		return f, usageError{fmt.Errorf("--filter: %w", err)}
	}
	return f, nil
}

// tellLimit says on standard error that there are more sessions than were listed.
func (c *command) tellLimit(limit int, page model.Page) {
	listed := len(page.Sessions)
	if listed == limit && (page.Next != "" || !page.Done) {
		fmt.Fprintf(c.streams.Err, "gatehouse: stopped at %s, there are older ones; --limit %d lists more, and "+
			"--after %s goes on\n", english.Plural(listed, "session", ""), 10*limit, page.Sessions[listed-1].ID)
	}
}

// userOf names the user of a session, and says so if nothing verified the name.
func userOf(s *model.SessionDetail) string {
	name := cmp.Or(s.Session.Email, s.Session.IdPID)
	if v := s.Verdict(); name != "" && (v == nil || !v.Verified) {
		name += " (not verified)"
	}
	return name
}

// listedUser is userOf for a row of a list.
func listedUser(s model.Session) string {
	name := cmp.Or(s.Email, s.IdPID)
	if name != "" && s.Unverified {
		name += " (not verified)"
	}
	return name
}

// findSession takes a whole id or a trace as people read it out.
func findSession(ctx context.Context, d *service.Services, text string) (model.ID, error) {
	if _, err := d.Session(ctx, model.ID(text)); err == nil {
		return model.ID(text), nil
	} else if !errors.Is(err, model.ErrNotFound) {
		return "", err
	}
	page, err := d.Sessions(ctx, model.Query{Limit: 2, Filter: model.Called(text)})
	if err != nil {
		return "", err
	}
	switch len(page.Sessions) {
	case 0:
		return "", fmt.Errorf("session %q: %w; give its whole id or its trace, as gatehouse sessions list shows them",
			text, model.ErrNotFound)
	case 1:
		return page.Sessions[0].ID, nil
	}
	return "", usageError{fmt.Errorf("session %q: several fit; give the whole id", text)}
}

// namesShown are the names for a table: programs are told ids alone.
func (c *command) namesShown(ctx context.Context, d *service.Services) (model.Names, error) {
	if c.json {
		return nil, nil
	}
	return nameTable(ctx, d)
}

// nameTable reads the names of all organizations and connections once.
func nameTable(ctx context.Context, d *service.Services) (model.Names, error) {
	names := map[model.ID]string{}
	orgs, err := d.Organizations(ctx, model.OrganizationQuery{})
	if err != nil {
		return nil, err
	}
	for _, o := range orgs {
		names[o.ID] = o.Name
	}
	connections, err := d.Connections(ctx, model.ConnectionQuery{})
	if err != nil {
		return nil, err
	}
	for _, x := range connections {
		names[x.ID] = x.Name
	}
	return func(id model.ID) string { return cmp.Or(names[id], model.OAuthName(id)) }, nil
}

// giveSession shows everything about a session.
func (c *command) giveSession(ctx context.Context, d *service.Services, id model.ID) error {
	detail, err := d.SessionDetail(ctx, id)
	if err != nil {
		return err
	}
	if c.json {
		return c.printJSON(detailOf(&detail))
	}
	return c.printDetail(&detail)
}

func (c *command) printDetail(s *model.SessionDetail) error {
	x := s.Session
	head := []string{
		"Session", string(x.ID), "Trace", x.Trace(), "State", stateText(s.State),
		"Origin", string(x.Origin), "User", userOf(s), "From", s.Peer(), "Organization", s.Organization.Name,
		"Connection", s.Connection.Name,
		"Created", stamp(x.CreatedAt) + " (" + humanize.Time(x.CreatedAt) + ")", "Claims to answer", string(x.Claims),
		"Repeated", x.Counted(), "Message", leftOf(s), "In hand", holderOf(s.Claim),
	}
	if err := c.page(head...); err != nil {
		return err
	}
	for _, id := range s.Claimants {
		fmt.Fprintf(c.streams.Out, "A message that was not taken for its answer: %s\n", id)
	}
	v := s.Verdict()
	if v == nil {
		return nil
	}
	if err := c.printVerdict(v, s.Explanation); err != nil {
		return err
	}
	if s.AwaitsApproval() {
		fmt.Fprintf(c.streams.Out,
			"\nThe customer's own metadata lists the certificate that this message shows: the change only waits to "+
				"be approved.\n  %s\n",
			approval(s.Connection))
	}
	return nil
}

// detailOf is everything about a session for scripts.
func detailOf(s *model.SessionDetail) api.SessionDetail {
	told := api.SessionDetailOf(s, time.Now())
	if told.Explanation != nil && s.AwaitsApproval() {
		told.Approve = approval(s.Connection)
	}
	return told
}

// approval is the command that approves the changed metadata of a connection.
func approval(x model.Connection) string {
	return fmt.Sprintf("gatehouse connection approve %s %s", x.ID, x.Pending.Digest())
}

// holderOf says who has a session in hand, "" for nobody.
func holderOf(x model.Claim) string {
	switch {
	case x.Holds():
		return x.By.Name + ", since " + stamp(x.Since)
	case x.SessionID != "":
		return "nobody: " + x.By.Name + " had it until their access ended"
	}
	return ""
}

// leftOf says what is kept of the last message, "" if all of it is.
func leftOf(s *model.SessionDetail) string {
	if n := len(s.Receipts); n > 0 {
		return s.Receipts[n-1].Left()
	}
	return ""
}

// printVerdict tells a person what came out, and why.
func (c *command) printVerdict(v *saml.Verdict, why diagnose.Explanation) error {
	out := c.streams.Out
	fmt.Fprintln(out)
	if v.Accepted {
		fmt.Fprintln(out, "Accepted")
		return c.page("Email", v.Profile.Email, "Id", v.Profile.IdPID, "First name", v.Profile.FirstName, "Last name",
			v.Profile.LastName)
	}
	fmt.Fprintf(out, "%s: %s\n", why.Class, why.Title)
	if err := c.page("Cause", string(why.Cause), "Expected", why.Expected, "Received", why.Received, "Difference",
		why.Difference, "Who fixes it", string(why.Fixer)); err != nil {
		return err
	}
	fmt.Fprintf(out, "\n%s\n\nTo write to the IT admin:\n%s\n", printable.Line(why.Engineer), printable.Line(why.Admin))
	rows := [][]string{}
	for _, x := range v.Checks {
		if x.Outcome == saml.Failed || x.Outcome == saml.Warning {
			rows = append(rows, []string{"  " + x.Outcome.String(), x.Rule, x.Name, string(x.Cause)})
		}
	}
	fmt.Fprintln(out, "\nChecks that did not pass:")
	return c.table(rows)
}

// stateText is the dashboard's word, with the stored one where they differ.
func stateText(s model.State) string {
	if s.Label() == string(s) {
		return s.Label()
	}
	return s.Label() + " (" + string(s) + ")"
}
