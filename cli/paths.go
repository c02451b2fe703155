package cli

import (
	"os"
	"path/filepath"
	"slices"

	"github.com/adrg/xdg"
)

// DataDir is the data directory: the flag, else $GATEHOUSE_DATA, else gatehouse
// in $XDG_DATA_HOME.
func DataDir(flag string) string {
	if flag != "" {
		return flag
	}
	if dir := os.Getenv("GATEHOUSE_DATA"); dir != "" {
		return dir
	}
	return filepath.Join(xdg.DataHome, "gatehouse")
}

// LogFile is where the log of a data directory goes: beside the data if that was
// chosen, else in $XDG_STATE_HOME.
func LogFile(data string) string {
	if data == filepath.Join(xdg.DataHome, "gatehouse") {
		return filepath.Join(xdg.StateHome, "gatehouse", "gatehouse.log")
	}
	return filepath.Join(data, "gatehouse.log")
}

// KeyFile holds the key that seals the secrets of a data directory.
func KeyFile(data string) string { return filepath.Join(data, "gatehouse.key") }

// StoreDir is where the store of a data directory keeps its files.
func StoreDir(data string) string { return filepath.Join(data, "store") }

// CheckpointFile is where an instance puts the checkpoints of its audit log.
func CheckpointFile(data string) string { return filepath.Join(data, "audit-checkpoints") }

// SocketFile is where the instance that holds a data directory answers commands.
func SocketFile(data string) string { return filepath.Join(data, "gatehouse.sock") }

// besideFiles are the other files of a data directory that a back-up takes along.
func besideFiles(data string) []string {
	return []string{CheckpointFile(data), filepath.Join(data, "ssh_host_ed25519_key"),
		filepath.Join(data, "ssh_host_rsa_key")}
}

// BackedUp reports whether a name is that of a file that back-ups of a data directory hold.
func BackedUp(name string) bool {
	return slices.Contains(append(besideFiles(""), KeyFile("")), name)
}

// RestoreDir is where a restore collects what belongs into a data directory. Where it is,
// nothing is opened: the restore goes on, or was interrupted.
func RestoreDir(data string) string { return filepath.Join(data, "restoring") }
