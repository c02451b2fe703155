package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"github.com/dustin/go-humanize"
	"github.com/spf13/cobra"

	"gatehouse/backupfile"
	"gatehouse/model"
	"gatehouse/service"
	"gatehouse/service/backup"
)

func (c *command) backup() *cobra.Command {
	var since string
	var sealed backupKeys
	cmd := &cobra.Command{
		Use: "backup FILE", Short: "Back the installation up, while it serves, into an encrypted file",
		Args: oneArg("file, or - for standard output"),
		Long: "Writes all that is needed to go on elsewhere, the key file included, into FILE, which must not be " +
			"there\nyet; - is standard output. Every sign-in that was answered before is in it. It is encrypted for " +
			"the\nrecipients (age), or with a passphrase. With --since it holds no more than what changed since an\n" +
			"earlier back-up: restore takes that one first.",
		Example: "  gatehouse backup --recipient age1… /backups/sunday.backup\n" +
			"  gatehouse backup --recipient age1… --since /backups/sunday.backup /backups/monday.backup\n" +
			"  ssh -p 2222 HOST backup --recipient age1… - >sunday.backup",
		PreRunE: func(*cobra.Command, []string) error { return sealed.checkWriting() },
		RunE: func(cmd *cobra.Command, args []string) error {
			base, err := c.baseOf(since)
			if err != nil {
				return err
			}
			switch {
			case c.instance != nil:
				return c.backupHere(cmd, args, base, &sealed)
			case args[0] == "-":
				return c.backupTo(cmd, c.streams.Out, base, &sealed)
			}
			path := c.pathOf(args[0])
			err = writeNew(path, func(f *os.File) error { return c.backupTo(cmd, f, base, &sealed) })
			if err != nil {
				return err
			}
			return c.tellBackup(path)
		},
	}
	cmd.Flags().StringVar(&since, "since", "", "earlier back-up, a file or its id: only what changed since")
	sealed.addWriting(cmd)
	cmd.AddCommand(c.backupShow(), c.backupVerify(), c.backupKeygen())
	return cmd
}

// baseOf is the id of the back-up that another one follows on.
func (c *command) baseOf(since string) (model.ID, error) {
	if since == "" {
		return "", nil
	}
	_, err := os.Stat(c.pathOf(since))
	if strings.HasPrefix(since, model.PrefixBackup+"_") && (c.streams.Dir == "" || errors.Is(err, fs.ErrNotExist)) {
		return model.ID(since), nil
	}
	if c.streams.Dir == "" {
		return "", usageError{fmt.Errorf("--since: %s would be a file of the server: give the id that gatehouse "+
			"backup show tells of yours", since)}
	}
	h, err := c.headerOf(since)
	return h.ID, err
}

func (c *command) headerOf(name string) (h backupfile.Header, err error) {
	f, err := c.open(name)
	if err != nil {
		return h, err
	}
	defer f.Close()
	if h, err = backupfile.ReadHeader(f); err != nil {
		return h, fmt.Errorf("%s: %w", name, err)
	}
	return h, nil
}

// backupTo has it written to the output of a command of its own, wherever that runs: an
// instance may not be allowed to write where its caller is.
func (c *command) backupTo(cmd *cobra.Command, out io.Writer, base model.ID, sealed *backupKeys) error {
	passed, args, in, err := sealed.asInput(c)
	if err != nil {
		return err
	}
	args = append(args, "backup", "-")
	if base != "" {
		args = append(args, "--since", string(base))
	}
	if c.json {
		args = append(args, "--json")
	}
	inner := *c
	inner.args, inner.streams.In, inner.streams.Out, inner.streams.Terminal = args, in, out, isTerminal(out)
	err = inner.backupHere(cmd, []string{"-"}, base, &passed)
	if code, ok := errors.AsType[exit](err); ok && code == Done {
		err = nil // an instance wrote it
	}
	return errors.Join(err, cmd.Context().Err())
}

// backupHere writes it to standard output, in the process that holds the data directory.
func (c *command) backupHere(cmd *cobra.Command, args []string, base model.ID, sealed *backupKeys) error {
	if args[0] != "-" {
		return usageError{fmt.Errorf("%s would be a file of the server: give - for it, and keep what comes on "+
			"standard output, like > %s", args[0], args[0])}
	}
	if c.streams.Terminal {
		return usageError{errors.New("a back-up is nothing for a terminal: send it to a file, like > FILE")}
	}
	return c.with(func(ctx context.Context, d *service.Services, _ []string) error {
		recipients, err := c.recipients(sealed)
		if err != nil {
			return err
		}
		_, err = d.BackUp(ctx, backup.Order{
			Since: base, KeyFile: KeyFile(c.dataDir()), Beside: besideFiles(c.dataDir()), Recipients: recipients,
			Version: VersionText(),
		}, c.streams.Out)
		return err
	})(cmd, args)
}

// tellBackup says what was written.
func (c *command) tellBackup(path string) error {
	h, err := c.headerOf(path)
	if err != nil {
		return err
	}
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	what := "all"
	if h.Since != "" {
		what = "what changed since " + string(h.Since)
	}
	return c.say(map[string]any{"file": path, "id": h.ID, "since": h.Since, "at": h.At, "bytes": info.Size()},
		"backed up %s as %s: %s, %s", what, h.ID, path, humanize.IBytes(uint64(info.Size())))
}

func (c *command) backupShow() *cobra.Command {
	return &cobra.Command{
		Use: "show FILE", Short: "Show what can be read of a back-up without its key", Args: oneArg("file"),
		RunE: func(_ *cobra.Command, args []string) error {
			h, err := c.headerOf(args[0])
			if err != nil {
				return err
			}
			if c.json {
				return c.printJSON(h)
			}
			return c.page("Back-up", string(h.ID), "Follows on", string(h.Since), "Taken", stamp(h.At),
				"By version", h.Version)
		},
	}
}
