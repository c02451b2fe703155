package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"gatehouse/model"
	"gatehouse/printable"
	"gatehouse/saml/protocol"
	"gatehouse/service"
)

// sessionsFix makes the change that the verdict of a session offers.
func (c *command) sessionsFix() *cobra.Command {
	var yes bool
	cmd := &cobra.Command{
		Use: "fix SESSION", Short: "Make the change of ours that the verdict offers; asks first",
		Args: oneArg("session id"),
		Long: "Makes the change on our side that would let the refused message in: a domain, a certificate, an " +
			"exception in the\n" +
			"policy. It says what follows from that, and asks. 'gatehouse undo' takes it back.",
		Example: "  gatehouse sessions fix 8ZK4-1MRT",
		RunE: about(c, findSession, func(ctx context.Context, d *service.Services, id model.ID, _ []string) error {
			r, err := c.remedyOf(ctx, d, id)
			if err != nil {
				return err
			}
			if !yes && !c.sure(remedyText(r)) {
				c.code = Refused
				fmt.Fprintf(c.streams.Err, "%s\ngatehouse: nothing was changed. To do it, add --yes\n", remedyText(r))
				return nil
			}
			if err := d.Repair(ctx, r); err != nil {
				return err
			}
			return c.say(map[string]any{"session": id, "fix": r.Fix, "organization": r.Organization,
				"connection": r.Connection}, "%s", printable.Line(r.Done))
		}),
	}
	cmd.Flags().BoolVar(&yes, "yes", false, "do not ask, as a script")
	return cmd
}

// remedyOf gives the change that is left to make, or says why there is none.
func (c *command) remedyOf(ctx context.Context, d *service.Services, id model.ID) (model.Remedy, error) {
	detail, err := d.SessionDetail(ctx, id)
	if err != nil {
		return model.Remedy{}, err
	}
	today, err := d.JudgeAgain(ctx, detail)
	if err != nil {
		return model.Remedy{}, err
	}
	none := func(why string) error {
		return &model.FieldError{
			Field: "session", Reason: fmt.Sprintf("%s cannot be mended from here: %s", detail.Session.Trace(), why),
			Remedy: "see 'gatehouse sessions show " + string(id) + "'",
		}
	}
	x, v, mended := detail.Left(today)
	if mended {
		return model.Remedy{}, none("with today's settings its message would be accepted")
	}
	r, why := detail.Remedy(x, v)
	if why != "" {
		return model.Remedy{}, none(why)
	}
	return r, nil
}

// remedyText is what somebody reads before they say yes.
func remedyText(r model.Remedy) string {
	text := r.Means
	if r.Certificate != nil {
		text += fmt.Sprintf("\nSHA-256 %s\nSHA-1 %s", protocol.Fingerprint(r.Certificate),
			protocol.SHA1Fingerprint(r.Certificate))
	}
	return strings.Join(printable.Lines(text+"\n"+r.Question), "\n")
}
