package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"

	"github.com/spf13/cobra"

	"gatehouse/model"
)

// lookers are the commands that only look, by their last word or as a whole: they make
// no data directory, key or store where there is none.
var lookers = []string{"expiring", "export", "history", "info", "lint", "list", "profiles", "recommend", "show",
	"tail", "forget", "backup", "audit verify",
	"directory users", "directory user", "directory groups", "directory group", "directory log", "directory request"}

// nothingYet is the error of a command that looks where nothing is, nil where
// something is.
func nothingYet(cmd *cobra.Command, data string) error {
	looks := slices.Contains(lookers, cmd.Name()) || slices.Contains(lookers, pathOf(cmd))
	if !looks || !emptyData(data) {
		return nil
	}
	return fmt.Errorf("%s holds no data yet, so there is nothing to look at: gatehouse, or gatehouse serve, "+
		"begins it: %w", data, model.ErrNotFound)
}

// emptyData reports whether nothing was ever stored in a data directory.
func emptyData(data string) bool {
	_, err := os.Stat(StoreDir(data))
	return errors.Is(err, fs.ErrNotExist)
}
