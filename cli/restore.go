package cli

import (
	"errors"
	"fmt"
	"io"
	"time"

	"filippo.io/age"
	"github.com/dustin/go-humanize"
	"github.com/spf13/cobra"

	"gatehouse/model"
)

// Backup is one back-up that is read.
type Backup struct {
	Name    string
	Content io.Reader
}

// Restored is what back-ups hold together. What nobody looked for is zero.
type Restored struct {
	ID       model.ID  `json:"id"` // of the last one
	At       time.Time `json:"at"` // when it was taken
	Backups  int       `json:"backups"`
	Sessions int64     `json:"sessions"`
	Bytes    int64     `json:"bytes"` // on disk

	Oldest        time.Time `json:"oldest,omitzero"` // session
	Newest        time.Time `json:"newest,omitzero"`
	Organizations int       `json:"organizations,omitempty"`
	Connections   int       `json:"connections,omitempty"`
	Records       int       `json:"records,omitempty"`
	AuditEntries  int64     `json:"audit_entries,omitempty"`
}

// Count counts a record that was read.
func (r *Restored) Count(k model.Kind) {
	r.Records++
	switch k {
	case model.KindOrganization:
		r.Organizations++
	case model.KindConnection:
		r.Connections++
	}
}

func (c *command) restore() *cobra.Command {
	var sealed backupKeys
	cmd := &cobra.Command{
		Use:   "restore DIR FILE [FOLLOWING…]",
		Short: "Make a data directory of a back-up and of those that follow on it",
		Args: func(cmd *cobra.Command, args []string) error {
			const what = "a directory and a back-up, or with --data a back-up alone"
			return countArgs(c.restoreArgs()+1, 1000, what)(cmd, args)
		},
		Long: "Makes a data directory of a back-up that holds all, and of those that follow on it, in their order; " +
			"-\nis standard input. DIR is empty, or not there yet: no store is written over. If it fails, there is\n" +
			"nothing. With --data, the files are the only arguments.",
		Example: "  gatehouse restore --identity key.txt /var/lib/gatehouse sunday.backup monday.backup",
		PreRunE: func(*cobra.Command, []string) error { return errors.Join(c.onlyHere(), sealed.checkReading()) },
		RunE: func(cmd *cobra.Command, args []string) error {
			data := c.data
			if c.restoreArgs() == 1 {
				data, args = c.pathOf(args[0]), args[1:]
			}
			r, err := c.readBackups(args, &sealed, func(all []Backup, keys []age.Identity) (Restored, error) {
				return c.doors.Restore(cmd.Context(), data, all, keys)
			})
			if err != nil {
				return fmt.Errorf("nothing was restored: %w", err)
			}
			return c.say(r, "restored %s sessions into %s, as they were at %s (%s); gatehouse --data %s opens it",
				humanize.Comma(r.Sessions), data, stamp(r.At), r.ID, data)
		},
	}
	sealed.addReading(cmd)
	return cmd
}

// restoreArgs is how many arguments are no back-ups.
func (c *command) restoreArgs() int {
	if c.data != "" {
		return 0
	}
	return 1
}

// onlyHere refuses what an instance does not do for others: it would be work, and files, of
// the server.
func (c *command) onlyHere() error {
	if c.instance != nil {
		return usageError{errors.New("back-ups are read on a machine of yours, not through a running instance")}
	}
	return nil
}

func (c *command) readBackups(names []string, sealed *backupKeys,
	read func([]Backup, []age.Identity) (Restored, error)) (r Restored, err error) {
	keys, err := c.identities(sealed)
	if err != nil {
		return r, err
	}
	var all []Backup
	for _, name := range names {
		f, err := c.open(name)
		if err != nil {
			return r, err
		}
		defer f.Close()
		all = append(all, Backup{name, f})
	}
	return read(all, keys)
}

func (c *command) backupVerify() *cobra.Command {
	var sealed backupKeys
	cmd := &cobra.Command{
		Use: "verify FILE [FOLLOWING…]", Short: "Find out whether back-ups can be restored, and what they hold",
		Args: countArgs(1, 1000, "a back-up, and those that follow on it"),
		Long: "Restores a back-up that holds all, and those that follow on it, into a directory of its own in " +
			"$TMPDIR,\nwhich takes as much room as what was backed up, reads each session with its messages, each " +
			"record and\nthe audit log, and removes it. Exits 1 if they are damaged, cut short or not of one chain.",
		Example: "  gatehouse backup verify --identity key.txt sunday.backup monday.backup",
		PreRunE: func(*cobra.Command, []string) error { return errors.Join(c.onlyHere(), sealed.checkReading()) },
		RunE: func(cmd *cobra.Command, args []string) error {
			r, err := c.readBackups(args, &sealed, func(all []Backup, keys []age.Identity) (Restored, error) {
				return c.doors.VerifyBackups(cmd.Context(), all, keys)
			})
			if err != nil {
				return err
			}
			if c.json {
				return c.printJSON(r)
			}
			return c.page("Back-up", string(r.ID), "Taken", stamp(r.At), "Sessions", humanize.Comma(r.Sessions),
				"Oldest session", stamp(r.Oldest), "Newest session", stamp(r.Newest),
				"Organizations", humanize.Comma(int64(r.Organizations)),
				"Connections", humanize.Comma(int64(r.Connections)), "Records", humanize.Comma(int64(r.Records)),
				"Audit log", fmt.Sprintf("whole, %s entries", humanize.Comma(r.AuditEntries)),
				"On disk", humanize.IBytes(uint64(r.Bytes)))
		},
	}
	sealed.addReading(cmd)
	return cmd
}
