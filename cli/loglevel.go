package cli

import (
	"log/slog"
	"strings"

	"github.com/spf13/cobra"

	"gatehouse/model"
)

func (c *command) logLevel() *cobra.Command {
	return &cobra.Command{
		Use: "log-level [debug|info|warn|error]", Short: "Show, or set, how much the running instance logs",
		Long: "Shows, or sets until it stops, from which level on the instance that runs on the data directory " +
			"logs.\nIt starts with --log-level.",
		Example: "  gatehouse log-level debug",
		Args:    countArgs(0, 1, "at most one level"),
		RunE: c.maintain(func(i *Instance, args []string) error {
			if len(args) == 1 {
				level, err := ParseLogLevel(args[0])
				if err != nil {
					return usageError{err}
				}
				i.LogLevel.Set(level)
			}
			level := strings.ToLower(i.LogLevel.Level().String())
			return c.say(map[string]string{"log_level": level}, "The instance logs from %s on", level)
		}),
	}
}

// ParseLogLevel reads a level.
func ParseLogLevel(text string) (level slog.Level, err error) {
	switch strings.ToLower(text) {
	case "debug", "info", "warn", "error":
		err = level.UnmarshalText([]byte(text))
		return level, err
	}
	return level, model.Refuse("log_level", "use debug, info, warn or error", "there is no level %q", text)
}
