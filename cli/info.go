package cli

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/dustin/go-humanize"
	"github.com/spf13/cobra"

	"gatehouse/seal"
	"gatehouse/service"
	"gatehouse/storage"
)

// Version is set when a release is built: -ldflags "-X gatehouse/cli.Version=v1.2.3".
var Version = ""

// VersionText is that, or what the build recorded of its commit.
func VersionText() string {
	if Version != "" {
		return Version
	}
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" && len(s.Value) >= 12 {
				return "devel " + s.Value[:12]
			}
		}
	}
	return "devel"
}

func (c *command) version() *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: "Print the version", Args: noArgs,
		RunE: func(*cobra.Command, []string) error {
			if c.json {
				return c.printJSON(map[string]string{"version": VersionText(), "go": runtime.Version()})
			}
			return c.page("gatehouse", VersionText(), "go", runtime.Version())
		},
	}
}

func (c *command) info() *cobra.Command {
	return &cobra.Command{
		Use: "info", Short: "Print paths, sizes and how the environments are reached", Args: noArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			data := c.dataDir()
			if c.instance == nil && emptyData(data) {
				return c.infoOfNothing(data)
			}
			return c.with(c.infoOf)(cmd, args)
		},
	}
}

// infoOfNothing prints where things would go; looking makes none of them.
func (c *command) infoOfNothing(data string) error {
	if c.json {
		return c.printJSON(map[string]any{"data": data, "log": LogFile(data), "key": KeyFile(data),
			"socket": SocketFile(data), "sessions": 0})
	}
	return c.page("Data", data+" (nothing is stored there yet)", "Log", LogFile(data), "Key file", KeyFile(data),
		"Command socket", SocketFile(data))
}

func (c *command) infoOf(ctx context.Context, d *service.Services, _ []string) error {
	facts, err := d.Facts(ctx)
	if err != nil {
		return err
	}
	data := c.dataDir()
	if c.json {
		return c.printJSON(map[string]any{
			"data": data, "log": LogFile(data), "key": KeyFile(data), "socket": SocketFile(data),
			"engine": facts.Engine, "sessions": facts.Sessions, "bytes": facts.Bytes, "free": facts.Free,
			"schema":    facts.Schema,
			"forgotten": facts.Forgotten, "writes_refused": facts.Refuses,
			"warning": seal.KeyFileWarning(KeyFile(data)),
		})
	}
	return c.page("Data", data, "Log", LogFile(data), "Key file", KeyFile(data),
		"Warning", seal.KeyFileWarning(KeyFile(data)), "Command socket", SocketFile(data),
		"Engine", facts.Engine, "Sessions", humanize.Comma(facts.Sessions),
		"On disk", humanize.IBytes(uint64(facts.Bytes)), "Free", free(facts.Free), "Writes", facts.Refuses,
		"Retention", applied(facts))
}

// applied says what retention forgot since the instance started.
func applied(f storage.Facts) string {
	if f.Forgotten == 0 {
		return ""
	}
	return fmt.Sprintf("forgot %s sessions since it was started, last at %s", humanize.Comma(f.Forgotten),
		stamp(f.ForgottenAt))
}

func free(bytes int64) string {
	if bytes < 0 {
		return "unknown"
	}
	return humanize.IBytes(uint64(bytes))
}
