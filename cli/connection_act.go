package cli

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"gatehouse/api"
	"gatehouse/model"
	"gatehouse/printable"
	"gatehouse/service"
	"gatehouse/service/signin"
	"gatehouse/storage"
)

// connectionActions are the commands that do one thing to one connection.
func (c *command) connectionActions() []*cobra.Command {
	var all []*cobra.Command
	for _, a := range []struct {
		use, short, done string
		do               func(*service.Services, context.Context, model.ID) (model.Connection, error)
	}{
		{"pause", "Let nobody sign in until it is resumed", "Paused", (*service.Services).PauseConnection},
		{"resume", "Let people sign in again", "Resumed", (*service.Services).ResumeConnection},
		{"reset", "Make it a draft again; our entity ID, ACS URL and key stay", "Reset",
			(*service.Services).ResetConnection},
		{"rotate-key", "Begin to change our key pair: both are in our metadata", "Began to rotate the key of",
			(*service.Services).RotateSPKey},
		{"retire-key", "End the change: the old key is gone", "Retired the old key of",
			(*service.Services).RetireSPKey},
	} {
		all = append(all, &cobra.Command{
			Use: a.use + " CONN", Short: a.short, Args: oneArg(connectionArg),
			RunE: about(c, findConnection, func(ctx context.Context, d *service.Services, x model.Connection,
				_ []string) error {
				x, err := a.do(d, ctx, x.ID)
				if err != nil {
					return err
				}
				return c.doneConnection(a.done, d, x, nil)
			}),
		})
	}
	return append(all, c.connectionApprove(), c.connectionDecline())
}

// connectionApprove takes changed metadata over, the one that was shown. While an
// identity provider changes its key both sign, so what is trusted stays so unless
// it is to be replaced.
func (c *command) connectionApprove() *cobra.Command {
	var replace bool
	cmd := &cobra.Command{
		Use:   "approve CONN CHANGE",
		Short: "Take over what the metadata says now, and keep the certificates that are trusted",
		Long: "Takes over the change of the metadata that was shown. The certificates that are trusted now stay " +
			"trusted beside the\n" +
			"new ones, and the dropping of them waits for a decision of its own; with --replace they go at once.",
		Example: "  gatehouse connection approve acme 3f1c9a --replace",
		Args:    countArgs(2, 2, "a connection and the change that was shown"),
		RunE: about(c, findConnection, func(ctx context.Context, d *service.Services, x model.Connection,
			args []string) error {
			approve := d.AddFromMetadata
			if replace {
				approve = d.ApproveMetadata
			}
			x, lints, err := approve(ctx, x.ID, args[0])
			if err != nil {
				return err
			}
			if err := c.doneConnection("Approved the changed metadata of", d, x, lints); err != nil ||
				x.Pending == nil {
				return err
			}
			dropped := len(x.Pending.Dropped(x))
			fmt.Fprintf(c.streams.Err,
				"gatehouse: still trusted though the metadata no longer lists them: %d certificate(s); to drop them, "+
					"gatehouse connection approve %s %s --replace\n", dropped, x.ID, x.Pending.Digest())
			return nil
		}),
	}
	cmd.Flags().Bool("keep", false, "keep the certificates that are trusted now beside the new ones (the default)")
	cmd.Flags().BoolVar(&replace, "replace", false, "trust only what the metadata lists now")
	cmd.MarkFlagsMutuallyExclusive("keep", "replace")
	return cmd
}

// connectionDecline keeps what is trusted, and does not ask for this change again.
func (c *command) connectionDecline() *cobra.Command {
	return &cobra.Command{
		Use: "decline CONN CHANGE", Short: "Keep what is, and do not ask for this change again",
		Args: countArgs(2, 2, "a connection and the change that was shown"),
		RunE: about(c, findConnection, func(ctx context.Context, d *service.Services, x model.Connection,
			args []string) error {
			x, err := d.DeclineMetadata(ctx, x.ID, args[0])
			if err != nil {
				return err
			}
			return c.doneConnection("Declined the changed metadata of", d, x, nil)
		}),
	}
}

