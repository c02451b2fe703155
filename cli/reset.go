package cli

import (
	"errors"

	"github.com/spf13/cobra"
)

func (c *command) reset() *cobra.Command {
	var yes bool
	cmd := &cobra.Command{
		Use: "reset --yes", Short: "Begin anew: what the data directory holds is set aside", Args: noArgs,
		Long: "Sets aside what the data directory holds, organizations, sessions, keys and the audit log, so that " +
			"the next\nstart begins anew. Nothing is deleted: it is moved into a directory before-TIME in the data " +
			"directory,\nwhich gatehouse --data opens. A running instance is not reset: gatehouse stop ends it first.",
		Example: "  gatehouse stop; gatehouse reset --yes; gatehouse dev",
		RunE: func(*cobra.Command, []string) error {
			if c.instance != nil {
				return usageError{errors.New("a running instance is not reset: gatehouse stop ends it first")}
			}
			data := c.dataDir()
			if !yes {
				return usageError{errors.New("this sets aside all that " + data + " holds: say --yes")}
			}
			aside, err := c.doors.Reset(data)
			if err != nil {
				return err
			}
			return c.say(struct {
				Aside string `json:"aside"`
			}{aside}, "the next start in %s begins anew; what was there is in %s", data, aside)
		},
	}
	cmd.Flags().BoolVar(&yes, "yes", false, "do not ask, as a script")
	return cmd
}