func (c *command) connectionRefresh() *cobra.Command {
	return &cobra.Command{
		Use: "refresh CONN", Short: "Read its metadata again now, and show what has changed",
		Args: oneArg(connectionArg),
		RunE: about(c, findConnection, func(ctx context.Context, d *service.Services, x model.Connection,
			_ []string) error {
			before := x
			x, result, err := d.Refresh(ctx, x.ID)
			if err != nil {
				return err
			}
			return c.printRefreshed(d, before, x, result)
		}),
	}
}

func (c *command) printRefreshed(d *service.Services, before, x model.Connection, result model.Refreshed) error {
	if c.json {
		j := api.ConnectionOf(x, d, d.Clock())
		j.Refreshed = result
		return c.printJSON(j)
	}
	out := c.streams.Out
	switch result {
	case model.RefreshWaits:
		return c.printConnection(d, x, nil)
	case model.RefreshDeclined:
		_, err := fmt.Fprintf(out,
			"Its metadata still says what was declined (change %s): nothing is changed here. To take it over after "+
				"all, import it:\n"+
				"  gatehouse connection import %s --metadata %s\n", x.MetadataDeclined, x.ID,
			printable.Line(x.MetadataURL))
		return err
	case model.RefreshTaken:
		fmt.Fprintln(out, "Its metadata had changed, and the change was taken over, as this connection does by itself:")
		c.printDiff(model.MetadataChange{EntityID: x.IdPEntityID, SSOURL: x.SSOURL, SSOBinding: x.SSOBinding,
			Certificates: certificatesOf(x)}.Diff(before))
		_, err := fmt.Fprintf(out, "  gatehouse connection history %s\n", x.ID)
		return err
	}
	_, err := fmt.Fprintln(out, "Its metadata says what is configured here.")
	return err
}

func certificatesOf(x model.Connection) [][]byte {
	var all [][]byte
	for _, certificate := range x.Certificates {
		all = append(all, certificate.DER)
	}
	return all
}

func (c *command) connectionTest() *cobra.Command {
	var fault, email string
	var wait bool
	cmd := &cobra.Command{
		Use:   "test CONN",
		Short: "Test a connection: the URL to open, or a played sign-in at the test identity provider",
		Args:  oneArg(connectionArg),
		Long: "Begins a test sign-in and prints the URL to open in a browser; with --wait the verdict too. A " +
			"connection to the\n" +
			"test identity provider needs no browser: the sign-in is played, with the fault that is named.",
		RunE: about(c, findConnection, func(ctx context.Context, d *service.Services, x model.Connection,
			_ []string) error {
			if x.AtTestIdP() {
				return c.playTest(ctx, d, x, fault, email)
			}
			if fault != "" || email != "" {
				return usageError{errors.New("--fault and --email need a connection to the test identity provider")}
			}
			if wait && c.instance == nil {
				return usageError{errors.New(
					"--wait: no listener is running that could receive the response; start gatehouse first")}
			}
			begun, err := d.BeginTest(ctx, x.ID, model.Visitor{UserAgent: "gatehouse connection test"})
			if err != nil {
				return err
			}
			return c.openTest(ctx, d, begun, wait)
		}),
	}
	cmd.Flags().StringVar(&fault, "fault", "", "fault of the test identity provider; see gatehouse test-idp list")
	cmd.Flags().StringVar(&email, "email", "",
		"email of the test user (default in the organization's first verified domain)")
	cmd.Flags().BoolVar(&wait, "wait", false, "wait for the response and print the verdict")
	return cmd
}

// playTest signs a test user in.
func (c *command) playTest(ctx context.Context, d *service.Services, x model.Connection, fault, email string) error {
	o, err := d.Organization(ctx, x.OrganizationID)
	if err != nil {
		return err
	}
	user := model.TestUser(o)
	if email != "" {
		user.Email = email
	}
	s, err := d.Rehearse(ctx, signin.Rehearsal{Fault: fault, User: user, Connection: x.ID})
	if err != nil {
		return err
	}
	return c.printTest(ctx, d, s)
}

// printTest shows the session of a test; a refused one is a refusal.
func (c *command) printTest(ctx context.Context, d *service.Services, s model.Session) error {
	if s.State != model.Successful {
		c.code = Refused
	}
	return c.giveSession(ctx, d, s.ID)
}

// openTest prints where to go, and with wait what came of it.
func (c *command) openTest(ctx context.Context, d *service.Services, begun model.Begun, wait bool) error {
	target := begun.Address()
	if !wait && c.json {
		return c.printJSON(map[string]any{"session_id": begun.Session.ID, "url": target})
	}
	fmt.Fprintf(c.streams.Err, "Open this in a browser; gatehouse sessions show %s tells what came of it:\n",
		begun.Session.ID)
	fmt.Fprintln(c.streams.Out, target)
	if !wait {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, 15*time.Minute)
	defer cancel()
	for {
		from, err := d.Now(ctx)
		if err != nil {
			return err
		}
		s, err := d.Session(ctx, begun.Session.ID)
		if err != nil {
			return err
		}
		if s.Settled() {
			return c.printTest(ctx, d, s)
		}
		err = d.Tail(ctx, from, func(ch storage.Changed) error {
			if ch.Session != nil && ch.Session.ID == begun.Session.ID {
				return errChanged
			}
			return nil
		})
		if errors.Is(err, context.DeadlineExceeded) {
			return fmt.Errorf("no response came within 15 minutes: %w", model.ErrNotFound)
		} else if !errors.Is(err, errChanged) {
			return err
		}
	}
}

var errChanged = errors.New("the session has changed")

func (c *command) connectionRecommend() *cobra.Command {
	var last int
	var apply bool
	cmd := &cobra.Command{
		Use: "recommend CONN", Short: "Recommend an attribute mapping that the stored messages support",
		Args: oneArg(connectionArg),
		RunE: about(c, findConnection, func(ctx context.Context, d *service.Services, x model.Connection,
			_ []string) error {
			r, err := d.Recommend(ctx, x.ID, last)
			if err != nil {
				return err
			}
			if apply && len(r.Changes) > 0 {
				if _, err := d.ApplyMapping(ctx, x.ID, r.Mapping); err != nil {
					return err
				}
			}
			return c.printRecommendation(r, apply)
		}),
	}
	cmd.Flags().IntVar(&last, "last", 20, "messages to look at")
	cmd.Flags().BoolVar(&apply, "apply", false, "give the connection this mapping")
	return cmd
}

func (c *command) printRecommendation(r model.Recommendation, applied bool) error {
	if c.json {
		return c.printJSON(map[string]any{
			"connection_id": r.Connection, "mapping": r.Mapping,
			"changes":  append([]model.MappingChange{}, r.Changes...),
			"messages": r.Receipts, "accepted_now": r.Before, "accepted_then": r.Works,
			"applied": applied && len(r.Changes) > 0,
		})
	}
	out := c.streams.Out
	if len(r.Changes) == 0 {
		_, err := fmt.Fprintf(out, "Nothing to recommend: of the last %d verified messages %d sign their user in.\n",
			r.Receipts, r.Before)
		return err
	}
	for _, x := range r.Changes {
		fmt.Fprintf(out, "%s: %s -> %s, since %s; fits %d of %d, like %q\n", x.Field, orNothing(x.From),
			printable.Line(x.To), x.Reason, x.Fits, r.Receipts, printable.Line(x.Sample))
	}
	fmt.Fprintf(out, "Of the last %d verified messages %d sign their user in now, and %d would.\n", r.Receipts,
		r.Before, r.Works)
	if applied {
		_, err := fmt.Fprintln(out, "Applied.")
		return err
	}
	_, err := fmt.Fprintf(out, "Apply it: gatehouse connection recommend %s --apply\n", r.Connection)
	return err
}
